"""The board: nothing is ticked for anybody, who opened what is a fact, a batch says of each."""

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from sales.models import DistrictMonth, Reading, Step
from sales.views.review import Reported
from tests.support import factories as make
from tests.support.pages import markup
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db

BOARD = "/sales/board/?month=2026-10"
CONFIRM = "/sales/months/2026-10/confirm/"


def review(code: str) -> str:
    return f"/sales/2026-10/{code}/review/"


@pytest.fixture
def waiting() -> list[DistrictMonth]:
    """Two districts of the province wait, one enters."""
    months = [make.district_month(make.district(f"240{n}", f"อำเภอ {n}")) for n in (1, 2, 3)]
    for month in months:
        make.row(month, make.producer(month.district), amounts=("5", "0", "0", "0"), version=1)
    return [make.confirm_district(month) for month in months[:2]]


@pytest.fixture
def province(waiting) -> Client:
    return signed_in(
        make.province_officer(waiting[0].district.province, full_name="นางผู้ตรวจ ใจเย็น")
    )


def lines(client) -> dict[str, tuple[bool, bool]]:
    """Of each waiting district: ticked, opened by the office."""
    page = client.get(BOARD)
    content = page.content.decode()
    return {
        line.district_month.district_id: (
            f'id="dm-{line.district_month.pk}" checked' in " ".join(content.split()),
            line.read is not None,
        )
        for line in page.context["waiting"]
    }


def test_nothing_is_ticked_and_nothing_was_opened(province):
    """Four districts that nobody had opened were reported by one click."""
    assert lines(province) == {"2401": (False, False), "2402": (False, False)}
    content = province.get(BOARD).content.decode()
    assert content.count("ยังไม่ได้เปิดดูหลังอำเภอยืนยัน") == 2
    assert 'type="button" class="button" id="tick-all" hidden>เลือกทั้งหมด' in content


def test_what_this_office_opened_is_kept_by_version_with_who_and_when(province, waiting):
    for _ in range(2):
        assert province.get(review("2402")).status_code == 200
    assert lines(province) == {"2401": (False, False), "2402": (False, True)}
    kept = Reading.objects.get()
    assert (kept.district_month_id, kept.version) == (waiting[1].pk, waiting[1].version)
    page = province.get(BOARD).content.decode()
    assert page.count("เปิดดูแล้ว นางผู้ตรวจ ใจเย็น 3 พ.ย. 2569 09:00") == 1


def test_a_version_confirmed_since_was_not_opened(province, waiting):
    province.get(review("2402"))
    DistrictMonth.objects.filter(pk=waiting[1].pk).update(version=waiting[1].version + 2)
    assert lines(province)["2402"] == (False, False)
    province.get(review("2402"))
    assert lines(province)["2402"] == (False, True)
    assert sorted(Reading.objects.values_list("version", flat=True)) == [1, 3]


def test_what_does_not_wait_is_not_kept_and_nobody_else_reads_it(province, waiting):
    assert province.get(review("2403")).status_code == 200  # it is being entered
    province.head(review("2402"))
    assert Reading.objects.count() == 0
    province.get(review("2402"))
    of = waiting[0].district
    elsewhere = make.province_officer(make.province("25"))
    for other in (elsewhere, make.district_officer(of), make.department_officer()):
        assert list(Reading.objects.visible_to(other)) == []
    assert Reading.objects.visible_to(make.province_officer(of.province)).count() == 1
    assert signed_in(elsewhere).get(review("2402")).status_code == 404
    assert Reading.objects.count() == 1


