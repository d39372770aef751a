"""Evidence from the phone, the province's draw and its result, as people do it in the browser."""

from playwright.sync_api import expect

from sales.models import AuditItem, Evidence
from tests.support import factories as make
from tests.support.pdf_files import scanned
from tests.support.pictures import encoded, photograph

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def file(name: str, kind: str, data: bytes) -> dict:
    return {"name": name, "mimeType": kind, "buffer": data}


def test_a_figure_gets_its_evidence_on_the_phone_and_is_audited(sign_in, live_server, picture):
    make.evidence_kind("สมุดบัญชี")
    receipts = make.evidence_kind("ใบเสร็จ")
    district = make.district("2402", "บางคล้า")
    month = make.district_month(district)
    maker = make.producer(district, "กลุ่มน้ำตาลสด")
    make.product(maker)
    make.row(month, maker, amounts=("359900", "6260", "0", "0"), version=1)

    clerk = sign_in(make.district_officer(district), **PHONE)
    clerk.goto(f"{live_server.url}/sales/2026-10/2402/")
    clerk.get_by_role("link", name="ไม่มีหลักฐาน กลุ่มน้ำตาลสด").click()
    expect(clerk.locator(".page-question")).to_contain_text("ยังไม่มีหลักฐาน")
    expect(clerk.get_by_role("button", name="แนบไฟล์ที่เลือก")).to_be_disabled()
    clerk.get_by_text("ใบเสร็จ", exact=True).click()
    photo = file("IMG_1.jpg", "image/jpeg", encoded(photograph(enlarged=2)))
    clerk.locator("input[name=camera]").set_input_files([photo])
    papers = [
        file("ใบเสร็จ.pdf", "application/pdf", scanned(2)),
        file("ว่าง.pdf", "application/pdf", b"%PDF-"),
    ]
    clerk.locator("input[name=files]").set_input_files(papers)
    expect(clerk.locator("#evidence-chosen figure")).to_have_count(3)
    picture(clerk, "evidence-1-chosen")
    clerk.get_by_role("button", name="แนบ 3 ไฟล์").click()
    expect(clerk.locator(".messages")).to_contain_text("แนบหลักฐานแล้ว 2 ไฟล์")
    expect(clerk.locator(".messages")).to_contain_text("ว่าง.pdf: ไฟล์ PDF เสียหรือมาไม่ครบ")
    expect(clerk.locator(".evidence-wall > li")).to_have_count(2)
    picture(clerk, "evidence-2-kept")
    assert [*Evidence.objects.values_list("kind", "pages")] == [
        (receipts.pk, None),
        (receipts.pk, 2),
    ]
    clerk.get_by_role("link", name="กลับไปตาราง").click()
    expect(clerk.get_by_role("link", name="หลักฐาน 2 กลุ่มน้ำตาลสด")).to_be_visible()

    make.confirm_district(month)
    province = sign_in(make.province_officer(district.province))
    province.goto(f"{live_server.url}/sales/2026-10/2402/review/")
    province.get_by_role("link", name="สุ่มตรวจ").click()
    province.get_by_role("button", name="สุ่มรายการ").click()
    expect(province.locator(".messages")).to_contain_text("สุ่มแล้ว 1 รายการ")
    province.get_by_text("ไม่ตรง", exact=True).click()
    province.get_by_label("ยอดตามหลักฐาน").fill("๓๖๐,๐๐๐")
    province.get_by_role("button", name="บันทึกผล").click()
    expect(province.locator(".audit-items .state").first).to_have_text("ไม่ตรง")
    picture(province, "evidence-3-audited")
    assert AuditItem.objects.get().found_amount == 360_000
    province.get_by_role("button", name="ส่งกลับแก้ไข").click()
    expect(province.locator(".messages")).to_contain_text("พร้อมเครื่องหมาย 1 รายการ")
    clerk.goto(f"{live_server.url}/sales/2026-10/2402/?show=check")
    expect(clerk.locator(".province-mark")).to_contain_text("หลักฐานได้ 360,000.00 บาท")
