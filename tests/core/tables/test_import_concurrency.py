"""An import and a save of the same record at once: one waits for the other, nothing is lost."""

import pytest

from core.areas.scope import Role
from core.tables import record_tables
from core.tables.loading import LoadRefused, load
from producers.imports import ProducerTable
from producers.models import Producer
from products.imports import StandardTable
from tests.support import factories as make
from tests.support.concurrency import Person, stop_before
from tests.support.sheets_by_column import exported, read

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_save_waits_for_the_import_and_both_stand(monkeypatch):
    """Between the check and the writing the records are locked: a save comes before or after."""
    officer = make.district_officer(make.district())
    producer = make.producer(officer.district, "กลุ่มทอผ้า", phone="+6638510000")
    sheet = read(ProducerTable, exported(ProducerTable, officer) | {"remark": "จากไฟล์"})
    importing: list[Person] = []
    stop_before(monkeypatch, record_tables, "update", importing)
    importing.append(Person(lambda: load(ProducerTable(officer), sheet)))
    importing[0].start().until_stopped()
    saving = Person(
        lambda: Producer.objects.filter(pk=producer.pk).update(phone="+66810000000")
    ).start()
    saving.until_waiting()
    importing[0].go_on().done()
    saving.done()
    assert (importing[0].error, saving.error) == (None, None)
    producer.refresh_from_db()
    assert (producer.remark, producer.phone) == ("จากไฟล์", "+66810000000")


def test_who_was_moved_to_another_office_meanwhile_loads_nothing(monkeypatch):
    monkeypatch.setattr(StandardTable, "importers", frozenset({Role.DISTRICT}))
    district = make.district()
    product = make.product(make.producer(district))
    row = {"id": "", "product": str(product.pk), "standard": "มผช."}
    moved = make.department_officer()
    with pytest.raises(LoadRefused, match="นำเข้ามาตรฐานของผลิตภัณฑ์ไม่ได้"):
        load(StandardTable(moved), read(StandardTable, row))
    assert not product.standards.exists()
