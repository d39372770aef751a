"""Every report of the sales (DOMAIN.md 8): รต.๑-๔, the old system's menu, comparisons, the pivot.

Imported here so that they are registered, in the order the list shows them.
"""

from sales.reports import rt1_rt2, rt3_rt4  # noqa: I001  (the order is the list's)
from sales.reports import (
    breakdowns,
    producers_sold,
    figure_sources,
    changes,
    years,
    programme,
    pivot,
)
from sales.reports import confirmations, timeliness, evidence, out_of_line, new_passwords

__all__ = [
    "breakdowns",
    "changes",
    "confirmations",
    "evidence",
    "figure_sources",
    "new_passwords",
    "out_of_line",
    "pivot",
    "producers_sold",
    "programme",
    "rt1_rt2",
    "rt3_rt4",
    "timeliness",
    "years",
]
