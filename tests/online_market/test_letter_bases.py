"""A base that a letter gives: typed or imported, marked as such, and what follows from it."""

import pytest
from django.db import IntegrityError, transaction

from core.steps import StepRefused
from online_market import overrides
from online_market.letter_bases import LetterBase, set_bases
from online_market.models import DistrictTarget, MarketStep
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support.sheets_by_heading import confirm, send, sheet_rows

pytestmark = pytest.mark.django_db

LETTER = "ฉช 0019/ว 123 ลงวันที่ 5 พ.ย. 2569"


@pytest.fixture
def round():
    """11 percent of 20 products of บางคล้า (3) and of 10 of บางน้ำเปรี้ยว (2)."""
    for of, count in ((make.district(), 20), (make.district("2403", "บางน้ำเปรี้ยว"), 10)):
        market.registered(of, count)
    return market.opened()


def by_letter(version: int = 1, **fields) -> LetterBase:
    values = {"district": "2402", "producers": 9, "products": 137, "letter": LETTER}
    return LetterBase(**(values | fields), version=version)


def target() -> DistrictTarget:
    return DistrictTarget.objects.get(district="2402")


def test_what_the_letter_says_is_the_base_and_the_target_follows(round):
    province = make.province_officer(make.province())
    set_bases(round, [by_letter()], by=province)
    found = target()
    assert (found.producers, found.products) == (1, 20)  # what the registry counted stays
    assert (found.base_producers, found.base_products, found.computed) == (9, 137, 16)
    assert (found.letter, found.letter_by) == (LETTER, province)
    step = MarketStep.objects.get(name="letter_base")
    assert step.told == f"อำเภอบางคล้า ผลิตภัณฑ์ฐาน 20 > 137 ตามหนังสือ {LETTER}"

    set_bases(round, [by_letter(2, producers=None, products=None, letter="")], by=province)
    found = target()
    assert (found.base_products, found.computed, found.letter, found.letter_by) == (20, 3, "", None)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"products": None}, "กรอกทั้งจำนวนผู้ประกอบการและจำนวนผลิตภัณฑ์"),
        ({"letter": " "}, "ระบุเลขที่หนังสือ"),
        ({"producers": None, "products": None}, "ใช้ฐานตามทะเบียนอยู่แล้ว"),
        ({"version": 7}, "มีผู้แก้ไขหลังจากที่เปิดหน้านี้"),
        ({"products": 3}, "เป้าหมายที่ปรับไว้ 4 เกินฐาน 3 ปรับเป้าหมายก่อน"),
        ({"district": "2501"}, "เลือกได้เฉพาะอำเภอในพื้นที่ของท่าน"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_written(round, fields, said):
    make.district("2501", "ที่อื่น")
    province = make.province_officer(make.province())
    overrides.set_target(target(), 4, by=province, seen_version=1, reason="มติ")
    other = LetterBase("2403", 5, 50, LETTER, 1)
    with pytest.raises(StepRefused, match=said):
        set_bases(round, [other, by_letter(**({"version": 2} | fields))], by=province)
    assert list(DistrictTarget.objects.exclude(letter="")) == []


def test_a_district_and_a_foreign_province_set_none(round):
    for by in (make.district_officer(make.district()), make.province_officer(make.province("25"))):
        with pytest.raises(StepRefused):
            set_bases(round, [by_letter()], by=by)


def test_the_database_keeps_a_letter_whole(round):
    for fields in ({"letter": "ว 1"}, {"letter_products": 5}, {"letter": "", "computed": 21}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistrictTarget.objects.filter(district="2402").update(**fields)


def test_it_is_typed_on_the_page_of_targets_and_marked_there_and_in_the_report(client, round):
    client.force_login(make.province_officer(make.province()))
    page = f"/online-market/rounds/{round.pk}/targets/"
    assert 'name="base-products"' in client.get(f"{page}?edit=2402").content.decode()
    posted = {"step": "base", "district": "2402", "version": "1", "base-letter": LETTER}
    refused = client.post(page, posted | {"base-producers": "9"})
    assert refused.status_code == 409
    assert "กรอกทั้งจำนวนผู้ประกอบการและจำนวนผลิตภัณฑ์" in refused.content.decode()
    typed = posted | {"base-producers": "๙", "base-products": "137"}
    assert client.post(page, typed).status_code == 302
    shown = client.get(page).content.decode()
    assert "ฐานตามหนังสือ" in shown
    assert LETTER in shown
    said = client.get("/reports/online-base/?format=json").json()
    row = said["rows"][0]
    assert (row["producers"], row["products"], row["target"]) == (9, 137, 16)
    assert row["note"] == f"ฐานตามหนังสือ {LETTER}"
    assert said["notes"][0] == "ข้อมูล ณ วันที่ 30 ก.ย. 2569"


def test_the_kpi_is_sold_of_the_base_beside_percent_of_target(client, round):
    """Two of 20 sold are 10 percent of the base, against 11; of the target of 3 they are two thirds."""
    of = make.district()
    survey = market.survey_of(round, of)
    products = [one.product for one in round.base.filter(district=of).order_by("pk")[:2]]
    for answer in market.answered(survey, *products):
        market.sold(answer)
    client.force_login(make.district_officer(of))
    said = client.get("/reports/online-result/?format=json").json()
    row = said["rows"][0]
    assert (row["sold"], row["kpi"], row["percent"]) == (2, "10.00", "66.67")
    assert [one["heading"] for one in said["columns"] if one["key"] == "kpi"] == [
        "ร้อยละของฐาน (เกณฑ์ 11)"
    ]


def test_the_department_imports_the_bases_of_a_letter(round):
    by = make.department_officer()
    rows = sheet_rows("online-bases", by)
    assert [row["รหัสอำเภอ"] for row in rows] == ["2402", "2403"]
    said = {"ตามหนังสือที่": LETTER, "จำนวนผู้ประกอบการ": 9, "จำนวนผลิตภัณฑ์ OTOP": 137}
    run = send("online-bases", by, [rows[0] | said, rows[1]])
    assert run.counts["changed"] == 1
    confirm(run)
    assert (target().base_products, target().computed, target().letter) == (137, 16, LETTER)
    run = send("online-bases", by, [rows[1] | {"จำนวนผลิตภัณฑ์ OTOP": 5}])
    assert run.counts["faulty"] == 1
