"""A plain Django admin with django-import-export over the portal's own tables, as a team would write it
in a day: what the portal's pages are measured against, in the same run.

It shows the same registers, a grid of a district's month and the year's totals, with Django's own
permissions and one account that may do everything: no areas, no months that are closed, no checks, no
history but the admin's log. Its own tables lie in a schema of their own.
"""