def test_the_database_keeps_it_as_it_was(province):
    province.get(review("2402"))
    for change in (
        lambda: Reading.objects.update(version=9),
        lambda: Reading.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_a_batch_that_stops_says_of_each_what_happened(province, waiting):
    first, second = waiting
    chosen = [f"{one.pk}:{one.version}" for one in waiting]
    DistrictMonth.objects.filter(pk=second.pk).update(version=second.version + 1)
    answer = province.post(CONFIRM, {"district_month": chosen})
    assert answer.status_code == 409
    assert [str(message) for message in answer.context["messages"]] == [
        "ยังไม่ได้ยืนยันอำเภอใด เพราะ 1 จาก 2 อำเภอที่เลือกยืนยันไม่ได้ ดูผลรายอำเภอด้านล่าง"
    ]
    assert [(one.name, one.sentence, one.refused) for one in answer.context["outcomes"]] == [
        ("อำเภออำเภอ 1", "ยืนยันได้ แต่ยังไม่ได้ยืนยันในครั้งนี้", False),
        ("อำเภออำเภอ 2", "มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้ ตรวจอีกครั้งแล้วทำใหม่", True),
    ]
    content = " ".join(answer.content.decode().split())
    assert f'id="dm-{first.pk}" checked' in content  # what still holds stays ticked
    assert f'id="dm-{second.pk}">' in content
    assert "มีการเปลี่ยนแปลงหลังจากที่เปิดหน้านี้" in content
    statuses = DistrictMonth.objects.filter(pk__in=[first.pk, second.pk])
    assert set(statuses.values_list("status", flat=True)) == {"district_confirmed"}


def test_a_return_that_takes_the_province_out_of_the_nation_asks_first(province, waiting):
    make.jump(
        DistrictMonth.objects.filter(district="2403"),
        status="entering",
    )
    make.confirm_province(waiting[0].district.province)
    page = province.get(review("2402"))
    content = " ".join(page.content.decode().split())
    assert page.context["reported"] == Reported(3, 15)
    assert "ตัวเลขของทั้งจังหวัด (3 อำเภอ 15.00 บาท) จะออกจากรายงานของกรมทันที" in content
    assert "กรมจะเห็นว่าจังหวัดฉะเชิงเทรายังไม่ยืนยัน จนกว่า" in content
    row = waiting[1].rows.get()
    version = DistrictMonth.objects.get(pk=waiting[1].pk).version
    typed = {"version": version, "reason": "ยอดไม่ตรง", f"mark-{row.pk}": "ตรวจใบเสร็จ"}
    asked = province.post(review("2402"), typed)
    assert asked.status_code == 422
    assert "ยังไม่ได้ส่งกลับ จังหวัดรายงานเดือนนี้ต่อกรมแล้ว" in asked.content.decode()
    for kept in ('value="ตรวจใบเสร็จ"', "ยอดไม่ตรง"):
        assert kept in asked.content.decode()
    waiting[1].refresh_from_db()
    assert waiting[1].status == "province_confirmed"
    assert province.post(review("2402"), typed | {"withdraws": "1"}).status_code == 302
    waiting[1].refresh_from_db()
    assert waiting[1].status == "returned"


def test_a_return_before_the_report_asks_nothing_more(province, waiting):
    page = province.get(review("2402"))
    assert page.context["reported"] is None
    assert "withdraws" not in page.content.decode()
    typed = {"version": waiting[1].version, "reason": "ยอดไม่ตรง"}
    assert province.post(review("2402"), typed).status_code == 302


# --- The foot, what was opened, and reminders ------------------------------------------------------


REMIND = "/sales/months/2026-10/remind/"


def test_the_foot_says_how_many_are_confirmed_and_what_is_entered(province, waiting):
    province.post(CONFIRM, {"district_month": [f"{one.pk}:{one.version}" for one in waiting]})
    foot = province.get(BOARD).context["foot"]
    assert foot.districts == 3
    assert foot.confirmed[0] == (2, 3)
    assert foot.confirmed[1] is None  # not opened
    assert (foot.total, foot.unconfirmed) == (15, 5)
    page = markup(province.get(BOARD).content.decode())
    assert "รวม 3 อำเภอ" in page
    assert "ยังไม่ยืนยัน 5.00" in page


def test_the_board_marks_what_waits_and_nobody_opened(province):
    def unread():
        lines = province.get(BOARD).context["lines"]
        return {line.district.code: line.cells[0].unread for line in lines}

    assert unread() == {"2401": True, "2402": True, "2403": False}
    province.get(review("2401"))
    assert unread() == {"2401": False, "2402": True, "2403": False}


def test_who_is_behind_is_reminded_and_reads_it_until_it_confirms(province, waiting):
    behind = province.get(BOARD).context["behind"]
    assert [line.district_month.district_id for line in behind] == ["2403"]
    month = behind[0].district_month
    clerk = signed_in(make.district_officer(month.district))
    said = "กรุณายืนยันภายในวันนี้"
    assert said not in clerk.get("/").content.decode()
    answer = province.post(REMIND, {"behind": [month.pk], "message": said}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["แจ้งเตือนแล้ว 1 อำเภอ: อำเภอ 3"]
    step = Step.objects.get(name="remind_district")
    assert (step.district, step.reason, step.from_status, step.to_status) == (
        month.district, said, "entering", "entering",
    )  # fmt: skip
    assert answer.context["behind"][0].reminded == step
    for path in ("/", "/sales/2026-10/2403/"):
        content = clerk.get(path).content.decode()
        assert "จังหวัดแจ้งเตือน" in content
        assert f"“{said}”" in content
    others = signed_in(make.district_officer(waiting[0].district))
    assert said not in others.get("/").content.decode()
    make.confirm_district(month)
    assert said not in clerk.get("/").content.decode()


def test_a_reminder_passes_over_who_confirmed_and_refuses_without_anybody(province, waiting):
    first = waiting[0]
    behind = province.get(BOARD).context["behind"][0].district_month
    foreign = make.district_month(make.district("2501", "อื่น"))
    for chosen, message, said in (
        ([first.pk], "ขอให้ยืนยัน", "เลือกอำเภอที่ยังไม่ยืนยันอย่างน้อยหนึ่งอำเภอ"),
        ([foreign.pk], "ขอให้ยืนยัน", "เลือกอำเภอที่ยังไม่ยืนยันอย่างน้อยหนึ่งอำเภอ"),
        ([behind.pk], " ", "ระบุเหตุผลของการแจ้งเตือน"),
    ):
        answer = province.post(REMIND, {"behind": chosen, "message": message}, follow=True)
        assert [str(one) for one in answer.context["messages"]] == [said]
    assert not Step.objects.filter(name="remind_district").exists()
    answer = province.post(
        REMIND, {"behind": [first.pk, behind.pk], "message": "ขอให้ยืนยัน"}, follow=True
    )
    assert [str(one) for one in answer.context["messages"]] == [
        "แจ้งเตือนแล้ว 1 อำเภอ: อำเภอ 3",
        "ยืนยันไปแล้วจึงไม่ได้แจ้งเตือน: อำเภออำเภอ 1",
    ]


def test_a_reminder_is_mailed_where_mail_is_set(province, settings, mailoutbox):
    month = province.get(BOARD).context["behind"][0].district_month
    make.district_officer(month.district, email="clerk@example.org")
    make.district_clerk(month.district, email="gone@example.org", is_active=False)
    sent = {"behind": [month.pk], "message": "ใกล้ครบกำหนด"}
    province.post(REMIND, sent)
    assert mailoutbox == []
    settings.EMAIL_URL = "smtp://localhost"
    answer = province.post(REMIND, sent | {"message": "ครบกำหนดวันนี้"}, follow=True)
    assert "ส่งอีเมลแล้ว 1 คน" in [str(one) for one in answer.context["messages"]]
    assert [(one.to, "ครบกำหนดวันนี้" in one.body) for one in mailoutbox] == [
        (["clerk@example.org"], True)
    ]
