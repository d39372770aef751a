"""What the database itself refuses, whatever the path: plain SQL past every line of Python."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.areas.models import Province
from targets.models import Estimate, TargetPlan
from tests.support import factories as make
from tests.support import target_factories as targets
from tests.support.database import owning

pytestmark = pytest.mark.django_db

INCOMES = {"2401": (40, 40, 190), "2402": (70, 70, 40)}


def run(sql: str, **values) -> int:
    """As the owner: what the web has no right to (tests.core.postgresql) is refused to anybody."""
    with owning(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        touched = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return touched


@pytest.fixture
def province() -> Province:
    for code in (*INCOMES, "2501"):
        make.district(code, code)
    return Province.objects.get(pk="24")


@pytest.fixture
def draft(province) -> TargetPlan:
    return targets.whole_plan(province, INCOMES)


OF_PLAN = [
    "UPDATE targets_targetcell SET computed = 1 WHERE plan_id = %(plan)s",
    "DELETE FROM targets_targetcell WHERE plan_id = %(plan)s",
    "UPDATE targets_targetbase SET income = 1 WHERE plan_id = %(plan)s",
    "DELETE FROM targets_targetbase WHERE plan_id = %(plan)s",
    "UPDATE targets_targettotal SET amount = 1 WHERE plan_id = %(plan)s",
    "DELETE FROM targets_targettotal WHERE plan_id = %(plan)s",
]


@pytest.mark.parametrize("sql", OF_PLAN)
def test_figures_of_an_approved_plan_do_not_change(draft, sql):
    targets.approved(draft)
    with pytest.raises(DatabaseError, match="figures of an approved plan of targets do not change"):
        run(sql, plan=draft.pk)


@pytest.mark.parametrize("sql", OF_PLAN)
def test_figures_of_a_draft_do(draft, sql):
    assert run(sql, plan=draft.pk) > 0


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        (
            "UPDATE targets_targetplan SET status = 'draft', approved_at = NULL,"
            " approved_by_id = NULL",
            "an approved plan of targets does not change",
        ),
        ("UPDATE targets_targetplan SET revision = revision + 1", "does not change"),
        (
            "UPDATE targets_targetplan SET approved_at = now() + interval '1 day'",
            "does not change",
        ),
        ("UPDATE targets_targetplan SET province_id = '25'", "Cannot update"),
        ("DELETE FROM targets_targetplan", "Cannot delete"),
        ("UPDATE targets_targetstep SET reason = 'x'", "Cannot update or delete"),
        ("DELETE FROM targets_targetstep", "Cannot update or delete"),
    ],
)
def test_an_approved_plan_and_its_trail_stay(draft, sql, because):
    draft.steps.create(name="prepare", by=draft.prepared_by, at=draft.prepared_at)
    targets.approved(draft)
    with pytest.raises(DatabaseError, match=because):
        run(sql)


BY_HAND = "reason = 'x', overridden_by_id = %(by)s, overridden_at = now()"


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("UPDATE targets_targetplan SET status = 'approved'", "plan_status_with_stamps"),
        ("UPDATE targets_targetplan SET approved_at = now()", "plan_status_with_stamps"),
        ("UPDATE targets_targetplan SET status = 'superseded'", "plan_status_with_stamps"),
        ("UPDATE targets_targetcell SET override = 5", "override_with_reason"),
        ("UPDATE targets_targetcell SET reason = 'x'", "override_with_reason"),
        (f"UPDATE targets_targetcell SET override = -5, {BY_HAND}", "override_not_negative"),
        ("UPDATE targets_targetbase SET corrected = 5", "base_corrected_with_reason"),
        ("UPDATE targets_targetbase SET income = -1", "base_not_negative"),
        ("UPDATE targets_targetcell SET district_id = '2501'", "not of the plan"),
        ("UPDATE targets_targetbase SET district_id = '2501'", "not of the plan"),
        (
            "UPDATE targets_targetcell SET district_id = NULL, province_id = '24'",
            "not of the plan",
        ),
        ("UPDATE targets_targetcell SET province_id = '24'", "cell_of_one_area"),
        (
            "UPDATE targets_targetcell SET level_id ="
            " (SELECT id FROM targets_targetlevel WHERE scheme_id = 2569 LIMIT 1)",
            "a level of another year",
        ),
        ("UPDATE targets_targetlevel SET parts = whole + 1", "level_between_low_and_high"),
        ("UPDATE targets_targetlevel SET name = 'เดียวกัน'", "one_level_of_a_name"),
        (
            "INSERT INTO targets_targetcell"
            " (plan_id, period, district_id, level_id, computed, reason)"
            " SELECT plan_id, period, district_id, level_id, 1, '' FROM targets_targetcell LIMIT 1",
            "one_cell_of_an_area",
        ),
    ],
)
def test_what_cannot_be_is_refused(draft, sql, because):
    targets.scheme(2569)
    with pytest.raises(DatabaseError, match=because):
        run(sql, by=draft.prepared_by_id)


def test_of_one_area_and_year_one_draft_and_one_in_force(province, draft):
    with pytest.raises(DatabaseError, match="one_draft_plan"), transaction.atomic():
        targets.plan(province, number=2)
    targets.approved(draft)
    second = targets.plan(province, number=2)
    with pytest.raises(DatabaseError, match="one_approved_plan"), transaction.atomic():
        targets.approved(second)
    targets.plan(None)
    with pytest.raises(DatabaseError, match="one_draft_plan"), transaction.atomic():
        targets.plan(None, number=2)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("UPDATE targets_estimatemonth SET domestic_offline = 1", "does not change"),
        ("DELETE FROM targets_estimatemonth", "does not change"),
        (
            "UPDATE targets_estimate SET status = 'draft', signed_at = NULL, signed_by_id = NULL",
            "does not change",
        ),
        ("UPDATE targets_estimate SET note = 'x'", "does not change"),
        ("UPDATE targets_estimate SET revision = 9", "does not change"),
        ("UPDATE targets_estimate SET district_id = '2401'", "Cannot update"),
        ("DELETE FROM targets_estimate", "Cannot delete"),
    ],
)
def test_a_signed_estimate_stays(province, sql, because):
    targets.signed(targets.estimate(make.district("2402")))
    with pytest.raises(DatabaseError, match=because):
        run(sql)


@pytest.mark.parametrize(
    ("sql", "because"),
    [
        ("UPDATE targets_estimate SET status = 'signed'", "estimate_status_with_stamps"),
        ("UPDATE targets_estimatemonth SET export_online = -1", "estimate_not_negative"),
        (
            "UPDATE targets_estimatemonth SET month = '2026-10-02' WHERE month = '2026-10-01'",
            "estimate_not_negative",
        ),
        (
            "UPDATE targets_estimatemonth SET month = '2026-09-01' WHERE month = '2026-10-01'",
            "a month of another fiscal year",
        ),
        (
            "UPDATE targets_estimatemonth SET month = '2027-10-01' WHERE month = '2026-10-01'",
            "a month of another fiscal year",
        ),
        (
            "UPDATE targets_estimatemonth SET month = '2026-11-01' WHERE month = '2026-10-01'",
            "one_month_of_an_estimate",
        ),
    ],
)
def test_an_estimate_that_cannot_be_is_refused(province, sql, because):
    targets.estimate(make.district("2402"))
    with pytest.raises(DatabaseError, match=because):
        run(sql)
    assert Estimate.objects.get().months.count() == 12
