"""The migration that moves national ids out of other columns, from rows as an older portal kept."""

import importlib

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core.history.tracking import event_model
from core.jobs.models import Job
from core.personal import encryption
from core.tables.models import ImportRun
from producers.models import Producer
from quality.checking import faults_in, faulty, with_faults
from quality.rules import get_rule
from registration.models import RegistrationStep
from tests.support import factories as make
from tests.support.database import everywhere

# As the owner of the tables, who migrates.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]

BEFORE = [("producers", "0013_operation_sweeps")]
AFTER = [("producers", "0014_persons_numbers")]
# Made up: office codes 98xx and 99xx are nobody's.
PERSON, HELD, OTHER = "1999900000013", "2999900000011", "3999900000010"
TRADER, WRONG, PREVIEWED = "4999900000018", "5999900000017", "6999900000014"
FIRM = "0245599999996"


migration = importlib.import_module("producers.migrations.0014_persons_numbers")
CONSTRAINTS = [
    one.constraint for one in migration.Migration.operations if hasattr(one, "constraint")
]


def without_constraints() -> None:
    """The table as it was before, for rows that are refused now."""
    with connection.schema_editor() as editor:
        for constraint in CONSTRAINTS:
            editor.remove_constraint(Producer, constraint)


def migrate() -> None:
    """The steps of the migration; test_from_one_state_to_the_next goes by the migrations themselves."""
    with connection.schema_editor() as editor:
        migration.move(apps, editor)
        for constraint in CONSTRAINTS:
            editor.add_constraint(Producer, constraint)


@pytest.fixture
def old():
    """Rows as they could be saved before, each in a table of its own kind."""
    without_constraints()
    of = make.district()
    officer = make.district_officer(of)
    rows = {
        "alone": make.producer(of, "รายเดียว", kind="individual"),
        "same": make.producer(of, "เลขเดียวกัน", kind="individual"),
        "other": make.producer(of, "คนละเลข", kind="sme", remark="เดิม"),
        "trader": make.producer(of, "ร้านค้า", kind="individual"),
        "wrong": make.producer(of, "พิมพ์ผิด", kind="individual"),
        "firm": make.producer(of, "บริษัท", kind="sme", tax_id=FIRM),
    }
    for name, number in (("same", PERSON), ("other", HELD)):
        rows[name].set_national_id(number)
        rows[name].save()
    for name, columns in {
        "alone": {"tax_id": PERSON},
        "same": {"tax_id": PERSON},
        "other": {"tax_id": OTHER},
        "trader": {"registration_number": "ทพ. 4-9999-00000-01-8"},
        "wrong": {"tax_id": WRONG},
    }.items():
        Producer.objects.filter(pk=rows[name].pk).update(**columns)
    for row in rows.values():
        row.refresh_from_db()
    _keep_elsewhere(rows["alone"], officer)
    return rows


def _keep_elsewhere(alone, officer) -> None:
    now = timezone.now()
    content = {
        "tax_id": {"label": "เลขประจำตัวผู้เสียภาษี", "lines": [PERSON]},
        "registration_number": {"label": "เลขทะเบียน", "lines": [""]},
        "national_id_masked": {"label": "เลขประจำตัวประชาชน", "lines": [""]},
    }
    RegistrationStep.objects.create(
        content_type=ContentType.objects.get_for_model(Producer),
        record_id=alone.pk,
        district=alone.district,
        name="certify",
        from_status="submitted",
        to_status="certified",
        by=officer,
        at=now,
        version=alone.version,
        marks={"tax_id": f"เลข {PERSON} ไม่ชัด"},
        content=content,
    )
    export = Job.objects.create(
        kind="export",
        title=f"ส่งออก {PERSON}",
        by=officer,
        status="done",
        begun_at=now,
        ended_at=now,
        parameters={"entity": "producers", "form": "xlsx", "only": None},
        result={"seen": int(PERSON), "said": [PERSON]},
    )
    export.file.save("ก.xlsx", ContentFile(PERSON.encode()))
    ImportRun.objects.create(
        entity="producers",
        by=officer,
        status="checked",
        job=export,
        file_title=f"{PERSON}.xlsx",
        file_hash="0" * 64,
        counts={"new": 1, "changed": 0, "faulty": 1, "unchanged": 0},
        preview={
            "new": [{"number": 2, "cells": [{"heading": "เลข", "after": PREVIEWED}]}],
            "faulty": [{"number": 3, "faults": [{"typed": "6-9999-00000-01-4", "reason": "-"}]}],
        },
        notes=[f"แถว 3: {PERSON}"],
        message=PERSON,
    )


