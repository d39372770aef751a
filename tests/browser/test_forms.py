"""Nothing typed into a form is lost: leaving asks, what did not arrive is offered again, a double click
does once what it does."""

import threading

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from core.sending import middleware
from producers.models import Producer
from tests.browser.drafts import kept_in, until_kept
from tests.support import factories as make
from tests.support import market_factories, target_factories

OFFER = ".kept-forms"
PUT_IN = "นำข้อมูลที่กรอกไว้กลับมา"
NATIONAL_ID = "1-9999-00000-01-3"


@pytest.fixture
def record():
    return make.producer(make.district("2402", "บางคล้า"), "กลุ่มจักสาน", status="draft")


@pytest.fixture
def clerk(sign_in, record) -> Page:
    return sign_in(make.district_officer(record.district, full_name="นางสาวขยัน ตั้งใจ"))


@pytest.fixture
def section(live_server, record):
    """The address of one section of the record."""
    return lambda key: f"{live_server.url}/producers/producer/{record.pk}/change/?section={key}"


class Asked:
    """What the browser asks before a page is left; the person stays, or with `leaves` goes."""

    def __init__(self, page: Page):
        self.kinds: list[str] = []
        self.leaves = False
        page.on("dialog", self._answer)

    def _answer(self, dialog) -> None:
        self.kinds.append(dialog.type)
        if self.leaves:
            dialog.accept()
        else:
            dialog.dismiss()


def until_nothing_is_kept(page: Page) -> None:
    page.wait_for_function("() => !Object.keys(localStorage).join().includes('kept-form')")


def end_session(page: Page) -> None:
    """As half an hour of silence does: neither the portal nor the browser knows it any more."""
    Session.objects.all().delete()
    page.context.clear_cookies(name="sessionid")


def sign_in_again(page: Page, user: str) -> None:
    page.fill("[name=username]", user)
    page.fill("[name=password]", "test-password")
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def save(page: Page) -> None:
    page.get_by_role("button", name="บันทึก", exact=True).click()


# --- Leaving --------------------------------------------------------------------------------------


def test_a_section_asks_before_it_is_left_and_offers_what_was_left(clerk, section, record, picture):
    clerk.goto(section("address"))
    clerk.fill("[name=house_number]", "24/1")
    asked = Asked(clerk)
    clerk.locator(".record-sections a").first.click()
    expect(clerk.locator("[name=house_number]")).to_have_value("24/1")
    assert asked.kinds == ["beforeunload"]
    asked.leaves = True
    clerk.locator(".record-sections a").first.click()
    expect(clerk.locator(OFFER)).to_contain_text("กลุ่มจักสาน · 2 ที่อยู่ของกิจการ · 1 ช่อง · กรอกเมื่อ")
    picture(clerk, "forms-1-offered-elsewhere")
    clerk.locator(OFFER).get_by_text("ดูสิ่งที่กรอกไว้").click()
    expect(clerk.locator(f"{OFFER} dd")).to_have_text("24/1")
    clerk.get_by_role("link", name="เปิดแบบฟอร์ม").click()
    clerk.wait_for_url(section("address"))
    clerk.get_by_role("button", name=PUT_IN).click()
    expect(clerk.locator("[name=house_number]")).to_have_value("24/1")
    expect(clerk.locator(OFFER)).to_contain_text("นำข้อมูลกลับมาแล้ว 1 ช่อง ยังไม่ได้บันทึก")
    picture(clerk, "forms-2-put-in")
    save(clerk)
    expect(clerk.locator(".messages")).to_contain_text("บันทึกหมวด")
    clerk.goto(section("person"))
    expect(clerk.locator("main h1")).to_contain_text("กลุ่มจักสาน")
    until_nothing_is_kept(clerk)
    assert asked.kinds == ["beforeunload"] * 2
    record.refresh_from_db()
    assert record.house_number == "24/1"


