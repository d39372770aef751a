"""What is kept of a district's checks is what counting finds, whatever path a change takes."""

import re
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from chuanchim.models import Outlet
from core.postgresql.before_commit import settle_all
from core.thai import calendar
from producers.models import Producer, SalesChannel
from products.models import Product
from quality import campaigns, counting
from quality.counting import live, tallies_of
from quality.kept import changed_in
from quality.models import CheckWord, DistrictTally, SeverityChange
from quality.progress import figures_of
from quality.rules import get_rule, registers, rule_of_code
from tests.support import factories as make
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make.province_officer(make.province())


@pytest.fixture
def districts():
    return [make.district("2402"), make.district("2403", "บางน้ำเปรี้ยว")]


def record(of, name="กลุ่มทอผ้า"):
    maker = make.ready_producer(of, name, status="announced", phone="+66810000005")
    make.product(maker, status="announced")
    return maker


def kept(user) -> dict:
    """As `tallies_of` reads it where nothing is behind; nothing of a register without records."""
    assert changed_in(user, {}) == []
    return dict(tallies_of(user, {}))


def test_every_table_that_the_checks_read_notes_its_changes():
    """A new part of a check that reads another table must have that noted too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, count(*) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'quality_notes_%' GROUP BY 1"
        )
        noted = {table for table, operations in cursor.fetchall() if operations == 3}
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger_touches_record_%' GROUP BY 1 HAVING count(*) = 3"
        )
        parts = {table for (table,) in cursor.fetchall()}
    read = set()
    for rules in registers().values():
        records = rules[0].model._default_manager.all()
        sql, _ = counting._grouped(rules, records, frozenset()).query.sql_with_params()
        read |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
    assert {"producers_producer", "products_price", "quality_checkword"} <= read
    assert read - parts - noted == set()
    assert "quality_severitychange" in noted


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_is_counted_after_any_history(seed, districts, province):
    drawn = Random(seed)
    makers = [record(of, f"กลุ่ม {n}") for n, of in enumerate(districts * 2)]
    make.outlet(districts[0], status="announced")
    campaign = campaigns.open_campaign(
        title="แก้ข้อมูล", codes=["P04", "P10", "D04"], due_on=calendar.today(), by=province
    )
    counting.refresh()

    def change():
        fields = drawn.choice(
            [{"phone": ""}, {"phone": "810000000"}, {"name": "ผ้า"}, {"labour_count": None}]
        )
        Producer.objects.filter(pk=drawn.choice(makers).pk).update(**fields)

    def move():
        Producer.objects.filter(pk=drawn.choice(makers).pk).update(
            district=drawn.choice(districts), subdistrict=None
        )

    def part():
        SalesChannel.objects.filter(producer=drawn.choice(makers)).delete()

    def end():
        Product.objects.filter(producer=drawn.choice(makers)).update(production="ended")

    def add():
        makers.append(record(drawn.choice(districts), f"มาใหม่ {drawn.random()}"))

    def outlet():
        Outlet.objects.filter(district=districts[0]).update(name=drawn.choice(["-", "ร้านดี"]))

    def word():
        CheckWord.objects.create(
            use=CheckWord.Use.PLACEHOLDER, name=f"กลุ่ม {drawn.randrange(4)}{drawn.random()}"
        )

    for act in drawn.choices([change, move, part, end, add, outlet, word], k=14):
        with transaction.atomic():
            act()
            if drawn.random() < 0.6:
                settle_all()
        assert dict(tallies_of(province, {})) == dict(live(province))
        stands = dict(figures_of(campaign, province))
        settle_all()
        assert kept(province) == dict(live(province))
        assert {key: one for key, one in figures_of(campaign, province).items()} == stands
    assert any(tally.faulty for tally in kept(province).values())
    assert counting.refresh().wrong == 0


def test_the_night_says_what_was_kept_wrong_and_mends_it(districts, province):
    record(districts[0])
    changed = record(districts[1])
    assert counting.refresh().wrong == 0
    DistrictTally.objects.filter(code__in=["P04", "D04"]).update(faulty=1)
    Producer.objects.filter(pk=changed.pk).update(
        phone=""
    )  # noted: nothing is said of its district
    out, err = StringIO(), StringIO()
    call_command("quality", refresh=True, stdout=out, stderr=err)
    # P04 of one district; D04 compares with the day, so it may differ by itself.
    assert err.getvalue() == "จำนวนที่เก็บไว้ไม่ตรงกับที่นับ 1 จำนวน (อำเภอและข้อ) แก้แล้ว\n"
    assert tallies_of(province, {})["2402", "P04"].faulty == 0
    err = StringIO()
    call_command("quality", refresh=True, stdout=out, stderr=err)
    assert err.getvalue() == ""


def test_a_form_counts_its_district_anew(districts, province):
    maker = record(districts[0])
    record(districts[1])
    counting.refresh()
    clerk = make.district_officer(districts[0])
    client = signed_in(clerk)
    path = f"/producers/producer/{maker.pk}/change/?section=general"
    page = client.get(path)
    form = page.context["adminform"].form
    given = {name: form[name].value() or "" for name in form.fields} | {"phone": ""}
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    assert token
    client.post(path, given | {"form_token": token[1]})
    maker.refresh_from_db()
    assert maker.phone == ""
    assert changed_in(province, {}) == []
    assert tallies_of(clerk, {})["2402", "P04"].faulty == 1


def test_a_change_past_the_forms_is_counted_as_a_page_looks(districts, province):
    maker = record(districts[0])
    record(districts[1])
    counting.refresh()
    Producer.objects.filter(pk=maker.pk).update(phone="")
    assert changed_in(province, {}) == ["2402"]
    assert changed_in(province, {"district": "2403"}) == []
    assert tallies_of(province, {})["2402", "P04"].faulty == 1
    assert DistrictTally.objects.get(district="2402", code="P04").faulty == 0


def test_another_day_is_counted_anew(districts, province, monkeypatch):
    record(districts[0])
    counting.refresh()
    tomorrow = date.today() + timedelta(days=1)
    monkeypatch.setattr("core.thai.calendar.today", lambda: tomorrow)
    assert changed_in(province, {}) == ["2402", "2403"]


def test_what_blocks_is_part_of_what_is_kept(districts, province):
    record(districts[0])
    counting.refresh()
    SeverityChange.objects.create(
        code="P04", blocks=True, reason="ทดสอบ", by=make.department_officer()
    )
    assert set(changed_in(province, {})) == {"2402", "2403"}


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_of_1_and_3_districts(count, django_assert_num_queries):
    for number in range(count):
        record(make.district(f"240{number + 2}", f"อำเภอ {number}"))
    counting.refresh()
    province = make.province_officer(make.province())
    with django_assert_num_queries(2):
        tallies_of(province, {"province": "24"})


def test_nothing_is_kept_that_the_door_does_not_show(districts):
    record(districts[0])
    elsewhere = record(make.district("2501", "เมือง"))
    counting.refresh()
    officer = make.district_officer(elsewhere.district)
    assert {district for district, _ in tallies_of(officer, {})} == {"2501"}
    assert tallies_of(officer, {"district": "2402"}) == {}
    assert all(get_rule(code) is rule_of_code(code) for _, code in tallies_of(officer, {}))
