"""The whole nation made up (manage.py demo --nation): every province to its published counts.

It shares the names, the registry, the records and the trail of the one-province demo; what is its
own is how much there is of it: rows of sales are made by the database, a month in one statement.
"""