def test_what_was_typed_and_taken_back_asks_nothing(clerk, section):
    clerk.goto(section("address"))
    asked = Asked(clerk)
    clerk.fill("[name=house_number]", "24/1")
    until_kept(clerk, "24/1")
    clerk.fill("[name=house_number]", "")
    clerk.goto(section("person"))
    assert asked.kinds == []
    expect(clerk.locator(OFFER)).to_have_count(0)


def test_a_refused_form_is_unsaved_from_its_first_moment(clerk, section):
    clerk.goto(section("general"))
    clerk.fill("[name=name]", "กลุ่มจักสานใหม่")
    clerk.fill("[name=phone]", "08 12")
    save(clerk)
    expect(clerk.locator(".message-error")).to_contain_text("ยังไม่ได้บันทึก")
    expect(clerk.locator(OFFER)).to_have_count(0)
    asked = Asked(clerk)
    clerk.locator(".record-sections a").last.click()
    assert asked.kinds == ["beforeunload"]
    asked.leaves = True
    clerk.locator(".record-sections a").last.click()
    expect(clerk.locator(OFFER)).to_contain_text("2 ช่อง")
    clerk.get_by_role("link", name="เปิดแบบฟอร์ม").click()
    clerk.get_by_role("button", name=PUT_IN).click()
    expect(clerk.locator("[name=phone]")).to_have_value("08 12")
    expect(clerk.locator("[name=name]")).to_have_value("กลุ่มจักสานใหม่")


def test_the_survey_asks_before_it_is_left_by_the_menu(sign_in, live_server, picture):
    of = make.district("2402", "บางคล้า")
    market_factories.registered(of, 2)
    survey = market_factories.survey_of(market_factories.opened(), of)
    page = sign_in(make.district_officer(of))
    page.goto(f"{live_server.url}/online-market/surveys/{survey.pk}/")
    page.locator("[data-picked]").first.check()
    asked = Asked(page)
    page.locator(".side .side-menu a").first.click()
    expect(page.locator("[data-picked]").first).to_be_checked()
    asked.leaves = True
    page.locator(".side .side-menu a").first.click()
    expect(page.locator(OFFER)).to_contain_text("1 ช่อง")
    page.get_by_role("link", name="เปิดแบบฟอร์ม").click()
    page.get_by_role("button", name=PUT_IN).click()
    expect(page.locator("[data-picked]").first).to_be_checked()
    expect(page.locator("#unsaved")).to_have_text("ยังไม่บันทึก 1 รายการ")
    picture(page, "forms-3-survey")
    page.locator(".page-foot").get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.locator("[data-picked]").first).to_be_checked()
    expect(page.locator(OFFER)).to_have_count(0)
    assert survey.answers.count() == 1
    assert asked.kinds == ["beforeunload"] * 2


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/targets/estimates/{estimate}/", "td.cell input"),
        ("/sales/2026-10/2402/check/", "[name=number]"),
        ("/registration/closures/producers/producer/{producer}/", "main form [name=reason]"),
        ("/sales/extensions/2026-10/ask/", "[name=reason]"),
    ],
)
def test_every_form_of_a_district_asks_and_offers(clerk, record, live_server, path, field):
    month = make.district_month(record.district)
    make.confirm_district(month)
    estimate = target_factories.estimate(record.district)
    address = live_server.url + path.format(estimate=estimate.pk, producer=record.pk)
    clerk.goto(address)
    clerk.locator(field).first.fill("12")
    asked = Asked(clerk)
    clerk.locator(".side .side-menu a").first.click()
    expect(clerk.locator(field).first).to_have_value("12")
    assert (asked.kinds, clerk.url) == (["beforeunload"], address)
    asked.leaves = True
    clerk.locator(".side .side-menu a").first.click()
    clerk.get_by_role("link", name="เปิดแบบฟอร์ม").click()
    clerk.get_by_role("button", name=PUT_IN).click()
    expect(clerk.locator(field).first).to_have_value("12")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/accounts/user/add/", "[name=full_name]"),
        ("/sales/months/2026-10/dates/", "[name=reason]"),
        ("/quality/campaigns/new/", "[name=title]"),
        ("/targets/levels/2571/", "main form input[type=text]"),
    ],
)
def test_every_form_of_the_department_too(sign_in, record, live_server, path, field):
    make.district_month(record.district)
    page = sign_in(make.department_officer())
    page.goto(live_server.url + path)
    page.locator(field).first.fill("12")
    asked = Asked(page)
    page.locator(".side .side-menu a").first.click()
    expect(page.locator(field).first).to_have_value("12")
    assert (asked.kinds, page.url) == (["beforeunload"], live_server.url + path)
    asked.leaves = True
    page.locator(".side .side-menu a").first.click()
    expect(page.locator(OFFER)).to_contain_text("1 ช่อง")


