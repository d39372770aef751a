"""Notices go down to their offices; who wrote them sees who has read; nothing of them changes."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from core.steps import StepRefused
from correspondence import workflow
from correspondence.models import Notice, NoticeReading, Withdrawal
from correspondence.readers import counts_of, readers_of
from tests.support import correspondence_factories as letters
from tests.support import factories as make
from tests.support.database import owning
from tests.support.pages import markup, shown_page, text_of
from tests.support.signed_in import signed_in

NEW = "/correspondence/notices/new/"
VALID_ID = "1999900000013"


def address(notice: Notice) -> str:
    return f"/correspondence/notices/{notice.pk}/"


def seen_by(offices, queryset) -> set[str]:
    return {who for who, user in offices if queryset.visible_to(user).exists()}


@pytest.mark.parametrize(
    ("to", "seen"),
    [
        ("all", {"own", "sibling", "foreign", "province", "foreign_province", "department"}),
        ("provinces", {"province", "foreign_province", "department"}),
        ("districts", {"own", "sibling", "province", "department"}),
    ],
)
def test_the_door_of_what_the_department_writes(offices, to, seen):
    letters.notice(offices.department, to=to, to_province=offices.province.province)
    assert seen_by(offices, Notice.objects) == seen


def test_what_a_province_writes_stays_in_the_province(offices):
    letters.notice(offices.province)
    assert seen_by(offices, Notice.objects) == {"own", "sibling", "province"}
    offices.own.is_active = False
    assert not Notice.objects.visible_to(offices.own).exists()


@pytest.mark.parametrize(
    ("to", "asked"),
    [
        ("all", {"own", "sibling", "foreign", "province", "foreign_province"}),
        ("provinces", {"province", "foreign_province"}),
        ("districts", {"own", "sibling"}),
    ],
)
def test_opening_it_is_reading_it_for_whom_it_is_written_to(offices, to, asked):
    notice = letters.notice(
        offices.department, to=to, to_province=offices.province.province, title="แจ้งกำหนดส่ง"
    )
    for _, user in offices:
        for _ in range(2):
            signed_in(user).get(address(notice))
    readings = NoticeReading.objects.all()
    assert {one.by for one in readings} == {user for who, user in offices if who in asked}
    assert len(readings) == len(asked)
    assert counts_of([notice]) == {notice.pk: (len(asked), len(asked))}


def test_readings_are_seen_by_the_writer_and_by_the_own_office(offices):
    notice = letters.notice(offices.province)
    signed_in(offices.own).get(address(notice))
    assert seen_by(offices, NoticeReading.objects) == {"own", "province"}
    letters.notice(offices.department, to="all")
    assert seen_by(offices, NoticeReading.objects) == {"own", "province"}


def test_the_writer_sees_who_has_read_and_who_has_not(offices):
    notice = letters.notice(offices.province)
    signed_in(make.district_clerk(offices.own.district, full_name="นางสาวอ่าน ก่อน")).get(
        address(notice)
    )
    page = markup(shown_page(signed_in(offices.province), address(notice), "อ่านแล้ว 1 จาก 2"))
    assert "นางสาวอ่าน ก่อน" in page
    assert '<dt>สพอ.บางน้ำเปรี้ยว</dt><dd><span class="state state-none">ยังไม่อ่าน' in page
    (group,) = readers_of(notice, offices.province)
    assert [one.office for one in group.offices] == ["สพอ.บางน้ำเปรี้ยว", "สพอ.บางคล้า"]
    assert "นางสาวอ่าน ก่อน" not in shown_page(
        signed_in(offices.sibling), address(notice), "จาก สพจ."
    )


def test_unread_ones_stand_on_the_home_and_in_the_menu_until_they_are_opened(offices):
    notice = letters.notice(offices.province, title="เร่งรัดการรายงาน")
    client = signed_in(offices.own)
    home = markup(shown_page(client, "/", "หนังสือแจ้งที่ยังไม่ได้อ่าน"))
    assert "เร่งรัดการรายงาน" in home
    counted = 'หนังสือแจ้ง <span class="count" data-count="admin:notices">1</span>'
    assert markup(counted) in home
    assert markup(counted) in markup(shown_page(client, "/reports/", "รายงาน"))
    client.get(address(notice))
    assert markup(counted) not in markup(shown_page(client, "/reports/", "รายงาน"))
    assert "หนังสือแจ้งที่ยังไม่ได้อ่าน" not in shown_page(client, "/", "งานวันนี้")


def test_who_comes_later_is_not_asked_to_read_the_old_ones(offices):
    letters.notice(offices.province)
    newcomer = make.district_clerk(offices.own.district)
    assert not Notice.objects.unread_by(newcomer).exists()
    assert Notice.objects.unread_by(offices.own).count() == 1


def test_a_withdrawn_one_waits_for_nobody_and_says_why(offices):
    notice = letters.notice(offices.province)
    client = signed_in(offices.province)
    text_of(client.post(address(notice), {"reason": ""}), "ระบุเหตุผลที่ยกเลิก")
    assert client.post(address(notice), {"reason": "แนบผิดฉบับ"}).status_code == 302
    assert not Notice.objects.unread_by(offices.own).exists()
    assert "เหตุผล: แนบผิดฉบับ" in markup(
        shown_page(signed_in(offices.own), address(notice), "ยกเลิกเมื่อ")
    )
    with pytest.raises(StepRefused, match="ยกเลิกไปแล้ว"):
        workflow.withdraw(notice, by=offices.province, reason="อีกครั้ง")


def test_only_the_office_that_wrote_it_withdraws_it(offices):
    notice = letters.notice(offices.department, to="all")
    with pytest.raises(Notice.DoesNotExist):
        workflow.withdraw(notice, by=offices.province, reason="-")
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของ"):
        workflow.withdraw(notice, by=offices.own, reason="-")
    with pytest.raises(StepRefused, match="เป็นหน้าที่ของ"):
        letters.notice(offices.own)


def test_a_province_cannot_write_beyond_its_districts(offices):
    notice = letters.notice(
        offices.province, to="all", to_province=offices.foreign_province.province
    )
    assert (notice.to, notice.to_province) == ("districts", offices.province.province)
    with pytest.raises(IntegrityError, match="goes_to_its_districts"), transaction.atomic():
        Notice.objects.create(
            province=offices.province.province, to="all", title="-", text="-",
            by=offices.province, sent_at=notice.sent_at,
        )  # fmt: skip


@pytest.mark.parametrize("model", [Notice, NoticeReading, Withdrawal])
def test_the_database_refuses_to_change_what_was_written(offices, model):
    notice = letters.notice(offices.province)
    workflow.opened(notice, offices.own)
    workflow.withdraw(notice, by=offices.province, reason="-")
    for change in (
        lambda rows: rows.update(by=offices.own),
        lambda rows: rows._raw_delete("default"),
    ):
        with (
            owning(),
            pytest.raises(DatabaseError, match="Cannot update or delete"),
            transaction.atomic(),
        ):
            change(model.objects.all())


SAID = {"title": "แจ้ง", "text": "ขอให้รายงาน", "to": "all"}


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": ""}, "ระบุเรื่อง"),
        ({"text": f"ของนาง ก. {VALID_ID}"}, "มีเลขประจำตัวประชาชนในช่องนี้"),
        ({"title": "๑-๙๙๙๙-๐๐๐๐๐-๐๑-๓"}, "มีเลขประจำตัวประชาชนในช่องนี้"),
        ({"to": "districts"}, "เลือกจังหวัดที่จะแจ้งอำเภอ"),
        ({"to": "everyone"}, "to"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_kept(offices, said, refusal):
    answer = signed_in(offices.department).post(NEW, SAID | said)
    assert answer.status_code == 422
    text_of(answer, refusal)
    assert not Notice.objects.exists()


def test_a_file_is_checked_by_its_content_and_served_to_who_sees_the_notice(offices):
    client = signed_in(offices.department)
    renamed = letters.paper("ราคา.pdf", b"MZ not a pdf")
    text_of(client.post(NEW, SAID | {"file": renamed}), "ไม่ใช่ PDF, JPG หรือ PNG")
    answer = client.post(NEW, SAID | {"file": letters.paper()})
    notice = Notice.objects.get()
    assert answer.url == address(notice)
    served = signed_in(offices.own).get(f"{address(notice)}file/")
    assert b"".join(served.streaming_content).startswith(b"%PDF-")
    bare = letters.notice(offices.department, to="all")
    assert signed_in(offices.own).get(f"{address(bare)}file/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("own", 5), ("province", 7), ("department", 7)])
def test_the_list_costs_the_same_at_1_and_at_3(
    offices, django_assert_num_queries, who, queries, count
):
    for _ in range(count):
        letters.notice(offices.province)
        letters.notice(offices.department, to="all")
    client = signed_in(getattr(offices, who))
    client.get("/correspondence/notices/")
    with django_assert_num_queries(queries):
        shown_page(client, "/correspondence/notices/", "ซักซ้อมการรายงานยอด")


@pytest.mark.parametrize("count", [1, 3])
def test_one_costs_the_same_whoever_has_read(offices, django_assert_num_queries, count):
    notice = letters.notice(offices.department, to="all")
    for user in (offices.own, offices.sibling, offices.foreign)[:count]:
        workflow.opened(notice, user)
    client = signed_in(offices.department)
    client.get(address(notice))
    with django_assert_num_queries(7):
        shown_page(client, address(notice), f"อ่านแล้ว {count} จาก 5")
