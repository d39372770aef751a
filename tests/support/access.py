"""The access matrix: what every address answers to each officer, by GET and by POST.

The addresses of an app stand in tests/<app>/access.py (of a tool of core: tests/core/<tool>/access.py):
`ADDRESSES`, and `scene(stage)`, which makes the records that their paths name in braces, all of them in
อำเภอบางคล้า (2402). tests/test_access_matrix.py collects those files and asks.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test import Client

from core.areas.models import District, Province
from core.users.models import User
from producers.models import Producer
from tests.support import factories as make
from tests.support.clock import MORNING

# The columns of the table.
WHO = ("anonymous", "own", "sibling", "province", "foreign", "department", "confirmed")
USERNAMES = {
    "own": "district2402",
    "clerk": "clerk2402",  # who may not certify: answered as "own", unless an address says otherwise
    "sibling": "district2403",
    "province": "province24",
    "foreign": "province25",
    "department": "department",
    "confirmed": "department",  # once the province confirmed
}
# What a page that takes no form answers to POST.
NOT_POSTED_TO = "login 405 405 405 405 405 405"


@dataclass(frozen=True)
class Address:
    """A line of the table. `get` and `post` are the answers to each of WHO in turn: a status, or "login"
    for a redirect to the sign-in.

    `route` is as the resolver writes it; `path` is what is asked, the route itself unless said. Where
    a route is asked more than once, the second has a `name`.
    """

    route: str
    path: str = ""
    body: dict[str, str] | str | None = None
    get: str = field(kw_only=True)
    post: str = field(kw_only=True, default=NOT_POSTED_TO)
    clerk: tuple[str, ...] | None = field(kw_only=True, default=None)
    name: str = field(kw_only=True, default="")

    def __post_init__(self):
        object.__setattr__(self, "path", self.path or self.route)
        object.__setattr__(self, "name", self.name or self.route)

    @property
    def answers(self) -> dict[tuple[str, str], str]:
        """What is answered, by officer and method."""
        said = {
            (who, method): answer
            for method, answers in (("GET", self.get), ("POST", self.post))
            for who, answer in zip(WHO, answers.split(), strict=True)
        }
        own = (said["own", "GET"], said["own", "POST"])
        said["clerk", "GET"], said["clerk", "POST"] = self.clerk or own
        return said


# --- Addresses that come in sets -------------------------------------------------------------------


def report(key: str, query: str, *, get: str) -> Address:
    """A report, and what it is asked for."""
    return Address(
        "reports/<slug:key>/", f"reports/{key}/?{query}&format=json", get=get, name=f"report {key}"
    )


def choices(named: str, *, get: str) -> Address:
    """What a field offers while one types: "app.model.field"."""
    app, model, name = named.split(".")
    query = f"app_label={app}&model_name={model}&field_name={name}"
    return Address("autocomplete/", f"autocomplete/?{query}", get=get, name=f"choices {named}")


def record_pages(model: str, pk: str, **pages: tuple[str, ...]) -> list[Address]:
    """The pages of a register: what `list`, `add`, `change`, `history` and, where there is one, `export`
    answer to GET and POST, then to the clerk if otherwise than to the chief. The bare address of a
    record leads to its form; nothing is deleted."""
    suffixes = {
        "list": "",
        "add": "add/",
        "bare": "<path:object_id>/",
        "change": "<path:object_id>/change/",
        "history": "<path:object_id>/history/",
        "delete": "<path:object_id>/delete/",
        "export": "export/",
    }
    pages["bare"] = ("login 302 302 302 302 302 302",) * 2
    pages["delete"] = ("login 403 403 403 403 403 403",) * 2
    return [
        Address(
            f"{model}/{suffix}",
            f"{model}/{suffix.replace('<path:object_id>', pk)}",
            get=pages[page][0],
            post=pages[page][1],
            clerk=pages[page][2:] or None,
        )
        for page, suffix in suffixes.items()
        if page in pages
    ]


def department_lists(models: Iterable[str]) -> list[Address]:
    """The pages of lists that only the department keeps; their records are the `starting_values`."""
    named = ((model, "{" + _key_of(model) + "}") for model in models)
    return [page for model, pk in named for page in department_list(model, pk)]


def department_list(model: str, pk: str) -> list[Address]:
    department = ("login 403 403 403 403 200 200",) * 2
    return record_pages(
        model, pk, **dict.fromkeys(("list", "add", "change", "history"), department)
    )


def starting_values(named: Mapping[str, str]) -> dict[str, object]:
    """For a scene: of each list of the department, the starting value of this name."""
    return {
        _key_of(model): apps.get_model(model.replace("/", ".")).objects.get(name=name).pk
        for model, name in named.items()
    }


def _key_of(model: str) -> str:
    return model.replace("/", "_")


# --- All of them ------------------------------------------------------------------------------------


def tables() -> list[ModuleType]:
    """Every access.py beside the tests of an app."""
    root = Path(__file__).parents[2]
    files = sorted(root.glob("tests/*/access.py")) + sorted(root.glob("tests/core/*/access.py"))
    named = [file.relative_to(root).with_suffix("") for file in files if file != Path(__file__)]
    return [import_module(".".join(one.parts)) for one in named]


def all_addresses() -> list[Address]:
    return [address for table in tables() for address in table.ADDRESSES]


# --- The records and the officers -------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """What every app's scene stands on: บางคล้า, one district beside it and one elsewhere, their
    officers, and a producer of บางคล้า."""

    of: District
    sibling: District
    foreign: District
    chief: User  # of บางคล้า
    province_officer: User
    department: User
    maker: Producer

    @property
    def province(self) -> Province:
        return self.of.province


@dataclass(frozen=True)
class Scene:
    """The records by the names that paths have for them; the officers are signed in."""

    stage: Stage
    keys: dict[str, object]
    cookies: dict[str, SimpleCookie]

    def url(self, address: Address) -> str:
        return "/" + address.path.format(**self.keys)

    def client(self, who: str) -> Client:
        client = Client(raise_request_exception=False)
        client.cookies = deepcopy(self.cookies[who])
        return client


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    """Made once for a test file, in a transaction that is taken back at the end. The tests are marked
    `django_db`: their own transactions lie within this one, and without a mark no test database is made.
    """
    assert connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX)
    with django_db_blocker.unblock(), taken_back():
        yield whole_scene()


def whole_scene() -> Scene:
    """The records of every app's table, made a minute before the morning of the tests."""
    with time_machine.travel(MORNING - timedelta(minutes=1)):
        return _scene(_stage())


