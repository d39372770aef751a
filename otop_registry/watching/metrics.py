"""`/metrics`, as Prometheus reads it, for the addresses that may ask for the portal's health.

Requests are counted by view, method and status as they are answered, by all processes together where
PROMETHEUS_MULTIPROC_DIR names a folder (the installer does). What stands in the database is asked at
each reading: the queue, the worker, sign-ins that failed, districts that are late, the standby's lag.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Min
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from core.areas.row_security import seen_as_portal
from core.jobs.models import Job, Worker
from core.postgresql import replica
from core.postgresql.sight import NATION
from core.thai.calendar import today
from otop_registry.watching.health import examined, for_watchers
from sales.models import DistrictMonth, SalesMonth

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("portal_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "portal_request_seconds", "From the request to its answer", ["view"], buckets=_SECONDS
)
FAILED_SIGN_INS = Counter("portal_failed_sign_ins", "Wrong passwords")
LOCKED_SIGN_INS = Counter("portal_locked_sign_ins", "Tries that found their account locked")


def count_request(request: HttpRequest, status: int, seconds: float) -> None:
    """One more request of its view; addresses without one are counted together as "none"."""
    match = request.resolver_match
    view = match.view_name if match is not None else "none"
    REQUESTS.labels(view, request.method, status).inc()
    SECONDS.labels(view).observe(seconds)


@receiver(user_login_failed)
def _count_failed(**kwargs: Any) -> None:
    FAILED_SIGN_INS.inc()


@receiver(user_locked_out)
def _count_locked(**kwargs: Any) -> None:
    LOCKED_SIGN_INS.inc()


@for_watchers
@seen_as_portal("who watches has no area; counts alone are told")
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, as text."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(Standing())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Standing(Collector):
    """What stands now. A database that is away leaves out what it would have said, and says that."""

    def collect(self) -> Iterator[Metric]:
        well = GaugeMetricFamily("portal_well", "1: this check is well", labels=["check"])
        for check, said in examined().items():
            well.add_metric([check], float(said == "ok"))
        yield well
        yield _gauge(
            "portal_disk_free_bytes",
            "Free where files are kept",
            shutil.disk_usage(settings.MEDIA_ROOT).free,
        )
        yield from _replica()
        for asked in _OF_DATABASE:
            try:
                found = list(asked())
            except DatabaseError:
                return
            yield from found


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=float(value))


def _seconds_since(moment: datetime | None) -> float:
    return (timezone.now() - moment).total_seconds() if moment is not None else 0.0


def _replica() -> Iterator[Metric]:
    lag = replica.measured() if replica.is_set_up() else replica.Lag(None, is_well=True)
    yield _gauge(
        "portal_replica_well", "1: the standby of the reports keeps up, or none is set", lag.is_well
    )
    if lag.seconds is not None:
        yield _gauge(
            "portal_replica_lag_seconds",
            "How far the standby of the reports is behind",
            lag.seconds,
        )


def _jobs() -> Iterator[Metric]:
    counted = dict(Job.objects.order_by().values_list("status").annotate(Count("pk")))
    jobs = GaugeMetricFamily("portal_jobs", "Work in the background, by state", labels=["status"])
    for status in Job.Status.values:
        jobs.add_metric([status], counted.get(status, 0))
    yield jobs
    waiting = Job.objects.filter(status=Job.Status.WAITING).order_by()
    yield _gauge(
        "portal_queue_age_seconds",
        "How long the oldest work has been waiting",
        _seconds_since(waiting.aggregate(oldest=Min("asked_at"))["oldest"]),
    )
    yield _gauge(
        "portal_worker_silence_seconds",
        "Since a worker last said that it lives",
        _seconds_since(Worker.objects.standing().since),
    )


def _late() -> Iterator[Metric]:
    status = DistrictMonth.Status
    open_months = DistrictMonth.objects.filter(month__status=SalesMonth.Status.OPEN).order_by()
    of_districts = open_months.filter(
        month__district_due__lt=today(), status__in=DistrictMonth.EDITABLE
    )
    of_provinces = open_months.filter(
        month__province_due__lt=today(), status=status.DISTRICT_CONFIRMED
    )
    late = GaugeMetricFamily(
        "portal_late_district_months",
        "District months of open months past their due day, by whose turn it was",
        labels=["turn"],
    )
    late.add_metric(["district"], of_districts.count())
    late.add_metric(["province"], of_provinces.count())
    yield late


# What other roles' connections do is told to that role (operations.roles).
_AS_NATION = """
    SELECT set_config('role', rolname, true) FROM pg_roles
     WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER')
"""


def _database() -> Iterator[Metric]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_AS_NATION, [NATION])
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'active'), count(*),"
            " current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        )
        ((active, held, most),) = cursor.fetchall()
        cursor.execute(
            "SELECT application_name, coalesce(extract(epoch FROM replay_lag), 0)"
            " FROM pg_stat_replication"
        )
        standbys = cursor.fetchall()
        cursor.execute("SET LOCAL role = DEFAULT")
    yield _gauge("portal_database_connections_active", "Connections at work", active)
    yield _gauge("portal_database_connections", "Connections in use", held)
    yield _gauge("portal_database_connections_most", "Connections there may be", most)
    lag = GaugeMetricFamily(
        "portal_replication_lag_seconds", "How far a standby is behind", labels=["standby"]
    )
    for name, seconds in standbys:
        lag.add_metric([name], float(seconds))
    yield lag


_OF_DATABASE: tuple[Callable[[], Iterator[Metric]], ...] = (_jobs, _late, _database)
