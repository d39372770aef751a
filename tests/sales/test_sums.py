"""Sums at every level after any sequence of steps, counted by hand beside the portal.

row = its four amounts; district = its rows; province = its confirmed districts; nation = the
confirmed provinces; and nothing that was not confirmed in a number of the department.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.reports import engine
from core.reports.renderers import FILE_FORMATS
from core.users.models import User
from sales.models import (
    CHANNELS,
    DistrictMonth,
    SalesMonth,
    SalesRow,
    SnapshotLine,
    SnapshotTotal,
)
from sales.months import checks, entry, workflow
from sales.months.entry import RowInput
from tests.support import factories as make

pytestmark = pytest.mark.django_db

DISTRICTS = ("2402", "2403", "2501")
CATEGORIES = ("food", "fabric")
KINDS = {"group": "ก", "sme": "ข", "": "ค"}
NOTHING = (Decimal(0),) * 4

amounts = st.tuples(*[st.decimals(0, 10**6, places=2) | st.just(Decimal(0))] * 4)
steps = st.one_of(
    st.tuples(st.just("save"), st.sampled_from(DISTRICTS), st.integers(0, 3), amounts),
    st.tuples(st.just("rest"), st.sampled_from(DISTRICTS)),
    st.tuples(st.just("finish"), st.sampled_from(DISTRICTS)),
    st.tuples(st.just("confirm"), st.sampled_from(DISTRICTS)),
    st.tuples(st.just("return"), st.sampled_from(DISTRICTS)),
    st.tuples(st.just("province"), st.sampled_from(("24", "25"))),
    st.tuples(st.just("close")),
    st.tuples(st.just("reopen")),
)
REFUSED = (workflow.StepRefused, entry.EntryRefused)


@contextmanager
def a_month() -> Iterator[None]:
    """October of three districts in two provinces, undone afterwards."""
    with transaction.atomic():
        for code in DISTRICTS:
            month = make.district_month(make.district(code, code))
            make.district_officer(month.district)
            make.province_officer(month.district.province)
            for kind, name in list(KINDS.items())[: 2 if code == "2402" else 1]:
                maker = make.producer(month.district, name, kind=kind)
                for category in CATEGORIES:
                    make.product(maker, category)
            entry.prepare_rows(month)
        make.department_officer()
        User.objects.filter(role="district").update(may_certify=True)
        yield
        transaction.set_rollback(True)


def officer(name: str) -> User:
    return User.objects.get(username=name)


def month_of(code: str) -> DistrictMonth:
    return DistrictMonth.objects.get(district=code)


def take(step: tuple) -> None:
    """Take a step as a person would; what the workflow refuses changes nothing."""
    what, *how = step
    try:
        with transaction.atomic():
            _take(what, *how)
    except REFUSED:
        pass


def _take(what: str, where: str = "", *how) -> None:
    if what == "close":
        workflow.close_month(make.OCTOBER, by=officer("department"), without_missing=True)
    elif what == "reopen":
        workflow.reopen_month(make.OCTOBER, by=officer("department"), reason="แก้ไข")
    elif what == "province":
        waiting = DistrictMonth.objects.filter(
            district__province=where, status="district_confirmed"
        )
        versions = {month.pk: month.version for month in waiting}
        workflow.confirm_province(versions, by=officer(f"province{where}"), month=make.OCTOBER)
    elif what == "return":
        month = month_of(where)
        by = officer(f"province{where[:2]}")
        workflow.return_district(month, by=by, seen_version=month.version, reason="ยอดไม่ตรง")
    else:
        _of_the_district(what, month_of(where), officer(f"district{where}"), *how)


def _of_the_district(what: str, month: DistrictMonth, by: User, number: int = 0, baht=NOTHING):
    if what == "save":
        rows = list(month.rows.order_by("pk"))
        row = rows[number % len(rows)]
        texts = {channel: f"{amount:,}" for channel, amount in zip(CHANNELS, baht, strict=True)}
        entry.save_rows(month, [RowInput(row.pk, row.version, texts)], by=by)
        return
    if what in {"rest", "finish"}:
        entry.mark_rest_without_sales(month, by=by)
    if what in {"confirm", "finish"}:
        shown = checks.fingerprint(checks.rows_to_check(month))
        workflow.confirm_district(month, by=by, seen=shown)


# --- The same sums, by hand -----------------------------------------------------------------------


def by_hand(rows) -> list[Decimal]:
    """Four sums and their total, one amount after the other."""
    sums = [sum((getattr(row, channel) for row in rows), Decimal(0)) for channel in CHANNELS]
    return [*sums, sum(sums, Decimal(0))]


def rows_of(*codes: str) -> list[SalesRow]:
    return list(SalesRow.objects.filter(district_month__district__in=codes).order_by("pk"))


def sold(rows, **having) -> int:
    """Producers that sold something, each once."""
    having = having.items()
    return len(
        {r.producer_id for r in rows if r.total and all(getattr(r, k) == v for k, v in having)}
    )


def confirmed_districts(province: str) -> list[str]:
    months = DistrictMonth.objects.filter(district__province=province)
    confirmed = months.filter(status__in=["district_confirmed", "province_confirmed"])
    return list(confirmed.values_list("district", flat=True))


def confirmed_provinces() -> list[str]:
    return [
        province
        for province in ("24", "25")
        if not DistrictMonth.objects.filter(district__province=province)
        .exclude(status="province_confirmed")
        .exists()
    ]


# --- The portal's sums ----------------------------------------------------------------------------


def report(key: str, who: str, **given) -> dict:
    """A report's numbers as JSON; the sheet of the same report holds the very same ones."""
    user = officer(who)
    found = engine.find_report(key, user)
    form = engine.read_parameters(found, user, {"month": "2026-10"} | given)
    table = engine.build(found, user, form)
    data = json.loads(FILE_FORMATS["json"].render(table, False))
    lines = [*data["rows"], *([data["total"]] if data["total"] else [])]
    sheet = CalamineWorkbook.from_filelike(BytesIO(FILE_FORMATS["xlsx"].render(table, False)))
    cells = sheet.get_sheet_by_index(0).to_python()
    baht = [column["key"] for column in data["columns"] if column["kind"] == "baht"]
    at = next(
        (index for index, column in enumerate(data["columns"]) if column["kind"] == "baht"), 0
    )
    named = {line["name"]: line for line in lines}
    in_sheet = [row for row in cells if row[1] in named and isinstance(row[at], (int, float))]
    with_figures = [line for line in lines if line[baht[0]] is not None]
    assert [[f"{value:.2f}" for value in row[at : at + 5]] for row in in_sheet] == [
        [line[key] for key in baht] for line in with_figures
    ]
    return {"lines": named, "coverage": data["coverage"], "draft": data["draft"]}


