"""The demo: to the published counts and incomes, the same every time, never over other records."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Avg, Count, F, Q, Sum
from django.utils import timezone

from accounts import recertification, unused
from catalogue import published
from catalogue.models import ProducerConsent
from chuanchim.models import Outlet
from core.reports.engine import build, find_report, read_parameters
from core.thai.calendar import fiscal_year_months
from core.thai.texts import clean_text
from core.users.models import User
from demo.accounts import DEMO_PASSWORD, DEMO_PROVINCE, DEMO_SIGN_INS
from demo.build import DemoData, TooEarlyError, demo_data
from demo.figures import BASE_YEARS, district_incomes, province_counts
from demo.shares import divide
from producers.models import Producer
from products.models import Category, Product
from quality.checking import faulty
from quality.models import Campaign
from quality.names import mistyped
from quality.progress import kept_totals
from quality.rules import all_rules, get_rule
from registration.models import RegistrationStep, Round
from sales.calendar.timeliness import of_districts
from sales.evidence.sampling import draw
from sales.figures.confirmed import LINE_MONTH, sum_of_channels
from sales.models import (
    CHANNELS,
    AuditItem,
    AuditSample,
    DistrictMonth,
    Evidence,
    Extension,
    ProvinceMonth,
    RowAnomaly,
    RowMark,
    SalesMonth,
    SalesRow,
    SnapshotLine,
    SnapshotProducers,
    Step,
)
from sales.months import checks
from sales.months.checks import check_district
from sales.months.past_rows import PastRow, PastTotal, SourceFile
from sales.months.taking_over import Result, take_over_sales
from targets.models import Estimate, TargetCell, TargetPlan
from tests.support.database import owning, truncating

AS_OF = "2026-11"
OPEN, LATE, CLOSED = date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)


# Asks pytest-django for the test database; `built` opens it for the whole module.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made_up() -> DemoData:
    return demo_data(date(2026, 11, 1))


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The demo, built once by the command and rolled back after the module; its output."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        call_command("demo", "--as-of", AS_OF, stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def test_parts_add_up_and_follow_their_weights():
    assert divide(10, [1, 1, 1]) == [4, 3, 3]
    assert divide(100, [0, 3, 1]) == [0, 75, 25]
    assert sum(divide(3_577_794_657, list(range(1, 2000)))) == 3_577_794_657


# Of the demo's last whole fiscal year, as each role has them; รต.๔ and programme are not a district's.
SAME_REPORTS = [
    (username, key, {"period": period})
    for username, keys in {
        "bangkhla.chief": ("rt3", "sales-months", "sales-categories"),
        "chachoengsao": ("rt3", "rt4", "programme", "sales-areas", "sales-month-categories"),
        "department": ("rt3", "rt4", "sales-markets", "pivot"),
    }.items()
    for key in keys
    for period in ("2568", "2568-q2", "2025-06")
] + [("bangkhla.chief", "rt2", {"month": "2025-06", "district": "2402"})]


def _reports() -> list:
    found = []
    for username, key, query in SAME_REPORTS:
        user = User.objects.get(username=username)
        report = find_report(key, user)
        found.append(build(report, user, read_parameters(report, user, query)))
    return found


def test_a_year_of_the_demo_taken_over_gives_the_same_reports_to_the_baht(built):
    """Exported with the year it is compared with, the sales emptied, taken over with the confirmed
    totals of its districts."""
    year = [*fiscal_year_months(2567), *fiscal_year_months(2568)]
    lines = SnapshotLine.objects.filter(
        snapshot__superseded_at=None, snapshot__province_month__month__in=year
    )
    summed = lines.values_list(LINE_MONTH, "district").annotate(summed=Sum(sum_of_channels()))
    totals = [PastTotal(2, *one) for one in summed.order_by()]
    sold = SalesRow.objects.filter(month__in=year).filled()
    rows = [
        PastRow(2, one.month, one.producer.code, one.category, one.amounts, one.kind,
                one.district_month.district_id, one.note)
        for one in sold.select_related("producer", "district_month")
    ]  # fmt: skip
    before = _reports()
    with transaction.atomic():
        with owning(), truncating(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE sales_salesmonth, sales_periodproducers CASCADE")
        by = User.objects.get(username="department")
        done = list(take_over_sales(rows, totals, by=by, file=SourceFile("2568.csv", "0" * 64)))
        assert {(one.result, one.differences) for one in done} == {(Result.TAKEN, ())}
        after = _reports()
        transaction.set_rollback(True)
    for asked, one, other in zip(SAME_REPORTS, before, after, strict=True):
        told = "columns", "rows", "total", "summaries", "draft"
        assert [getattr(other, name) for name in told] == [getattr(one, name) for name in told], (
            asked
        )
        assert "นำเข้าจากระบบเดิม" in other.coverage, asked


def test_two_calls_make_up_the_same(made_up):
    assert demo_data(date(2026, 11, 1)) == made_up


def test_the_made_up_names_are_spelt_rightly(built):
    """And the cleaning of Thai leaves rightly spelt names as they are."""
    for model in (Producer, Product, Outlet):
        names = set(model.objects.values_list("name", flat=True))
        assert len(names) > 5
        assert {name for name in names if clean_text(name) != name} == set()
        assert not model.objects.filter(mistyped("name")).exists()


def test_a_later_month_only_adds(made_up):
    earlier = demo_data(date(2026, 8, 1))

    def past(data) -> list:
        """Without the reasons: those are asked for in the last months only."""
        return [
            sale._replace(reason="", words="")
            for sale in data.sales
            if sale.month < earlier.open_month
        ]

    assert past(earlier) == past(made_up)


def test_amounts_are_whole_satang_and_mostly_whole_baht(made_up):
    amounts = [amount for sale in made_up.sales for amount in sale.amounts]
    assert {type(amount) for amount in amounts} == {int}
    assert min(amounts) == 0
    with_satang = sum(1 for amount in amounts if amount % 100)
    assert 0 < with_satang < len(amounts) // 50


def test_an_as_of_within_the_published_years_is_refused():
    with pytest.raises(TooEarlyError):
        demo_data(date(2022, 11, 1))


def test_counts_are_the_published_ones(built):
    counts = province_counts(DEMO_PROVINCE)
    own = Producer.objects.filter(district__province=DEMO_PROVINCE).registered()
    assert Counter(own.values_list("kind", flat=True)) == +Counter(counts.kinds)
    # The few no longer made are not cancelled yet, so the published table counts them too (D07).
    made = Product.objects.filter(producer__in=own).registered()
    assert Counter(made.values_list("category", flat=True)) == Counter(counts.categories)
    assert Counter(made.values_list("quadrant", flat=True)) == Counter(counts.quadrants)
    assert Outlet.objects.count() == counts.outlets
    assert own.values("district").distinct().count() == 11
    assert own.count() == 1095


def test_every_producer_is_whole_but_those_on_the_worklists(built):
    producers = Producer.objects.registered()
    for code in ("P04", "P05"):
        spoilt = faulty(get_rule(code), producers, ()).values_list("pk", flat=True)
        assert 0 < len(spoilt) < 15
        producers = producers.exclude(pk__in=list(spoilt))
    assert not producers.exclude(postal_code=F("subdistrict__postal_code")).exists()
    assert not producers.exclude(phone__regex=r"^\+66810000\d{3}$").exists()
    assert not producers.exclude(code__regex=r"^24\d{7}$").exists()
    with_category = Count("products", filter=~Q(products__category=""))
    assert not producers.annotate(made=with_category).filter(made=0).exists()
    assert producers.values("name").distinct().count() == producers.count()


def test_every_check_finds_something_and_nothing_waits_for_the_province_by_it(built):
    found = {rule.code: faulty(rule, rule.model.objects.all(), ()).count() for rule in all_rules()}
    assert [code for code, count in found.items() if not count] == []
    for model in (Producer, Product, Outlet):
        assert not model.objects.corrected_after_certification().exists()
    campaign = Campaign.objects.get()
    totals = kept_totals([campaign])[campaign.pk]
    assert 0 < totals.corrected < totals.base


@pytest.mark.parametrize("year", BASE_YEARS)
def test_district_years_are_the_published_incomes_to_the_baht(built, year):
    months = fiscal_year_months(year)
    totals = (
        SalesRow.objects.filter(month__range=(months[0], months[-1]))
        .values("district_month__district")
        .annotate(baht=Sum("total"))
        .values_list("district_month__district", "baht")
    )
    assert dict(totals) == {code: income[year] for code, income in district_incomes().items()}


def test_all_but_two_months_are_closed_and_confirmed(built):
    closed = SalesMonth.objects.filter(status=SalesMonth.Status.CLOSED)
    assert set(SalesMonth.objects.exclude(pk__in=closed).values_list("pk", flat=True)) == {
        OPEN,
        LATE,
    }
    assert closed.count() == 83
    own = DistrictMonth.objects.filter(month__in=closed)
    assert own.count() == 83 * 11
    assert not own.exclude(status=DistrictMonth.Status.PROVINCE_CONFIRMED).exists()
    assert ProvinceMonth.objects.filter(status=ProvinceMonth.Status.CONFIRMED).count() == 83
    assert ProvinceMonth.objects.filter(month=OPEN).count() == 77
    assert DistrictMonth.objects.filter(month=OPEN).count() == 928


@pytest.mark.parametrize("month", [date(2019, 10, 1), date(2022, 1, 1), CLOSED])
def test_a_snapshot_holds_the_totals_of_its_rows(built, month):
    rows = SalesRow.objects.filter(month=month)
    lines = SnapshotLine.objects.filter(snapshot__province_month__month=month)
    sums = {channel: Sum(channel) for channel in CHANNELS}
    assert lines.aggregate(**sums) == rows.aggregate(**sums)
    counted = SnapshotProducers.objects.filter(snapshot__province_month__month=month)
    selling = rows.filter(total__gt=0).values("producer").distinct().count()
    assert counted.aggregate(all=Sum("producers"))["all"] == selling
    line = lines.order_by("-producers").first()
    alike = rows.filter(
        district_month__district=line.district, category=line.category, kind=line.kind, total__gt=0
    )
    assert line.producers == alike.values("producer").distinct().count()


def test_the_late_month_waits_for_two_districts(built):
    own = DistrictMonth.objects.filter(month=LATE, district__province=DEMO_PROVINCE)
    states = Counter(own.values_list("status", flat=True))
    assert states == {"province_confirmed": 9, "returned": 1, "district_confirmed": 1}
    returned = own.get(status=DistrictMonth.Status.RETURNED)
    assert returned.district_id == "2402"
    assert returned.return_reason == "ยอดส่งออกของกลุ่มจักสานไม่ตรงหลักฐาน"
    marks = RowMark.objects.filter(step__name="return_district", step__month=LATE)
    assert marks.count() == 2
    for mark in marks:
        assert mark.row.district_month == returned
        assert "จักสาน" in mark.row.producer.name
        assert mark.row.export_offline > 0
    waiting = own.get(status=DistrictMonth.Status.DISTRICT_CONFIRMED)
    assert waiting.district_id == "2405"
    assert waiting.resolutions.exists()
    assert not SalesRow.objects.filter(month=LATE, entry=SalesRow.Entry.BLANK).exists()


def test_the_open_month_is_half_entered_with_four_slips(built):
    rows = SalesRow.objects.filter(month=OPEN)
    expected = (
        Product.objects.registered().exclude(category="").values("producer", "category").distinct()
    )
    assert rows.count() == expected.count()
    own = rows.filter(district_month__district="2402")
    assert own.filled().count() == own.count() // 2
    slips = _far_from_their_past(rows)
    assert [row.district_month.district_id for row in slips] == ["2402"] * 4
    assert {row.note for row in slips} == {""}
    confirmed = rows.filter(district_month__status=DistrictMonth.Status.DISTRICT_CONFIRMED)
    assert confirmed.exists()
    assert confirmed.filled().count() == confirmed.count()


def _far_from_their_past(rows) -> list[SalesRow]:
    """Rows beyond three times, or below a third of, the mean of their last twelve months."""
    before = SalesRow.objects.filter(month__gte=date(2025, 10, 1), month__lt=OPEN)
    means = {
        (producer, category): mean
        for producer, category, mean in before.values_list("producer", "category").annotate(
            mean=Avg("total")
        )
    }
    return [
        row
        for row in rows.filter(entry=SalesRow.Entry.AMOUNTS).select_related("district_month")
        if (mean := means[row.producer_id, row.category]) and not mean / 3 <= row.total <= mean * 3
    ]


def test_every_step_is_on_the_trail_and_none_lies_ahead(built):
    month = Step.objects.filter(month=CLOSED)
    assert Counter(month.values_list("name", flat=True)) == {
        "open_month": 1,
        "confirm_district": 11,
        "confirm_province": 11,
        "report_province": 1,
        "close_month": 1,
    }
    assert month.earliest("at").name == "open_month"
    assert month.latest("at").name == "close_month"
    if date(2026, 11, 1) <= timezone.localdate():
        assert Step.objects.latest("at").at <= timezone.now()
        assert not SalesRow.objects.filter(updated_at__gt=timezone.now()).exists()


def test_the_calendar_has_late_ones_an_extension_and_a_month_opened_again(built):
    officer = User.objects.get(username="department")
    closed = DistrictMonth.objects.filter(month=CLOSED).select_related("month", "district")
    judged = {one.district_id: of_districts(officer, closed)[one.pk] for one in closed}
    assert {code: one.mark for code, one in judged.items() if one.mark} == {"2410": "ล่าช้า 1 วัน"}
    province = User.objects.get(username="chachoengsao")
    waiting = DistrictMonth.objects.filter(month=LATE, district="2405").select_related(
        "month", "district"
    )
    assert of_districts(province, waiting)[waiting[0].pk].mark == "ล่าช้า 2 วัน"
    extensions = Extension.objects.values_list("district", "status").order_by("district")
    assert list(extensions) == [("2405", "asked"), ("2410", "approved")]
    assert not Extension.objects.exclude(month=OPEN).exists()
    again = Step.objects.filter(name="reopen_month").get().month
    story = again.steps.filter(district=None, province=None).order_by("at")
    names = ["open_month", "close_month", "reopen_month", "close_month"]
    assert [step.name for step in story] == names
    assert again.closed_at == story.last().at
    if date(2026, 11, 1) <= timezone.localdate():
        assert not Extension.objects.filter(asked_at__gt=timezone.now()).exists()


def test_the_sign_ins_work_and_one_must_change_its_password(built):
    for username, _ in DEMO_SIGN_INS:
        user = User.objects.get(username=username)
        assert user.check_password(DEMO_PASSWORD)
        assert user.must_change_password == (username == "newcomer")
        assert username in built
    chiefs = User.objects.filter(may_certify=True)
    assert chiefs.values("district").distinct().count() == 11


def test_if_empty_does_nothing_where_there_are_records(built):
    out = StringIO()
    call_command("demo", "--if-empty", stdout=out)
    assert len(out.getvalue().splitlines()) == 1
    assert Producer.objects.registered().count() == 1095


def test_a_second_run_is_refused(built):
    with pytest.raises(CommandError, match="เฉพาะในฐานข้อมูลที่ว่าง"):
        call_command("demo", "--as-of", AS_OF, stdout=StringIO())
    assert Producer.objects.registered().count() == 1095


@pytest.mark.parametrize(("as_of", "said"), [("2569", "เช่น 2026-11"), ("2022-01", "2022-12")])
def test_a_month_that_cannot_be_is_said(as_of, said, built):
    with pytest.raises(CommandError, match=said):
        call_command("demo", "--as-of", as_of, stdout=StringIO())


def test_production_is_refused(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "otop_registry.settings_production")
    with pytest.raises(CommandError, match="ระบบจริง"):
        call_command("demo", stdout=StringIO())


def test_the_registry_report_prints_the_real_row_of_the_province(built):
    """Its row of the national table of 26 January 2567, column by column."""
    with (settings.BASE_DIR / "fixtures/province_registry_2567.csv").open(encoding="utf-8") as file:
        real = next(row for row in csv.DictReader(file) if row["province_code"] == DEMO_PROVINCE)
    officer = User.objects.get(username="department")
    report = find_report("registry", officer)
    form = read_parameters(report, officer, {"as_of": "26/1/2567"})
    shown = next(
        row for row in build(report, officer, form).rows if row["name"] == real["province_th"]
    )
    wanted = {f"producers_{kind}": f"producers_{kind}" for kind in ("group", "individual", "sme")}
    wanted |= {f"products_{name}": f"prod_{name}" for name in Category.values}
    wanted |= {f"quadrant_{letter}": f"quad_{letter.lower()}" for letter in "ABCD"}
    wanted |= {f"{whole}_unknown": f"{part}_blank" for whole, part in WHOLE_AND_PART}
    wanted |= {f"{whole}_total": f"{part}_total" for whole, part in WHOLE_AND_PART}
    wanted["outlets"] = "chuan_chim"
    assert {key: shown[key] for key in wanted} == {
        key: int(real[name]) for key, name in wanted.items()
    }


WHOLE_AND_PART = [("producers", "producers"), ("products", "prod")]


def test_a_round_is_under_way_with_something_in_every_state(built):
    """What the queue, the district's own list and the record's state have to show."""
    assert Round.objects.count() == 4
    waiting = Producer.objects.exclude(status="announced")
    assert dict(waiting.values_list("status").annotate(Count("pk"))) == {
        "draft": 3,
        "submitted": 6,
        "returned": 1,
    }
    steps = RegistrationStep.objects.values_list("name").annotate(Count("pk")).order_by("name")
    assert dict(steps) == {"return": 1, "submit": 14}
    assert not waiting.filter(submitted_at__gt=timezone.now()).exists()


def test_evidence_and_its_audit_are_there_to_be_tried(built):
    """Some figures have evidence and some have none; the audit of บ้านโพธิ์ is not finished."""
    counted = Count("producer", distinct=True)
    by_district = dict(
        Evidence.objects.filter(district_month__month=OPEN)
        .values_list("district_month__district")
        .annotate(counted)
    )
    own = SalesRow.objects.filter(month=OPEN, district_month__district="2402", total__gt=0)
    sellers = own.values("producer").distinct().count()
    assert sellers / 3 < by_district["2402"] < sellers
    sample = AuditSample.objects.get()
    assert (sample.district_month.district_id, sample.district_month.month_id) == ("2405", LATE)
    drawn = draw(sample.drawn_from, sample.items.count(), sample.seed)
    assert [item.row_id for item in sample.items.all()] == drawn
    assert {item.result for item in sample.items.all()} == set(AuditItem.Result.values)
    shown = set(
        Evidence.objects.filter(district_month__month=LATE).values_list("producer", flat=True)
    )
    for item in sample.items.exclude(result="pending"):
        assert (item.producer_id in shown) == (item.result != "no_evidence")


def test_what_was_asked_is_what_the_portal_asks(built):
    """The sentences that the demo keeps are those of the confirmation itself."""
    for district in ("2401", "2405"):
        month = DistrictMonth.objects.get(month=CLOSED, district=district)
        kept = {
            one.row_id: one.sentence for one in RowAnomaly.objects.filter(row__district_month=month)
        }
        rows = list(checks.rows_to_check(month))
        asked = {pk: one.sentence for pk, one in checks.anomalies_of(month, rows).items()}
        assert kept == asked
    assert RowAnomaly.objects.filter(row__reason__isnull=False).exclude(answer="").exists()
    assert not RowAnomaly.objects.filter(Q(answer="") | Q(row__reason=None)).exists()


def test_the_fall_of_ban_pho_is_on_record_with_its_explanation(built):
    asked = DistrictMonth.objects.exclude(out_of_line="")
    assert set(asked.values_list("district", flat=True)) == {"2405"}
    first = asked.earliest("month_id")
    assert (first.month_id, first.out_of_line) == (
        date(2021, 10, 1),
        check_district(first).sentence,
    )
    assert first.out_of_line.startswith("ลดลง 98% เหลือ ")
    report = find_report("anomalies", department := User.objects.get(username="department"))
    table = build(report, department, read_parameters(report, department, {"period": "2565"}))
    assert [row["name"] for row in table.rows] == ["ทั้งอำเภอ"] * 7
    [summary] = table.summaries
    assert [(row["district"], str(row["change"])) for row in summary.rows] == [("บ้านโพธิ์", "-98.3")]


# --- Targets and estimates ------------------------------------------------------------------------


def test_the_targets_of_2566_come_out_of_the_demos_own_sales_to_the_baht(built):
    with (settings.BASE_DIR / "fixtures/targets_chachoengsao_2566_year.csv").open(
        encoding="utf-8"
    ) as file:
        *rows, _total = csv.DictReader(file)
    plan = TargetPlan.objects.in_force().get(scheme=2566)
    cells = plan.cells.filter(period="year").order_by("level__position")
    assert {
        row["district_code"]: [
            int(cell.amount) for cell in cells.filter(district=row["district_code"])
        ]
        for row in rows
    } == {
        row["district_code"]: [
            int(row[name]) for name in ("target_low", "target_standard", "target_high")
        ]
        for row in rows
    }


def test_this_years_targets_are_in_force_and_being_worked_on(built):
    plans = TargetPlan.objects.filter(scheme=2570).order_by("number")
    assert [plan.status for plan in plans] == ["approved", "draft"]
    assert TargetCell.objects.filter(plan=plans[1]).exclude(override=None).count() == 1


def test_the_estimate_of_bang_khla_is_signed_and_two_districts_are_late(built):
    signed = Estimate.objects.in_force().filter(fiscal_year=2570)
    assert signed.get(district="2402").months.count() == 12
    assert signed.count() == 9


def test_accounts_stand_everywhere_and_their_review_is_under_way(built):
    standings = {"bangkhla3": "invited", "d2407.2": "suspended", "d2409.2": "active"}
    found = User.objects.filter(username__in=standings).values_list("username", "standing")
    assert dict(found) == standings
    assert [one.username for one in unused.suspended_soon(User.objects.all())] == ["d2409.2"]
    assert User.objects.get(username="bangkhla3").invitations.unanswered().count() == 1
    round = recertification.current_round()
    answers = Counter(round.answers.values_list("answer", flat=True))
    assert answers == {"stays": 4, "moved": 1}
    missing = recertification.to_review(round, User.objects.all()).filter(answered=False)
    assert missing.count() == 25


def test_no_national_id_stands_in_clear_in_all_of_it(built):
    """Its records, history, months, papers and jobs; tests/core/personal asks each place by itself."""
    assert Producer.objects.exclude(national_id_masked="").count() > 100
    said = StringIO()
    with suppress(CommandError):  # what it found says more
        call_command("find_plain_ids", stdout=said)
    assert said.getvalue() == "ไม่พบเลขประจำตัวประชาชนที่อ่านได้\n"


def test_some_producers_products_and_every_outlet_are_shown_to_the_public(built):
    assert published.producers().count() > 40
    assert published.products().count() > 100
    assert published.outlets().count() == Outlet.objects.filter(status="announced").count() > 0
    people = ProducerConsent.objects.exclude(record__kind="sme")
    assert not people.filter(shown__overlap=["phone", "address"]).exists()
