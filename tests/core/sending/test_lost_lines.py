"""A form or a save whose line to the database was lost before its commit is done once more; one whose
commit was sent never is."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, OperationalError, connection, transaction
from django.test import RequestFactory
from psycopg import errors
from psycopg_pool import PoolTimeout

from core.postgresql.base import DatabaseWrapper
from core.postgresql.retrying import is_lost, once_more_if_lost
from core.sending.middleware import _as_it_came
from core.sending.models import SentForm
from sales.models import SalesMonth, SalesRow
from sales.months import entry, workflow
from tests.support import factories as make
from tests.support.concurrency import Person
from tests.support.database import maintenance
from tests.support.forms import form_of
from tests.support.signed_in import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def cut_line() -> None:
    """Ends this thread's session, as a server that is failed over does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((pid,),) = cursor.fetchall()
    with maintenance() as server:
        server.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_form_is_done_once_more(monkeypatch, caplog):
    make.district()
    client = signed_in(make.department_officer())
    form = form_of(client.get("/sales/months/"), holding="month").fields
    opened, tries = workflow.open_month, []

    def lost_the_first_time(*args, **said):
        tries.append(1)
        made = opened(*args, **said)
        if len(tries) == 1:
            cut_line()
            SalesMonth.objects.exists()
        return made

    monkeypatch.setattr(workflow, "open_month", lost_the_first_time)
    answer = client.post("/sales/months/", form)
    assert answer.status_code == 302
    assert len(tries) == 2
    assert (SalesMonth.objects.count(), SentForm.objects.count()) == (1, 1)
    assert "done once more" in caplog.text
    page = client.get(answer["Location"]).content.decode()
    assert page.count('class="success"') <= 1  # what the first try said is not said


def test_a_save_of_the_grid_is_done_once_more(monkeypatch):
    of = make.district_month(make.district())
    row = make.row(of, make.producer(of.district), entry="blank")
    looked, tries = entry.locked_for_entry, []

    def lost_the_first_time(*args):
        tries.append(1)
        if len(tries) == 1:
            cut_line()
        return looked(*args)

    monkeypatch.setattr(entry, "locked_for_entry", lost_the_first_time)
    typed = {"id": row.pk, "version": row.version, "amounts": {"domestic_offline": "12.50"}}
    answer = signed_in(make.district_officer(of.district)).post(
        f"/sales/2026-10/{of.district_id}/rows/",
        json.dumps({"rows": [typed]}),
        content_type="application/json",
    )
    assert [one["outcome"] for one in answer.json()["rows"]] == ["saved"]
    assert len(tries) == 2
    assert SalesRow.objects.get(pk=row.pk).version == row.version + 1


def test_what_may_stand_is_never_done_again(monkeypatch):
    tries = []

    def answer_lost(self):
        self.commits_sent += 1
        self.connection.commit()
        raise OperationalError("server closed the connection") from errors.OperationalError("gone")

    @once_more_if_lost
    def work() -> None:
        tries.append(1)
        with transaction.atomic():
            make.province("24", "ฉะเชิงเทรา")

    monkeypatch.setattr(DatabaseWrapper, "_commit", answer_lost)
    with pytest.raises(OperationalError):
        work()
    assert len(tries) == 1


def test_it_is_done_once_more_and_no_oftener():
    tries = []

    @once_more_if_lost
    def work() -> None:
        tries.append(1)
        with transaction.atomic():
            cut_line()
            SalesMonth.objects.exists()

    with pytest.raises(OperationalError):
        work()
    assert len(tries) == 2


def test_inside_another_transaction_it_is_the_others():
    tries = []

    @once_more_if_lost
    def work() -> None:
        tries.append(1)
        cut_line()
        SalesMonth.objects.exists()

    with pytest.raises(OperationalError), transaction.atomic():
        work()
    assert len(tries) == 1


def _raised(kind, cause):
    error = kind("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (_raised(OperationalError, errors.AdminShutdown("x")), True),
        (_raised(OperationalError, errors.OperationalError("closed unexpectedly")), True),
        (_raised(OperationalError, errors.ConnectionFailure("x")), True),
        (_raised(InternalError, errors.ReadOnlySqlTransaction("x")), True),
        (_raised(OperationalError, PoolTimeout("nobody came")), False),
        (_raised(OperationalError, errors.QueryCanceled("x")), False),
        (_raised(OperationalError, errors.DiskFull("x")), False),
        (_raised(OperationalError, errors.LockNotAvailable("x")), False),
    ],
)
def test_what_a_lost_line_is(error, lost):
    assert is_lost(error) is lost


def test_a_file_is_read_from_its_beginning():
    file = SimpleUploadedFile("a.txt", b"abc")
    request = RequestFactory().post("/", {"file": file})
    request.session, request.COOKIES = {}, {}
    assert request.FILES["file"].read() == b"abc"
    _as_it_came(request)
    assert request.FILES["file"].read() == b"abc"


def test_who_waits_too_long_for_another_is_told():
    """A lock that is not to be had in time is a refusal, not a fault."""
    make.district()
    client = signed_in(make.department_officer())
    form = form_of(client.get("/sales/months/"), holding="month").fields
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE sales_salesmonth IN ACCESS EXCLUSIVE MODE")

        def post():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 100")
            return client.post("/sales/months/", form).status_code

        other = Person(post)
        other.start().done()
    assert (other.error, other.result) == (None, 409)
    assert not SalesMonth.objects.exists()
