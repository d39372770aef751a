"""The reports of the KPI: exact tables, whose figures they hold, files and paper, query counts."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.reports.registry import get_report
from online_market import overrides
from online_market.reports.wording import signatures_of
from tests.support import factories as make
from tests.support import market_factories as market

pytestmark = pytest.mark.django_db


def get(client, user, key: str, **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", {"format": "json"} | query)


def table(client, user, key: str, **query) -> dict:
    answer = get(client, user, key, **query)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def cells(said: dict, *keys: str) -> list[tuple]:
    return [tuple(row.get(key) for key in keys) for row in said["rows"]]


@pytest.fixture
def round():
    """บางคล้า 20 products, two surveyed, one sold, signed by the chief; บางน้ำเปรี้ยว 10, one surveyed,
    passed by the province; ที่อื่น of another province 1, not surveyed."""
    first, second = make.district(), make.district("2403", "บางน้ำเปรี้ยว")
    elsewhere = make.district("2501", "ที่อื่น")
    products = {
        of: market.registered(of, n) for of, n in ((first, 20), (second, 10), (elsewhere, 1))
    }
    round = market.opened()
    sold, _ = market.answered(market.survey_of(round, first), *products[first][:2])
    market.sold(sold, "1250.50")
    market.signed(market.survey_of(round, first), "district")
    [other] = market.answered(
        market.survey_of(round, second), products[second][0], sales="", product_ready=False
    )
    market.sold(other, "49.50")
    market.signed(market.survey_of(round, second), "district", "province")
    province = make.province_officer(first.province)
    target = market.target_of(round, first)
    overrides.set_target(target, 4, by=province, seen_version=1, reason="มติที่ประชุม")
    return round


def test_base_and_targets_by_district_and_by_province(client, round):
    province = make.province_officer(make.province())
    said = table(client, province, "online-base")
    keys = ("name", "producers", "products", "target", "note")
    assert cells(said, *keys) == [
        ("บางคล้า", 1, 20, 4, "ปรับจาก 3: มติที่ประชุม"),
        ("บางน้ำเปรี้ยว", 1, 10, 2, ""),
    ]
    assert [said["total"].get(key) for key in keys[1:4]] == [2, 30, 6]
    assert said["notes"] == [
        "ข้อมูล ณ วันที่ 30 ก.ย. 2569",
        "ปัดขึ้นจากผลิตภัณฑ์ฐานรวม 4 · รวมที่ปัดขึ้นทีละอำเภอ 5 (มากกว่า 1)",
        "เป้าหมายที่ปรับแล้วต่างจากที่คำนวณได้ +1 รายการ",
    ]
    nation = table(client, make.department_officer(), "online-base")
    assert cells(nation, *keys) == [
        ("จังหวัด 25", 1, 1, 1, ""),
        ("ฉะเชิงเทรา", 2, 30, 6, "ปรับรวม +1"),
    ]


def test_the_nations_base_is_drawn_as_a_map_of_its_provinces(round):
    nation, province = make.department_officer(), make.province_officer(make.province())
    base = get_report("online-base")
    drawn = base.build(nation, {"round": round, "province": None}).tile_map
    assert (drawn.value, drawn.provinces) == ("target", ("25", "24"))
    assert base.build(nation, {"round": round, "province": make.province()}).tile_map is None
    assert base.build(province, {"round": round, "province": None}).tile_map is None


RESULT = ("name", "products", "target", "surveyed", "ready", "sold", "percent", "missing", "sales")


def test_results_of_a_province_count_its_districts_as_they_stand(client, round):
    said = table(client, make.province_officer(make.province()), "online-result")
    assert cells(said, *RESULT, "note") == [
        ("บางคล้า", 20, 4, 2, 2, 1, "25.00", 3, "1250.50", "อำเภอลงนามแล้ว รอจังหวัด"),
        ("บางน้ำเปรี้ยว", 10, 2, 1, 0, 1, "50.00", 1, "49.50", "จังหวัดรับรองแล้ว รอกรม"),
    ]
    assert [said["total"][key] for key in RESULT[1:]] == [30, 6, 3, 2, 2, "33.33", 4, "1300.00"]
    assert said["coverage"] == "อำเภอลงนามแบบสำรวจแล้ว 2 จาก 2 อำเภอ"


def test_results_of_the_nation_count_what_provinces_passed_and_say_what_is_missing(client, round):
    said = table(client, make.department_officer(), "online-result")
    assert cells(said, *RESULT, "note") == [
        ("จังหวัด 25", 1, 1, 0, 0, 0, "0.00", 1, "0.00", "รับรองแล้ว 0 จาก 1 อำเภอ"),
        ("ฉะเชิงเทรา", 30, 6, 1, 0, 1, "16.67", 5, "49.50", "รับรองแล้ว 1 จาก 2 อำเภอ"),
    ]
    assert said["coverage"] == ("จังหวัดรับรองแบบสำรวจแล้ว 1 จาก 3 อำเภอ ยังไม่นับผลของ: ที่อื่น บางคล้า")
    inside = table(client, make.department_officer(), "online-result", province="24")
    assert cells(inside, "name", "surveyed", "sold") == [
        ("บางคล้า", None, None),
        ("บางน้ำเปรี้ยว", 1, 1),
    ]


def test_a_district_gets_its_own_row(client, round):
    said = table(client, make.district_officer(make.district("2403")), "online-result")
    assert [row[0] for row in cells(said, "name")] == ["บางน้ำเปรี้ยว"]


def test_the_survey_as_it_was_signed(client, round):
    of = make.district()
    said = table(client, make.district_officer(of), "online-survey")
    assert [column["key"] for column in said["columns"]][:5] == [
        "code", "maker", "kind", "name", "category"
    ]  # fmt: skip
    answers = ("trained", "sells_online", "has_standard", "product_ready", "online_sales")
    found = sorted(cells(said, "name", "maker", "district", *answers))
    assert len(found) == 20  # every product of the producer, not only what was answered
    assert [row for row in found if row[3]] == [
        ("ผลิตภัณฑ์ 2402-1", "กลุ่ม 2402", "บางคล้า", 1, None, None, 1, "100.00"),
        ("ผลิตภัณฑ์ 2402-2", "กลุ่ม 2402", "บางคล้า", 1, None, None, 1, "100.00"),
    ]
    assert found[2][3:] == (None,) * 5
    assert said["total"]["maker"] == "ตอบ 2 จาก 20 รายการ"
    assert said["title"] == "แบบสำรวจความพร้อมส่งเสริมผลิตภัณฑ์ OTOP ในตลาดออนไลน์"
    assert said["notes"][0] == "หมายเหตุ"
    assert said["notes"][6] == "6. ความพร้อมให้ใส่หมายเลข ๑ ในช่องข้อมูล"
    assert said["coverage"].startswith("อำเภอลงนาม 3 พ.ย. 2569 · ")
    department = table(
        client, make.department_officer(), "online-survey", province="24", district="2402"
    )
    assert department["rows"] == []
    assert department["coverage"].endswith("กรมเห็นคำตอบเมื่อจังหวัดรับรอง")


def test_the_result_product_by_product(client, round):
    said = table(client, make.district_officer(make.district()), "online-result-products")
    assert cells(said, "name", "sold", "channels", "sales") == [
        ("ผลิตภัณฑ์ 2402-1", True, "เพจของกลุ่ม", "1250.50"),
        ("ผลิตภัณฑ์ 2402-2", None, None, None),
    ]
    assert said["notes"] == [
        "เป้าหมาย 4 รายการ · จำหน่ายออนไลน์แล้ว 1 · ขาดอีก 3",
        "ตัวชี้วัด: จำหน่ายออนไลน์แล้วร้อยละ 5.00 ของผลิตภัณฑ์ฐาน 20 รายการ (เกณฑ์ร้อยละ 11)",
    ]
    assert said["total"]["sales"] == "1250.50"


def test_tables_of_an_office_are_signed_by_it(client, round):
    by = make.province_officer(make.province())
    for key in ("online-base", "online-result"):
        [block] = get_report(key).build(by, {"round": round, "province": None}).signatures
        assert block.lines[2:4] == ("พัฒนาการจังหวัด", "สพจ.ฉะเชิงเทรา")


KEYS = ["online-base", "online-survey", "online-result", "online-result-products"]


@pytest.mark.parametrize("key", KEYS)
def test_every_report_comes_as_excel_and_pdf(client, round, key):
    by = make.district_officer(make.district())
    sheet = get(client, by, key, format="xlsx")
    workbook = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet)))
    assert "บางคล้า" in str(workbook.get_sheet_by_index(0).to_python())
    paper = get(client, by, key, format="pdf")
    assert "2570" in PdfReader(BytesIO(b"".join(paper))).pages[0].extract_text()


def test_the_signature_block_names_who_signed(client, round):
    of = make.district()
    paper = get(client, make.district_officer(of), "online-survey", format="pdf")
    assert "(chief2402)" in PdfReader(BytesIO(b"".join(paper))).pages[-1].extract_text()
    first, second = signatures_of(market.survey_of(round, of))
    assert first.lines[1:] == ("(chief2402)", "ตำแหน่ง ตำแหน่ง district", "วันที่ 3 พ.ย. 2569")
    assert second.lines[3] == "วันที่ ........../........../.........."


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("key", "queries"),
    [
        ("online-base", 5),
        ("online-survey", 10),
        ("online-result", 9),
        ("online-result-products", 12),
    ],
)
def test_reports_cost_the_same_at_1_and_at_3(
    client, django_assert_num_queries, key, queries, count
):
    places = [make.district(code, code) for code in ("2402", "2403", "2404")]
    products = {of: market.registered(of, 3) for of in places[:count]}
    round = market.opened()
    for of, own in products.items():
        for answer in market.answered(market.survey_of(round, of), *own[:count]):
            market.sold(answer)
    by = make.province_officer(places[0].province)
    client.force_login(by)
    query = {"format": "json", "round": round.pk}
    if key in ("online-survey", "online-result-products"):
        query["district"] = "2402"
    with django_assert_num_queries(queries):
        assert client.get(f"/reports/{key}/", query).status_code == 200


def test_a_round_without_figures_is_an_empty_answer_and_a_draft_is_none(client):
    by = make.province_officer(make.province())
    draft = market.draft()
    assert get(client, by, "online-base", round=draft.pk).status_code == 400
    assert Decimal(draft.percentage) == 11
