"""A made-up registry and years of sales, so that the portal can be tried (manage.py demo).

Counts are those the department published for ฉะเชิงเทรา, and three years of income are the
province's own letter's; every person, producer and single amount is made up.
"""
