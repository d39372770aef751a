"""The pages of data quality: counts, worklists, campaigns, severities."""
