"""What is older than its period goes, history and files too; what must be kept stays to the last row."""

from datetime import timedelta
from io import StringIO

import pgtrigger
import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.personal_data import NOBODY
from core.history.tracking import event_model
from core.logbook.verifying import faults
from core.personal.inventory import rules
from core.personal.models import Reveal
from core.steps import StepRefused
from core.users.models import User
from data_protection import retention, workflow
from data_protection.models import PersonRequest, RetentionPeriod, RetentionRun
from producers.models import Producer
from registration.content import content_of
from registration.models import Paper, RegistrationStep
from sales.models import Evidence
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=4000)
PERSON = {
    "person_title": "นาง",
    "person_first_name": "สมหญิง",
    "person_last_name": "ใจงาม",
    "person_position": "ประธาน",
    "phone": "0812345678",
    "house_number": "24",
    "remark": "ติดต่อสมหญิง",
}
KEPT_FOR_GOOD = [
    "sales.SalesRow",
    "sales.DistrictMonth",
    "sales.ProvinceMonth",
    "sales.Snapshot",
    "sales.SnapshotLine",
    "sales.SnapshotTotal",
    "sales.CertifiedPrint",
    "sales.Step",
    "registration.AnnouncementEntry",
]


def cancelled(of, name="กลุ่มเก่า", at=LONG_AGO, **fields) -> Producer:
    """A producer cancelled long ago, with all that is held of its person."""
    maker = make.producer(of, name, **PERSON | fields)
    maker.set_national_id("1999900000013")
    maker.save()
    make.jump(Producer.objects.filter(pk=maker.pk), status="cancelled", cancelled_at=at)
    chief = make.district_officer(of)
    paper = Paper(
        record=maker, district=of, kind="id_card", bytes=1, sha256="0" * 64, uploaded_at=at,
        uploaded_by=chief,
    )  # fmt: skip
    paper.file.save("-.pdf", ContentFile(b"%PDF"), save=False)
    paper.save()
    RegistrationStep.objects.create(
        content_type=ContentType.objects.get_for_model(Producer), record_id=maker.pk, district=of,
        name="certify", by=chief, at=at, from_status="submitted", to_status="certified",
        version=maker.version,
        content=content_of(maker),
    )  # fmt: skip
    maker.refresh_from_db()
    return maker


def set_period(key: str, *, in_force: bool = True, days: int | None = None) -> None:
    rule = rules()[key]
    workflow.set_period(
        rule,
        by=make.department_officer(),
        days=days or rule.days,
        source="มติกรม",
        in_force=in_force,
    )


def run(*, dry: bool = False) -> str:
    out = StringIO()
    call_command("apply_retention", stdout=out, **{"dry_run": dry})
    return out.getvalue()


def everything_kept() -> dict[str, str]:
    digests = {}
    with connection.cursor() as cursor:
        for label in KEPT_FOR_GOOD:
            table = apps.get_model(label)._meta.db_table
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t"
            )
            digests[label] = str(cursor.fetchone())
    return digests


def words_about(name: str) -> list[str]:
    """Tables in which these words still stand, of all there are."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{name}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def end_transaction() -> None:
    """What waits for the end of the transaction is done now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_nothing_goes_before_the_department_said_so():
    maker = cancelled(make.district())
    with owning():
        assert run() == ""
    maker.refresh_from_db()
    assert maker.person_first_name == "สมหญิง"
    assert "registry producers_producer: 1 รายการ ครบกำหนด (ยังไม่มีผล)" in run(dry=True)


def test_a_dry_run_changes_nothing():
    cancelled(make.district())
    set_period("registry")
    assert "registry producers_producer: 1 รายการ ครบกำหนด (มีผล)" in run(dry=True)
    assert not RetentionRun.objects.exists()
    assert words_about("สมหญิง")


