"""Ways through the portal to their end, as the people of an office go them, at two widths: pictures in a
zip, papers of a record, the old registry with what was held back, a question, reminders of estimates,
the second round of the online market, an announcement on paper.
"""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.reading import read_table
from core.thai.calendar import today
from online_market import workflow as market_rounds
from producers.models import Producer
from registration.models import Paper, Status
from targets import estimating
from tests.support import factories as make
from tests.support import market_factories as market
from tests.support.pictures import encoded, photograph, plain
from tests.support.worker import work


@pytest.fixture
def clerk():
    of = make.district()
    return make.district_officer(of, may_certify=False)


def said(page) -> str:
    return page.locator("main").inner_text()


def test_pictures_in_a_zip_to_their_receipt(sign_in, live_server, picture, clerk):
    maker = make.producer(clerk.district)
    one, other = (
        make.product(maker, name="ขนมเปี๊ยะ"),
        make.product(maker, name="ผ้าขาวม้า", category=""),
    )
    sent = BytesIO()
    with zipfile.ZipFile(sent, "w") as package:
        package.writestr(f"{one.pk}.jpg", encoded(photograph()))
        package.writestr(f"{other.pk}/ด้านหน้า.jpg", plain())
        package.writestr("ไม่มีรหัส.jpg", plain())
        package.writestr("99999999.jpg", plain())
        package.writestr(f"{one.pk}_2.jpg", b"no picture")
    page = sign_in(clerk)
    page.goto(f"{live_server.url}/tables/")
    page.get_by_role("link", name="รูปผลิตภัณฑ์").click()
    picture(page, "walk-pictures")
    file = {"name": "รูป.zip", "mimeType": "application/zip", "buffer": sent.getvalue()}
    page.set_input_files("[name=files]", [file])
    page.get_by_role("button", name="ส่งรูป").click()
    page.wait_for_selector("[data-job]")
    work()
    page.wait_for_selector("[data-job-over]")
    picture(page, "walk-pictures-done")
    assert "เก็บแล้ว 2 รูป" in said(page)
    assert "ไม่รับ 3 ไฟล์" in said(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลด").click()
    with open(download.value.path(), "rb") as listed:
        rows = read_table(listed, "x.xlsx", headings=["ไฟล์", "ระเบียน", "ผล", "ควรดู"]).rows
    assert [row.cells[2] for row in rows][3:] == ["เก็บแล้ว", "เก็บแล้ว"]
    assert all(row.cells[2] for row in rows)
    assert one.pictures.count() == other.pictures.count() == 1


def test_papers_of_a_record(sign_in, live_server, picture, clerk):
    maker = make.producer(clerk.district, status=Status.DRAFT)
    page = sign_in(clerk)
    page.goto(f"{live_server.url}/producers/producer/{maker.pk}/change/")
    page.get_by_role("link", name="เอกสาร").first.click()
    address = page.url
    picture(page, "walk-papers-none")
    assert page.locator("[name=kind]").input_value() == ""  # no copy of an id by mistake
    for kind, colour in ((Paper.Kind.ID_CARD, "#885522"), (Paper.Kind.PLACE, "#225588")):
        page.goto(address)
        page.select_option("[name=kind]", kind)
        page.fill("[name=caption]", "ฉบับที่ใช้ลงทะเบียน")
        file = {"name": "ภาพ.jpg", "mimeType": "image/jpeg", "buffer": plain(colour=colour)}
        page.set_input_files("[name=files]", [file])
        page.get_by_role("button", name="แนบเอกสาร").click()
        page.wait_for_selector("text=แนบเอกสารแล้ว 1 ไฟล์")
    picture(page, "walk-papers")
    row = page.locator("tr", has_text=str(Paper.Kind.PLACE.label))
    with page.expect_download() as download:
        row.get_by_role("link", name="เปิด").click()
    assert str(Paper.Kind.PLACE.label) in download.value.suggested_filename
    page.locator("tr", has_text=str(Paper.Kind.ID_CARD.label)).get_by_role(
        "link", name="เปิด"
    ).click()
    page.fill("[name=reason]", "ตรวจสำเนาบัตรกับแบบคำขอของรอบนี้")
    picture(page, "walk-paper-reason")
    with page.expect_download() as download:
        page.get_by_role("button", name="เปิดเอกสาร").click()
    assert str(Paper.Kind.ID_CARD.label) in download.value.suggested_filename
    with page.expect_download():  # looked at once more, with its reason in the log once more
        page.get_by_role("button", name="เปิดเอกสาร").click()
    picture(page, "walk-paper-opened")


HEADINGS = "รหัสผู้ประกอบการ,ชื่อผู้ผลิต ผู้ประกอบการ,อำเภอ,จังหวัด,เลขที่,โทรศัพท์,สถานะ"
OLD = [
    "OLD1,กลุ่มหนึ่ง,อบางคล้า,ฉะเชิงเทรา,12/3 หมู่ 5,999999999,ประกาศแล้ว",
    "OLD2,กลุ่มสองที่มีชื่อยาวมากเพื่อให้เห็นว่าช่องในไฟล์ที่กันไว้กว้างพอ,ที่ไม่มี,ฉะเชิงเทรา,1,,ประกาศแล้ว",
    "OLD3,,บางคล้า จ.ฉะเชิงเทรา,,1,,ประกาศแล้ว",
]


def test_the_old_registry_and_what_it_held_back(sign_in, live_server, picture, clerk):
    page = sign_in(make.department_officer())
    page.goto(f"{live_server.url}/taking-over/")
    picture(page, "walk-old-none")
    page.fill("[name=title]", "ทะเบียนเดิม")
    page.get_by_role("button", name="เริ่มชุดไฟล์").click()
    page.wait_for_selector("[name=sheets]")

    def take(name: str, content: bytes) -> None:
        kind = "text/csv" if name.endswith("csv") else "application/octet-stream"
        page.set_input_files("[name=sheets]", [{"name": name, "mimeType": kind, "buffer": content}])
        page.get_by_role("button", name="ส่งไฟล์").click()
        page.get_by_role("button", name="นำเข้า 1 ไฟล์").click()
        page.wait_for_selector("[data-job]")
        work()
        page.wait_for_selector("[data-job]", state="detached")
        page.wait_for_load_state("networkidle")

    take("producers.csv", "\n".join([HEADINGS, *OLD]).encode("utf-8-sig"))
    picture(page, "walk-old-done")
    assert Producer.objects.get(code="OLD1").village_number == "5"
    with page.expect_download() as download:
        page.get_by_role("link", name="2 แถว ↓").click()
    held = download.value.path().read_bytes()
    book = load_workbook(BytesIO(held))
    sheet = book.worksheets[0]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    told = " ".join(str(value) for value in cells)
    assert "ไม่มีอำเภอ “ที่ไม่มี”" in told
    cells["ที่ไม่มี"].value = "บางคล้า"
    names = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if cell.value}
    third = next(row for row in sheet.iter_rows() if any(cell.value == "OLD3" for cell in row))
    sheet.cell(third[0].row, names["ชื่อผู้ผลิต ผู้ประกอบการ"]).value = "กลุ่มสาม"
    mended = BytesIO()
    book.save(mended)
    take("producers.xlsx", mended.getvalue())
    picture(page, "walk-old-again")
    assert set(Producer.objects.values_list("code", flat=True)) == {"OLD1", "OLD2", "OLD3"}


