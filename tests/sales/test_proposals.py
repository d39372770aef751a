"""What producers reported: beside the grid, accepted, corrected, asked back; what the trail says."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from core.steps import StepRefused
from sales.models import Evidence, ProducerLink, Proposal, ProposalStep, SalesRow
from sales.months.entry import EntryRefused, RowInput
from sales.proposals import answering, links
from tests.support import factories as make
from tests.support.pdf_text import pdfium
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db
GRID = "/sales/2026-10/2402/"


@pytest.fixture
def month():
    return make.district_month(make.district())


@pytest.fixture
def officer(month):
    return make.district_officer(month.district, full_name="นางสาวสมใจ ตรวจดี")


@pytest.fixture
def client(officer) -> Client:
    return signed_in(officer)


def reported(month, count: int = 1, **fields) -> list[Proposal]:
    """Proposals of so many producers, 1,000 baht and more; their rows are blank, and stay without a
    product in the registry."""
    found = []
    for nth in range(count):
        producer = make.producer(month.district, f"กลุ่มที่ {nth + 1:03}")
        make.row(month, producer, "fabric", entry="blank", added_by_hand=True)
        link, _ = make.producer_link(month, producer)
        found.append(make.proposal(link, "fabric", (str(1000 + nth), "20", "0", "0"), **fields))
    return found


def row_of(proposal: Proposal) -> SalesRow:
    return SalesRow.objects.get(producer=proposal.link.producer, category=proposal.category)


def accept(client, *proposals: Proposal, version: int = 0):
    sent = [{"id": one.pk, "version": version} for one in proposals]
    return client.post(
        f"{GRID}proposals/accept/", json.dumps({"proposals": sent}), "application/json"
    )


def test_it_stands_beside_the_cell_and_counts_nowhere(client, month):
    (one,) = reported(month, note="ขายงานวัด")
    page = client.get(GRID).text
    assert '<small class="proposed">แจ้ง 1,000.00</small>' in page
    assert f'data-proposal="{one.pk}"' in page
    assert 'id="proposed">1<' in page
    assert 'id="foot-total">0.00<' in page
    assert f'name="row-{row_of(one).pk}-domestic_offline" value=""' in page
    assert "ขายงานวัด" in client.get(f"{GRID}proposals/").text


def test_accepting_saves_the_row_as_any_row_and_says_who_proposed_and_who_accepted(client, month):
    (one,) = reported(month, note="ขายงานวัด")
    answer = accept(client, one).json()
    row = row_of(one)
    assert answer["rows"][0]["outcome"] == "saved"
    assert answer["totals"]["total"] == "1,020.00"
    assert (row.entry, str(row.total), row.version) == ("amounts", "1020.00", 1)
    assert row.note == "ผู้ผลิตแจ้ง: ขายงานวัด"
    step = ProposalStep.objects.get()
    assert (step.name, step.by.full_name) == ("accept", "นางสาวสมใจ ตรวจดี")
    history = client.get(f"{GRID}rows/{row.pk}/history/").text
    assert "ผู้ผลิตแจ้งยอด (ยังไม่นับ)" in history
    assert "ผู้ผลิต (ลิงก์ที่ นางสาวสมใจ ตรวจดี ออก)" in history
    assert "รับยอดที่ผู้ผลิตแจ้ง" in history
    assert "data-proposal" not in client.get(GRID).text


def test_a_hundred_are_accepted_at_once_in_as_many_queries_as_three(
    client, month, django_assert_max_num_queries
):
    three = reported(month, 3)
    with django_assert_max_num_queries(32) as few:
        assert accept(client, *three).status_code == 200
    many = []
    for nth in range(100):
        producer = make.producer(month.district, f"รายที่ {nth}")
        make.row(month, producer, "herb", entry="blank")
        link, _ = make.producer_link(month, producer)
        many.append(make.proposal(link, "herb"))
    with django_assert_max_num_queries(len(few)):
        answer = accept(client, *many).json()
    assert [one["outcome"] for one in answer["rows"]] == ["saved"] * 100
    assert SalesRow.objects.filter(category="herb", total=5).count() == 100


def test_no_sales_is_accepted_as_such(client, month):
    (one,) = reported(month)
    later = make.proposal(one.link, "fabric", ("0", "0", "0", "0"), entry="no_sales")
    accept(client, later)
    assert row_of(one).entry == "no_sales"


def test_what_was_overtaken_is_not_accepted(client, month):
    (one,) = reported(month)
    newer = make.proposal(one.link, "fabric", ("7", "0", "0", "0"))
    assert accept(client, one).json()["refused"] == 1
    SalesRow.objects.filter(pk=row_of(one).pk).update(version=4)  # somebody saved it meanwhile
    answer = accept(client, newer).json()
    assert answer["refused"] == 1
    assert answer["rows"][0]["outcome"] == "conflict"
    assert row_of(one).entry == "blank"
    assert not ProposalStep.objects.exists()
    accept(client, newer, version=4)
    assert accept(client, newer, version=5).json()["refused"] == 1  # a double click
    assert ProposalStep.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        ProposalStep.objects.create(
            proposal=newer, name="accept", by=one.link.made_by, at=one.sent_at
        )


def test_ticked_ones_are_accepted_without_a_script(client, month):
    first, second = reported(month, 2)
    page = client.get(f"{GRID}proposals/").text
    assert f'value="{first.pk}-0"' in page
    answer = client.post(f"{GRID}proposals/", {"proposal": [f"{first.pk}-0"]}, follow=True)
    assert "รับยอดที่ผู้ผลิตแจ้งแล้ว 1 รายการ" in answer.text
    assert row_of(first).total == 1020
    assert row_of(second).entry == "blank"


def test_a_correction_needs_its_reason_and_the_producer_sees_it(client, month):
    (one,) = reported(month)
    sent = {"step": "correct", "version": "0", "domestic_offline": "900"}
    page = f"{GRID}proposals/{one.pk}/"
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert 'value="900"' in refused.text
    same = client.post(
        page, sent | {"domestic_offline": "1000", "domestic_online": "20", "reason": "-"}
    )
    assert "ตัวเลขเท่ากับที่ผู้ผลิตแจ้ง" in same.text
    answer = client.post(page, sent | {"reason": "หักยอดเดือนก่อน"}, follow=True)
    assert answer.status_code == 200
    assert row_of(one).total == 900
    step = ProposalStep.objects.get()
    assert (step.name, step.reason) == ("correct", "หักยอดเดือนก่อน")
    history = client.get(f"{GRID}rows/{row_of(one).pk}/history/").text
    assert "แก้ไขยอดที่ผู้ผลิตแจ้ง: หักยอดเดือนก่อน" in history
    (issued,) = links.issue(month, [one.link.producer_id], by=one.link.made_by)
    phone = Client().get(issued.address[issued.address.index("/r/") :]).text
    assert "อำเภอบันทึกแล้ว โดยแก้ไข: หักยอดเดือนก่อน" in phone


def test_asking_back_leaves_the_figure_where_it_is(client, month):
    (one,) = reported(month)
    page = f"{GRID}proposals/{one.pk}/"
    assert client.post(page, {"step": "ask", "version": "0"}).status_code == 422
    client.post(page, {"step": "ask", "version": "0", "question": "รวมงานแสดงสินค้าหรือไม่"})
    assert row_of(one).entry == "blank"
    assert "ถามกลับแล้ว" in client.get(GRID).text
    assert "checked" not in client.get(f"{GRID}proposals/").text.split('id="proposal-')[1][:120]
    accept(client, one)  # answered by telephone
    assert row_of(one).total == 1020


def test_photographs_become_evidence_when_the_figure_is_accepted(client, month):
    (one,) = reported(month)
    photo = make.producer_photo(one.link)
    name = photo.file.name
    assert client.get(f"/sales/producer-photos/{photo.pk}/full/").status_code == 200
    accept(client, one)
    kept = Evidence.objects.get(producer=one.link.producer)
    assert (kept.file.name, str(kept.kind)) == (name, "สมุดบัญชี")
    assert client.get(f"/sales/evidence/{kept.pk}/file/full/").status_code == 200
    photo.refresh_from_db()
    assert (photo.evidence, photo.file.name) == (kept, "")


def test_nothing_is_accepted_of_a_confirmed_month(client, month, officer):
    (one,) = reported(month)
    make.confirm_district(month)
    assert accept(client, one).status_code == 409
    assert "data-proposal" not in client.get(GRID).text
    with pytest.raises(EntryRefused):
        answering.ask(month, one, question="-", by=officer)


@pytest.mark.parametrize("who", ["sibling", "province", "department"])
def test_only_the_district_answers_them(month, who):
    (one,) = reported(month)
    make.district_month(make.district("2403", "คลองเขื่อน"))
    other = {
        "sibling": lambda: make.district_officer(make.district("2403")),
        "province": lambda: make.province_officer(month.district.province),
        "department": make.department_officer,
    }[who]()
    assert accept(signed_in(other), one).status_code == 404
    with pytest.raises((EntryRefused, type(month).DoesNotExist)):
        answering.accept(month, {one.pk: 0}, by=other)
    assert row_of(one).entry == "blank"


def test_a_proposal_of_another_month_is_not_accepted_through_this_one(client, month):
    (one,) = reported(month)
    elsewhere = make.district_month(make.district("2403", "คลองเขื่อน"))
    (foreign,) = reported(elsewhere)
    assert accept(client, foreign).json()["refused"] == 1
    assert client.get(f"{GRID}proposals/{foreign.pk}/").status_code == 404
    assert client.get(f"{GRID}proposals/{one.pk}/").status_code == 200
    assert row_of(foreign).entry == "blank"


def test_what_was_reported_is_never_changed(month):
    (one,) = reported(month)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=one.pk).update(domestic_offline=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProducerLink.objects.filter(pk=one.link_id).update(producer=make.producer(month.district))


def test_a_correction_by_the_workflow_refuses_without_its_reason(month, officer):
    (one,) = reported(month)
    typed = RowInput(row_of(one).pk, 0, {"domestic_offline": "1"})
    with pytest.raises(StepRefused):
        answering.correct(month, one, typed, reason=" ", by=officer)


def test_slips_are_one_pdf_with_each_producers_name_and_address(client, month):
    for name in ("กลุ่มหนึ่ง", "กลุ่มสอง"):
        make.row(month, make.producer(month.district, name), "fabric", entry="blank")
    page = f"{GRID}producer-links/"
    assert "ออกให้ทุกรายที่ยังไม่มีลิงก์ (2)" in client.get(page).text
    answer = client.post(page, {"which": "without_link", "way": "slips"})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    said = pdfium(answer.content)
    assert "กลุ่มหนึ่ง" in said
    assert "กลุ่มสอง" in said
    assert said.count("/r/") == 2
    again = client.post(page, {"which": "without_link", "way": "slips"}, follow=True)
    assert "ทุกรายมีลิงก์ที่ยังใช้ได้แล้ว" in again.text


def test_texts_are_shown_once_and_links_are_withdrawn(client, month):
    (one,) = reported(month)
    key = one.link.producer_id
    answer = client.post(f"{GRID}producer-links/", {"producer": [key], "way": "screen"})
    assert "ขอให้ กลุ่มที่ 001 แจ้งยอดจำหน่ายเดือนตุลาคม 2569" in answer.text
    assert "no-store" in answer["Cache-Control"]
    path = "/r/" + answer.text.split("/r/")[1].split("/")[0] + "/"
    assert Client().get(path).status_code == 200
    client.post(f"{GRID}producer-links/", {"producer": [key], "which": "withdraw"})
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("proposals/", 7), ("producer-links/", 6)])
def test_the_lists_cost_the_same_at_1_and_at_3(
    client, month, django_assert_num_queries, page, queries, count
):
    reported(month, count)
    with django_assert_num_queries(queries):
        client.get(f"{GRID}{page}")
