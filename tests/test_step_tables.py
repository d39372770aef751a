"""The tables of steps, written out once more by hand: who takes what, from where, to where.

The other tests of a workflow walk its table; a line changed there by mistake would change them along.
"""

from collections.abc import Mapping
from enum import Enum

import pytest

from accounts import life_steps
from registration import steps as registration
from sales.calendar import extensions
from sales.months import steps as sales

SALES = {
    "open_month": "'' > open; department",
    "confirm_district": "entering returned > district_confirmed; district; certifies",
    "return_district": ("district_confirmed province_confirmed > returned; province; needs_reason"),
    "confirm_province": "district_confirmed > province_confirmed; province",
    "report_province": "collecting > confirmed; province",
    "withdraw_province": "confirmed > collecting; province; needs_reason",
    "close_month": "open > closed; department",
    "reopen_month": "closed > open; department; needs_reason",
    "change_dates": "open > open; department; needs_reason",
}
EXTENSIONS = {
    "ask_extension": "'' > asked; district province",
    "approve_extension": "asked > approved; department",
    "refuse_extension": "asked > refused; department",
    "withdraw_extension": "asked > withdrawn; district province",
    "grant_extension": "'' > approved; department",
}
REGISTRATION = {
    "submit": "draft returned > submitted; district; window register",
    "take_back": "submitted > draft; district",
    "certify": "submitted > certified; province; window certify",
    "return": "submitted > returned; province; needs_reason",
    "acknowledge": "announced certified > stays; province",
    "announce": "certified > announced; department; window announce",
    "cancel": ("announced certified draft returned submitted > cancelled; district; needs_reason"),
    "restore": "cancelled > stays; district; needs_reason",
}
KEEPERS = "department province"
ACCOUNTS = {
    "create": "'' > stays; department",
    "invite": f"active invited > stays; {KEEPERS}",
    "withdraw": f"active invited > stays; {KEEPERS}",
    "accept": f"active invited > active; {KEEPERS}",
    "first_password": "active invited > active; department",
    "suspend": f"active invited > suspended; {KEEPERS}; ends_scope; needs_reason; never_own",
    "lift": f"suspended > stays; {KEEPERS}; needs_reason",
    "end": f"active invited suspended > ended; {KEEPERS}; ends_scope; needs_reason; never_own",
    "reinstate": "ended > invited; department; needs_reason",
    "move": f"active invited suspended > stays; {KEEPERS}; ends_scope; needs_reason; never_own",
    "confirm": f"active invited suspended > stays; {KEEPERS}",
}


def in_words(rule) -> str:
    """One line of a table: from > to; who; what it asks."""
    sources = getattr(rule, "sources", None)
    sources = {rule.source} if sources is None else sources
    roles = getattr(rule, "roles", None) or {getattr(rule, "role", "")}
    parts = [
        f"{_names(sources)} > {_name(rule.target) if rule.target is not None else 'stays'}",
        _names(roles) if any(roles) else "",
        f"window {_name(rule.window)}" if getattr(rule, "window", None) else "",
        *(name for name in ASKS if getattr(rule, name, False)),
    ]
    return "; ".join(part for part in parts if part)


ASKS = ("certifies", "ends_scope", "needs_reason", "never_own")


def _names(values) -> str:
    return " ".join(sorted(_name(value) for value in values))


def _name(value) -> str:
    return (value.value if isinstance(value, Enum) else value) or "''"


@pytest.mark.parametrize(
    ("table", "written"),
    [
        (sales.STEPS, SALES),
        (extensions.EXTENSION_STEPS, EXTENSIONS),
        (registration.STEPS, REGISTRATION),
        (life_steps.STEPS, ACCOUNTS),
    ],
    ids=["sales", "extensions", "registration", "accounts"],
)
def test_the_table_of_steps(table: Mapping, written: dict[str, str]):
    assert {_name(name): in_words(rule) for name, rule in table.items()} == written
