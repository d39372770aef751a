"""The tables of steps, written out once more by hand: who takes what, from where, to where.

The other tests of a workflow walk its table; a line changed there by mistake would change them along.
"""

from collections.abc import Mapping
from enum import Enum

import pytest

from accounts import life_steps
from core.steps import StepRule
from online_market import steps as market
from producers import relocation
from quality import campaigns
from registration import closure
from registration import steps as registration
from sales.calendar import extensions
from sales.months import steps as sales
from targets import estimating
from targets import steps as targets

SALES = {
    "open_month": "'' > open; department",
    "confirm_district": "entering returned > district_confirmed; district; certifies",
    "return_district": ("district_confirmed province_confirmed > returned; province; needs_reason"),
    "remind_district": "entering returned > stays; province; needs_reason",
    "confirm_province": "district_confirmed > province_confirmed; province",
    "report_province": "collecting > confirmed; province",
    "withdraw_province": "confirmed > collecting; province; needs_reason",
    "close_month": "open > closed; department",
    "report_month": "closed > closed; department",
    "reopen_month": "closed > open; department; needs_reason",
    "change_dates": "open > open; department; needs_reason",
    "take_over_month": "'' > closed; department",
}
EXTENSIONS = {
    "ask_extension": "'' > asked; district province; needs_reason",
    "approve_extension": "asked > approved; department",
    "refuse_extension": "asked > refused; department; needs_reason",
    "withdraw_extension": "asked > withdrawn; district province",
    "grant_extension": "'' > approved; department; needs_reason",
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
    "correct_date": "announced certified > stays; department; needs_reason",
}
KEEPERS = "department province"
ACCOUNTS = {
    "create": "'' > stays; department",
    "invite": f"active invited > stays; {KEEPERS}",
    "withdraw": f"active invited > stays; {KEEPERS}",
    "release": "active invited > stays; department; needs_reason; never_own",
    "accept": f"active invited > active; {KEEPERS}",
    "first_password": "active invited > active; department",
    "suspend": f"active invited > suspended; {KEEPERS}; ends_scope; needs_reason; never_own",
    "lift": f"suspended > stays; {KEEPERS}; needs_reason",
    "end": f"active invited suspended > ended; {KEEPERS}; ends_scope; needs_reason; never_own",
    "reinstate": "ended > invited; department; needs_reason",
    "move": f"active invited suspended > stays; {KEEPERS}; ends_scope; needs_reason; never_own",
    "release_factor": f"active invited suspended > stays; {KEEPERS}; needs_reason; never_own",
    "confirm": f"active invited suspended > stays; {KEEPERS}",
    "unlock": "active invited > stays; department district province; certifies; never_own",
}
TARGETS = {
    "prepare": f"'' > draft; {KEEPERS}",
    "portal_bases": f"draft > stays; {KEEPERS}",
    "uploaded_bases": f"draft > stays; {KEEPERS}",
    "correct_base": f"draft > stays; {KEEPERS}; needs_reason",
    "take_totals": f"draft > stays; {KEEPERS}",
    "override": f"draft > stays; {KEEPERS}; needs_reason",
    "reconcile": f"draft > stays; {KEEPERS}; needs_reason",
    "approve": f"draft > approved; {KEEPERS}",
    "reopen": f"approved > stays; {KEEPERS}; needs_reason",
}
ESTIMATES = {
    "begin": "'' > draft; district",
    "save": "draft > stays; district",
    "sign": "draft > signed; district; certifies",
    "revise": "signed > stays; district; needs_reason",
}
MARKET = {
    "make": "'' > draft; department",
    "edit": "draft > stays; department",
    "open": "draft > open; department",
    "revise": "open > stays; department; needs_reason",
    "close": "open > closed; department",
    "reopen": "closed > open; department; needs_reason",
    "override": f"open > stays; {KEEPERS}; needs_reason",
    "letter_base": f"open > stays; {KEEPERS}",
}
SIGNINGS = {
    "district": "open > district_signed; district; certifies",
    "province": "district_signed > province_signed; province",
    "department": "province_signed > department_signed; department",
}
TAKINGS_BACK = {
    "district": "district_signed > open; district; certifies; needs_reason",
    "province": "district_signed province_signed > open; province; needs_reason",
    "department": "department_signed province_signed > open; department; needs_reason",
}
CAMPAIGNS = {
    "open": f"'' > open; {KEEPERS}",
    "extend": f"open > stays; {KEEPERS}; needs_reason",
    "close": f"open > closed; {KEEPERS}",
}
CLOSURES = {
    "begin": "announced certified draft returned submitted > stays; district; needs_reason",
    "take_step": "cancelled open > stays; district",
    "take_back": "cancelled open > taken_back; district; needs_reason",
}
MOVES = {
    "release": "announced certified draft returned submitted > released; district; needs_reason",
    "take_over": "released > taken_over; district",
    "take_back": "released > taken_back; district; needs_reason",
}


def in_words(rule) -> str:
    """One line of a table: from > to; who; what it asks."""
    parts = [
        f"{_names(rule.sources)} > {_name(rule.target) if rule.target is not None else 'stays'}",
        _names(rule.roles),
        f"window {_name(rule.window)}" if getattr(rule, "window", None) else "",
        *(name for name in ASKS if getattr(rule, name, False)),
    ]
    return "; ".join(part for part in parts if part)


ASKS = ("certifies", "ends_scope", "needs_reason", "never_own")


def _names(values) -> str:
    return " ".join(sorted(_name(value) for value in values))


def _name(value) -> str:
    return (value.value if isinstance(value, Enum) else value) or "''"


def by_name(*rules: StepRule) -> dict[str, StepRule]:
    return {rule.name: rule for rule in rules}


@pytest.mark.parametrize(
    ("table", "written"),
    [
        (sales.STEPS, SALES),
        (extensions.EXTENSION_STEPS, EXTENSIONS),
        (registration.STEPS, REGISTRATION),
        (life_steps.STEPS, ACCOUNTS),
        (targets.STEPS, TARGETS),
        (estimating.STEPS, ESTIMATES),
        (market.ROUND_STEPS, MARKET),
        (market.SIGNINGS, SIGNINGS),
        (market.TAKINGS_BACK, TAKINGS_BACK),
        (campaigns.STEPS, CAMPAIGNS),
        (by_name(closure.BEGIN, closure.TAKE_STEP, closure.TAKE_BACK), CLOSURES),
        (by_name(relocation.RELEASE, relocation.TAKE_OVER, relocation.TAKE_BACK), MOVES),
    ],
    ids=[
        "sales",
        "extensions",
        "registration",
        "accounts",
        "targets",
        "estimates",
        "market",
        "signings",
        "takings_back",
        "campaigns",
        "closures",
        "moves",
    ],
)
def test_the_table_of_steps(table: Mapping, written: dict[str, str]):
    assert {_name(name): in_words(rule) for name, rule in table.items()} == written