# --- The end of a session -------------------------------------------------------------------------


def test_what_was_posted_after_the_session_is_offered_after_signing_in(
    clerk, section, record, picture
):
    clerk.goto(section("general"))
    clerk.fill("[name=name]", "กลุ่มจักสานใหม่")
    clerk.fill("[name=phone]", "08 1000 0001")
    end_session(clerk)
    save(clerk)
    ended = clerk.locator("#session-ended")
    expect(ended).to_contain_text("ระบบนำท่านออกจากระบบแล้ว เพราะไม่ได้ใช้งานนานกว่า 30 นาที")
    expect(ended).to_contain_text("รายการที่ส่งล่าสุดยังไม่ได้บันทึก")
    expect(clerk.locator("#kept-here")).to_be_visible()
    picture(clerk, "forms-4-sign-in")
    sign_in_again(clerk, "district2402")
    clerk.wait_for_url(section("general"))
    clerk.get_by_role("button", name=PUT_IN).click()
    expect(clerk.locator("[name=name]")).to_have_value("กลุ่มจักสานใหม่")
    save(clerk)
    expect(clerk.locator(".messages")).to_contain_text("บันทึกหมวด")
    expect(clerk.locator(OFFER)).to_have_count(0)
    record.refresh_from_db()
    assert (record.name, record.phone) == ("กลุ่มจักสานใหม่", "+66810000001")


def test_what_was_typed_and_not_sent_is_offered_too_and_to_nobody_else(clerk, section, live_server):
    clerk.goto(section("address"))
    clerk.fill("[name=house_number]", "24/1")
    until_kept(clerk, "24/1")
    end_session(clerk)
    asked = Asked(clerk)
    asked.leaves = True
    clerk.reload()
    expect(clerk.locator("#session-ended")).to_be_visible()
    expect(clerk.locator("#session-ended")).not_to_contain_text("รายการที่ส่งล่าสุด")
    make.department_officer()
    clerk.goto(f"{live_server.url}/login/")
    sign_in_again(clerk, "department")
    clerk.wait_for_url(f"{live_server.url}/")
    expect(clerk.locator("main h1")).to_be_visible()
    expect(clerk.locator(OFFER)).to_have_count(0)
    clerk.locator(".bar-top > .bar-person").get_by_role("button", name="ออกจากระบบ").click()
    clerk.goto(f"{live_server.url}/login/")
    expect(clerk.locator("#session-ended")).to_be_hidden()
    expect(clerk.locator("#kept-here")).to_be_visible()
    sign_in_again(clerk, "district2402")
    expect(clerk.locator(OFFER)).to_contain_text("กลุ่มจักสาน · 2 ที่อยู่ของกิจการ · 1 ช่อง")
    clerk.get_by_role("button", name="ทิ้ง").click()
    clerk.get_by_role("button", name="ยืนยันทิ้งข้อมูลที่กรอกไว้").click()
    until_nothing_is_kept(clerk)


