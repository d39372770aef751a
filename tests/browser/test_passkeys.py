"""A passkey set up and used, by Chromium's own virtual authenticator (CDP WebAuthn)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from core.users.models import Authenticator
from tests.support import factories as make
from tests.support.axe import found_at
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(picture) -> Callable[[Page, str], None]:
    """Keeps the page's picture; axe-core finds nothing on it."""

    def at(page: Page, name: str) -> None:
        picture(page, name)
        for width in (1280, 390):
            assert found_at(page, width) == [], name
        page.set_viewport_size({"width": 1280, "height": 900})

    return at


def test_a_passkey_is_set_up_and_then_opens_the_portal(sign_in, live_server, look):
    chief = make.district_chief(make.district("2402"))
    page = sign_in(chief)
    page.allowed.append("422")
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    device = cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    page.goto(f"{live_server.url}/account/")
    look(page, "own-account")
    page.get_by_role("link", name="เพิ่มแอปยืนยันตัวตน").click()
    look(page, "own-account-app")
    page.goto(f"{live_server.url}/account/passkey/")
    assert page.locator("[data-no-passkey]").count() == 0
    look(page, "own-account-passkey")
    page.fill("[name=name]", "เครื่องที่สำนักงาน")
    page.get_by_role("button", name="สร้างพาสคีย์").click()
    page.wait_for_url(f"{live_server.url}/account/recovery-codes/")
    page.get_by_role("button", name="ออกรหัสสำรอง").click()
    page.wait_for_selector(".recovery-codes")
    look(page, "own-account-codes")
    key = Authenticator.objects.get()
    assert (key.account, key.kind, key.name) == (chief, "passkey", "เครื่องที่สำนักงาน")

    page.locator(".bar-person:visible button").click()
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", chief.username)
    page.fill("[name=password]", "test-password")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url(f"{live_server.url}/login/second-factor/")
    look(page, "sign-in-second-factor")
    page.goto(f"{live_server.url}/reports/")
    assert "/login/" in page.url
    page.goto(f"{live_server.url}/login/second-factor/")
    page.get_by_role("button", name="ใช้พาสคีย์").click()
    page.wait_for_url(f"{live_server.url}/")
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert key.sign_count > 0

    page.goto(f"{live_server.url}/account/")
    look(page, "own-account-with-passkey")
    page.goto(f"{live_server.url}/account/proof/?next=/account/")
    look(page, "own-account-proof")
    page.get_by_role("button", name="ใช้พาสคีย์").click()
    page.wait_for_url(f"{live_server.url}/account/")

    # A copy counts from where it was made: it is refused.
    Authenticator.objects.update(sign_count=1000)
    page.locator(".bar-person:visible button").click()
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", chief.username)
    page.fill("[name=password]", "test-password")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.get_by_role("button", name="ใช้พาสคีย์").click()
    page.get_by_text("ยืนยันด้วยพาสคีย์ไม่สำเร็จ").wait_for()

    cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