def figures(line: dict) -> list[Decimal]:
    return [Decimal(line[key] or 0) for key in (*CHANNELS, "total")]


def producers(line: dict) -> int:
    return sum(line.get(f"producers_{kind}") or 0 for kind in ("group", "individual", "sme", ""))


LABELS = {"food": "อาหาร", "fabric": "ผ้า เครื่องแต่งกาย"}


def check_by_category(lines: dict, rows: list[SalesRow]) -> None:
    for category, label in LABELS.items():
        of_category = [row for row in rows if row.category == category]
        assert figures(lines[label]) == by_hand(of_category)
        assert producers(lines[label]) == sold(of_category)
    assert figures(lines["รวม"]) == by_hand(rows)
    assert producers(lines["รวม"]) == sold(rows)


def check_district(code: str) -> None:
    rows = rows_of(code)
    assert all(row.total == sum(row.amounts) for row in rows)
    check_by_category(report("rt3", f"district{code}")["lines"], rows)
    for key in ("rt1", "rt2"):
        assert figures(report(key, f"district{code}")["lines"]["รวม"]) == by_hand(rows)


def check_province(province: str) -> None:
    confirmed = confirmed_districts(province)
    found = report("rt3", f"province{province}")
    if confirmed:
        check_by_category(found["lines"], rows_of(*confirmed))
    else:
        assert found["lines"] == {}
    lines = report("rt4", f"province{province}")["lines"]
    if confirmed:
        for code in (code for code in DISTRICTS if code[:2] == province):
            rows = rows_of(code) if code in confirmed else []
            assert figures(lines[code]) == by_hand(rows)
            assert producers(lines[code]) == sold(rows)
        assert figures(lines["รวม"]) == by_hand(rows_of(*confirmed))
    else:
        assert lines == {}


