"""Updates of many rows: their history costs what they are, whatever the session updated before."""

import pytest
from django.db import connection

from core.history.bulk_update import FullJoinEvent
from core.history.tracking import event_model, tracked_models
from producers.models import Producer
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_every_trigger_of_updates_joins_in_full():
    """A plain JOIN is planned once a session, maybe as nested loops, and stays so for 100,000 rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'pgtrigger_update_update_%'"
        )
        sources = dict(cursor.fetchall())
    assert sorted(sources) == sorted(model._meta.db_table for model in tracked_models())
    for table, source in sources.items():
        assert "old_values FULL JOIN new_values ON" in source, table
        assert "old_values JOIN" not in source, table


def test_only_rows_that_changed_are_told():
    place = make.district("2402")
    kept, changed = make.producer(place, "เดิม"), make.producer(place, "จะเปลี่ยน")
    events = event_model(Producer).objects.filter(pgh_label="update")
    before = events.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE producers_producer SET remark = CASE WHEN id = %s THEN 'ใหม่' ELSE remark END",
            [changed.pk],
        )
        assert cursor.rowcount == 2
    assert events.count() == before + 1
    told = events.latest("pgh_id")
    assert (told.pgh_obj_id, told.remark) == (changed.pk, "ใหม่")
    assert not events.filter(pgh_obj_id=kept.pk).exists()


def test_another_way_of_joining_in_the_library_is_noticed(monkeypatch):
    monkeypatch.setattr("core.history.bulk_update._JOIN", "old_values MERGED WITH")
    trigger = next(one for one in Producer._meta.triggers if isinstance(one, FullJoinEvent))
    with pytest.raises(ValueError, match="joins the rows"):
        trigger.get_func_template_kwargs(Producer)
