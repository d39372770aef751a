"""What goes out when a month closes: whole, protected, signed, and never changed."""

import csv
import gzip
import hashlib
import io
import json
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, transaction

from core.jobs.models import Job
from core.steps import StepRefused
from core.thai.calendar import today
from core.thai.periods import month_period
from open_data import published as reading
from open_data.models import Basis, Edition, Publication, PublishedFile, SuppressionRule
from open_data.publishing import publish
from otop_registry.reports import RegistryReport
from registration.models import Announcement
from registration.signals import round_announced
from sales.figures.confirmed import Scope, sums
from sales.figures.rollup import Amounts
from sales.models import SalesMonth
from sales.months import workflow
from tests.support import factories as make
from tests.support.open_data_factories import (
    OCTOBER,
    closed_month,
    correct_october,
    publish_october,
)
from tests.support.worker import work

pytestmark = pytest.mark.django_db


def table(edition: Edition, name: str) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a table by their codes."""
    return {
        tuple(value for column, value in row.items() if column.endswith("_code")): row
        for row in reading.rows(edition, name)
    }


def october_edition() -> Edition:
    return Edition.objects.filter(dataset="sales").latest("version")


def test_the_sums_are_the_departments_own(published):
    """Each sum that is told is the figure of the department's report of the month."""
    officer = make.department_officer()
    scope = Scope(month_period(OCTOBER))
    found = sums(officer, scope, ("province", "category", "kind"))
    told = 0
    for row in reading.rows(october_edition(), "sales"):
        if row["status"] == "Q":
            assert row["amount"] == row["producers"] == ""
            continue
        parts = [
            amounts
            for (province, category, kind), amounts in found.items()
            if row["province_code"] in ("_T", province)
            and row["category_code"] in ("_T", category)
            and row["kind_code"] in ("_T", kind or "_U")
        ]
        amounts = sum(parts, Amounts.zero())
        expected = sum(
            getattr(amounts, f"{market}_{mode}")
            for market in ("domestic", "export")
            for mode in ("offline", "online")
            if row["market_code"] in ("_T", market) and row["mode_code"] in ("_T", mode)
        )
        assert Decimal(row["amount"]) == expected
        told += 1
    assert told > 50


def test_the_figure_of_one_producer_is_nowhere(published):
    texts = [reading.content(one) for one in PublishedFile.objects.all()]
    assert len(texts) == 13
    assert not any(b"777.77" in one for one in texts)
    herbs = table(october_edition(), "by-category")["herb",]
    assert herbs["total"] == herbs["producers"] == ""
    assert table(october_edition(), "by-category")["_T",]["total"]


def test_tables_say_what_the_base_table_says(published):
    base = table(october_edition(), "sales")
    for (code,), row in table(october_edition(), "by-province").items():
        assert row["total"] == base[code, "_T", "_T", "_T", "_T"]["amount"]
        assert row["producers"] == base[code, "_T", "_T", "_T", "_T"]["producers"]
    for (code,), row in table(october_edition(), "by-category").items():
        whole = base.get(("_T", code, "_T", "_T", "_T"))
        assert row["total"] == (whole["amount"] if whole else "0.00")
    (month,) = reading.rows(october_edition(), "by-month")
    assert month["food"] == base["_T", "food", "_T", "_T", "_T"]["amount"]


def test_sdmx_says_the_same(published):
    file = october_edition().files.get(name="sales-sdmx.csv")
    lines = list(csv.DictReader(io.StringIO(reading.content(file).decode())))
    assert len(lines) == len(reading.rows(october_edition(), "sales"))
    assert {one["STRUCTURE"] for one in lines} == {"dataflow"}
    assert all((one["OBS_VALUE"] == "") == (one["OBS_STATUS"] == "Q") for one in lines)


def test_each_file_is_in_the_signed_list(published):
    publication = Publication.objects.get()
    index = bytes(publication.index)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(publication.key))
    key.verify(bytes(publication.signature), index)
    listed = {one["path"]: one for one in json.loads(index)["files"]}
    files = PublishedFile.objects.select_related("edition")
    assert len(listed) == files.count()
    for one in files:
        said = listed[f"{one.edition.dataset}/{one.edition.name}/{one.name}"]
        content = gzip.decompress(bytes(one.packed))
        assert said["sha256"] == hashlib.sha256(content).hexdigest()
        assert said["bytes"] == len(content)


