"""A take-over that dies between two tables goes on with the next; one table is never half there."""

import pytest
from django.core.management.base import CommandError
from django.db import connection

from producers.models import Producer
from products.models import Product
from taking_over import one_file, rehearsal
from taking_over.folder import files_of
from taking_over.models import TakenRecord, TakeOver
from tests.support import factories as make
from tests.taking_over.test_take_over import take, write

pytestmark = pytest.mark.django_db(transaction=True)


class KilledError(BaseException):
    """As a process that is gone: nothing catches it."""


def test_killed_between_two_tables_it_goes_on(tmp_path, monkeypatch):
    make.district("2402", "บางคล้า")
    by = make.department_officer()
    rows = [(f"P{number}", f"กลุ่ม {number}", "2402") for number in range(50)]
    write(tmp_path, "producers.csv", ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสอำเภอ"), rows)
    write(
        tmp_path,
        "products.csv",
        ("รหัสผลิตภัณฑ์", "รหัสผู้ประกอบการ", "ชื่อผลิตภัณฑ์"),
        [(str(number), f"P{number}", "ผ้า") for number in range(1, 50)],
    )
    assert [one.table.entity for one in files_of(tmp_path)] == ["producers", "products"]
    real = one_file.take

    def dies_in_products(found, *args, **options):
        result = real(found, *args, **options)
        if found.entity == "products":
            assert Product.objects.count() == 49  # written, not committed
            raise KilledError
        return result

    monkeypatch.setattr(one_file, "take", dies_in_products)
    with pytest.raises(KilledError):
        take(tmp_path, by)
    assert Producer.objects.count() == 50
    assert not Product.objects.exists()
    assert not TakenRecord.objects.filter(entity="products").exists()
    half = TakeOver.objects.get()
    assert half.status == "running"
    assert sorted(half.tables.values_list("entity", "status")) == [
        ("producers", "done"),
        ("products", "waiting"),
    ]
    with connection.cursor() as cursor:  # what a process holds, it lets go of when it dies
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)

    monkeypatch.setattr(one_file, "take", real)
    done = take(tmp_path, by)
    assert done == half
    assert done.status == "done"
    assert (Producer.objects.count(), Product.objects.count()) == (50, 49)
    assert [line.name for line in done.lines.all()] == ["begin", "table", "go_on", "table", "end"]


def test_a_rehearsal_leaves_nothing(as_owner, tmp_path, capsys):  # who alone makes schemas
    make.district("2402", "บางคล้า")
    by = make.department_officer()
    make.producer(make.district("2403", "คลองเขื่อน"), name="ที่มีอยู่")
    headings = ("รหัสผู้ประกอบการ", "ชื่อผู้ผลิต ผู้ประกอบการ", "รหัสอำเภอ")
    write(tmp_path, "producers.csv", headings, [("P1", "กลุ่ม", "2402"), ("P2", "", "2402")])
    with pytest.raises(TakeOver.DoesNotExist):
        take(tmp_path, by, "--rehearse", "--report", str(tmp_path / "report.txt"))
    told = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "อ่าน 2 · นำเข้า 1" in told
    assert "ผู้ผลิต 1 " in told
    assert [one.name for one in Producer.objects.all()] == ["ที่มีอยู่"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), to_regnamespace('take_over_rehearsal')")
        assert cursor.fetchone() == ("public", None)
    assert "ทะเบียนจริงไม่เปลี่ยน" in capsys.readouterr().out
    assert take(tmp_path, by).tables.get().taken == 1


def test_the_webs_account_is_told_how_to_rehearse(tmp_path, monkeypatch):
    """An installation's commands run with the rights of the web, which may make no schema."""
    make.district("2402", "บางคล้า")
    by = make.department_officer()
    write(tmp_path, "producers.csv", ("รหัสผู้ประกอบการ", "รหัสอำเภอ"), [("P1", "2402")])
    monkeypatch.setattr(rehearsal, "_may_make_schemas", lambda: False)
    with pytest.raises(CommandError, match=r"สั่งด้วยบัญชีเจ้าของฐานข้อมูล: sudo otop manage --owner"):
        take(tmp_path, by, "--rehearse")
    assert not TakeOver.objects.exists()
