"""The pages: counts that are their lists, a form as a part of a list, next after saving, the command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.jobs.models import Job
from producers.models import Producer
from quality import counting
from quality.models import QualityCount
from quality.rules import all_rules
from tests.support import factories as make
from tests.support.quality_cases import breaking, setting, whole
from tests.support.worker import work

pytestmark = pytest.mark.django_db


def without_phone(of, name: str) -> Producer:
    producer = whole("P04", of, name)
    setting(phone="")(producer)
    return producer


@pytest.fixture
def three(of):
    return [without_phone(of, name) for name in ("กลุ่มก", "กลุ่มข", "กลุ่มค")]


def form_of(client, address: str) -> dict:
    """What the browser would post of the form at this address."""
    form = client.get(address).context["adminform"].form
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def test_the_counts_of_a_district_are_the_lengths_of_its_lists(client, of, neighbour):
    for rule in all_rules():
        breaking(rule.code)(whole(rule.code, of))
        breaking(rule.code)(whole(rule.code, neighbour))
    page = client.get("/quality/")
    lines = [line for register in page.context["registers"] for line in register["lines"]]
    assert [line.rule.code for line in lines] == [rule.code for rule in all_rules()]
    for line in lines:
        listed = client.get(line.address).context
        assert (line.rule.code, line.tally.faulty) == (line.rule.code, listed["count"])
        assert line.tally.faulty > 0
        assert {row.district for row in listed["lines"]} == {of}


def test_only_the_blocking_ones_by_choice(client):
    page = client.get("/quality/?show=blocking")
    lines = [line for register in page.context["registers"] for line in register["lines"]]
    assert [line.rule.code for line in lines] == ["P01", "P03", "D02", "C01"]


def test_a_province_sees_its_districts_and_each_cell_leads_to_its_list(client, of, neighbour):
    without_phone(of, "กลุ่มก")
    without_phone(make.district("2501", "ที่อื่น"), "กลุ่มอื่น")
    client.force_login(make.province_officer(of.province))
    page = client.get("/quality/")
    (line,) = page.context["lines"]
    cell = line.cells.split("</td>")[[rule.code for rule in all_rules()].index("P04")]
    address = "/quality/P04/?district=2402"
    assert line.area == of
    assert f'<a href="{address}" title="{of.name_th} P04 ' in cell
    assert cell.endswith(': 1 จาก 1">1</a>')
    assert client.get(address).context["count"] == 1
    assert client.get("/quality/P04/?district=2501").status_code == 404
    assert client.get("/quality/?district=2501").status_code == 404


def test_the_nation_reads_what_was_counted_and_says_when(client, of, clerk):
    without_phone(of, "กลุ่มก")
    client.force_login(make.department_officer())
    assert "ยังไม่เคยนับทั่วประเทศ" in client.get("/quality/").content.decode()
    job = Job.objects.get(pk=client.post("/quality/count/")["Location"].strip("/").split("/")[-1])
    work()
    job.refresh_from_db()
    assert job.message == "นับทั่วประเทศแล้วเมื่อ 3 พ.ย. 2569 09:00"
    without_phone(of, "กลุ่มข")
    page = client.get("/quality/")
    lines = {line.rule.code: line for line in page.context["registers"][0]["lines"]}
    assert (lines["P04"].tally.faulty, lines["P04"].tally.of) == (1, 1)
    assert "นับเมื่อ 3 พ.ย. 2569" in page.content.decode()
    live = client.get("/quality/?province=24").context["registers"][0]["lines"]
    assert {line.rule.code: line.tally.faulty for line in live}["P04"] == 2


def test_a_day_is_counted_once_and_every_check_of_every_district(of, neighbour):
    whole("P04", of)
    whole("D01", neighbour)
    counting.refresh()
    counting.refresh()
    counted = QualityCount.objects.values_list("district", "code", "of", "faulty")
    assert sorted(counted.filter(code__startswith="P", district="2402")) == [
        ("2402", rule.code, 1, 0) for rule in all_rules() if rule.code[0] == "P"
    ]
    assert counted.filter(code__startswith="D").count() == 8
    assert not counted.filter(code__startswith="C").exists()


def test_next_after_saving_until_the_list_is_done(client, three):
    first, second, third = three
    start = client.get("/quality/P04/").context["lines"][0].address
    assert start == f"/producers/producer/{first.pk}/change/?section=general&worklist=P04"
    page = client.get(start)
    assert (page.context["worklist"].left, page.context["worklist"].faults[0].words) == (
        3, "ยังไม่มีเบอร์โทรศัพท์",
    )  # fmt: skip
    address = start
    for producer, following in [(first, second), (second, third), (third, None)]:
        posted = form_of(client, address) | {"phone": "0810000005", "_next_record": "1"}
        address = client.post(address, posted)["Location"]
        assert Producer.objects.get(pk=producer.pk).phone == "+66810000005"
        if following:
            path = f"/producers/producer/{following.pk}/change/"
            assert address == f"{path}?section=general&worklist=P04"
    assert address == "/quality/P04/"


def test_saving_what_is_still_wrong_stays_and_says_so(client, three):
    address = f"/producers/producer/{three[0].pk}/change/?section=general&worklist=P04"
    posted = form_of(client, address) | {"_next_record": "1"}
    answer = client.post(address, posted, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "ยังไม่ผ่าน P04: ยังไม่มีเบอร์โทรศัพท์" in answer.content.decode()


def test_a_plain_save_stays_in_the_list(client, three):
    address = f"/producers/producer/{three[0].pk}/change/?section=general&worklist=P04"
    posted = form_of(client, address) | {"phone": "0810000005", "_save": "1"}
    assert client.post(address, posted)["Location"] == address


def test_skipping_goes_round(client, three):
    def after(producer) -> str:
        return client.get(f"/quality/P04/next/{producer.pk}/")["Location"]

    assert f"/{three[1].pk}/" in after(three[0])
    assert f"/{three[0].pk}/" in after(three[2])
    setting(phone="+66810000005")(three[0])
    setting(phone="+66810000005")(three[1])
    assert after(three[2]) == "/quality/P04/"


def test_a_list_of_another_register_is_none_of_the_form(client, three):
    page = client.get(f"/producers/producer/{three[0].pk}/change/?worklist=D02")
    assert "worklist" not in page.context


def test_the_form_says_what_the_checks_find(client, three):
    page = client.get(f"/producers/producer/{three[0].pk}/change/")
    assert [one["fault"].rule.code for one in page.context["record_faults"]] == ["P04"]


@pytest.mark.parametrize("address", ["/quality/", "/quality/P04/", "/quality/D06/"])
@pytest.mark.parametrize("who", ["district", "province", "department"])
def test_the_queries_do_not_grow_with_the_rows(client, of, who, address):
    officer = {
        "district": make.district_officer(of),
        "province": make.province_officer(of.province),
        "department": make.department_officer(),
    }[who]
    client.force_login(officer)
    counts = []
    for number in (1, 2, 3):
        breaking("D06")(whole("D06", make.district(f"240{number}"), f"ขนม {number}"))
        without_phone(make.district("2402"), f"กลุ่มที่{number}ของอำเภอ")
        breaking("D06")(whole("D06", make.district("2402"), f"ขนมถ้วย {number}"))
        counting.refresh()
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[2]
    assert counts[0] <= 14


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("quality", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_counts_through_the_persons_door(of, neighbour, clerk, three):
    without_phone(neighbour, "กลุ่มอื่น")
    counted = json.loads(run("--as", clerk.username, "--format", "json"))
    assert list(counted) == [rule.code for rule in all_rules()]
    assert counted["P04"] == {"title": "โทรศัพท์ว่างหรือไม่ถูกต้อง", "faulty": 3, "of": 3}
    province = make.province_officer(of.province).username
    assert json.loads(run("--as", province, "--format", "json"))["P04"]["faulty"] == 4
    listed = run("--as", clerk.username, "--code", "P04", "--list")
    assert listed.split() == [str(one.pk) for one in three]
    assert "P04\t3\t3\t" in run("--as", clerk.username, "--code", "P04")


def test_the_command_refuses_who_and_what_is_not_there(clerk):
    with pytest.raises(CommandError, match="ไม่พบบัญชี"):
        run("--as", "nobody")
    with pytest.raises(CommandError, match="ไม่มีข้อตรวจ X99"):
        run("--as", clerk.username, "--code", "X99")
    with pytest.raises(CommandError, match="--code คู่กับ --list"):
        run("--as", clerk.username, "--list")


def test_the_command_refreshes_the_nation(three):
    assert "นับทั่วประเทศแล้ว" in run("--refresh")
    assert QualityCount.objects.get(code="P04").faulty == 3


# --- The nation's list ------------------------------------------------------------------------------


@pytest.fixture
def department(client, three):
    """Signed in as the department, after the nation was counted with three faulty records."""
    counting.refresh()
    client.force_login(make.department_officer())
    return client


def test_the_nations_list_says_how_many_were_counted_and_counts_none(department, monkeypatch, of):
    monkeypatch.setattr("quality.views.worklist.PER_PAGE", 2)
    without_phone(of, "กลุ่มง")
    with CaptureQueriesContext(connection) as captured:
        page = department.get("/quality/P04/")
    assert [str(line.record) for line in page.context["lines"]] == ["กลุ่มก", "กลุ่มข"]
    assert page.context["count"] == 3
    assert "(นับเมื่อ 3 พ.ย. 2569 09:00)" in page.content.decode()
    counts = [one["sql"] for one in captured if "COUNT(*)" in one["sql"]]
    assert not any('FROM "producers_producer"' in sql.partition("WHERE")[0] for sql in counts)


def test_at_its_end_the_list_knows_how_many_there_are(department, monkeypatch, of, three):
    monkeypatch.setattr("quality.views.worklist.PER_PAGE", 2)
    more = [without_phone(of, name) for name in ("กลุ่มง", "กลุ่มจ")]
    last = department.get("/quality/P04/?page=2").context
    assert (last["count"], last["counted_at"] is None) == (5, False)
    assert department.get("/quality/P04/?page=3").context["count"] == 5
    Producer.objects.filter(pk__in=[one.pk for one in (*more, *three[1:])]).update(
        phone="+66810000001"
    )
    gone = department.get("/quality/P04/?page=2").context
    assert (gone["count"], [str(line.record) for line in gone["lines"]]) == (1, ["กลุ่มก"])


def test_the_list_of_a_province_is_counted(department, of):
    without_phone(of, "กลุ่มง")
    page = department.get("/quality/P04/?province=24").context
    assert (page["count"], page["counted_at"]) == (4, None)


def test_a_long_list_names_some_of_its_pages(client, of, monkeypatch):
    monkeypatch.setattr("quality.views.worklist.PER_PAGE", 1)
    for number in range(20):
        without_phone(of, f"กลุ่ม {number:02}")
    page = client.get("/quality/P04/?page=10").content.decode()
    assert '<a href="?page=1">1</a>' in page
    assert '<a href="?page=20">20</a>' in page
    assert '<a href="?page=4">4</a>' not in page
    assert "…" in page
