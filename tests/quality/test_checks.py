"""Every check has a record that fails it and one that does not, in as many ways as it has parts."""

import pytest

from quality import counting
from quality.checking import faults_of_record
from quality.rules import all_rules, get_rule
from quality.worklists import lines, worklist
from tests.support.quality_cases import CASES, breaking, setting, whole

pytestmark = pytest.mark.django_db

CODES = [rule.code for rule in all_rules()]


def test_the_table_covers_the_checks_of_the_letters_exactly():
    letters = [f"P{n:02d}" for n in range(1, 11)] + [f"D{n:02d}" for n in range(1, 9)]
    assert CODES == [*letters, "C01", "C02", "C03", "C04"]
    assert sorted({code for code, _, _ in CASES}) == sorted(CODES)


@pytest.mark.parametrize(("code", "breaks", "words"), CASES)
def test_what_is_wrong_is_found_and_said_and_what_is_right_is_not(of, clerk, code, breaks, words):
    rule = get_rule(code)
    broken, right = whole(code, of), whole(code, of, "อีกรายที่ถูกต้อง")
    assert list(worklist(rule, clerk)) == []
    breaks(broken)
    assert list(worklist(rule, clerk)) == [broken]
    (line,) = lines(rule, [broken], {})
    assert [fault.words for fault in line.faults] == [words]
    assert faults_of_record(right) == []


@pytest.mark.parametrize("code", CODES)
def test_a_neighbours_fault_is_not_counted_and_not_listed(of, neighbour, clerk, code):
    theirs = whole(code, neighbour)
    breaking(code)(theirs)
    from tests.support import factories as make

    assert list(worklist(get_rule(code), make.district_officer(neighbour))) == [theirs]
    assert list(worklist(get_rule(code), clerk)) == []
    assert counting.count_in(clerk)[code].faulty == 0
    assert counting.count_in(make.province_officer(of.province))[code].faulty == 1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("status", ["draft", "submitted", "cancelled"])
def test_only_registered_records_are_on_a_worklist(of, clerk, code, status):
    record = whole(code, of)
    breaking(code)(record)
    stamps = {"cancelled_at": record.certified_at} if status == "cancelled" else {}
    cleared = {"certified_at": None, "announced_at": None} if status != "cancelled" else {}
    setting(status=status, **stamps, **cleared)(record)
    assert list(worklist(get_rule(code), clerk)) == []


def test_a_product_no_longer_made_is_asked_to_be_cancelled_and_nothing_else(of):
    product = whole("D07", of)
    product.prices.all().delete()
    setting(production="ended", capacity_per_month=None)(product)
    assert [fault.rule.code for fault in faults_of_record(product)] == ["D07"]


@pytest.mark.parametrize("code", CODES)
def test_the_section_to_open_is_one_of_the_form(code):
    from django.contrib import admin

    rule = get_rule(code)
    sections = {section.key for section in admin.site.get_model_admin(rule.model).sections}
    named = {rule.section} | {part.section for part in rule.parts if part.section}
    assert named
    assert sorted(named - sections) == []
