"""What the database refuses is a sentence in Thai on a page of the portal, and nothing of it stays."""

import json
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, OperationalError
from psycopg import errors

from accounts import lifecycle
from core.sending.models import SentForm
from core.sending.refusals import is_refusal
from sales.months import entry, workflow
from tests.support import factories as make
from tests.support.forms import form_of, forms_of
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def said(page) -> str:
    """The page's own words, without its tags."""
    main = re.search(r"<main[^>]*>(.*)</main>", page.content.decode(), re.S)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)).strip()


@pytest.mark.parametrize("with_token", [True, False])
def test_the_second_of_two_is_told_so(monkeypatch, caplog, with_token):
    make.district()
    client = signed_in(make.department_officer())
    form = form_of(client.get("/sales/months/"), holding="month").fields
    monkeypatch.setattr(workflow, "_checked", lambda month: make.sales_month(month.pk))
    if not with_token:
        del form["form_token"]
    answer = client.post(
        "/sales/months/", form, headers={"referer": "http://testserver/sales/months/"}
    )
    assert answer.status_code == 409
    assert said(answer) == (
        "ยังไม่ได้บันทึก มีผู้อื่นบันทึกรายการเดียวกันนี้ไปก่อนแล้ว ที่ส่งครั้งนี้ยังไม่ได้บันทึก "
        "เปิดหน้าเดิมเพื่อดูข้อมูลล่าสุด แล้วส่งอีกครั้งถ้ายังต้องการ เปิดหน้าเดิม ข้อมูลส่วนบุคคล"
    )
    assert 'href="/sales/months/">เปิดหน้าเดิม' in answer.content.decode()
    assert not SentForm.objects.exists()
    [line] = [one for one in caplog.records if one.name == "core.sending.refusals"]
    assert (line.levelno, line.getMessage()) == (
        logging.WARNING,
        "POST /sales/months/ refused by the database: UniqueViolation sales_salesmonth_pkey",
    )


def test_a_constraint_that_has_a_sentence_says_it(monkeypatch, caplog):
    of = make.district()
    admin = signed_in(make.department_officer())
    form = form_of(admin.get("/accounts/user/add/"), holding="username").fields
    typed = {"username": "new", "full_name": "คนใหม่", "role": "district", "district": of.pk}

    def outside(accounts, **said):
        """As a mistake of ours would write it, past the form."""
        accounts[0].district = None
        accounts[0].save()

    monkeypatch.setattr(lifecycle, "create", outside)
    answer = admin.post("/accounts/user/add/", form | typed | {"_save": "1"})
    assert answer.status_code == 409
    assert said(answer).startswith("ยังไม่ได้บันทึก สังกัดกับพื้นที่ไม่ตรงกัน: อำเภอต้องเลือกอำเภออย่างเดียว")
    [line] = [one for one in caplog.records if one.name == "core.sending.refusals"]
    assert line.levelno == logging.ERROR
    assert line.getMessage().endswith("CheckViolation user_role_with_its_area")
    assert "คนใหม่" not in caplog.text


@pytest.mark.parametrize(
    ("error", "cause", "status", "words"),
    [
        (IntegrityError, errors.UniqueViolation, 409, "มีผู้อื่นบันทึกรายการเดียวกันนี้ไปก่อนแล้ว"),
        (IntegrityError, errors.ForeignKeyViolation, 409, "ข้อมูลนี้ขัดกับข้อมูลที่มีอยู่"),
        (OperationalError, errors.DeadlockDetected, 503, "มีผู้อื่นกำลังบันทึกข้อมูลเดียวกัน"),
    ],
)
def test_a_script_is_told_in_its_own_way(monkeypatch, error, cause, status, words):
    of = make.district_month(make.district())

    def refused(*args, **said):
        raise error("refused") from cause("refused")

    monkeypatch.setattr(entry, "save_rows", refused)
    client = signed_in(make.district_officer(of.district))
    address = f"/sales/2026-10/{of.district_id}/rows/"
    answer = client.post(address, json.dumps({"rows": []}), content_type="application/json")
    assert answer.status_code == status
    assert answer.json() == {"message": f"{words} ที่ส่งครั้งนี้ยังไม่ได้บันทึก"}


def test_a_lost_line_and_a_fault_of_ours_stay_errors():
    assert not is_refusal(OperationalError("connection lost"))
    assert not is_refusal(ValueError("ours"))
    assert is_refusal(IntegrityError("duplicate"))


def test_what_was_said_of_the_undone_is_not_said(monkeypatch):
    """A constraint that is looked at only when the transaction ends refuses after the view spoke."""
    make.district()
    client = signed_in(make.department_officer())
    form = form_of(client.get("/sales/months/"), holding="month").fields
    original = messages.success

    def spoken(request, *args):
        original(request, *args)
        raise IntegrityError("at the end") from errors.UniqueViolation("at the end")

    monkeypatch.setattr(messages, "success", spoken)
    assert client.post("/sales/months/", form).status_code == 409
    assert 'class="messages"' not in client.get("/sales/months/").content.decode()


def test_every_post_form_of_the_portal_carries_its_token():
    """The tag that writes Django's token writes ours; no template may post without it.

    One page does: a producer's, which no cookie signs in. Its address is its secret, and each of
    its sendings has a name of its own.
    """
    templates = Path(settings.BASE_DIR / "templates")
    without = {}
    for path in templates.rglob("*.html"):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.S):
            if "{% csrf_token %}" not in form:
                without[str(path.relative_to(templates))] = form
    assert list(without) == ["producer_report/page.html"]
    assert 'name="sending" value="{{ sending }}"' in without["producer_report/page.html"]
    page = signed_in(make.department_officer()).get("/sales/months/")
    tokens = [form.fields["form_token"] for form in forms_of(page)]
    assert len(tokens) == len(set(tokens)) == 3  # two sign-outs, opening a month
