"""Small ways of finding and removing that need their script: the review's filter, ไปที่…, the question
before evidence goes."""

from playwright.sync_api import expect

from sales.models import Evidence
from tests.support import factories as make


def test_the_review_shows_the_rows_that_are_asked_for(sign_in, live_server):
    month = make.confirm_district(make.month_of_bang_khla())
    page = sign_in(make.province_officer(month.district.province))
    page.goto(f"{live_server.url}/sales/2026-10/2402/review/")
    shown, search = page.locator("#review-shown"), page.get_by_label("ค้นหารายการในหน้านี้")
    rows = page.locator(".review-rows tr[data-kinds]:visible")
    expect(rows).to_have_count(4)

    search.fill("น้ำ ตาล")  # blanks do not tell names apart
    expect(rows).to_have_count(2)
    expect(shown).to_have_text("แสดง 2 จาก 4 รายการ")
    search.fill("ไม่มีชื่อนี้")
    expect(page.get_by_text("ไม่พบรายการ", exact=True)).to_be_visible()
    search.press("Enter")  # does not return the month
    expect(page).to_have_url(f"{live_server.url}/sales/2026-10/2402/review/")
    search.press("Escape")
    expect(rows).to_have_count(4)

    without = page.get_by_role("button", name="ไม่มียอดจำหน่าย (1)")
    without.click()
    expect(without).to_have_attribute("aria-pressed", "true")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("นายขาวสะอาด ใจดี")
    page.get_by_role("button", name="ทั้งหมด (4)").click()
    expect(rows).to_have_count(4)


def test_a_few_letters_arrows_and_enter_lead_to_a_page(sign_in, live_server):
    of = make.district("2402", "บางคล้า")
    make.producer(of, "กลุ่มทอผ้าไหมบางคล้า")
    page = sign_in(make.district_officer(of))
    page.keyboard.press("/")
    asked, chosen = page.get_by_role("combobox", name="ไปที่"), page.locator("[aria-selected=true]")
    expect(asked).to_be_focused()
    asked.press_sequentially("เพิ่มผ")
    expect(page.get_by_role("option")).to_have_text(["เพิ่มผู้ผลิต", "เพิ่มผลิตภัณฑ์"])
    expect(chosen).to_have_text("เพิ่มผู้ผลิต")
    asked.press("ArrowDown")
    expect(chosen).to_have_text("เพิ่มผลิตภัณฑ์")
    expect(asked).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "-")
    asked.press("ArrowDown")  # from the last to the first
    expect(chosen).to_have_text("เพิ่มผู้ผลิต")
    asked.fill("ผ้าไหม")
    expect(chosen).to_contain_text("กลุ่มทอผ้าไหมบางคล้า")
    asked.press("Enter")
    expect(page.locator("h1")).to_contain_text("กลุ่มทอผ้าไหมบางคล้า")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="ไปที่")).to_be_hidden()


def test_evidence_is_removed_only_after_a_yes(sign_in, live_server):
    month = make.month_of_bang_khla()
    maker = month.rows.first().producer
    kept = make.evidence(month, maker, caption="หน้า 3")
    page = sign_in(make.district_officer(month.district))
    page.goto(f"{live_server.url}/sales/2026-10/2402/evidence/{maker.pk}/")
    remove = page.get_by_role("button", name="ลบหลักฐาน")
    remove.click()
    question = page.get_by_role("dialog", name="ลบหลักฐานนี้หรือไม่")
    expect(question).to_contain_text("สมุดบัญชี หน้า 3 จะออกจากหลักฐานของเดือนนี้")
    expect(question.get_by_role("button", name="ไม่ลบ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(remove).to_be_focused()
    assert Evidence.objects.get(pk=kept.pk).removed_at is None
    remove.click()
    question.get_by_role("button", name="ลบหลักฐาน").click()
    expect(page.locator(".messages")).to_contain_text("ลบหลักฐานแล้ว")
    assert Evidence.objects.get(pk=kept.pk).removed_at is not None
