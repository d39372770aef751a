"""The demo province, exported by the portal's own tables, taken over into an empty registry: the same
registry, the same base of the KPI, the same groups."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from chuanchim.models import Item, Outlet
from core.tables.exporting import export
from core.tables.record_tables import RecordTable
from core.tables.tables import all_tables
from core.users.models import User
from demo.build import build_demo
from online_market.bases import registered_in
from producers.models import Producer
from products.assessment import Certificate, assess_product
from products.models import Assessment, HeldStandard, Price, Product, QuadrantScheme
from products.quadrant import assess
from registration.models import MadeCount, RegisteredCount, Round, Status
from registration.standing_tables import StandingTable
from taking_over.models import TakeOver
from taking_over.reconciling import COLUMNS, reconcile
from tests.support import factories as make
from tests.support.database import owning, truncating

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
YEARS = range(2557, 2564)


def told() -> dict:
    """What a registry says, as its reports count it."""
    by = User.objects.get(username="department")
    base = {
        model.__name__: [
            registered_in(model.objects.order_by(), date(2026, 11, 19), [year]).count()
            for year in YEARS
        ]
        for model in (Producer, Product)
    }
    counted = reconcile(by)
    return {
        "registry": counted["rows"],
        "total": counted["total"],
        "base": base,
        "quadrants": dict(Product.objects.order_by().values_list("quadrant").annotate(Count("pk"))),
        "statuses": {
            model.__name__: dict(
                model.objects.order_by().values_list("status").annotate(Count("pk"))
            )
            for model in (Producer, Product, Outlet)
        },
        "corrected": Product.objects.corrected_after_certification().count(),
        "kinds": dict(Producer.objects.order_by().values_list("kind").annotate(Count("pk"))),
        "assessments": [
            (*one, sorted(answers.items()))
            for *one, answers in Assessment.objects.order_by(
                "product_id", "assessed_on", "pk"
            ).values_list(
                "product",
                "scheme",
                "assessed_on",
                "computed",
                "proposed",
                "result",
                "reason",
                "certificate_number",
                "issued_on",
                "expires_on",
                "answers",
            )
        ],
        "marks": list(
            Product.objects.exclude(mark=None).order_by("pk").values_list("pk", "mark__result")
        ),
        "standards": HeldStandard.objects.count(),
        "items": Item.objects.count(),
        "prices": Counter(Product.objects.values_list("price", flat=True)),
        "standing": list(
            Producer.objects.order_by("code").values_list(
                "code", "registered_on", "status", "round__quarter", "round__fiscal_year"
            )
        ),
        "cancelled": list(
            Producer.objects.filter(status=Status.CANCELLED)
            .order_by("code")
            .values_list("code", "cancelled_at__date")
        ),
    }


def assess_some() -> None:
    """As the rules have it, otherwise, in none of the groups; and a mark with its certificate."""
    by = User.objects.get(username="bangkhla")
    quadrant = QuadrantScheme.objects.in_force()
    sets = list(quadrant.scheme.answer_sets())
    met = next(one for one in sets if assess(quadrant.scheme, one) == "B")
    unmet = next(one for one in sets if assess(quadrant.scheme, one) is None)
    some = Product.objects.visible_to(by).filter(status=Status.ANNOUNCED).order_by("pk")[:4]
    first, second, third, fourth = some
    a_while_ago = {"by": by, "scheme": quadrant, "assessed_on": date(2026, 3, 1)}
    assess_product(first, answers=unmet, **a_while_ago)
    assess_product(first, answers=met, by=by, scheme=quadrant)
    assess_product(second, answers=met, decided="", reason="ตามมติจังหวัด", **a_while_ago)
    assess_product(third, answers=met, decided="A", reason="ตามมติจังหวัด", **a_while_ago)
    paper = Certificate("0012/2569", date(2026, 2, 28), date(2029, 2, 27))
    assess_product(
        fourth,
        answers={},
        by=by,
        scheme=make.mark_scheme("เขียว (สมมติ)"),
        decided="เขียว (สมมติ)",
        reason="ตามประกาศ",
        certificate=paper,
    )


def write_all(folder: Path) -> None:
    by = User.objects.get(username="department")
    for one in all_tables():
        if issubclass(one, RecordTable | StandingTable) and by.role in one.exporters:
            with export(one(by), "csv") as file:
                (folder / f"{one.entity}.csv").write_bytes(file.read())


def empty() -> None:
    """The registry of a portal that never had any record; areas, accounts and lists stay."""
    tables = [model._meta.db_table for model in (Producer, Product, Outlet, Round)]
    tables += [
        model._meta.db_table for model in (RegisteredCount, MadeCount)
    ]  # by triggers of rows
    with owning(), truncating(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def test_the_demo_comes_back_as_it_was(tmp_path):
    with time_machine.travel(NOW, tick=True):
        build_demo(date(2026, 11, 1), NOW)
        assess_some()
        before = told()
        assert sum(before["base"]["Product"]) > 500
        assert before["quadrants"]["D"] > 500
        assert len(before["assessments"]) == 5
        assert Price.objects.exists()
        write_all(tmp_path)
        empty()
        assert not Product.objects.exists()
        by = User.objects.get(username="department")
        call_command("take_over", str(tmp_path), "--as", by.username, verbosity=0)
        done = TakeOver.objects.get()
        lost = {
            table.entity: (table.held_back, table.message)
            for table in done.tables.all()
            if table.held_back or table.message
        }
        assert lost == {}
        after = told()
        for what in before:
            if what not in ("corrected",):
                assert after[what] == before[what], what
        assert after["corrected"] == 0
        again = TakeOver.objects.count()
        call_command("take_over", str(tmp_path), "--as", by.username, verbosity=0)
        assert TakeOver.objects.count() == again + 1
        assert {
            table.taken
            for table in TakeOver.objects.latest("pk").tables.all()
            if "standing" not in table.entity
        } == {0}
        assert told() == after
        assert set(COLUMNS.values()) <= set(after["total"])
        with transaction.atomic():
            assert not Product.objects.filter(version__gt=1).exists()