def _stage() -> Stage:
    of = make.district("2402")
    sibling, foreign = make.district("2403", "บางน้ำเปรี้ยว"), make.district("2501", "ที่อื่น")
    make.district_clerk(of)
    make.district_officer(sibling)
    make.province_officer(foreign.province)
    maker = make.producer(of)
    maker.set_national_id("1999900000013")
    maker.save()
    return Stage(
        of,
        sibling,
        foreign,
        chief=make.district_officer(of, may_certify=True),
        province_officer=make.province_officer(of.province),
        department=make.department_officer(),
        maker=maker,
    )


def _scene(stage: Stage) -> Scene:
    keys: dict[str, object] = {}
    for table in tables():
        added = table.scene(stage) if hasattr(table, "scene") else {}
        assert not keys.keys() & added.keys(), table.__name__
        keys |= added
    return Scene(stage, keys, _signed_in())


def _signed_in() -> dict[str, SimpleCookie]:
    clients = {"anonymous": Client()} | {who: Client() for who in USERNAMES}
    for who, username in USERNAMES.items():
        clients[who].force_login(User.objects.get(username=username))
    return {who: client.cookies for who, client in clients.items()}


def as_written(answered: dict[tuple[str, str], str]) -> dict[str, object]:
    """Answers as an `Address` has them."""
    get, post = (" ".join(answered[who, method] for who in WHO) for method in ("GET", "POST"))
    return {
        "get": get,
        "post": post,
        "clerk": (answered["clerk", "GET"], answered["clerk", "POST"]),
    }


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answers(scene: Scene, address: Address) -> dict[tuple[str, str], str]:
    """What is answered, by officer and method; nothing done stays done."""
    found = {}
    for who in (*WHO, "clerk"):
        with taken_back():
            if who == "confirmed":
                make.confirm_province(scene.stage.province)
            for method in ("GET", "POST"):
                with taken_back():
                    found[who, method] = _answer(scene, address, scene.client(who), method)
    return found


def _answer(scene: Scene, address: Address, client: Client, method: str) -> str:
    url = scene.url(address)
    if method == "GET":
        got = client.get(url)
    elif isinstance(address.body, str):
        got = client.post(url, address.body, content_type="application/json")
    else:
        got = client.post(url, address.body or {})
    list(got)  # a file is closed once it was read
    if got.status_code == 302 and got["Location"].startswith("/login/"):
        return "login"
    return str(got.status_code)
