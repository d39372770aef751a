"""What a backup notes of the portal's tables and reports, and what a restore calls a difference."""

import io
import json

import pytest
from django.core.management import call_command

from operations.noting import differences
from tests.support import factories as make


def noted(*options: str) -> dict:
    out = io.StringIO()
    call_command("note_state", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db(transaction=True)
def test_the_same_rows_are_the_same_and_others_are_told():
    department = make.department_officer()
    before = noted()
    assert set(before["reports"]) == {"rt3", "rt4", "sales-areas", "registry"}
    assert before["tables"]["accounts_user"][0] == 1
    assert {"encryption", "hash"} <= set(before["id_keys"])
    assert differences(before, noted()) == []
    department.full_name = "คนใหม่"
    department.save()
    lines = differences(before, noted())
    assert [line for line in lines if line.startswith("table accounts_user: 1 rows")]
    other_keys = {**before, "id_keys": {}}
    assert "keys of national ids" in differences(before, other_keys)[-1]
    other_report = {**before, "reports": {**before["reports"], "rt4": "another"}}
    assert differences(before, other_report) == ["report rt4: other figures than noted"]
    fewer = {**before, "tables": {}}
    assert "no such table found" in differences(before, fewer)[0]


@pytest.mark.django_db(transaction=True)
def test_nobody_who_reads_reports_is_no_fault():
    assert noted("--month", "2026-10")["reports"] == {}