def test_a_form_whose_answer_was_lost_is_not_called_unsaved(clerk, section, live_server, record):
    """The portal saved it and the line broke before it could say so."""
    clerk.allowed.append("ERR_")
    clerk.goto(section("address"))
    clerk.fill("[name=house_number]", "24/1")

    def lose(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    clerk.route("**/change/**", lose)
    with clerk.expect_event("requestfailed"):
        clerk.get_by_role("button", name="บันทึก", exact=True).click(no_wait_after=True)
    clerk.unroute("**/change/**")
    clerk.goto(live_server.url)
    until_nothing_is_kept(clerk)
    expect(clerk.locator(OFFER)).to_have_count(0)
    record.refresh_from_db()
    assert record.house_number == "24/1"


# --- All kinds of fields --------------------------------------------------------------------------


def test_rows_lists_and_ticks_come_back_and_ids_and_files_never_leave(
    clerk, section, record, live_server, tmp_path, picture
):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7")
    make.subdistrict(record.district, name_th="บางสวน")
    clerk.goto(section("channels"))
    clerk.get_by_role("button", name="เพิ่มแถว").first.click()
    clerk.locator("[name^=sales_channels-1-]:not([type=hidden])").last.wait_for()
    links = clerk.locator("[name$=-link]")
    links.nth(0).fill("https://shop.example/0")
    links.nth(1).fill("https://shop.example/1")
    asked = Asked(clerk)
    asked.leaves = True
    clerk.goto(section("address"))
    expect(clerk.locator(OFFER)).to_contain_text("2 ช่อง")
    clerk.locator(".field-subdistrict .select2-selection").click()
    clerk.locator(".select2-search__field").fill("บางสวน")
    clerk.locator(".select2-results__option", has_text="บางสวน").click()
    until_kept(clerk, "บางสวน")
    clerk.goto(section("person"))
    clerk.fill("[name=national_id]", NATIONAL_ID)
    clerk.locator("[name=person_position]").fill(f"เลข {NATIONAL_ID}")
    until_kept(clerk, "เลขประจำตัวประชาชน")
    assert NATIONAL_ID not in kept_in(clerk)
    assert "1999900000013" not in kept_in(clerk)
    clerk.goto(live_server.url)
    expect(clerk.locator(f"{OFFER} .kept-form")).to_have_count(3)
    expect(clerk.locator(OFFER)).to_contain_text("กรุณากรอกหรือเลือกใหม่: เลขประจำตัวประชาชน, ตำแหน่ง")
    picture(clerk, "forms-5-three")

    clerk.goto(section("channels"))
    clerk.get_by_role("button", name=PUT_IN).click()
    links = clerk.locator("[name$=-link]")
    expect(links.nth(0)).to_have_value("https://shop.example/0")
    expect(links.nth(1)).to_have_value("https://shop.example/1")
    clerk.goto(section("address"))
    clerk.get_by_role("button", name=PUT_IN).click()
    expect(clerk.locator(".field-subdistrict .select2-selection")).to_contain_text("บางสวน")
    save(clerk)
    expect(clerk.locator(".messages")).to_contain_text("บันทึกหมวด")
    record.refresh_from_db()
    assert record.subdistrict.name_th == "บางสวน"


def test_what_another_saved_meanwhile_stands_beside_what_was_typed(clerk, section, record, picture):
    clerk.goto(section("address"))
    clerk.fill("[name=house_number]", "24/1")
    until_kept(clerk, "24/1")
    Producer.objects.filter(pk=record.pk).update(house_number="7")
    asked = Asked(clerk)
    asked.leaves = True
    clerk.reload()
    clerk.get_by_role("button", name=PUT_IN).click()
    expect(clerk.locator(".kept-note")).to_contain_text("ผู้อื่นบันทึกไว้หลังจากนั้นว่า “7” ที่กรอกไว้คือ “24/1”")
    picture(clerk, "forms-6-both")
    clerk.get_by_role("button", name="ใช้ค่าที่บันทึกไว้").click()
    expect(clerk.locator("[name=house_number]")).to_have_value("7")


def test_what_cannot_be_put_back_is_shown_to_copy(clerk, section, record, live_server):
    clerk.goto(section("address"))
    clerk.fill("[name=house_number]", "24/1")
    until_kept(clerk, "24/1")
    own = Producer.objects.filter(pk=record.pk)
    make.jump(own, status="submitted", submitted_at=record.created_at)
    asked = Asked(clerk)
    asked.leaves = True
    clerk.reload()
    expect(clerk.get_by_role("button", name=PUT_IN)).to_have_count(0)
    clerk.locator(OFFER).get_by_text("ดูสิ่งที่กรอกไว้").click()
    expect(clerk.locator(f"{OFFER} dd")).to_have_text("24/1")


# --- A double click -------------------------------------------------------------------------------


class Slowed:
    """A portal that does a form and does not answer before `go_on` is set."""

    def __init__(self, monkeypatch):
        self.came, self.go_on = threading.Semaphore(0), threading.Event()
        self._note, self._done = middleware._note, middleware._keep_if_done
        monkeypatch.setattr(middleware, "_note", self._noting)
        monkeypatch.setattr(middleware, "_keep_if_done", self._answering)

    def _noting(self, request):
        self.came.release()
        return self._note(request)

    def _answering(self, *args):
        assert self.go_on.wait(10)
        self._done(*args)

    def until_it_came(self) -> None:
        assert self.came.acquire(timeout=10)


@pytest.fixture
def slowed(monkeypatch):
    return Slowed(monkeypatch)


def press(page: Page, place: dict) -> None:
    """With the mouse itself: Playwright's own click waits for the page under way."""
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)


