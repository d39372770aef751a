"""ยืนยันว่าถูกต้องแล้ว: with a reason, for good, till what it was about changes or it is taken back."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from core.steps import StepRefused
from quality import counting
from quality.dismissing import dismiss, revoke
from quality.models import Dismissal
from quality.rules import get_rule
from quality.severity import change_severity
from quality.worklists import worklist
from tests.support import factories as make
from tests.support.quality_cases import named, setting, whole

pytestmark = pytest.mark.django_db

P02, D02 = get_rule("P02"), get_rule("D02")


@pytest.fixture
def latin(of):
    producer = whole("P02", of)
    setting(name="BAAN CRAFT")(producer)
    return producer


def test_a_dismissed_record_is_neither_counted_nor_listed_until_its_name_changes(latin, clerk):
    dismiss(P02, latin.pk, reason="ชื่อการค้าจดทะเบียน", by=clerk)
    assert list(worklist(P02, clerk)) == []
    assert counting.count_in(clerk)["P02"].faulty == 0
    setting(phone="+66810000009")(latin)
    assert list(worklist(P02, clerk)) == []
    setting(name="BAAN CRAFT 2")(latin)
    assert list(worklist(P02, clerk)) == [latin]
    dismiss(P02, latin.pk, reason="ชื่อใหม่ก็จดทะเบียน", by=clerk)
    assert list(worklist(P02, clerk)) == []


def test_a_proposal_dismissed_never_comes_back_with_a_new_count(of, clerk):
    product = whole("D02", of)
    named("กระจูดสานใบใหญ่")(product)
    assert list(worklist(D02, clerk)) == [product]
    dismiss(D02, product.pk, reason="ขนมรูปกระจูด", by=clerk)
    counting.refresh()
    assert list(worklist(D02, clerk)) == []
    setting(category="beverage")(product)
    counting.refresh()
    assert list(worklist(D02, clerk)) == [product]


def test_taken_back_it_is_asked_again_and_the_line_stays(latin, clerk):
    revoke(P02, dismiss(P02, latin.pk, reason="ชื่อการค้า", by=clerk), by=clerk)
    assert list(worklist(P02, clerk)) == [latin]
    assert Dismissal.objects.get().revoked_by == clerk


def test_a_neighbours_record_cannot_be_dismissed_nor_its_dismissal_taken_back(
    latin, clerk, neighbour
):
    beside = make.district_officer(neighbour)
    with pytest.raises(ObjectDoesNotExist):
        dismiss(P02, latin.pk, reason="-", by=beside)
    done = dismiss(P02, latin.pk, reason="ชื่อการค้า", by=clerk)
    with pytest.raises(ObjectDoesNotExist):
        revoke(P02, done, by=beside)


def test_a_record_that_is_not_at_fault_cannot_be_dismissed(of, clerk):
    with pytest.raises(ObjectDoesNotExist):
        dismiss(P02, whole("P02", of).pk, reason="-", by=clerk)


def test_without_a_reason_and_for_the_department_it_is_refused(latin, clerk):
    with pytest.raises(StepRefused, match="เหตุผล"):
        dismiss(P02, latin.pk, reason=" ", by=clerk)
    with pytest.raises(StepRefused, match="ต้องแก้ข้อมูล"):
        dismiss(P02, latin.pk, reason="-", by=make.department_officer())


def test_what_blocks_beyond_judgement_cannot_be_dismissed(of, clerk):
    product = whole("D02", of)
    setting(category="")(product)
    with pytest.raises(StepRefused, match="ต้องแก้ก่อนรับรอง"):
        dismiss(D02, product.pk, reason="ไม่ทราบ", by=clerk)
    with pytest.raises(StepRefused):
        dismiss(get_rule("P03"), product.pk, reason="ไม่ทราบ", by=clerk)


def test_a_check_that_comes_to_block_asks_about_dismissed_records_again(of, clerk):
    producer = whole("P04", of)
    setting(phone="")(producer)
    dismiss(get_rule("P04"), producer.pk, reason="ไม่มีโทรศัพท์", by=clerk)
    assert list(worklist(get_rule("P04"), clerk)) == []
    department = make.department_officer()
    change_severity(get_rule("P04"), blocks=True, reason="โทรตามไม่ได้", by=department)
    assert list(worklist(get_rule("P04"), clerk)) == [producer]


def test_on_the_page_and_in_the_list_of_what_was_dismissed(client, latin):
    here = "/quality/P02/?page=1"
    posted = {"reason": "ชื่อการค้า", "here": here}
    assert client.post(f"/quality/P02/dismiss/{latin.pk}/", posted)["Location"] == here
    page = client.get("/quality/P02/dismissed/")
    assert [one["dismissal"].reason for one in page.context["lines"]] == ["ชื่อการค้า"]
    done = Dismissal.objects.get()
    client.post(f"/quality/P02/revoke/{done.pk}/")
    assert [line.record for line in client.get("/quality/P02/").context["lines"]] == [latin]


def test_an_address_of_elsewhere_is_not_followed(client, latin):
    posted = {"reason": "ชื่อการค้า", "here": "https://elsewhere.example/"}
    answer = client.post(f"/quality/P02/dismiss/{latin.pk}/", posted)
    assert answer["Location"] == "/quality/P02/"