def check_department() -> None:
    """Nation and each province: the confirmed ones, to the satang; of the others not one baht."""
    confirmed = confirmed_provinces()
    counted = [code for code in DISTRICTS if code[:2] in confirmed]
    department = officer("department")
    seen = SalesRow.objects.visible_to(department).values_list("pk", flat=True)
    assert sorted(seen) == [row.pk for row in rows_of(*counted)]
    nation, areas = report("rt3", "department"), report("rt4", "department")
    if confirmed:
        check_by_category(nation["lines"], rows_of(*counted))
        assert figures(areas["lines"]["รวม"]) == by_hand(rows_of(*counted))
    else:
        assert nation["lines"] == areas["lines"] == {}
    for code, name in {"24": "ฉะเชิงเทรา", "25": "จังหวัด 25"}.items():
        own = [district for district in counted if district[:2] == code]
        rows = rows_of(*own)
        if confirmed:
            assert figures(areas["lines"][name]) == by_hand(rows)
            assert producers(areas["lines"][name]) == sold(rows)
        of_province = report("rt4", "department", province=code)["lines"]
        by_category = report("rt3", "department", province=code)["lines"]
        if code in confirmed:
            check_by_category(by_category, rows)
            assert {d: figures(of_province[d]) for d in own} == {
                d: by_hand(rows_of(d)) for d in own
            }
            assert figures(of_province["รวม"]) == by_hand(rows)
        else:
            assert by_category == of_province == {}


# A beginning that is not often met by chance: figures everywhere, one province confirmed.
BEGUN = [
    ("save", "2402", 0, tuple(map(Decimal, ("359900.00", "6260.25", "0", "0")))),
    ("save", "2402", 1, tuple(map(Decimal, ("0", "12.50", "3000", "0.01")))),
    ("save", "2402", 2, tuple(map(Decimal, ("99.99", "0", "0", "1")))),
    ("save", "2403", 0, tuple(map(Decimal, ("10", "20", "30", "40")))),
    ("save", "2501", 1, tuple(map(Decimal, ("7", "0", "0", "0.07")))),
]
CONFIRMED = [("finish", code) for code in DISTRICTS] + [("province", "24")]


def check_totals() -> None:
    """What the database keeps of each snapshot in force is what its lines add up to; of the others it
    keeps nothing."""
    by = ("snapshot", "month", "province", "category", "kind")
    of_lines = {
        "month": "snapshot__province_month__month",
        "province": "snapshot__province_month__province",
    }
    lines = SnapshotLine.objects.filter(snapshot__superseded_at=None).order_by()
    summed = lines.values_list(*(of_lines.get(name, name) for name in by)).annotate(
        *(Sum(name) for name in ("producers", *CHANNELS))
    )
    kept = SnapshotTotal.objects.values_list(*by, "producers", *CHANNELS)
    assert sorted(kept) == sorted(summed)


def check_everything() -> None:
    check_totals()
    for code in DISTRICTS:
        check_district(code)
    for province in ("24", "25"):
        check_province(province)
    check_department()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    begun=st.sampled_from([[], BEGUN, BEGUN + CONFIRMED]),
    taken=st.lists(steps, max_size=10),
)
def test_sums_hold_after_any_sequence_of_steps(begun, taken):
    with a_month():
        for step in [*begun, *taken]:
            take(step)
        check_everything()


def test_sums_hold_after_each_step_of_a_whole_month():
    """The same checks at every station once, so that none of them is left to chance."""
    with a_month():
        stations = [
            *BEGUN,
            *CONFIRMED,
            ("province", "25"),
            ("return", "2403"),
            ("save", "2403", 0, tuple(map(Decimal, ("11", "20", "30", "40")))),
            ("finish", "2403"),
            ("province", "24"),
            ("close",),
        ]
        for step in stations[: len(BEGUN)]:
            take(step)
        for step in stations[len(BEGUN) :]:
            take(step)
            check_department()
            check_totals()
        check_everything()
        assert confirmed_provinces() == ["24", "25"]
        assert SalesMonth.objects.get().status == "closed"
        total = figures(report("rt4", "department")["lines"]["รวม"])[-1]
        assert total == Decimal("369381.82")