def test_a_question_is_asked_answered_and_found(sign_in, live_server, picture, clerk):
    page, province = sign_in(clerk), sign_in(make.province_officer(clerk.district.province))
    page.goto(f"{live_server.url}/correspondence/questions/")
    picture(page, "walk-questions-none")
    page.goto(f"{live_server.url}/correspondence/questions/new/")
    page.select_option("[name=to]", "province")
    page.fill("[name=subject]", "ผู้ผลิตหยุดขายชั่วคราวใส่ยอดอย่างไร")
    page.fill("[name=text]", "หยุดขายสองเดือนเพราะน้ำท่วม")
    picture(page, "walk-question-new")
    page.get_by_role("button", name="ส่งคำถาม").click()
    page.wait_for_url("**/questions/*/")
    picture(page, "walk-question-asked")
    province.goto(f"{live_server.url}/")
    province.wait_for_load_state("networkidle")
    picture(province, "walk-question-waits")
    province.goto(f"{live_server.url}/correspondence/questions/?show=waiting")
    province.get_by_role("link", name="ผู้ผลิตหยุดขายชั่วคราวใส่ยอดอย่างไร").click()
    province.fill("textarea[name=text]", "ทำเครื่องหมายไม่มียอดจำหน่าย")
    picture(province, "walk-question-answer")
    province.get_by_role("button", name="ส่งคำตอบ").click()
    province.wait_for_load_state()
    page.goto(f"{live_server.url}/")
    page.wait_for_load_state("networkidle")
    picture(page, "walk-question-answered-home")
    page.goto(f"{live_server.url}/correspondence/questions/?q=น้ำท่วม")
    picture(page, "walk-question-found")
    assert "ตอบแล้ว" in said(page)


def test_estimates_are_reminded_of(sign_in, live_server, picture, clerk):
    page = sign_in(make.department_officer())
    page.goto(f"{live_server.url}/targets/estimates/")
    picture(page, "walk-estimates-department")
    estimating.set_due(2570, today() + timedelta(days=5), by=make.department_officer())
    page = sign_in(clerk)
    picture(page, "walk-estimates-home")
    assert "แบบประมาณการ ปีงบประมาณ" in said(page)
    page.locator("li", has_text="แบบประมาณการ").get_by_role("link").first.click()
    page.wait_for_load_state()
    picture(page, "walk-estimates-begin")
    page = sign_in(make.province_officer(clerk.district.province))
    picture(page, "walk-estimates-province")
    assert "แบบประมาณการ ปีงบประมาณ" in said(page)


def test_a_second_round_of_the_online_market(sign_in, live_server, picture, clerk):
    market.registered(clerk.district, 20)
    first = market.opened()
    department = make.department_officer()
    page = sign_in(department)
    page.goto(f"{live_server.url}/online-market/")
    picture(page, "walk-market")
    second = market.draft(number=2)
    page.goto(f"{live_server.url}/online-market/rounds/{second.pk}/")
    picture(page, "walk-market-draft")
    page.get_by_role("button", name="ตัดข้อมูลฐานและเปิดรอบ").click()
    page.wait_for_load_state()
    picture(page, "walk-market-opened")
    second.refresh_from_db()
    assert second.status == "open", said(page)
    market_rounds.close_round(first, by=department, seen_version=first.revision)
    page = sign_in(clerk)
    page.goto(f"{live_server.url}/online-market/")
    picture(page, "walk-market-district")
    page.goto(
        f"{live_server.url}/online-market/surveys/{market.survey_of(second, clerk.district).pk}/"
    )
    picture(page, "walk-market-survey")


def test_an_announcement_on_its_paper(sign_in, live_server, picture, clerk):
    maker = make.producer(clerk.district, status=Status.ANNOUNCED)
    made = make.announcement(maker, make.registration_round())
    page = sign_in(make.province_officer(clerk.district.province))
    page.goto(f"{live_server.url}/registration/announcements/")
    picture(page, "walk-announcements")
    page.get_by_role("link", name=made.number).click()
    page.wait_for_load_state()
    picture(page, "walk-announcement")
