"""A form posted after its session ended: the sign-in says so, and leads to the page of the form."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import factories as make
from tests.support.pages import markup

pytestmark = pytest.mark.django_db

ENDED = "ระบบนำท่านออกจากระบบแล้ว เพราะไม่ได้ใช้งานนานกว่า 30 นาที หรือมีการออกจากระบบในหน้าต่างอื่น"
UNSAVED = "รายการที่ส่งล่าสุดยังไม่ได้บันทึก"


@pytest.mark.parametrize(
    ("address", "page", "leads_to"),
    [
        ("/sales/months/", "/sales/months/", "/sales/months/"),
        ("/sales/months/", None, "/sales/months/"),
        # Addresses that only take a post lead to the page the form was on.
        ("/quality/count/", "/quality/?province=24", "/quality/?province=24"),
        ("/quality/count/", None, "/"),
        # A refused form stands on such an address itself; and no foreign page is led to.
        ("/sales/2026-10/2402/resolution/", "/sales/2026-10/2402/resolution/", "/"),
        ("/quality/count/", "https://elsewhere.example/quality/", "/"),
        ("/quality/count/", "/login/?next=/quality/", "/"),
        ("/quality/count/", "//elsewhere.example/", "/"),
    ],
)
def test_the_sign_in_leads_back_to_the_form(address, page, leads_to):
    headers = {}
    if page is not None:
        headers = {"referer": page if "elsewhere" in page else f"http://testserver{page}"}
    make.department_officer()
    client = Client()
    answer = client.post(address, {"title": "พิมพ์ไว้"}, headers=headers, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("admin:login"))
    text = answer.content.decode()
    assert f'id="session-ended">{ENDED} {UNSAVED}<' in markup(text)
    form = {"username": "department", "password": "test-password"}
    signed = client.post(answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"], form)
    assert (signed.status_code, signed.url) == (302, leads_to)


def test_a_page_asked_for_without_a_session_claims_nothing():
    text = Client().get("/sales/months/", follow=True).content.decode()
    assert f'id="session-ended" hidden>{ENDED}<' in markup(text)
    assert UNSAVED not in text


def test_the_sign_out_of_nobody_leads_home():
    assert Client().post("/logout/").url == "/"
