"""Whatever is written into an address or a form: an answer of the portal, never a fault of it (500).

Every address of the access matrix, asked by an officer who may open it, with parts, parameters and
fields that no page offers. The choices are drawn by a seed, so that a failure can be run again.
"""

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.utils.datastructures import MultiValueDict

from core.users.models import User
from tests.support.access import USERNAMES, Address, all_addresses, scene  # noqa: F401  (a fixture)
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)

pytestmark = pytest.mark.django_db

NOT_WELL = "/health/ready"  # answers 503 where a worker is missing, as here
PARTS = 8  # runs that can go side by side
NASTY = [
    "",
    "0",
    "-1",
    "1.5",
    "9" * 25,
    "9" * 5000,
    "abc",
    "๒๕๗๐",
    "' OR 1=1 --",
    "%",
    "\0",
    "\u200b",
    "\ud800",
    "../../etc",
    "2026-13",
    "31/02/2570",
    "NaN",
    "1e400",
    "<b>",
    "ก" * 3000,
    "[1]",
    "null",
    "None",
    "true",
    "=1+1",
]
PARAMETERS = [
    "foo", "q", "page", "p", "o", "e", "all", "show", "category", "kind", "month", "year", "period",
    "district", "province", "region", "status", "status__exact", "status__in", "id__lt", "id__foo",
    "format", "thai_digits", "section", "term", "next", "code", "columns", "rows", "channel",
    "app_label", "model_name", "field_name", "_popup", "_to_field", "pk", "name__regex",
]  # fmt: skip
FIELDS = [
    "foo", "step", "reason", "version", "revision", "seen", "action", "_selected_action", "name",
    "district", "picked", "form-TOTAL_FORMS", "parts-TOTAL_FORMS", "parts-INITIAL_FORMS", "number",
    "row-1-version", "row-abc-version", "row-1-domestic_offline", "file", "accounts", "pk", "date",
]  # fmt: skip
TIMES = 5  # of each kind, for each address


def who_may(address: Address) -> str:
    """The first officer the matrix answers with a page, else the department."""
    for (who, _), status in address.answers.items():
        if who not in ("anonymous", "confirmed", "clerk") and status in ("200", "302", "422"):
            return who
    return "department"


def url_of(asked: Address, known: dict, random: Random, *, spoilt: bool) -> str:
    """The address as the matrix asks it, or with its given parts replaced."""
    keys = {
        key: quote(random.choice(NASTY[1:]), errors="surrogatepass") if spoilt else value
        for key, value in known.items()
    }
    path = "/" + asked.path.format(**keys)
    if spoilt and "{" not in asked.path:
        pieces = path.strip("/").split("/")
        pieces[random.randrange(len(pieces))] = quote(
            random.choice(NASTY[1:]), errors="surrogatepass"
        )
        path = "/" + "/".join(pieces) + "/"
    return path


def tries(asked: Address, known: dict, random: Random) -> Iterator[tuple[str, str, object]]:
    """Method, address and what is posted."""
    whole = url_of(asked, known, random, spoilt=False)
    mark = "&" if "?" in whole else "?"
    for _ in range(TIMES):
        named = random.sample(PARAMETERS, random.randint(1, 3))
        query = "&".join(
            f"{name}={quote(random.choice(NASTY), errors='surrogatepass')}" for name in named
        )
        yield "GET", f"{whole}{mark}{query}", None
    for _ in range(3):
        yield "GET", url_of(asked, known, random, spoilt=True), None
    for _ in range(TIMES):
        if isinstance(asked.body, str):
            yield "POST", whole, json.dumps(spoilt_json(random))
        else:
            yield "POST", whole, spoilt_form(asked.body or {}, random)


def spoilt_json(random: Random) -> object:
    value = random.choice([None, [], {}, 1, 1.5, True, *NASTY])
    row = {"id": 1, "version": 1, "amounts": {}, "no_sales": False, "note": ""}
    return random.choice(
        [value, {"rows": value}, {"rows": [value]}]
        + [{"rows": [row | {name: value}]} for name in row]
    )


def spoilt_form(body: dict, random: Random) -> MultiValueDict:
    posted = MultiValueDict({name: [value] for name, value in body.items()})
    names = list(body) + random.sample(FIELDS, 4)
    for name in random.sample(names, min(3, len(names))):
        posted.setlist(name, random.choices(without_surrogates(), k=random.randint(1, 2)))
    return posted


def without_surrogates() -> list[str]:
    """What a browser can post: it writes UTF-8."""
    return [text for text in NASTY if text != "\ud800"]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_answers_with_a_fault(scene, part):  # noqa: F811
    faults = []
    answered = Counter()
    clients: dict[str, Client] = {}
    for address in sorted(all_addresses(), key=lambda one: one.name)[part::PARTS]:
        random = Random(address.name)
        who = who_may(address)
        if who not in clients:
            clients[who] = Client(raise_request_exception=False)
            clients[who].force_login(User.objects.get(username=USERNAMES[who]))
        for method, url, body in tries(address, scene.keys, random):
            with transaction.atomic():
                cookies = clients[who].cookies.copy()
                if method == "GET":
                    answer = clients[who].get(url)
                elif isinstance(body, str):
                    answer = clients[who].post(url, body, content_type="application/json")
                else:
                    answer = clients[who].post(url, dict(body.lists()))
                list(answer)
                transaction.set_rollback(True)
                clients[who].cookies = cookies
            answered[answer.status_code] += 1
            if answer.status_code >= 500 and url.partition("?")[0] != NOT_WELL:
                faults.append((answer.status_code, who, method, url[:160], repr(body)[:300]))
    assert faults == []
    assert answered[200] > 100  # the officers were signed in, and pages were drawn
