"""A whole month, from a clerk's cell to the nation's รต.๔, as people do it in the browser."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from core.thai import calendar
from core.thai.calendar import add_months
from sales.models import DistrictMonth, ProvinceMonth, Resolution, SalesMonth, SalesRow
from sales.months import entry
from tests.support import factories as make
from tests.support.browser import paste
from tests.support.pdf_files import scanned

MONTH = date(2026, 10, 1)
PDF = scanned()


def small_nation() -> dict:
    """Two districts of one province; a group whose usual month in food is 100,000 baht."""
    bang_khla, ban_pho = make.district("2402", "บางคล้า"), make.district("2405", "บ้านโพธิ์")
    group = make.producer(bang_khla, "กลุ่มน้ำตาลสด")
    owner = make.producer(bang_khla, "นายขาวสะอาด ใจดี", kind="individual")
    company = make.producer(ban_pho, "หจก.ขนมสมมติ", kind="sme")
    for producer, category in [(group, "food"), (group, "beverage"), (owner, "fabric")]:
        make.product(producer, category)
    make.product(company, "food")
    for back in range(6, 0, -1):
        month = add_months(MONTH, -back)
        make.row(
            make.district_month(bang_khla, month),
            group,
            "food",
            ("100000", "0", "0", "0"),
            version=1,
        )
        make.district_month(ban_pho, month)
        make.confirm_province(bang_khla.province, month)
        make.close_month(SalesMonth.objects.get(pk=month))
    entry.prepare_rows(make.district_month(bang_khla, MONTH))
    due = calendar.today() + timedelta(days=30)  # in time, whatever day it is
    SalesMonth.objects.filter(pk=MONTH).update(district_due=due, province_due=due, close_due=due)
    entered = make.district_month(ban_pho, MONTH)
    make.row(entered, company, "food", ("50000", "2500.50", "0", "0"), version=1)
    make.confirm_district(entered, full_name="นายโพธิ์ ทองดี")
    return {"bang_khla": bang_khla, "ban_pho": ban_pho, "province": bang_khla.province}


def cell(page: Page, name: str, category: str, channel: str):
    line = page.locator("tr[data-row]").filter(has_text=name).filter(has_text=category)
    return line.locator(f"input[name$={channel}]")


def state(page: Page, name: str, category: str):
    line = page.locator("tr[data-row]").filter(has_text=name).filter(has_text=category)
    return line.locator("[data-state]")


def workbook(page: Page, address: str, folder: Path) -> list[list]:
    with page.expect_download() as download:
        page.evaluate("address => { location.href = address }", address)
    path = folder / "report.xlsx"
    download.value.save_as(path)
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_one_month_of_sales_end_to_end(sign_in, live_server, picture, tmp_path):
    nation = small_nation()
    grid = f"{live_server.url}/sales/2026-10/2402/"
    department = sign_in(make.department_officer(full_name="นายกรม พัฒนา"))
    department.allowed.append("404")
    officer = sign_in(make.district_officer(nation["bang_khla"], full_name="นางมานี ใจดี"))

    # 1 The home says how far the entry is.
    expect(officer.locator(".card", has_text="ตุลาคม 2569")).to_contain_text("กำลังบันทึก")
    expect(officer.locator(".card", has_text="ตุลาคม 2569")).to_contain_text("0 จาก 3 รายการ")
    picture(officer, "month-1-home")

    # 2 The grid: Thai digits, Enter, a block from Excel, no sales, a row added and removed.
    officer.goto(grid)
    expect(officer.locator("tr[data-row]")).to_have_count(3)
    expect(officer.locator("tr[data-row] .before").first).to_have_text("100,000")
    cell(officer, "กลุ่มน้ำตาลสด", "อาหาร", "domestic_offline").click()
    officer.keyboard.type("๓๕๙,๙๐๐")
    officer.keyboard.press("ArrowRight")
    officer.keyboard.type("6,260")
    officer.keyboard.press("Enter")
    expect(state(officer, "กลุ่มน้ำตาลสด", "อาหาร")).to_have_text("✓ บันทึกแล้ว")
    expect(officer.locator("#foot-total")).to_have_text("366,160.00")
    cell(officer, "กลุ่มน้ำตาลสด", "เครื่องดื่ม", "domestic_offline").click()
    paste(officer, "1\t2\t3\t4\t5\n")
    expect(officer.locator("#grid-message")).to_contain_text("กว้าง 5 คอลัมน์")
    paste(officer, "1,098,640.00\t9,980.00\n")
    expect(state(officer, "กลุ่มน้ำตาลสด", "เครื่องดื่ม")).to_have_text("✓ บันทึกแล้ว")
    officer.locator("tr[data-row]", has_text="ขาวสะอาด").locator("input[type=checkbox]").check()
    expect(state(officer, "ขาวสะอาด", "ผ้า")).to_have_text("ไม่มียอดจำหน่าย")
    officer.get_by_role("link", name="+ เพิ่มรายการ").click()
    picture(officer, "month-2-add")
    officer.get_by_label("ผู้ผลิต", exact=True).fill("ขาวสะอาด ใจดี")
    officer.get_by_label("ประเภท", exact=True).last.select_option(label="สมุนไพรที่ไม่ใช่อาหาร")
    officer.get_by_role("button", name="เพิ่มรายการ").click()
    expect(officer.locator("tr[data-row]")).to_have_count(4)
    added = officer.locator("tr[data-row]").filter(has_text="สมุนไพร")
    added.hover()
    added.get_by_role("button", name="ลบรายการ").click()
    officer.get_by_role("dialog").get_by_role("button", name="ลบรายการ").click()
    expect(officer.locator("tr[data-row]")).to_have_count(3)
    expect(cell(officer, "กลุ่มน้ำตาลสด", "อาหาร", "domestic_online")).to_have_value("6,260.00")
    expect(officer.locator("#foot-total")).to_have_text("1,474,780.00")
    officer.reload()
    expect(officer.locator("#foot-total")).to_have_text("1,474,780.00")
    expect(state(officer, "ขาวสะอาด", "ผ้า")).to_have_text("ไม่มียอดจำหน่าย")
    picture(officer, "month-2-grid")

    # 4 The chief checks and confirms; an unusual figure asks for a reason first.
    cell(officer, "กลุ่มน้ำตาลสด", "อาหาร", "domestic_offline").fill("1,000,000")
    officer.keyboard.press("Enter")
    expect(state(officer, "กลุ่มน้ำตาลสด", "อาหาร")).to_contain_text("สูงกว่าปกติ 10 เท่า")
    expect(officer.locator("#to-check")).to_have_text("1")
    no_sales = officer.locator("tr[data-row]", has_text="ขาวสะอาด").locator("input[type=checkbox]")
    no_sales.uncheck()
    expect(state(officer, "ขาวสะอาด", "ผ้า")).to_have_text("ยังไม่บันทึก")
    picture(officer, "month-3-warned")
    chief = sign_in(make.district_chief(nation["bang_khla"], full_name="นายหัวหน้า ตั้งใจ"))
    chief.allowed.append("409")
    chief.goto(f"{grid}check/")
    picture(chief, "month-4-check")
    chief.get_by_role("button", name="ยืนยันยอดของอำเภอ").click()
    expect(chief.locator(".messages")).to_contain_text("ยังไม่บันทึก 1 รายการ")
    picture(chief, "month-4-refused")
    chief.get_by_role("button", name="1 รายการที่เหลือไม่มียอดจำหน่าย").click()
    expect(chief.locator("#not-ready")).to_contain_text("บันทึกครบทุกรายการ")
    chief.get_by_role("button", name="ยืนยันยอดของอำเภอ").click()
    expect(chief.locator(".messages")).to_contain_text("เลือกเหตุผลก่อนยืนยัน")
    officer.goto(f"{grid}check/")  # by keyboard: the reason, its words, Enter saves
    reason = officer.locator("select[name^=reason-]")
    reason.focus()
    # By arrows: Playwright types Thai letters without keys, which a list does not hear.
    officer.keyboard.press("ArrowDown")
    officer.keyboard.press("ArrowDown")
    expect(reason.locator("option:checked")).to_have_text("งานแสดงสินค้า/เทศกาล")
    officer.keyboard.press("Tab")
    officer.keyboard.type("งานกาชาดประจำปี")
    officer.keyboard.press("Enter")
    expect(officer.locator(".messages")).to_contain_text("บันทึกแล้ว 1 รายการ")
    picture(officer, "month-4-reason")
    officer.goto(grid)
    expect(state(officer, "กลุ่มน้ำตาลสด", "อาหาร")).to_have_text("✓ บันทึกแล้ว · ชี้แจงแล้ว")
    total = chief.locator("#explanation")
    expect(total).to_contain_text("ค่ากลาง 6 เดือนก่อนหน้า 100,000.00 บาท")
    total.get_by_label("เหตุผล", exact=True).select_option(label="อื่น ๆ")
    why = total.get_by_label("ระบุเหตุผลโดยย่อ")
    why.fill("งานกาชาดปีนี้จัดใหญ่กว่าทุกปี")
    chief.get_by_role("button", name="ยืนยันยอดของอำเภอ").click()
    expect(chief.locator(".messages")).to_contain_text("เปลี่ยนไปหลังจากที่เปิดหน้านี้")
    expect(why).to_have_value("งานกาชาดปีนี้จัดใหญ่กว่าทุกปี")
    chief.get_by_role("button", name="ยืนยันยอดของอำเภอ").click()
    expect(chief.locator(".messages")).to_contain_text("ทันกำหนด")
    chief.get_by_label("ประชุม").check()
    chief.get_by_label("ครั้งที่ / เลขที่หนังสือ").fill("10/2569")
    chief.allowed.append("422")
    chief.get_by_label(re.compile("^วันที่")).fill("31/31/2569")
    chief.get_by_role("button", name="บันทึกมติ").click()
    expect(chief.locator(".field-refused .errorlist")).to_have_count(1)
    expect(chief.get_by_label("ครั้งที่ / เลขที่หนังสือ")).to_have_value("10/2569")
    picture(chief, "month-4-resolution-refused")
    chief.get_by_label(re.compile("^วันที่")).fill("๒/๑๑/๒๕๖๙")
    chief.get_by_label(re.compile("^ไฟล์มติ")).set_input_files(
        {"name": "มติ.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    chief.get_by_role("button", name="บันทึกมติ").click()
    expect(chief.locator("body")).to_contain_text("ประชุม 10/2569 วันที่ 2 พ.ย. 2569")
    picture(chief, "month-4-confirmed")
    chief.goto(f"{live_server.url}/reports/rt2/?month=2026-10&district=2402")
    picture(chief, "month-4-rt2")
    paper = chief.request.get(
        f"{live_server.url}/reports/rt2/?month=2026-10&district=2402&format=pdf&thai_digits=1"
    )
    text = PdfReader(BytesIO(paper.body())).pages[0].extract_text()
    assert "๑,๐๐๖,๒๖๐.๐๐" in text
    officer.goto(grid)
    expect(cell(officer, "กลุ่มน้ำตาลสด", "อาหาร", "domestic_offline")).not_to_be_editable()

    # 5 The province returns it with a mark; nothing has reached the department.
    province = sign_in(make.province_officer(nation["province"], full_name="นางสาวตรวจ ทาน"))
    picture(province, "month-5-home")
    province.goto(f"{live_server.url}/sales/board/?month=2026-10")
    expect(province.locator("tr", has_text="บางคล้า").last).to_contain_text("ประชุม 10/2569")
    picture(province, "month-5-board")
    province.goto(f"{grid}review/")
    province.get_by_role("checkbox", name="ต้องแก้ กลุ่มน้ำตาลสด").first.check()
    province.get_by_label("สิ่งที่ต้องแก้ กลุ่มน้ำตาลสด").first.fill("ไม่ตรงสมุดบัญชี")
    province.get_by_label("เหตุผล").fill("ยอดออฟไลน์สูงผิดปกติ")
    picture(province, "month-5-review")
    province.locator("#return-form").get_by_role("button", name="ส่งกลับแก้ไข").click()
    expect(province.locator(".messages")).to_contain_text("ส่งกลับอำเภอบางคล้าแล้ว")
    minutes = Resolution.objects.get().pk
    for address in (
        "/sales/2026-10/2402/review/",
        "/sales/2026-10/2402/",
        f"/sales/resolutions/{minutes}/file/",
    ):
        assert department.goto(live_server.url + address).status == 404
    department.goto(live_server.url)
    card = department.locator(".card", has_text="ตุลาคม 2569").first
    expect(card).to_contain_text("0 จาก 1 จังหวัด")
    expect(department.locator("main")).not_to_contain_text("2,114,880")
    picture(department, "month-5-department")
    nation_rt3 = f"{live_server.url}/reports/rt3/?month=2026-10"
    department.goto(nation_rt3)
    expect(department.locator(".report-coverage")).to_contain_text("0 จาก 1 จังหวัด")
    expect(department.locator(".report").first).not_to_contain_text("2,114,880")
    picture(department, "month-5-department-rt3")
    department.goto(f"{live_server.url}/sales/months/2026-10/")
    expect(department.locator(".page-question")).to_contain_text("รวม 0.00 บาท")

    # 6 The district corrects the marked row; the chief confirms again; the trail shows it. Untouched,
    # the mark refuses.
    chief.goto(f"{grid}check/")
    chief.get_by_role("button", name="ยืนยันยอดของอำเภอ").click()
    expect(chief.locator(".messages")).to_contain_text("ยังไม่แก้และยังไม่ตอบ 1 รายการ")
    picture(chief, "month-6-marks")
    officer.goto(f"{grid}?show=check")
    expect(officer.locator(".message-warning")).to_contain_text("ยอดออฟไลน์สูงผิดปกติ")
    picture(officer, "month-6-returned")
    marked = officer.locator("tr[data-row]", has_text="ไม่ตรงสมุดบัญชี")
    # A slow line, 359900 typed over a refused 12a meanwhile; then a cut line, and the tab is closed
    # with the cursor in the cell: the figure is offered on the check page until it can be sent.
    waiting = []
    officer.route(re.compile("/rows/$"), lambda route: waiting.append(route))
    amount = marked.locator("input[name$=domestic_offline]")
    amount.fill("12a")
    officer.keyboard.press("Enter")
    expect(officer.locator("#saved-at")).to_have_text("กำลังบันทึก 1 รายการ")
    amount.fill("350000")
    officer.keyboard.press("Enter")
    waiting.pop().continue_()
    officer.unroute(re.compile("/rows/$"))
    expect(officer.locator("#saved-at")).to_have_text(re.compile("^บันทึกครบแล้ว"))
    expect(amount).to_have_value("350,000.00")
    next_tab = officer.context.new_page()
    officer.allowed.append("ERR_INTERNET_DISCONNECTED")
    officer.context.set_offline(True)
    amount.click()
    officer.keyboard.press("Control+a")
    officer.keyboard.type("359900")
    with officer.expect_event("close"):
        officer.close(run_before_unload=True)
    officer = next_tab
    officer.context.set_offline(False)
    officer.goto(f"{grid}check/")
    typed = officer.locator("#unsaved-drafts")
    expect(typed.locator("li li")).to_have_text("ในประเทศ ออฟไลน์ 359900 · ในระบบ 350,000.00")
    picture(officer, "month-6-typed")
    typed.get_by_role("link", name="เปิดตารางเพื่อบันทึก").click()
    expect(officer.locator("#saved-at")).to_have_text(re.compile("^บันทึกครบแล้ว"))
    marked = officer.locator("tr[data-row]", has_text="ไม่ตรงสมุดบัญชี")
    expect(marked.locator("[data-state]")).to_contain_text("✓")
    chief.goto(f"{grid}check/")
    chief.get_by_role("button", name="ยืนยันยอดของอำเภอ").click()
    expect(chief.locator(".messages")).to_contain_text("ยืนยันอีกครั้งแล้ว")
    picture(chief, "month-6-trail")
    officer.goto(grid)
    corrected = officer.locator("tr[data-row]").filter(has_text="อาหาร")
    corrected.get_by_role("link", name="ประวัติ").click()
    expect(officer.locator("main")).to_contain_text("1,000,000.00")
    picture(officer, "month-6-history")
    trail = chief.locator(".todo-list").last
    expect(trail).to_contain_text("“ยอดออฟไลน์สูงผิดปกติ”")
    expect(trail.locator("li")).to_have_count(3)

    # 5, 7 The province confirms all at once, which is its report: the department sees everything.
    province.goto(f"{live_server.url}/sales/board/?month=2026-10")
    boxes = province.locator("#confirm-form input[type=checkbox]")
    assert [box.is_checked() for box in boxes.all()] == [False, False]  # nothing is ticked before
    province.get_by_role("button", name="เลือกทั้งหมด 2 อำเภอ").click()
    assert [box.is_checked() for box in boxes.all()] == [True, True]
    province.get_by_role("button", name="ยืนยันที่เลือก").click()
    expect(province.locator(".messages")).to_contain_text("รายงานกรมเมื่อ")
    province.get_by_text("บันทึกมติ", exact=True).first.click()
    province.get_by_label("หนังสือเวียน").check()
    province.get_by_label("ครั้งที่ / เลขที่หนังสือ").fill("ฉช 0019/123")
    province.get_by_label(re.compile("^วันที่")).fill("5/11/2569")
    province.get_by_role("button", name="บันทึกมติ").click()
    expect(province.locator("body")).to_contain_text("ฉช 0019/123 วันที่ 5 พ.ย. 2569")
    picture(province, "month-7-board")
    province.goto(nation_rt3)
    expect(province.locator(".report").first).to_contain_text("1,527,280.50")
    sums = Decimal("52500.50") + sum(
        SalesRow.objects.filter(district_month__district="2402", month=MONTH).values_list(
            "total", flat=True
        )
    )
    assert sums == Decimal("1527280.50")
    department.goto(f"{live_server.url}/sales/months/2026-10/")
    expect(department.locator(".page-question")).to_contain_text("รวม 1,527,280.50 บาท")
    picture(department, "month-7-state")
    for key in ("rt3", "rt4"):
        address = f"{live_server.url}/reports/{key}/?month=2026-10"
        department.goto(address)
        picture(department, f"month-7-{key}")
        lines = workbook(department, f"{address}&format=xlsx", tmp_path)
        total = next(line for line in lines if "รวม" in line)
        assert total[-5:] == [1508540.0, 18740.5, 0, 0, 1527280.5]
    department.goto(f"{live_server.url}/sales/months/2026-10/")
    department.get_by_role("button", name="ปิดเดือน").click()
    expect(department.locator("h1")).to_contain_text("กรมปิดเดือนแล้ว")
    picture(department, "month-7-closed")
    department.get_by_label("เหตุผล").fill("จังหวัดขอแก้")
    department.get_by_role("button", name="เปิดอีกครั้ง").click()
    expect(department.locator("h1")).to_contain_text("เปิดรับ")
    department.get_by_role("button", name="ปิดเดือน").click()
    expect(department.locator("main .todo-list li")).to_have_count(4)
    department.goto(f"{live_server.url}/sales/months/")
    picture(department, "month-7-months")
    department.get_by_label("อำเภอยืนยันภายใน").fill("5/12/2569")
    department.get_by_role("button", name="เปิดเดือนให้ทุกอำเภอ").click()
    expect(department.locator(".messages")).to_contain_text("เปิดเดือนพฤศจิกายน 2569 แล้ว")
    department.goto(live_server.url)
    picture(department, "month-8-department")
    assert ProvinceMonth.objects.get(month=MONTH, province="24").is_confirmed
    assert DistrictMonth.objects.get(month=date(2026, 11, 1), district="2402").rows.count() == 3