def test_the_person_goes_out_of_record_history_certified_words_and_papers(
    django_capture_on_commit_callbacks,
):
    of = make.district()
    maker = cancelled(of)
    assert set(words_about("สมหญิง")) == {
        "producers_producer",
        "producers_producerevent",
        "registration_registrationstep",
    }
    file = Paper.objects.get().file
    set_period("registry")
    with owning(), django_capture_on_commit_callbacks(execute=True):
        told = run()
    assert "registry producers_producer: 1 รายการ ลบแล้ว" in told
    assert (
        words_about("สมหญิง") == words_about("0812345678") == words_about("x-xxxx-xxxxx-01-3") == []
    )
    assert not Paper.objects.exists()
    assert not file.storage.exists(file.name)
    maker.refresh_from_db()
    assert (maker.name, maker.status, maker.national_id_hash) == ("กลุ่มเก่า", "cancelled", "")
    assert event_model(Producer).objects.filter(pgh_obj=maker.pk).count() >= 2
    assert {(one.table, one.action, one.rows, one.files) for one in RetentionRun.objects.all()} == {
        ("registration_paper", "erase", 1, 1),
        ("registration_registrationstep", "clear", 1, 0),
        ("producers_producer", "clear", 1, 0),
    }
    with owning():
        assert run() == ""  # done once


def test_what_is_registered_or_not_old_enough_stays():
    of = make.district()
    set_period("registry")
    fresh = cancelled(of, "ยกเลิกเมื่อวาน", at=timezone.now() - timedelta(days=1))
    stands = make.producer(of, "ยังลงทะเบียน", **PERSON)
    Producer.objects.filter(pk=stands.pk).update(certified_at=LONG_AGO)
    assert stands.is_registered
    with owning():
        run()
    for one in (fresh, stands):
        one.refresh_from_db()
        assert one.person_first_name == "สมหญิง"
    assert Paper.objects.count() == 1


def test_figures_that_were_confirmed_and_snapshots_stay_to_the_last_row():
    """Every rule in force, a hundred years from now: what is kept for good is as it was."""
    month = make.district_month(make.district())
    maker = make.producer(month.district, **PERSON)
    make.row(month, maker, amounts=("10", "20", "0", "0"))
    make.evidence(month, maker)
    make.confirm_province(month.district.province)
    make.step(month)
    make.jump(Producer.objects.filter(pk=maker.pk), status="cancelled", cancelled_at=LONG_AGO)
    before = everything_kept()
    for rule in rules().values():
        if rule.works:
            set_period(rule.key, days=rule.least)
    later = timezone.now() + timedelta(days=36_500)
    with owning():
        done = [one for each in retention.standings() for one in retention.apply(each, later)]
    assert {one.rule.key for one in done if one.rows} >= {"registry", "evidence"}
    assert everything_kept() == before
    assert not Evidence.objects.exists()
    maker.refresh_from_db()
    assert maker.person_first_name == ""


def test_the_web_passes_over_what_only_the_owner_may_and_says_so():
    of = make.district()
    cancelled(of)
    Reveal.objects.create(
        record=Producer.objects.get(), district=of, reason="ตรวจบัตร", by=User.objects.first()
    )
    set_period("registry")
    told = run()
    assert "registration_paper: 1 รายการ ข้ามไว้" in told
    assert "producers_producer: 1 รายการ ข้ามไว้" in told
    assert words_about("สมหญิง")
    assert not RetentionRun.objects.exists()


def test_an_account_that_ended_long_ago_names_nobody():
    of = make.district()
    gone = make.district_officer(of, full_name="นายเก่า เกษียณ", email="a@example.org")
    User.objects.filter(pk=gone.pk).update(
        standing="ended", is_active=False, standing_since=LONG_AGO
    )
    set_period("accounts")
    with owning():
        run()
    gone.refresh_from_db()
    assert (gone.full_name, gone.email, gone.is_active) == (NOBODY, "", False)
    assert words_about("เกษียณ") == []


