"""The made-up nation, at the size of two provinces: to the published cells, snapshots to the baht."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum

from chuanchim.models import Outlet
from core.areas.models import District
from core.history.tracking import event_model
from core.users.models import User
from demo.accounts import DEMO_PASSWORD, DEMO_SIGN_INS
from demo.build import NotEmptyError, TooEarlyError
from demo.clock import BANGKOK
from demo.names import untaken
from demo.nation.build import TooFewMonthsError, build_nation
from demo.nation.counts import nation_counts
from producers.models import Producer
from products.models import Category, Product
from sales.models import (
    CHANNELS,
    DistrictMonth,
    ProvinceMonth,
    RowMark,
    SalesMonth,
    SalesRow,
    Snapshot,
    SnapshotDistrict,
    SnapshotLine,
    SnapshotProducers,
    Step,
)
from targets.models import TargetPlan

pytestmark = pytest.mark.django_db

AS_OF, NOW = date(2026, 11, 1), datetime(2026, 11, 21, 10, tzinfo=BANGKOK)
CLOSED, LATE, OPEN = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
CLOSED_MONTHS = (date(2026, 6, 1), date(2026, 7, 1), CLOSED)
# With ว่าง of both sorts, and late in the late month; beside it ฉะเชิงเทรา, which is always there.
PROVINCE = "38"
BOTH = ("24", PROVINCE)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Two provinces and five months, built once and rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        build_nation(AS_OF, NOW, 5, [PROVINCE])
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("province", BOTH)
def test_counts_are_the_cells_of_the_published_table(built, province):
    with (settings.BASE_DIR / "fixtures/province_registry_2567.csv").open(encoding="utf-8") as file:
        real = next(row for row in csv.DictReader(file) if row["province_code"] == province)
    own = Producer.objects.filter(district__province=province).registered()
    made = Product.objects.filter(producer__in=own).made()
    cells = _cells("producers", own, "kind", {kind: kind for kind in Producer.Kind.values})
    cells |= _cells("prod", made, "category", {name: name for name in Category.values})
    cells |= {f"quad_{letter.lower()}": made.filter(quadrant=letter).count() for letter in "ABCD"}
    cells["chuan_chim"] = Outlet.objects.filter(district__province=province).count()
    assert cells == {name: int(real[name]) for name in cells}
    assert len(cells) == 17
    districts = District.objects.filter(province=province)
    assert own.values("district").distinct().count() == districts.count()


def _cells(prefix: str, records, field: str, values: dict[str, str]) -> dict[str, int]:
    counted = Counter(records.values_list(field, flat=True))
    names = {**values, "": "blank"}
    cells = {f"{prefix}_{name}": counted[value] for value, name in names.items()}
    return cells | {f"{prefix}_total": sum(counted.values())}


def test_bangkok_is_what_the_76_provinces_leave_of_the_nation():
    counts = nation_counts()
    assert len(counts) == 77
    bangkok = counts["10"]
    assert sum(bangkok.kinds.values()) == 1_185
    assert bangkok.quadrants == {"A": 735, "B": 459, "C": 696, "D": 825}
    assert sum(bangkok.categories.values()) == sum(bangkok.quadrants.values()) == 2_715
    assert bangkok.outlets == 59
    assert sum(sum(one.kinds.values()) for one in counts.values()) == 99_336
    assert sum(sum(one.categories.values()) for one in counts.values()) == 225_970


def test_records_are_whole_and_as_announced(built):
    producers = Producer.objects.registered()
    assert not producers.exclude(postal_code=F("subdistrict__postal_code")).exists()
    assert not producers.exclude(version=1, content_changed_at=F("certified_at")).exists()
    assert not producers.corrected_after_certification().exists()
    with_category = Count("products", filter=~Q(products__category=""))
    assert not producers.annotate(made=with_category).filter(made=0).exists()
    assert not Outlet.objects.exclude(version=1).exists()
    shared = producers.values("phone").annotate(owners=Count("pk")).filter(owners__gt=1)
    assert set(
        producers.filter(phone__in=shared.values("phone")).values_list(
            "district__province", flat=True
        )
    ) <= {"24"}
    told = event_model(Product).objects.filter(pgh_context__command="demo")
    assert told.count() == Product.objects.count()


def test_every_month_has_a_row_for_every_producer_and_category(built):
    expected = Product.objects.made().exclude(category="").values("producer", "category").distinct()
    for month in (CLOSED, LATE, OPEN):
        rows = SalesRow.objects.filter(month=month)
        assert rows.count() == expected.count()
        assert not rows.exclude(
            district_month__month=month, district_month__district=F("producer__district")
        ).exists()
    assert not SalesRow.objects.filter(month__lt=OPEN, entry="blank").exists()
    # Some 208,000 baht a producer and category in an ordinary month, with the seasons around it.
    closed = SalesRow.objects.filter(month=CLOSED).aggregate(mean=Sum("total") / Count("pk"))
    assert 120_000 < closed["mean"] < 320_000


def test_states_of_the_months(built):
    """Closed months are reported by both, the late one by neither; the newest is under way."""
    assert dict(SalesMonth.objects.values_list("month", "status")) == {
        **dict.fromkeys(CLOSED_MONTHS, "closed"), LATE: "open", OPEN: "open",
    }  # fmt: skip
    reported = ProvinceMonth.objects.filter(status=ProvinceMonth.Status.CONFIRMED)
    assert set(reported.values_list("month", "province")) == {
        (month, code) for month in CLOSED_MONTHS for code in BOTH
    }
    assert set(DistrictMonth.objects.filter(month=CLOSED).values_list("status", flat=True)) == {
        "province_confirmed"
    }
    late = DistrictMonth.objects.filter(month=LATE, district__province="24")
    assert Counter(late.values_list("status", flat=True)) == {
        "province_confirmed": 9, "returned": 1, "district_confirmed": 1,
    }  # fmt: skip
    returned = DistrictMonth.objects.filter(status=DistrictMonth.Status.RETURNED)
    assert Step.objects.filter(name="return_district").count() == returned.count()
    assert RowMark.objects.count() == 2 * returned.count()
    blank = SalesRow.objects.filter(entry="blank")
    assert blank.exists()
    assert not blank.exclude(
        month=OPEN, district_month__status=DistrictMonth.Status.ENTERING
    ).exists()


def test_every_province_has_an_approved_plan_of_this_year(built):
    plans = TargetPlan.objects.filter(status=TargetPlan.Status.APPROVED)
    assert sorted(plans.values_list("province", "scheme__fiscal_year")) == [
        (code, 2570) for code in BOTH
    ]


@pytest.mark.parametrize("province", BOTH)
def test_snapshots_are_the_sums_of_the_rows(built, province):
    snapshot = Snapshot.objects.get(province_month__province=province, province_month__month=CLOSED)
    rows = SalesRow.objects.filter(month=CLOSED, district_month__district__province=province)
    summed = {f"sum_{channel}": Sum(channel) for channel in CHANNELS}
    alike = rows.filter(total__gt=0).values_list("district_month__district", "category", "kind")
    lines = SnapshotLine.objects.filter(snapshot=snapshot)
    assert sorted(
        lines.values_list("district", "category", "kind", "producers", *CHANNELS)
    ) == sorted(alike.annotate(sellers=Count("producer", distinct=True), **summed))
    standing = SnapshotDistrict.objects.filter(snapshot=snapshot)
    sold = rows.filter(total__gt=0).values_list("district_month__district")
    assert sorted(standing.values_list("district", "rows", "total")) == sorted(
        sold.annotate(count=Count("pk"), baht=Sum("total"))
    )
    counted = SnapshotProducers.objects.filter(snapshot=snapshot)
    selling = rows.filter(total__gt=0).values_list("district_month__district", "kind")
    assert sorted(counted.values_list("district", "kind", "producers")) == sorted(
        selling.annotate(sellers=Count("producer", distinct=True))
    )


def test_every_office_has_its_accounts(built):
    for username in ("p38", "d3801", "d3801.chief", *(name for name, _ in DEMO_SIGN_INS)):
        assert User.objects.get(username=username).check_password(DEMO_PASSWORD), username
    districts = District.objects.filter(province__in=BOTH)
    chiefs = User.objects.filter(may_certify=True).values_list("district", flat=True)
    assert sorted(chiefs) == sorted(districts.values_list("code", flat=True))


def test_what_cannot_be_is_refused_before_anything_is_written(built):
    before = Producer.objects.count()
    with pytest.raises(NotEmptyError):
        build_nation(AS_OF, NOW, 5, [PROVINCE])
    with pytest.raises(TooFewMonthsError):
        build_nation(AS_OF, NOW, 4, [PROVINCE])
    with pytest.raises(TooEarlyError):
        build_nation(date(2022, 11, 1), NOW, 5, [PROVINCE])
    with pytest.raises(CommandError, match="5 ขึ้นไป"):
        call_command("demo", "--nation", "--months", "4")
    assert Producer.objects.count() == before


def test_a_taken_name_gets_a_number():
    draws = iter(["ก", "ข"] * 40)
    assert untaken(lambda: next(draws), {"ก"}) == "ข"
    assert untaken(lambda: "ก", {"ก", "ก 2"}) == "ก 3"
