"""Pages of the online-market KPI; each takes querysets and users."""
