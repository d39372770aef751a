"""Papers that prove themselves: what is signed, by which key of which day, what is published of them."""

import base64
import html
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from core.reports.keeping import from_kept
from core.reports.renderers import pdf
from sales.certificates import issuing
from sales.certificates.published import publish, published
from sales.figures.paper_signing import digest, figures_of, public_key
from sales.models import CertifiedPrint, PaperKey, SalesCertificate, SalesRow, WithdrawnPapers
from sales.models.papers import paper_mark
from sales.views import papers
from tests.support import factories as make
from tests.support.pdf_text import pdfium

pytestmark = pytest.mark.django_db
OTHER_KEY = "22" * 32


@pytest.fixture
def month():
    return make.month_of_bang_khla()


@pytest.fixture
def certificate(month) -> SalesCertificate:
    make.confirm_province(month.district.province)
    officer = make.district_officer(month.district)
    weaver = SalesRow.objects.filter(entry="amounts").earliest("pk").producer
    return issuing.make(weaver, month.month_id, month.month_id, by=officer, thai_digits=True)


def rt2(client, month) -> CertifiedPrint:
    make.confirm_district(month)
    client.force_login(make.district_officer(month.district))
    client.get("/reports/rt2/", {"format": "pdf", "month": "2026-10"})
    return CertifiedPrint.objects.get()


def parts(kept) -> tuple[list[str], bytes]:
    said, signature = kept.content["certificate"]["signed"].removeprefix("#").rsplit("~", 1)
    return said.split("~"), base64.urlsafe_b64decode(signature + "==")


def holds(kept, *, said: str = "", key: str = "") -> bool:
    fields, signature = parts(kept)
    text = f"{kept.token}~{said or '~'.join(fields)}"
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key or public_key()))
    try:
        public.verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


def test_a_print_carries_its_figures_signed_and_the_address_stays(client, month):
    kept = rt2(client, month)
    fields, _ = parts(kept)
    table = from_kept(kept.content)
    assert fields[2:4] == ["rt2", ""]
    assert fields[5] == str(kept.total)
    assert fields[6:] == [str(len(figures_of(table))), digest(figures_of(table))]
    assert holds(kept)
    assert not holds(kept, said="~".join([*fields[:5], "1.00", *fields[6:]]))
    assert not holds(kept, key=public_of(OTHER_KEY))
    assert kept.content["certificate"]["address"].endswith(f"/verify/{kept.token}/")
    assert client.get(f"/verify/{kept.token}/").status_code == 200


def public_of(private: str) -> str:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
    return key.public_key().public_bytes_raw().hex()


@pytest.mark.parametrize("thai_digits", [False, True])
def test_what_is_copied_out_of_the_paper_has_the_signed_digest(client, month, thai_digits):
    """The whole text of the paper, its amounts in the order they are copied in."""
    kept = rt2(client, month)
    table = from_kept(kept.content)
    said = pdfium(pdf.render(table, thai_digits=thai_digits))
    arabic = said.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    amounts = [one.replace(",", "") for one in re.findall(r"[\d,]+\.\d\d", arabic)]
    assert len(figures_of(table)) > 5
    start = len(amounts) - len(figures_of(table))
    found = [amounts[at : at + len(figures_of(table))] for at in range(start + 1)]
    assert figures_of(table) in found


def test_a_certificate_is_signed_with_its_number(certificate):
    fields, _ = parts(certificate)
    assert fields[2:4] == ["certificate", certificate.numbered]
    assert fields[5] == f"{certificate.total:.2f}"
    assert holds(certificate)


def test_an_older_paper_without_a_signature_is_printed_as_it_was(certificate):
    content = dict(certificate.content)
    content["certificate"] = {
        name: value for name, value in content["certificate"].items() if name != "signed"
    }
    table = from_kept(content)
    assert table.certificate is not None
    assert table.certificate.signed == ""
    assert pdf.render(table).startswith(b"%PDF")


def test_a_new_key_begins_on_its_day_and_ends_the_one_before(client, month, settings):
    with time_machine.travel("2026-11-20T10:00:00+07:00"):
        rt2(client, month)
    first = PaperKey.objects.get()
    assert (first.since, first.until) == (date(2026, 11, 20), None)
    settings.PAPER_SIGNING_KEY = OTHER_KEY
    with time_machine.travel("2026-11-25T10:00:00+07:00"):
        make.confirm_province(month.district.province)
        make_certificate(month)
    first.refresh_from_db()
    assert first.until == date(2026, 11, 25)
    keys = published()["keys"]
    assert [(one["since"], one["until"]) for one in keys] == [
        ("20261125", ""),
        ("20261120", "20261125"),
    ]
    assert keys[0]["key"] == public_of(OTHER_KEY)
    assert parts(SalesCertificate.objects.get())[0][1] == keys[0]["code"]


