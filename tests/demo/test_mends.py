"""What the register proposes of the demo's faults, against what the demo knows was right there."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from demo import build, names, quality
from producers.models import Producer
from products.models import Product
from quality.checking import faulty, with_faults
from quality.mends.answering import proposed
from quality.rules import Rule, all_rules
from quality.severity import blocking_codes

pytestmark = pytest.mark.django_db
LEAST_RIGHT = 0.6


@pytest.fixture(scope="module")
def spoilt(django_db_setup, django_db_blocker):
    """What the demo spoilt, with the demo standing; rolled back after the module."""
    kept: list[quality.Spoilt] = []

    def keeping(*args):
        kept.extend(quality_faults(*args))
        return kept

    quality_faults = build.make_faults
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        build.make_faults = keeping
        try:
            call_command("demo", "--as-of", "2026-11", verbosity=0)
        finally:
            build.make_faults = quality_faults
        yield kept
        transaction.set_rollback(True)


def right_values(spoilt) -> dict[tuple[str, int, str], str]:
    """By check, record and column. Of a product left blank its name was drawn from a category's."""
    right = {
        (one.code, one.pk, column): value for one in spoilt for column, value in one.was.items()
    }
    for product in Product.objects.registered().filter(category=""):
        of = [
            category
            for category, goods in names._GOODS.items()
            for stem, variants in goods
            if product.name.removeprefix(stem).split(" ")[0] in variants
            and product.name.startswith(stem)
        ]
        right["D02", product.pk, "category"] = of[0]
    return right


def mends_of(rule: Rule):
    at_fault = faulty(rule, rule.model.objects.all(), blocking_codes())
    rows = with_faults(rule, at_fault).select_related(*rule.register.related)
    return [mend for one in proposed(rule, list(rows)).values() for _, mend in one.open]


def test_most_of_what_is_proposed_in_the_demo_is_what_stood_there(spoilt):
    right = right_values(spoilt)
    made, hits, unknown = 0, 0, []
    for rule in all_rules():
        for mend in mends_of(rule):
            for change in mend.changes:
                if change.follows:
                    continue
                key = rule.code, mend.record.pk, change.column
                made += 1
                hits += right.get(key) == str(change.value)
                if right.get(key) != str(change.value):
                    unknown.append((rule.code, str(mend.record), change, right.get(key)))
    assert made >= 15, made
    assert hits >= LEAST_RIGHT * made, (hits, made, unknown)


def test_each_kind_of_fault_that_the_register_can_answer_is_answered(spoilt):
    proposing = {rule.code for rule in all_rules() if rule.mends and mends_of(rule)}
    assert proposing >= {"P02", "P04", "P05", "D02"}
    # Nobody can tell a number whose digits are missing, or a kind by a wrong tax id.
    phones = {
        mend.record.phone for rule in all_rules() if rule.code == "P04" for mend in mends_of(rule)
    }
    assert not {"", "-", "081000000"} & phones
    assert Producer.objects.filter(phone="081000000").exists()
    assert "P01" not in proposing
