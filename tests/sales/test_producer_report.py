"""A producer's link: what its page shows, what it takes, and when it takes nothing."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from core.users.invitation_logs import hide_links
from producers.merging import producers_merged
from producers.models import Producer
from sales.models import ProducerLink, ProducerPhoto, Proposal, SalesRow
from sales.proposals import answering, links
from tests.support import factories as make
from tests.support.clock import MORNING
from tests.support.pages import text_of
from tests.support.pictures import plain

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def month():
    return make.district_month(make.district())


@pytest.fixture
def weaver(month):
    """With two categories in the month, and a figure of the month before."""
    weaver = make.producer(month.district, "กลุ่มทอผ้าบ้านสวน")
    for category in ("food", "fabric"):
        make.row(month, weaver, category, entry="blank")
    september = make.district_month(month.district, MORNING.date().replace(month=9, day=1))
    make.row(september, weaver, "fabric", ("12000", "500", "0", "0"))
    return weaver


@pytest.fixture
def address(month, weaver) -> str:
    _, token = make.producer_link(month, weaver)
    return f"/r/{token}/"


def typed(**amounts: str) -> dict[str, str]:
    """The fields of fabric as the page sends them."""
    sent = {"fabric-domestic_offline": "", "sending": str(uuid.uuid4())}
    return sent | {f"fabric-{name}": value for name, value in amounts.items()}


def test_the_page_shows_the_producers_own_categories_with_last_month_and_nothing_else(
    client, month, weaver, address
):
    other = make.producer(month.district, "กลุ่มของผู้อื่น")
    make.row(month, other, "herb", ("777", "0", "0", "0"))
    page = text_of(client.get(address), "กลุ่มทอผ้าบ้านสวน")
    assert "ผ้า เครื่องแต่งกาย" in page
    assert "อาหาร" in page
    assert "เดือนก่อน 12,000.00" in page
    assert "กลุ่มของผู้อื่น" not in page
    assert "777" not in page
    assert "สมุนไพร" not in page


def test_no_national_id_is_on_the_page(client, month):
    weaver = make.ready_producer(month.district, "กลุ่มมีเลข")
    make.row(month, weaver, "fabric", entry="blank")
    _, token = make.producer_link(month, weaver)
    page = client.get(f"/r/{token}/").text
    assert "กลุ่มมีเลข" in page
    assert weaver.national_id_masked
    assert weaver.national_id_masked not in page
    assert "1999900000013" not in page


def test_the_page_is_a_few_kilobytes_and_asks_for_no_face_and_no_cookie(client, address):
    answer = client.get(address)
    assert len(answer.content) < 8_000
    assert "portal.css" not in answer.text
    assert not answer.cookies


def test_nobody_is_told_the_address(client, address):
    for answer in (client.get(address), client.get("/r/nobody/")):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
    assert hide_links(f'"GET {address} HTTP/1.1"') == '"GET /r/***/ HTTP/1.1"'
    assert ProducerLink.objects.filter(token_hash__in=address.split("/")).count() == 0


def test_what_comes_is_a_proposal_and_no_figure(client, weaver, address):
    answer = client.post(address, typed(domestic_offline="๑๒,๓๕๐.๕๐", note="ขายงานกาชาด"))
    assert answer.status_code == 302
    one = Proposal.objects.get()
    assert (one.category, str(one.total), one.note) == ("fabric", "12350.50", "ขายงานกาชาด")
    row = SalesRow.objects.get(producer=weaver, category="fabric", month=make.OCTOBER)
    assert (row.entry, row.version, row.total) == ("blank", 0, 0)
    assert "✓ ส่งถึงแล้ว" in client.get(address).text


def test_it_is_said_to_have_arrived_only_when_it_is_stored(client, address):
    assert "ส่งถึงแล้ว" not in client.get(address).text
    wrong = client.post(address, typed(domestic_offline="ห้าพัน"))
    assert wrong.status_code == 422
    assert "ส่งถึงแล้ว" not in wrong.text
    assert 'value="ห้าพัน"' in wrong.text
    assert "มีตัวอักษร" in wrong.text
    nothing = client.post(address, typed(), headers=JSON)
    assert nothing.status_code == 422
    assert nothing.json()["stored"] is False
    assert not Proposal.objects.exists()
    stored = client.post(address, typed(domestic_offline="5"), headers=JSON)
    assert stored.json() == {"stored": True}


def test_the_same_form_again_is_one_proposal_and_older_ones_do_not_come_back(client, address):
    first, second = typed(domestic_offline="100"), typed(domestic_offline="200")
    for sent in (first, first, second, second, first):  # the last: a phone's late retry
        assert client.post(address, sent).status_code == 302
    assert [str(one.total) for one in Proposal.objects.order_by("pk")] == ["100.00", "200.00"]
    again = typed(domestic_offline="200")  # another page, the same figure
    client.post(address, again)
    assert Proposal.objects.count() == 2
    client.post(address, second | {"fabric-domestic_offline": "300"})  # gone back and changed
    assert str(Proposal.objects.newest().get().total) == "300.00"


def test_a_category_that_is_not_the_producers_is_not_stored(client, address):
    sent = {"herb-domestic_offline": "900", "food-domestic_offline": "10"}
    client.post(address, sent)
    assert [one.category for one in Proposal.objects.all()] == ["food"]


def test_a_national_id_in_the_note_is_refused(client, address):
    answer = client.post(address, typed(domestic_offline="5", note="1-9999-00000-01-3"))
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_a_photograph_is_remade_and_kept_once(client, address):
    for _ in range(2):
        book = SimpleUploadedFile("บัญชี.jpg", plain(), "image/jpeg")
        assert (
            client.post(address, typed(domestic_offline="5") | {"photo": book}).status_code == 302
        )
    (kept,) = ProducerPhoto.objects.all()
    with kept.file.open() as file:
        assert file.read(3) == b"\xff\xd8\xff"
    no_picture = SimpleUploadedFile("บัญชี.jpg", b"MZ" + bytes(500), "image/jpeg")
    answer = client.post(address, typed(domestic_online="7") | {"photo": no_picture})
    assert answer.status_code == 422
    assert "ยอดส่งถึงแล้ว แต่รูปยังไม่ได้ส่ง" in answer.text
    assert str(Proposal.objects.newest().get().domestic_online) == "7.00"


def test_once_confirmed_or_closed_it_says_so_and_takes_nothing(client, month, address):
    make.confirm_district(month)
    page = client.get(address).text
    assert "อำเภอยืนยันยอดเดือน" in page
    assert "ส่งยอด</button>" not in page
    assert client.post(address, typed(domestic_offline="5")).status_code == 409
    make.return_district(month)
    assert client.post(address, typed(domestic_offline="5")).status_code == 302
    make.close_month(month.month)
    assert client.post(address, typed(domestic_offline="6")).status_code == 409
    assert Proposal.objects.count() == 1


def test_the_database_takes_nothing_of_a_confirmed_month_nor_by_an_ended_link(month, weaver):
    link, _ = make.producer_link(month, weaver)
    links.withdraw(month, [weaver.pk], by=make.district_officer(month.district))
    with pytest.raises(DatabaseError), transaction.atomic():
        make.proposal(link, "fabric")
    link, _ = make.producer_link(month, weaver)
    make.confirm_district(month)
    with pytest.raises(DatabaseError), transaction.atomic():
        make.proposal(link, "fabric")


def test_a_link_ends_when_it_is_withdrawn_replaced_or_run_out(client, month, weaver, address):
    officer = make.district_officer(month.district)
    assert client.get(address).status_code == 200
    (issued,) = links.issue(month, [weaver.pk], by=officer)
    assert client.get(address).status_code == 404
    path = issued.address[issued.address.index("/r/") :]
    assert client.get(path).status_code == 200
    with time_machine.travel(MORNING + timedelta(days=46)):
        assert client.get(path).status_code == 404
    links.withdraw(month, [weaver.pk], by=officer)
    assert client.post(path, typed(domestic_offline="5")).status_code == 404
    assert "ลิงก์นี้ใช้ไม่ได้" in client.get(path).text
    assert "กลุ่มทอผ้า" not in client.get(path).text


def test_a_link_ends_when_its_producer_is_merged_away(client, month, weaver, address):
    assert client.get(address).status_code == 200
    kept, officer = make.producer(month.district, "คงไว้"), make.district_officer(month.district)
    producers_merged.send(sender=Producer, kept=kept, gone=weaver, by=officer)
    assert client.get(address).status_code == 404
    assert ProducerLink.objects.get(producer=weaver).ended_by == officer


def test_guessed_links_wait_while_real_ones_go_on(client, address):
    answers = [client.get(f"/r/guess{nth}/").status_code for nth in range(21)]
    assert answers == [404] * 20 + [429]
    assert client.get(address).status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get("/r/guess/").status_code == 404


def test_a_token_without_our_signature_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(links.LinkGone):
        links.usable("A" * 34)


def test_one_link_is_not_sent_by_for_ever(client, address):
    for nth in range(40):
        assert client.post(address, typed(domestic_offline=str(nth + 1))).status_code == 302
    answer = client.post(address, typed(domestic_offline="99"), headers=JSON)
    assert answer.status_code == 429
    assert "ส่งถี่เกินไป" in answer.json()["message"]


def test_what_was_asked_back_stands_on_the_page_and_may_be_answered_by_the_same_figure(
    client, month, weaver, address
):
    client.post(address, typed(domestic_offline="900000"))
    officer = make.district_officer(month.district)
    answering.ask(month, Proposal.objects.get(), question="หน่วยเป็นบาทหรือไม่", by=officer)
    assert "ขอให้ตรวจอีกครั้ง: “หน่วยเป็นบาทหรือไม่”" in client.get(address).text
    client.post(address, typed(domestic_offline="900000"))
    assert Proposal.objects.count() == 2
    assert "หน่วยเป็นบาทหรือไม่" not in client.get(address).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_category_and_three(
    client, month, django_assert_num_queries, count
):
    weaver = make.producer(month.district)
    link, token = make.producer_link(month, weaver)
    for category in ("food", "fabric", "herb")[:count]:
        make.row(month, weaver, category, entry="blank")
        make.proposal(link, category)
    with django_assert_num_queries(7):
        client.get(f"/r/{token}/")


def test_an_officer_who_has_to_change_the_password_is_let_to_it(month, weaver, address):
    client = Client()
    client.force_login(make.district_clerk(month.district, must_change_password=True))
    assert client.get(address).status_code == 200


def test_links_are_for_who_has_a_row_and_one_is_in_use(month, weaver):
    stranger = make.producer(month.district, "ไม่มีแถว")
    officer = make.district_officer(month.district)
    issued = links.issue(month, [weaver.pk, stranger.pk], by=officer)
    assert [one.producer for one in issued] == [weaver]
    assert links.issue(month, None, by=officer) == []
    assert ProducerLink.objects.usable(timezone.now()).count() == 1