def test_a_granted_erasure_takes_the_person_off_after_thirty_days():
    of = make.district()
    by = make.district_officer(of)
    maker = cancelled(of, at=timezone.now() - timedelta(days=2))
    asked = workflow.receive(
        maker, by=by, kind="erasure", asker="สมหญิง ใจงาม", proof="บัตรประจำตัวประชาชน",
        received_on=timezone.localdate(),
    )  # fmt: skip
    workflow.grant(asked, by=by, reason="ยกเลิกการลงทะเบียนแล้ว ลบตามคำขอ")
    erasures = next(one for one in retention.standings() if one.rule.key == "erasures")
    with owning():
        assert not any(one.rows for one in retention.apply(erasures))
        later = timezone.now() + timedelta(days=32)
        assert sum(one.rows for one in retention.apply(erasures, later)) == 3
    maker.refresh_from_db()
    assert maker.person_first_name == ""
    assert PersonRequest.objects.get().asker == "สมหญิง ใจงาม"


def test_a_batch_goes_with_its_line_or_not_at_all(monkeypatch):
    of = make.district()
    for number in range(3):
        cancelled(of, f"กลุ่ม {number}")
    set_period("registry")
    monkeypatch.setattr(retention, "BATCH", 2)
    registry = next(one for one in retention.standings() if one.rule.key == "registry")
    with owning():
        done = {one.table: one.rows for one in retention.apply(registry)}
    assert done == dict.fromkeys(
        ("registration_paper", "registration_registrationstep", "producers_producer"), 3
    )
    assert sorted(RetentionRun.objects.values_list("rows", flat=True)) == [1, 1, 1, 2, 2, 2]


def test_the_period_is_the_departments_and_not_shorter_than_the_rule():
    rule = rules()["sign_ins"]
    with pytest.raises(StepRefused, match="ต้องเก็บไม่น้อยกว่า 90 วัน"):
        workflow.set_period(rule, by=make.department_officer(), days=30, source="มติ", in_force=True)
    with pytest.raises(StepRefused, match="ระบบไม่ลบเอง"):
        workflow.set_period(
            rules()["figures"], by=make.department_officer(), days=90, source="มติ", in_force=True
        )
    with pytest.raises(StepRefused):
        workflow.set_period(
            rule, by=make.district_officer(make.district()), days=90, source="มติ", in_force=True
        )
    assert not RetentionPeriod.objects.exists()


def test_the_log_proves_itself_after_a_night_and_still_finds_what_was_tampered_with():
    of = make.district()
    maker = cancelled(of)
    other = cancelled(of, "กลุ่มใหม่", at=timezone.now())
    Reveal.objects.create(record=maker, district=of, reason="ตรวจบัตร", by=User.objects.first())
    gone = make.district_officer(make.district("2403", "ข้าง"), full_name="นายเก่า เกษียณ")
    User.objects.filter(pk=gone.pk).update(
        standing="ended", is_active=False, standing_since=LONG_AGO
    )
    for key in ("registry", "accounts", "reveals"):
        set_period(key)
    end_transaction()
    assert list(faults()) == []
    later = timezone.now() + timedelta(days=3700)
    registry, reveals = (
        next(one for one in retention.standings() if one.rule.key == key)
        for key in ("registry", "reveals")
    )
    with owning():
        run()
        assert sum(one.rows for one in retention.apply(reveals, later)) == 1
        end_transaction()
        assert list(faults()) == []
        with pgtrigger.ignore():
            RegistrationStep.objects.filter(record_id=other.pk).update(reason="แก้ทีหลัง")
        assert len(list(faults())) == 1
    assert registry.in_force


def test_the_log_of_the_nights_is_only_added():
    line = RetentionRun.objects.create(
        rule="drafts", table="x", action="erase", rows=1, before=timezone.now()
    )
    for change in (line.delete, lambda: RetentionRun.objects.update(rows=2)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
