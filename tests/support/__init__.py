"""What tests of several apps share; never a test itself.

`from tests.support import factories as make` makes records: `make.producer(make.district())`. Those of
targets and of the online market are in `target_factories` and `market_factories`. Every other module is
named after what it stands in for or builds (a clock, a worker, a form of a page, an Excel file).
"""
