"""A paper proves itself in a browser: in the portal, and as a file without a network."""

import json

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from core.reports.keeping import from_kept
from sales.certificates import issuing
from sales.certificates.published import publish
from sales.figures.paper_signing import figures_of
from sales.models import SalesCertificate, SalesRow
from tests.support import factories as make


@pytest.fixture
def certificate(transactional_db) -> SalesCertificate:
    month = make.month_of_bang_khla()
    make.confirm_province(month.district.province)
    weaver = SalesRow.objects.filter(entry="amounts").earliest("pk").producer
    officer = make.district_officer(month.district)
    return issuing.make(weaver, month.month_id, month.month_id, by=officer)


def code_of(certificate: SalesCertificate) -> str:
    kept = certificate.content["certificate"]
    return kept["address"] + kept["signed"]


@pytest.fixture
def alone(chromium, certificate, tmp_path) -> Page:
    """The downloaded file, opened from a disk, the network cut."""
    return opened(chromium, tmp_path)


def opened(chromium, tmp_path, script: str = "") -> Page:
    file = tmp_path / "otop-verify.html"
    file.write_bytes(Client().get("/verify/otop-verify.html").content)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(file.as_uri())
    return page


def check(page: Page, code: str, figures: str = "") -> str:
    page.get_by_label("ข้อความจาก QR").fill(code)
    page.get_by_label("ตัวเลขทั้งตาราง").fill(figures)
    page.get_by_role("button", name="ตรวจสอบ").click()
    expect(page.locator("#answer")).not_to_be_empty()
    page.wait_for_timeout(200)
    return page.locator("#answer").inner_text()


def test_the_file_knows_a_true_paper_and_a_changed_one_without_a_network(alone, certificate):
    code = code_of(certificate)
    said = check(alone, code)
    assert "✓ ลายเซ็นถูกต้อง" in said
    assert f"{certificate.total:,.2f} บาท" in said
    assert certificate.numbered in said
    total = f"{certificate.total:.2f}"
    assert "✕ ลายเซ็นไม่ถูกต้อง" in check(alone, code.replace(total, "9" + total))
    assert "ไม่พบกุญแจ 00000000" in check(alone, code.replace(code.split("~")[1], "00000000"))
    assert "พิมพ์ก่อนมีลายเซ็น" in check(alone, code.split("#")[0])
    assert "อ่านข้อความไม่ได้" in check(alone, "366,160.00")
    assert alone.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_compares_every_amount_of_the_paper_in_thai_digits_too(alone, certificate):
    figures = figures_of(from_kept(certificate.content))
    thai = " ".join(figures).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert f"ตรงทั้ง {len(figures)} จำนวน" in check(alone, code_of(certificate), thai)
    other = check(alone, code_of(certificate), " ".join([*figures[:-1], "1.00"]))
    assert "✕ ตัวเลขที่วางไม่ตรง" in other


def test_a_revoked_paper_is_found_out_by_the_list_of_the_file(chromium, certificate, tmp_path):
    issuing.revoke(certificate, reason="ออกผิดเดือน", by=certificate.made_by)
    publish()
    page = opened(chromium, tmp_path)
    assert "เอกสารถูกยกเลิกหรือตัวเลขเปลี่ยนแล้ว" in check(page, code_of(certificate))


def test_a_browser_without_ed25519_says_so(chromium, certificate, tmp_path):
    none = "crypto.subtle.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'))"
    page = opened(chromium, tmp_path, none)
    assert "เบราว์เซอร์นี้ตรวจลายเซ็นไม่ได้" in check(page, code_of(certificate))


def test_the_address_of_the_code_leads_on_to_its_check(chromium, certificate, live_server):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    signed = json.dumps(certificate.content["certificate"]["signed"])[1:-1]
    page.goto(f"{live_server.url}/verify/{certificate.token}/{signed}")
    page.get_by_role("link", name="ตรวจลายเซ็นใน QR").click()
    expect(page.locator("#answer")).to_contain_text("✓ ลายเซ็นถูกต้อง")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
