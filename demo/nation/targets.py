"""Targets of every province for this fiscal year, from what the portal holds of the years before."""

from datetime import date, datetime

from core.thai.calendar import fiscal_year
from demo.accounts import Officers
from demo.progress import told
from demo.targets import FIVE_LEVELS, approved_plan, moment, scheme_of_year


def make_nation_targets(as_of: date, now: datetime, officers: Officers) -> None:
    """Five levels and an approved plan a province; years of which few months are there count as they
    are, so early plans ask for little."""
    year = fiscal_year(as_of)
    scheme = scheme_of_year(year, FIVE_LEVELS, officers.department, moment(year, -40, now))
    for officer in told(list(officers.provinces.values()), "เป้าหมาย", lambda one: one.username):
        approved_plan(scheme, officer, year, now)