@pytest.fixture
def new_producer(live_server):
    of = make.district("2402", "บางคล้า")
    place = make.subdistrict(of)

    def fill(page: Page) -> None:
        page.goto(f"{live_server.url}/producers/producer/add/")
        page.fill("[name=name]", "กลุ่มจักสานบ้านตัวอย่าง")
        page.select_option("[name=kind]", "group")
        page.evaluate(
            """place => {
                const field = document.querySelector("[name=subdistrict]");
                field.add(new Option("-", place));
                field.value = place;
            }""",
            place.pk,
        )

    return of, fill


def test_a_second_press_sends_nothing_and_the_button_is_grey(sign_in, new_producer, slowed):
    of, fill = new_producer
    page = sign_in(make.district_officer(of))
    fill(page)
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    button = page.get_by_role("button", name="บันทึก", exact=True)
    place = button.bounding_box()
    page.evaluate(
        """() => addEventListener("pagehide", () => sessionStorage.setItem(
            "grey", [...document.querySelectorAll("main form button")].every((b) => b.disabled)))"""
    )
    press(page, place)
    slowed.until_it_came()
    press(page, place)
    slowed.go_on.set()
    expect(page.locator(".messages")).to_contain_text("เพิ่ม “กลุ่มจักสานบ้านตัวอย่าง” แล้ว")
    assert len(posts) == 1
    assert page.evaluate("sessionStorage.getItem('grey')") == "true"
    assert Producer.objects.count() == 1


def test_a_second_press_makes_no_second_where_scripts_do_not_run(sign_in, new_producer, slowed):
    of, fill = new_producer
    page = sign_in(make.district_officer(of))
    nothing = {"body": "", "content_type": "text/javascript"}
    page.route("**/forms/main*.js", lambda route: route.fulfill(**nothing))
    fill(page)
    place = page.get_by_role("button", name="บันทึก", exact=True).bounding_box()
    for _ in range(2):
        press(page, place)
        slowed.until_it_came()
    slowed.go_on.set()
    expect(page.locator(".messages")).to_contain_text("เพิ่ม “กลุ่มจักสานบ้านตัวอย่าง” แล้ว")
    expect(page.locator(".messages")).to_contain_text("แบบฟอร์มนี้ส่งมามากกว่าหนึ่งครั้ง")
    assert Producer.objects.count() == 1