def test_afterwards_no_table_holds_a_number(old, django_capture_on_commit_callbacks):
    for number in (PERSON, OTHER, TRADER, WRONG, PREVIEWED):
        assert everywhere(number), number  # the search sees them
    export = Job.objects.get()
    storage, name = export.file.storage, export.file.name
    with django_capture_on_commit_callbacks(execute=True):
        migrate()
    for number in (PERSON, HELD, OTHER, TRADER, WRONG, PREVIEWED):
        assert everywhere(number) == []
    assert everywhere(FIRM) == ["producers_producer", "producers_producerevent"]
    assert not storage.exists(name)
    export.refresh_from_db()
    assert (export.file.name, export.title) == ("", "ส่งออก xxxxxxxxxx013")
    assert export.result == {"seen": "xxxxxxxxxx013", "said": ["xxxxxxxxxx013"]}


def test_each_record_holds_what_it_should(old):
    migrate()
    said = {}
    for name, row in old.items():
        version = row.version
        row.refresh_from_db()
        number = row.reveal_national_id() if row.national_id_masked else ""
        said[name] = (row.tax_id, row.registration_number, number, row.version - version)
    assert said == {
        "alone": ("", "", PERSON, 0),
        "same": ("", "", PERSON, 0),
        "other": ("", "", HELD, 1),
        "trader": ("", "ทพ. x-xxxx-xxxxx-01-8", TRADER, 0),
        "wrong": ("", "", "", 1),
        "firm": (FIRM, "", "", 0),
    }
    assert old["other"].remark == (
        "เดิม · เลขผู้เสียภาษีเดิม x-xxxx-xxxxx-01-0 เป็นเลขประจำตัวประชาชนที่ไม่ตรงกับของผู้ลงทะเบียน"
    )
    assert list(Producer.objects.with_national_id(TRADER)) == [old["trader"]]


def test_what_could_not_be_decided_is_a_finding_of_p03(old):
    migrate()
    rule = get_rule("P03")
    found = {
        row.name: [fault.words for fault in faults_in(rule, row)]
        for row in with_faults(rule, faulty(rule, Producer.objects.all(), {"P03"}))
    }
    undecided = {
        name for name, words in found.items() if any("ย้ายมาไว้ในหมายเหตุ" in one for one in words)
    }
    assert undecided == {"คนละเลข", "พิมพ์ผิด"}


def test_the_history_says_what_the_records_say_and_stays_closed(old):
    events = event_model(Producer).objects
    before = events.count()
    migrate()
    assert events.count() == before + 2  # the two remarks
    masks = (
        events.filter(pgh_obj=old["alone"].pk)
        .order_by("pgh_id")
        .values_list("tax_id", "national_id_masked")
    )
    assert list(masks) == [("", ""), ("", "x-xxxx-xxxxx-01-3")]
    noted = events.filter(pgh_obj=old["other"].pk).latest("pgh_id")
    assert noted.pgh_context["command"] == "migrate"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled <> 'O'"
        )
        assert cursor.fetchall() == []


def test_what_was_certified_does_not_look_edited(old):
    migrate()
    content = RegistrationStep.objects.get().content
    assert content["tax_id"]["lines"] == [""]
    assert content["national_id_masked"]["lines"] == ["x-xxxx-xxxxx-01-3"]
    assert RegistrationStep.objects.get().marks == {"tax_id": "เลข xxxxxxxxxx013 ไม่ชัด"}


def test_with_nothing_to_move_nothing_changes():
    without_constraints()
    make.producer(make.district(), tax_id=FIRM, registration_number="1-10-05-03/1-0002")
    events = event_model(Producer).objects.count()
    version = Producer.objects.get().version
    migrate()
    assert (event_model(Producer).objects.count(), Producer.objects.get().version) == (
        events,
        version,
    )


def test_from_one_state_to_the_next():
    """By the migrations themselves, there and back: a row of before arrives. Its models are those of the
    two states: today's know columns that were not there then."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    before = executor.loader.project_state(BEFORE).apps
    _producer_of(before, tax_id=PERSON)
    with connection.cursor() as cursor:  # as if it were committed
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor.loader.build_graph()
    executor.migrate(AFTER)
    after = executor.loader.project_state(AFTER).apps.get_model("producers", "Producer").objects
    assert encryption.decrypt(after.get().national_id_encrypted) == PERSON
    assert everywhere(PERSON) == []
    with pytest.raises(IntegrityError, match="tax_id_of_a_firm"), transaction.atomic():
        after.update(tax_id=PERSON)


def _producer_of(state, **fields):
    province = state.get_model("areas", "Province").objects.create(
        code="24", name_th="ฉะเชิงเทรา", name_en="-", region="-", statistical_region="-"
    )
    district = state.get_model("areas", "District").objects.create(
        code="2402", name_th="บางคล้า", name_en="-", type_th="อำเภอ", province=province
    )
    return state.get_model("producers", "Producer").objects.create(
        code="2402-1",
        name="กลุ่มทอผ้า",
        kind="group",
        district=district,
        status="draft",
        content_changed_at=timezone.now(),
        **fields,
    )
