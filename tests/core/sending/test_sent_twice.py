"""The same form sent twice at once, on two real connections: it is done once, and both are led to what
the first one made. `test_without_the_note_it_is_done_twice` shows the fault."""

from collections.abc import Callable, Iterable
from datetime import datetime
from types import ModuleType
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib import messages

from core.jobs.models import Job
from core.sending.middleware import SentOnceMiddleware
from core.sending.models import SentForm
from core.users.models import User
from producers.models import OperationSweep, Producer
from quality.models import Campaign
from quality.views import campaigns as campaign_views
from quality.views import overview as overview_views
from sales.models import Resolution, SalesMonth
from sales.months import workflow
from sales.views import resolutions as resolution_views
from tests.support import factories as make
from tests.support.concurrency import Person, stop_before
from tests.support.forms import form_of
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_november():
    moment = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
    with time_machine.travel(moment, tick=True):
        yield


class Scene(NamedTuple):
    """Who sends which form of which page, filled in how; where the first one is stopped, its work
    done but not its answer; what was made."""

    user: User
    page: str
    action: str
    typed: dict[str, object]
    stop: tuple[ModuleType, str]
    made: Callable[[], Iterable]


def new_producer() -> Scene:
    of = make.district()
    place = make.subdistrict(of)
    typed = {"name": "กลุ่มใหม่", "kind": "group", "subdistrict": place.pk, "_save": "1"}
    return Scene(
        make.district_officer(of), "/producers/producer/add/", "", typed, (messages, "success"),
        lambda: Producer.objects.values_list("name", flat=True),
    )  # fmt: skip


def new_account() -> Scene:
    of = make.district()
    typed = {
        "username": "new", "full_name": "คนใหม่", "role": "district", "district": of.pk, "_save": "1",
    }  # fmt: skip
    return Scene(
        make.department_officer(), "/accounts/user/add/", "", typed, (messages, "success"),
        lambda: User.objects.filter(username="new").values_list("username", flat=True),
    )  # fmt: skip


def new_month() -> Scene:
    make.district()
    return Scene(
        make.department_officer(), "/sales/months/", "", {}, (workflow, "log"),
        lambda: SalesMonth.objects.values_list("month", flat=True),
    )  # fmt: skip


def resolution() -> Scene:
    of = make.district_month(make.district())
    make.confirm_district(of)
    address = f"/sales/2026-10/{of.district_id}/"
    typed = {"number": "11/2569", "form": "meeting", "held_on": "2/11/2569"}
    return Scene(
        make.district_officer(of.district), f"{address}check/", f"{address}resolution/", typed,
        (resolution_views, "redirect"),
        lambda: Resolution.objects.values_list("number", flat=True),
    )  # fmt: skip


def campaign() -> Scene:
    typed = {"title": "แก้โทรศัพท์", "due_on": "30/11/2569", "codes": ["P04"]}
    return Scene(
        make.province_officer(make.district().province), "/quality/campaigns/new/", "", typed,
        (messages, "success"),
        lambda: Campaign.objects.values_list("title", flat=True),
    )  # fmt: skip


def campaign_of_the_nation() -> Scene:
    make.district()
    typed = {"title": "แก้โทรศัพท์", "due_on": "30/11/2569", "codes": ["P04"]}
    return Scene(
        make.department_officer(), "/quality/campaigns/new/", "", typed, (campaign_views, "redirect"),
        lambda: Job.objects.values_list("kind", flat=True),
    )  # fmt: skip


def count_of_the_nation() -> Scene:
    make.district()
    return Scene(
        make.department_officer(), "/quality/", "/quality/count/", {}, (overview_views, "redirect"),
        lambda: Job.objects.values_list("kind", flat=True),
    )  # fmt: skip


def sweep() -> Scene:
    make.district()
    typed = {"title": "สำรวจปี 2570", "asked_from": "1/12/2569"}
    return Scene(
        make.department_officer(), "/producers/operations/", "", typed, (messages, "success"),
        lambda: OperationSweep.objects.values_list("title", flat=True),
    )  # fmt: skip


SCENES = [
    new_producer, new_account, new_month, resolution, campaign, campaign_of_the_nation,
    count_of_the_nation, sweep,
]  # fmt: skip


def sender(scene: Scene) -> Callable[[], object]:
    """A browser of that person that sends the form; each call is the same post once more."""
    form = filled(scene)

    def send():
        client = signed_in(scene.user)
        client.raise_request_exception = False  # it would raise what the other one met, too
        answer = client.post(scene.action or scene.page, form)
        said = [str(one) for one in messages.get_messages(answer.wsgi_request)]
        return answer.status_code, answer.get("Location"), said

    return send


