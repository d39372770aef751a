"""A rare check is found part by part; what is found is what its condition says."""

import pytest

from quality import counting
from quality.checking import faulty, keys_by_parts
from quality.dismissing import dismiss
from quality.rules import all_rules, rule_of_code
from tests.support import factories as make
from tests.support.quality_cases import breaking, setting, whole

pytestmark = pytest.mark.django_db


def by_condition(rule, blocking=frozenset()) -> list[int]:
    found = faulty(rule, rule.model._default_manager.all(), blocking)
    return sorted(found.order_by().values_list("pk", flat=True))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
@pytest.mark.parametrize("blocks", [False, True])
def test_every_check_finds_the_same_both_ways(of, rule, blocks):
    sound = [whole(rule.code, of), whole(rule.code, of)]
    breaking(rule.code)(sound[0])
    blocking = frozenset([rule.code]) if blocks else frozenset[str]()
    assert by_condition(rule, blocking) == [sound[0].pk]
    assert keys_by_parts(rule, blocking) == [sound[0].pk]


def test_what_was_dismissed_is_left_out_both_ways(of, clerk):
    rule = rule_of_code("P04")
    producer = whole("P04", of)
    setting(phone="")(producer)
    dismiss(rule, producer.pk, reason="ไม่มีโทรศัพท์", by=clerk)
    assert by_condition(rule) == keys_by_parts(rule, frozenset()) == []
    blocking = frozenset(["P04"])
    assert by_condition(rule, blocking) == keys_by_parts(rule, blocking) == [producer.pk]


@pytest.mark.parametrize(
    ("code", "name", "is_found"),
    [
        ("P07", "บริษัท ไทยGmbH จำกัด", True),
        ("P07", "บริษัท ไทยgmbh จำกัด", True),
        ("P07", "กลุ่มทอผ้า", False),
    ],
)
def test_words_are_found_whatever_their_case(of, code, name, is_found):
    from quality.models import CheckWord

    CheckWord.objects.get_or_create(use="foreign", name="GmbH")
    CheckWord.objects.create(use="foreign", name="a.b*c(")
    producer = whole(code, of)
    setting(name=name)(producer)
    rule = rule_of_code(code)
    assert by_condition(rule) == keys_by_parts(rule, frozenset()) == [producer.pk] * is_found
    setting(name="กลุ่ม A.B*C(")(producer)
    assert by_condition(rule) == keys_by_parts(rule, frozenset()) == [producer.pk]
    setting(name="กลุ่ม A-BBC(")(producer)
    assert by_condition(rule) == keys_by_parts(rule, frozenset()) == []


def test_the_nations_list_of_a_rare_check_is_counted_by_what_it_finds(client, of, monkeypatch):
    monkeypatch.setattr("quality.worklists.RARE", 1)
    whole("P04", of)
    faults = [whole("P04", of, name) for name in ("กลุ่มข", "กลุ่มก")]
    for producer in faults:
        setting(phone="")(producer)
    counting.refresh()
    more = whole("P04", of, "กลุ่มค")
    setting(phone="")(more)
    client.force_login(make.department_officer())
    page = client.get("/quality/P04/").context
    names = [str(line.record) for line in page["lines"]]
    assert (names, page["count"], page["counted_at"]) == (["กลุ่มก", "กลุ่มข", "กลุ่มค"], 3, None)
