"""Whether the portal is well: for the proxy, for whoever watches it, for the person on the telephone.

`/health/live` says that the process answers, and asks nothing. `/health/ready` looks at what a request
needs: 200 where all of it is well, else 503, with a line for each. Both answer the addresses of
HEALTH_ADDRESSES only (by default the machine itself); anybody else gets 404, as where there is no page.
Nothing secret is in them, and nothing of a person.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.jobs.models import Worker
from core.personal.keys import WrongKeys, check_keys
from core.users.client_address import client_address

FREE_BYTES = (
    1 << 30
)  # below this the disk is named: a day of evidence of a busy province fits in it
CLOCKS_APART = timedelta(seconds=5)
_View = Callable[[HttpRequest], HttpResponse]


class NotWell(Exception):
    """What is wrong, in a sentence for the operator."""


def for_watchers(view: _View) -> _View:
    """404 for every address that HEALTH_ADDRESSES does not name."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if client_address(request) not in settings.HEALTH_ADDRESSES:
            raise Http404("not for this address")
        return never_cache(view)(request)

    return guarded


@for_watchers
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@for_watchers
def ready(request: HttpRequest) -> JsonResponse:
    """{"database": "ok", "disk": "0.4 GB left ...", ...}"""
    told = examined()
    well = all(said == "ok" for said in told.values())
    return JsonResponse(told, status=200 if well else 503)


def examined() -> dict[str, str]:
    """Each check with "ok" or what is wrong. Without a database what needs it is not asked."""
    told: dict[str, str] = {}
    for name, check in CHECKS.items():
        if told.get("database", "ok") != "ok" and check in _OF_DATABASE:
            told[name] = "unknown: the database is away"
            continue
        try:
            check()
        except NotWell as fault:
            told[name] = str(fault)
        except DatabaseError as fault:
            told[name] = type(fault).__name__  # the text may hold the address and the user
        except OSError as fault:
            told[name] = fault.strerror or type(fault).__name__
        else:
            told[name] = "ok"
    return told


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if cursor.fetchone() == (True,):
            raise NotWell("the server is a standby: nothing can be saved")


def _migrations() -> None:
    global _all_applied
    if _all_applied:
        return
    executor = MigrationExecutor(connection)
    if waiting := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        raise NotWell(f"{waiting} migrations are not applied: run manage.py migrate")
    _all_applied = True


# Once they were they stay so: this code's migrations do not grow while it runs, and to read them takes
# longer than all other checks together.
_all_applied = False


def _media() -> None:
    os.makedirs(settings.MEDIA_ROOT, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
        file.write(b"ok")


def _disk() -> None:
    free = shutil.disk_usage(settings.MEDIA_ROOT).free
    if free < FREE_BYTES:
        raise NotWell(f"{free / (1 << 30):.1f} GB left where files are kept")


def _worker() -> None:
    if not Worker.objects.standing().works:
        raise NotWell("no worker is alive: large tables and the counts of quality wait")


def _clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        ((at_database,),) = cursor.fetchall()
    apart = abs(timezone.now() - at_database)
    if apart > CLOCKS_APART:
        raise NotWell(f"the clocks of portal and database are {apart.total_seconds():.0f} s apart")


def _keys() -> None:
    try:
        check_keys()
    except WrongKeys as wrong:
        raise NotWell(str(wrong)) from None


CHECKS: Mapping[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "media": _media,
    "disk": _disk,
    "worker": _worker,
    "clock": _clock,
    "keys": _keys,
}
_OF_DATABASE = (_migrations, _worker, _clock, _keys)