def make_certificate(month) -> SalesCertificate:
    weaver = SalesRow.objects.filter(entry="amounts").earliest("pk").producer
    officer = make.district_officer(month.district)
    return issuing.make(weaver, month.month_id, month.month_id, by=officer)


def test_a_key_that_got_into_other_hands_is_withdrawn_once_another_signs(certificate, settings):
    code = PaperKey.objects.get().code
    with pytest.raises(CommandError):
        call_command("paper_keys", withdraw=code)
    settings.PAPER_SIGNING_KEY = OTHER_KEY
    said = StringIO()
    call_command("paper_keys", withdraw=code, stdout=said)
    assert "withdrawn" in said.getvalue()
    old = PaperKey.objects.order_by("pk").first()
    assert old is not None
    assert old.withdrawn_on is not None
    assert "".join(one["withdrawn"] for one in published()["keys"]) != ""
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperKey.objects.filter(pk=old.pk).update(withdrawn_on=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperKey.objects.filter(pk=old.pk).delete()


def test_the_list_holds_marks_of_papers_that_no_longer_stand_and_no_address(client, certificate):
    assert publish().marks == []
    issuing.revoke(certificate, reason="ออกผิดเดือน", by=certificate.made_by)
    call_command("publish_withdrawn_papers", stdout=StringIO())
    assert published()["withdrawn"]["marks"] == [paper_mark(certificate.token)]
    for address in ("/verify/", "/verify/otop-verify.html", "/verify/keys.json"):
        answer = Client().get(address)
        assert paper_mark(certificate.token) in answer.text
        assert certificate.token not in answer.text
        assert certificate.producer.name not in answer.text
        assert not answer.cookies
        assert "public" in answer["Cache-Control"]
    with pytest.raises(DatabaseError), transaction.atomic():
        WithdrawnPapers.objects.all().update(marks=[])


def test_a_print_whose_month_was_opened_again_is_on_the_list(client, month):
    kept = rt2(client, month)
    assert publish().marks == []
    make.return_district(month)
    assert publish().marks == [paper_mark(kept.token)]


def test_the_file_fetches_nothing(certificate):
    answer = Client().get("/verify/otop-verify.html")
    assert "attachment" in answer["Content-Disposition"]
    assert "default-src 'none'" in answer.text
    assert not re.search(r'(src|href)="(?!#)', answer.text)
    assert "@import" not in answer.text
    assert "url(" not in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_at_1_and_at_3(count, django_assert_num_queries):
    for number in range(count):
        PaperKey.objects.create(key=f"{number:064x}", since=date(2026, 11, 1))
    Client().get("/verify/")  # the first of an address
    with django_assert_num_queries(4):  # two of them the brake
        Client().get("/verify/")


PUBLIC = (
    "/verify/",
    "/verify/otop-verify.html",
    "/verify/otop-verify.html.sig",
    "/verify/keys.json",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_who_asks_too_often_waits_and_another_address_does_not(db, monkeypatch, address):
    monkeypatch.setattr(papers, "OF_ADDRESS", replace(papers.OF_ADDRESS, most=3))
    near = Client(REMOTE_ADDR="10.1.2.3")
    asked = [near.get(one) for one in ("/verify/", "/verify/keys.json", address, address)]
    assert [answer.status_code for answer in asked] == [200, 200, 429, 429]
    assert "เปิดใหม่ได้ตั้งแต่" in asked[3].text
    assert asked[3]["Cache-Control"] == "no-store"
    assert Client(REMOTE_ADDR="10.9.9.9").get(address).status_code == 200


def test_the_file_is_signed_and_checked_as_the_page_says(certificate, tmp_path):
    """With the very lines that stand on the page; a letter changed and it is refused."""
    page = Client().get("/verify/").text
    lines = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)[1])
    assert public_key() in lines
    file, signature = tmp_path / "otop-verify.html", tmp_path / "otop-verify.html.sig"
    file.write_bytes(Client().get("/verify/otop-verify.html").content)
    signature.write_bytes(Client().get("/verify/otop-verify.html.sig").content)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key()))
    public.verify(signature.read_bytes(), file.read_bytes())
    run = ["bash", "-c", lines]
    if shutil.which("openssl") and shutil.which("xxd"):
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
        assert "Signature Verified Successfully" in done.stdout
    file.write_bytes(file.read_bytes().replace(b"OTOP", b"0TOP", 1))
    with pytest.raises(InvalidSignature):
        public.verify(signature.read_bytes(), file.read_bytes())
