"""The review of a district: what has to be looked at first, the month before, the next district."""

from datetime import date
from decimal import Decimal

import pytest

from sales.models import DistrictMonth, RowAnomaly
from tests.support import factories as make
from tests.support.pages import markup
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

CONFIRM = "/sales/months/2026-10/confirm/"


def review(code: str) -> str:
    return f"/sales/2026-10/{code}/review/"


@pytest.fixture
def months() -> list[DistrictMonth]:
    return [
        make.district_month(make.district(f"240{n}", f"ที่{n}"), month=month)
        for month in (date(2026, 9, 1), date(2026, 10, 1))
        for n in (1, 2, 3)
    ]


@pytest.fixture
def waiting(months) -> list[DistrictMonth]:
    """Three districts; in the first one producer fell by nine tenths, one rose a little, one is new."""
    september, october = months[0], months[3]
    for name, before, now in (("ก", "1000", "1100"), ("ข", "500000", "50000"), ("ค", None, "70")):
        producer = make.producer(october.district, f"กลุ่ม{name}")
        if before:
            make.row(september, producer, amounts=(before, "0", "0", "0"), version=1)
        make.row(october, producer, amounts=(now, "0", "0", "0"), version=1)
    for other in months[4:]:
        make.row(other, make.producer(other.district), amounts=("5", "0", "0", "0"), version=1)
    return [make.confirm_district(month) for month in months[3:]]


@pytest.fixture
def province(waiting):
    return signed_in(make.province_officer(waiting[0].district.province))


def ask_of(row, sentence="ต่ำกว่าปกติ 90%"):
    """What was asked of the row when its district confirmed."""
    RowAnomaly.objects.create(row=row, short=sentence, sentence=sentence)


def test_what_is_out_of_line_stands_first_under_its_own_head(province, waiting):
    row = waiting[0].rows.get(producer__name="กลุ่มข")
    ask_of(row)
    page = province.get(review("2401"))
    lines = page.context["lines"]
    assert [line.row.producer.name for line in lines.flagged] == ["กลุ่มข"]
    assert [line.row.producer.name for line in lines.others] == ["กลุ่มก", "กลุ่มค"]
    content = markup(page.content.decode())
    assert content.index("ต้องดูก่อน 1 รายการ") < content.index("กลุ่มข")
    assert content.index("กลุ่มข") < content.index("รายการอื่น 2 รายการ") < content.index("กลุ่มก")


def test_each_row_stands_beside_the_month_before(province):
    page = province.get(review("2401"))
    lines = page.context["lines"].others
    assert {line.row.producer.name: (line.before, line.change) for line in lines} == {
        "กลุ่มก": (Decimal("1000.00"), Decimal("10.0")),
        "กลุ่มข": (Decimal("500000.00"), Decimal("-90.0")),
        "กลุ่มค": (None, None),
    }
    content = markup(page.content.decode())
    assert "เพิ่มขึ้น</span>10.0%" in content
    assert "ลดลง</span>90.0%" in content  # the sign says it once
    assert "เดือนก่อนไม่มีรายการ" in content


def test_the_filter_offers_what_the_rows_are(province):
    lines = province.get(review("2401")).context["lines"]
    assert lines.kinds == [("moved", "เพิ่มหรือลดเกินร้อยละ 50", 1), ("bare", "ไม่มีหลักฐาน", 3)]


def test_the_next_district_is_the_next_of_the_board_that_waits(province, waiting):
    def following(code):
        return [one.pk for one in province.get(review(code)).context["waiting"]]

    assert following("2401") == ["2402", "2403"]
    assert following("2402") == ["2403", "2401"]
    assert following("2403") == ["2401", "2402"]
    make.return_district(waiting[1])
    assert following("2401") == ["2403"]


def test_confirming_leads_to_the_district_named_and_else_to_the_board(province, waiting):
    first, second, third = waiting
    seen = {"district_month": f"{first.pk}:{first.version}"}
    answer = province.post(CONFIRM, seen | {"then": "2402"})
    assert answer.url == review("2402")
    first.refresh_from_db()
    assert first.status == "province_confirmed"
    foreign = make.district_month(make.district("2501", "อื่น"))
    for dm, then in ((second, foreign.district_id), (third, "มั่ว")):
        answer = province.post(CONFIRM, {"district_month": f"{dm.pk}:{dm.version}", "then": then})
        assert answer.url == "/sales/board/?month=2026-10"


def test_what_was_typed_beside_a_row_stands_there_again(province, waiting):
    row = waiting[0].rows.get(producer__name="กลุ่มก")
    answer = province.post(
        review("2401"), {"version": waiting[0].version, f"mark-{row.pk}": "ดูใบเสร็จ"}
    )
    assert answer.status_code == 422
    assert 'value="ดูใบเสร็จ"' in answer.content.decode()
