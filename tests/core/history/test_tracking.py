"""What the triggers see: every way a row can change, and who is said to have changed it."""

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from core.areas.models import District
from core.history.acting import Actor, acting
from core.history.middleware import ActingMiddleware
from core.history.tracking import event_model, parts_of, tracked_models, tracking_of
from core.tables.copying import copy_objects, copy_rows
from core.users.models import User
from producers.models import FundingSource, Producer
from registration.registers import registered_models
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db


@pytest.fixture
def bangkhla() -> District:
    return make.district()


def labels(record) -> list[str]:
    events = event_model(type(record)).objects.filter(pgh_obj_id=record.pk)
    return list(events.order_by("pgh_id").values_list("pgh_label", flat=True))


def last_actor(record) -> Actor:
    events = event_model(type(record)).objects.filter(pgh_obj_id=record.pk)
    return Actor.of_event(events.latest("pgh_id").pgh_context)


def uncopied(of: District, code: str) -> Producer:
    """A producer as a COPY brings it, its stamps included."""
    now = timezone.now()
    return Producer(district=of, name="คัดลอก", code=code, created_at=now, updated_at=now)


def raw(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_path_of_a_change_is_seen(bangkhla):
    saved = make.producer(bangkhla, "บันทึก")
    saved.name = "บันทึกใหม่"
    saved.save()
    assert labels(saved) == ["insert", "update"]

    bulk = Producer.objects.bulk_create(
        Producer(district=bangkhla, name=f"กลุ่ม {n}", code=f"B{n}") for n in range(3)
    )
    Producer.objects.filter(pk__in=[one.pk for one in bulk]).update(kind="sme")
    assert [labels(one) for one in bulk] == [["insert", "update"]] * 3

    raw("UPDATE producers_producer SET phone = '038510000' WHERE id = %s", saved.pk)
    assert labels(saved) == ["insert", "update", "update"]

    copied = [uncopied(bangkhla, "C1"), uncopied(bangkhla, "C2")]
    copy_objects(copied)
    assert [labels(one) for one in copied] == [["insert"]] * 2

    row = saved.fundings.create(source=FundingSource.objects.first(), amount="100")
    kept = row.pk
    saved.fundings.all().delete()
    row.pk = kept
    assert labels(row) == ["insert", "delete"]


def test_what_says_nothing_new_makes_no_event(bangkhla):
    producer = make.producer(bangkhla)
    producer.save()
    Producer.objects.filter(pk=producer.pk).update(version=9, national_id_hash="")
    producer.sales_channels.create(kind="shop", place="ตลาด")  # touches the record's version
    assert labels(producer) == ["insert"]


def test_secrets_are_not_kept():
    kept = {field.name for field in tracking_of(Producer).fields}
    assert "national_id_masked" in kept
    assert not {"national_id_encrypted", "national_id_hash", "sort_key", "updated_at"} & kept
    assert not {"password", "last_login"} & {field.name for field in tracking_of(User).fields}


def test_every_tracked_field_has_a_thai_name():
    nameless = [
        f"{model.__name__}.{field.name}"
        for model in tracked_models()
        for field in tracking_of(model).fields
        if not any("ก" <= letter <= "๙" for letter in tracking_of(model).label(field))
    ]
    assert nameless == []


def test_every_register_and_its_parts_are_tracked():
    """Whatever rows a page of a record has, its history tells of them."""
    for site_admin in (admin.site.get_model_admin(model) for model in registered_models()):
        rows = {inline.model for section in site_admin.sections for inline in section.rows}
        tracked_parts = {tracking.model for tracking in parts_of(site_admin.model)}
        assert tracked_parts == rows


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'insert'", "DELETE FROM {}"])
def test_no_event_is_changed_afterwards(bangkhla, statement):
    make.producer(bangkhla)
    with owning(), pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        raw(statement.format("producers_producerevent"))


# --- Who ------------------------------------------------------------------------------------------


def test_who_acts_and_in_doing_what(bangkhla):
    officer = make.district_officer(bangkhla)
    producer = make.producer(bangkhla)
    assert last_actor(producer) == Actor()
    with acting(officer):
        Producer.objects.filter(pk=producer.pk).update(name="หนึ่ง")
        assert last_actor(producer) == Actor(user=officer.pk, office="2402")
        with acting(label="รวมระเบียนซ้ำ"):
            Producer.objects.filter(pk=producer.pk).update(name="สอง")
        assert last_actor(producer) == Actor(user=officer.pk, office="2402", label="รวมระเบียนซ้ำ")
        Producer.objects.filter(pk=producer.pk).update(name="สาม")
        assert last_actor(producer) == Actor(user=officer.pk, office="2402")
    Producer.objects.filter(pk=producer.pk).update(name="สี่")
    assert last_actor(producer) == Actor()


def test_a_copy_is_said_to_be_the_commands(bangkhla):
    copied = uncopied(bangkhla, "C1")
    with acting(command="demo"):
        copy_objects([copied])
    assert last_actor(copied) == Actor(command="demo")
    other = uncopied(bangkhla, "C2")
    copy_objects([other])
    assert last_actor(other) == Actor()


def test_a_refused_step_leaves_the_rest_of_the_request_its_actor(bangkhla):
    officer = make.province_officer(bangkhla.province)
    producer = make.producer(bangkhla)
    with acting(officer):
        with pytest.raises(DatabaseError), transaction.atomic():
            raw("DELETE FROM producers_producerevent")
        Producer.objects.filter(pk=producer.pk).update(name="ต่อ")
    assert last_actor(producer) == Actor(user=officer.pk, office="24")


def test_a_request_names_who_asks(bangkhla):
    producer = make.producer(bangkhla)
    request = RequestFactory().post("/")
    request.user = make.district_officer(bangkhla)

    def answer(request):
        Producer.objects.filter(pk=producer.pk).update(name="ผ่านหน้าเว็บ")

    ActingMiddleware(answer)(request)
    assert last_actor(producer) == Actor(user=request.user.pk, office="2402")


def test_copying_rows_by_columns_is_seen_too(bangkhla):
    officer = make.department_officer()
    copy_rows(
        "producers_fundingsource", ["name", "position", "is_active"], [("กองทุนทดสอบ", 1, True)]
    )
    assert labels(FundingSource.objects.get(name="กองทุนทดสอบ")) == ["insert"]
    assert labels(officer) == ["insert"]