def test_the_database_refuses_any_change(published):
    for model in (Publication, Edition, PublishedFile):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=model.objects.first().pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.update(version=9)


def test_closing_a_month_publishes_it(db):
    closed_month()
    SalesMonth.objects.update(status="open", closed_at=None, closed_by=None)
    workflow.close_month(OCTOBER, by=make.department_officer())
    assert not Publication.objects.exists()
    work()
    assert Job.objects.get().status == Job.Status.DONE
    assert Publication.objects.get().cause == Publication.Cause.MONTH_CLOSED
    assert {one.name for one in Edition.objects.all()} >= {"2026-10-v1"}


def test_announcing_a_round_publishes_the_registry(db):
    round_announced.send(Announcement, announcement=None, by=make.department_officer())
    work()
    assert Job.objects.get().status == Job.Status.DONE
    assert Edition.objects.get().dataset == "registry"


def test_nothing_new_is_no_publication(published):
    again = publish(Publication.Cause.BY_HAND, by=make.department_officer())
    assert again.publication is None
    assert "ไม่เปลี่ยน" in again.left[0]


def test_an_open_month_is_not_published(db):
    make.month_of_bang_khla()
    done = publish(Publication.Cause.BY_HAND, by=make.department_officer())
    assert {one.dataset for one in done.editions} == {"registry"}


@pytest.mark.parametrize("of", ["district", "province"])
def test_only_the_department_publishes(of, october):
    district = make.district("2402")
    by = (
        make.district_officer(district)
        if of == "district"
        else make.province_officer(district.province)
    )
    with pytest.raises(StepRefused):
        publish(Publication.Cause.BY_HAND, by=by)


def test_a_correction_of_one_producer_keeps_the_version(published):
    correct_october(1)
    again = publish_october()
    assert "น้อยกว่าเกณฑ์" in again.left[0]
    assert october_edition().version == 1


def test_a_correction_of_many_is_the_next_version(published):
    before = october_edition()
    correct_october(8)
    publish_october()
    after = october_edition()
    assert (before.version, after.version) == (1, 2)
    assert {tuple(one) for one in after.withheld} >= {tuple(one) for one in before.withheld}
    assert list(reading.current("sales")) == [after]
    index = json.loads(bytes(Publication.objects.first().index))
    assert index["before"] == Publication.objects.last().sha256
    assert {one["path"] for one in index["files"]} >= {"sales/2026-10-v1/sales.csv"}
    total = Decimal(8 * 55)
    was, now = (table(one, "by-category")["_T",]["total"] for one in (before, after))
    assert Decimal(now) - Decimal(was) == total


def test_the_rule_is_the_departments(october):
    SuppressionRule.objects.create(
        fewest=10,
        largest_share=85,
        at=make.timezone.now(),
        by=make.department_officer(),
        reason="-",
    )
    publish_october()
    assert table(october_edition(), "by-category")["food",]["total"] == ""


def test_what_it_was_summed_from_is_nobodys_to_read(published):
    from core.areas.row_security import seen_as, seen_as_portal

    with seen_as(make.department_officer()):
        assert not Basis.objects.exists()
    with seen_as(make.province_officer(make.province())):
        assert not Basis.objects.exists()
    with seen_as_portal("the test asks whether there is any"):
        assert Basis.objects.exists()


def test_the_registry_is_the_departments_report(db):
    """Province by province, column by column."""
    here = make.district()
    maker = make.producer(here, "กลุ่ม", status="certified")
    make.product(maker, "food", status="certified")
    make.product(maker, "", status="certified")
    make.outlet(here, status="certified")
    make.producer(make.district("2001", "เมืองชลบุรี"), "ราย", kind="", status="certified")
    officer = make.department_officer()
    report = RegistryReport().build(officer, {"as_of": today()})
    publish(Publication.Cause.ROUND_ANNOUNCED, by=officer)
    rows = reading.rows(Edition.objects.get(), "registry")
    assert rows[-1]["province_code"] == "_T"
    for row, expected in zip(rows, [*report.rows, report.total], strict=True):
        told = {name: value for name, value in expected.items() if name in row}
        assert {name: int(row[name]) for name in told} == told
        assert len(told) > 15
    assert rows[-1]["producers_total"] == "2"