def filled(scene: Scene) -> dict:
    client = signed_in(scene.user)
    shown = form_of(client.get(scene.page), scene.action, next(iter(scene.typed), ""))
    return shown.fields | scene.typed


def at_once(monkeypatch, scene: Scene) -> tuple[Person, Person]:
    """The first is stopped before it answers; the second is seen waiting for it."""
    send, stopped = sender(scene), []
    stop_before(monkeypatch, *scene.stop, stopped)
    stopped.append(Person(send))
    first = stopped[0].start().until_stopped()
    second = Person(send).start().until_waiting()
    first.go_on().done()
    second.done()
    return first, second


@pytest.mark.parametrize("prepared", SCENES)
def test_it_is_done_once_and_both_are_led_there(monkeypatch, prepared):
    scene = prepared()
    first, second = at_once(monkeypatch, scene)
    assert (first.error, second.error) == (None, None)
    assert len(scene.made()) == 1
    assert first.result[0] == second.result[0] == 302
    assert first.result[1] == second.result[1]
    *again, told = second.result[2]
    assert again == first.result[2]
    assert told.startswith("แบบฟอร์มนี้ส่งมามากกว่าหนึ่งครั้ง ระบบดำเนินการครั้งเดียวเมื่อ 3 พ.ย. 2569 09:00")
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize("prepared", SCENES)
def test_without_the_note_it_is_done_twice(monkeypatch, prepared):
    """The fault that the test above shows gone; where the database has a constraint, the second is
    told that another was first."""
    monkeypatch.setattr(SentOnceMiddleware, "process_view", lambda *args: None)
    scene, stopped = prepared(), []
    send = sender(scene)
    stop_before(monkeypatch, *scene.stop, stopped)
    stopped.append(Person(send))
    first = stopped[0].start().until_stopped()
    second = Person(send).start()
    if prepared in (new_account, new_month):  # inside its transaction: the second waits for the key
        second.until_waiting()
    else:
        second.done()
    first.go_on().done()
    second.done()
    assert (first.error, second.error) == (None, None)
    if prepared in (campaign_of_the_nation, count_of_the_nation):
        assert second.result[0] in (302, 409)  # a job of the nation is one at a time anyway
        assert len(scene.made()) == 1
    elif prepared in (new_account, new_month, sweep):
        assert second.result == (409, None, [])
        assert len(scene.made()) == 1
    else:
        assert len(scene.made()) == 2


def test_the_first_that_fails_leaves_the_second_to_do_it(monkeypatch):
    scene, stopped = new_month(), []
    send = sender(scene)
    original = messages.success

    def failing(*args, **kwargs):
        if stopped and stopped[0].is_current():
            stopped[0].stop_here()
            raise OSError("the machine went away")
        return original(*args, **kwargs)

    monkeypatch.setattr(messages, "success", failing)
    stopped.append(Person(send))
    first = stopped[0].start().until_stopped()
    second = Person(send).start().until_waiting()
    first.go_on().done()
    second.done()
    assert first.result[0] == 500
    assert second.result[:2] == (302, "/sales/months/")
    assert [str(month) for month in scene.made()] == ["2026-10-01"]
    assert SentForm.objects.count() == 1


def test_a_page_in_answer_leaves_no_note():
    scene = new_month()
    form = filled(scene) | {"district_due": "ไม่ใช่วันที่"}
    client = signed_in(scene.user)
    assert client.post("/sales/months/", form).status_code == 422
    assert not SentForm.objects.exists()
    assert list(scene.made()) == []


def test_the_same_page_filled_in_otherwise_is_another_form():
    """The browser's way back shows the page with the token it had."""
    scene = new_producer()
    client = signed_in(scene.user)
    form = filled(scene)
    for name in ("กลุ่มหนึ่ง", "กลุ่มสอง", "กลุ่มสอง"):
        assert client.post(scene.page, form | {"name": name}).status_code == 302
    assert sorted(scene.made()) == ["กลุ่มสอง", "กลุ่มหนึ่ง"]


def test_a_form_is_its_senders_alone():
    scene = new_producer()
    other = make.district_officer(make.district("2403"))
    place = make.subdistrict(other.district)
    form = filled(scene)
    for user, subdistrict in ((scene.user, form["subdistrict"]), (other, place.pk)):
        client = signed_in(user)
        answer = client.post(scene.page, form | {"subdistrict": subdistrict})
        assert answer.status_code == 302
        told = client.get("/forms/arrived/", {"token": [form["form_token"], "another"]})
        assert told.json() == {"arrived": [form["form_token"]]}
    stranger = signed_in(make.department_officer())
    told = stranger.get("/forms/arrived/", {"token": form["form_token"]})
    assert told.json() == {"arrived": []}
    assert len(scene.made()) == 2
