"""A large table's way: 5,000 producers sent, 40 of them faulty, the good ones written, the faulty ones
taken out, mended and sent again; nothing is lost and the receipts say so."""

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from core.tables.models import ImportRun
from core.tables.workbooks import write_workbook
from producers.models import Producer
from tests.support import factories as make
from tests.support.worker import work

ROWS, FAULTY = 5000, 40
HEADINGS = [
    "รหัสผู้ประกอบการ",
    "ชื่อผู้ผลิต ผู้ประกอบการ",
    "ลักษณะผู้ประกอบการ",
    "โทรศัพท์",
    "รหัสอำเภอ",
    "จำนวนสมาชิก (คน)",
]
KIND, PHONE, DISTRICT, MEMBERS = HEADINGS[2:]
# A slip of every 125th row, and what its person should have typed.
SLIPS = (
    (KIND, "กลุ่มคนทำงาน", "กลุ่มผู้ผลิตชุมชน"),
    (PHONE, "08 1000 00", "08 1000 0001"),
    (DISTRICT, "2499", "2402"),
    (MEMBERS, "สิบสองคน", "12"),
)


def old_rows() -> list[list[str]]:
    """As an old system says them: its own codes, Thai digits here and there."""
    rows = []
    for number in range(ROWS):
        row = [f"{number:07d}", f"กลุ่มตัวอย่างที่ {number}", "กลุ่มผู้ผลิตชุมชน", "0-3851-0001", "2402", "๑๒"]
        if number % (ROWS // FAULTY) == 7:
            heading, slip, _ = slip_of(number)
            row[HEADINGS.index(heading)] = slip
        rows.append(row)
    return rows


def slip_of(number: int) -> tuple[str, str, str]:
    return SLIPS[number // (ROWS // FAULTY) % len(SLIPS)]


@pytest.fixture
def file(tmp_path) -> Path:
    path = Path(tmp_path) / "ผู้ประกอบการระบบเดิม.xlsx"
    with write_workbook("ผู้ประกอบการ", HEADINGS, old_rows()) as sheet:
        path.write_bytes(sheet.read())
    return path


def send(page: Page, path: Path) -> None:
    page.set_input_files("[name=file]", path)
    page.get_by_role("button", name="ตรวจไฟล์").click()
    expect(page.locator(".page-question")).to_contain_text("กำลังตรวจ")


def figures(page: Page) -> dict[str, str]:
    """The four figures of the preview by their words; the page comes to them by itself."""
    expect(page.locator(".cards-figures")).to_be_visible()
    return {
        card.locator("p").nth(1).inner_text(): card.locator(".big-figure").inner_text()
        for card in page.locator(".cards-figures .card").all()
    }


def mend(path: Path) -> None:
    """What a person does with the notes in the cells: types the right word over the wrong one."""
    book = load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    mended = 0
    for row in range(2, sheet.max_row + 1):
        number = int(sheet.cell(row, columns[HEADINGS[0]]).value)
        heading, slip, right = slip_of(number)
        cell = sheet.cell(row, columns[heading])
        assert (cell.value, cell.comment is not None) == (slip, True)
        cell.value = right
        mended += 1
    assert mended == FAULTY
    book.save(path)


def test_five_thousand_rows_with_forty_faults(sign_in, live_server, picture, file, tmp_path):
    make.district("2402", "บางคล้า")
    page = sign_in(make.department_officer(full_name="นายกรม พัฒนา"))

    # 1 Sent, checked by the worker; the page with its bar goes on to the preview by itself.
    page.goto(f"{live_server.url}/tables/producers/")
    send(page, file)
    work()
    assert figures(page) == {
        "แถวที่ต้องแก้ก่อน": "40",
        "แถวที่จะแก้ไข": "0",
        "แถวที่จะเพิ่มใหม่": "4,960",
        "แถวที่เหมือนเดิม": "0",
    }
    expect(page.locator("#faulty + .actions-row + section tbody tr")).to_have_count(FAULTY)
    expect(page.locator("main")).to_contain_text("ไม่รู้จัก “กลุ่มคนทำงาน”")
    picture(page, "import-1-preview")
    assert Producer.objects.count() == 0

    # 2 The faulty ones as a workbook with notes.
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลดแถวที่ต้องแก้").click()
    faulty = Path(tmp_path) / "แถวที่ต้องแก้.xlsx"
    download.value.save_as(faulty)

    # 3 The good ones are written, in one transaction.
    page.get_by_role("button", name="นำเข้าเฉพาะแถวที่ถูกต้อง (4,960)").click()
    expect(page.locator(".page-question")).to_contain_text("กำลังบันทึก")
    work()
    expect(page.get_by_role("heading", name="ใบรับการนำเข้า")).to_be_visible()
    expect(page.locator("main")).to_contain_text("40 แถวที่ต้องแก้ก่อน")
    picture(page, "import-2-receipt")
    assert Producer.objects.count() == ROWS - FAULTY

    # 4 Mended, sent again, done.
    mend(faulty)
    page.get_by_role("link", name="นำเข้าไฟล์ถัดไป").click()
    send(page, faulty)
    work()
    assert figures(page)["แถวที่ต้องแก้ก่อน"] == "0"
    page.get_by_role("button", name="ยืนยันนำเข้า 40 แถว").click()
    expect(page.locator(".page-question")).to_contain_text("กำลังบันทึก")
    work()
    expect(page.get_by_role("heading", name="ใบรับการนำเข้า")).to_be_visible()

    # 5 Every row once, as it was meant; the receipts add up to the file.
    assert dict(Producer.objects.values_list("code", "name")) == {
        row[0]: row[1] for row in old_rows()
    }
    right = ("group", "2402", 12, "draft")
    stored = Producer.objects.values_list("kind", "district", "member_count", "status")
    assert Counter(stored) == {right: ROWS}
    phones = Counter(Producer.objects.values_list("phone", flat=True))
    assert phones == {"+6638510001": ROWS - FAULTY // len(SLIPS), "+66810000001": 10}
    runs = ImportRun.objects.order_by("pk")
    assert [run.receipt["rows"]["new"] for run in runs] == [ROWS - FAULTY, FAULTY]

    # 6 The whole of it again finds nothing to do.
    page.goto(f"{live_server.url}/tables/producers/")
    mended = Path(tmp_path) / "ทั้งหมด.xlsx"
    rows = old_rows()
    for number, row in enumerate(rows):
        if number % (ROWS // FAULTY) == 7:
            heading, _, typed = slip_of(number)
            row[HEADINGS.index(heading)] = typed
    with write_workbook("ผู้ประกอบการ", HEADINGS, rows) as sheet:
        mended.write_bytes(sheet.read())
    send(page, mended)
    work()
    assert figures(page)["แถวที่เหมือนเดิม"] == "5,000"
    expect(page.locator("main")).to_contain_text("ไม่มีข้อมูลที่ต้องบันทึก")
