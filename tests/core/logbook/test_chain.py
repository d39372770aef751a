"""The chain in the database: who cannot write it, what it holds of which trail, what is found."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.history.acting import acting
from core.logbook import heads, proof
from core.logbook.models import Access, Chain, DayHead, Line, SignedHead
from core.logbook.triggers import ROWS_OF_A_LINE, sources
from core.logbook.verifying import faults
from core.users.models import AccountStep, User
from tests.support import factories as make
from tests.support.database import owning

pytestmark = pytest.mark.django_db


def end_transaction() -> None:
    """What waits for the end of the transaction is done now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def told(line: Line) -> dict[str, str]:
    names = ["at", "who", "table", "rows", "keys", "columns", "digest"]
    return dict(zip(names, line.said.split("\t"), strict=True))


def step(account: User, by: User, **said: object) -> AccountStep:
    return AccountStep.objects.create(
        account=account, name="confirm", by=by, at=timezone.now(), to_standing="active", **said
    )


@pytest.fixture
def district() -> User:
    return make.district_officer(make.district())


def test_every_trail_is_chained():
    tables = [source.table for source in sources()]
    assert tables == [
        "accounts_accountstep",
        "accounts_userevent",
        "api_keystep",
        "data_protection_personrequeststep",
        "logbook_access",
        "online_market_marketstep",
        "personal_reveal",
        "quality_campaignstep",
        "registration_closurestep",
        "registration_registrationstep",
        "sales_auditstep",
        "sales_pivotmailline",
        "sales_proposalstep",
        "sales_step",
        "taking_over_takeoverline",
        "targets_estimatestep",
        "targets_targetstep",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'logbook_note' ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == tables


def test_a_step_leaves_its_link_in_the_chain_of_the_office(district):
    with acting(district):
        first = step(district, district)
        second = step(district, district, reason="ทบทวนแล้ว")
    end_transaction()
    links = Line.objects.filter(office=district.office_code, said__contains="accountstep")
    one, two = links.order_by("number")
    assert told(one)["keys"] == str(first.pk)
    assert told(two)["keys"] == str(second.pk)
    assert (told(one)["who"], told(one)["rows"]) == (str(district.pk), "1")
    assert one.hash == proof.next_hash(
        Line.objects.get(office=one.office, day=one.day, number=one.number - 1).hash
        if one.number > 1
        else proof.beginning(str(one.day), one.office),
        one.number,
        one.said,
    )
    chain = Chain.objects.get(day=two.day, office=two.office)
    assert (chain.lines, chain.hash) == (two.number, two.hash)
    assert list(faults()) == []


def test_a_row_without_context_is_its_own_accounts(district):
    step(district, district)
    end_transaction()
    assert (
        Line.objects.filter(office=district.office_code, said__contains="accountstep").count() == 1
    )


def test_many_rows_of_a_statement_are_few_links(district):
    AccountStep.objects.bulk_create(
        [
            AccountStep(
                account=district,
                name="confirm",
                by=district,
                at=timezone.now(),
                to_standing="active",
            )
            for _ in range(ROWS_OF_A_LINE + 1)
        ],
        batch_size=ROWS_OF_A_LINE + 1,
    )
    end_transaction()
    counts = [told(one)["rows"] for one in Line.objects.filter(said__contains="accountstep")]
    assert sorted(counts) == ["1", str(ROWS_OF_A_LINE)]
    assert list(faults()) == []


def test_a_new_role_office_or_password_leaves_a_link(district):
    end_transaction()
    before = Line.objects.count()
    User.objects.filter(pk=district.pk).update(district=make.district("2404", "พนมสารคาม"))
    User.objects.filter(pk=district.pk).update(may_certify=True)
    User.objects.filter(pk=district.pk).update(password=make_password("something-else-2569"))
    User.objects.filter(pk=district.pk).update(last_login=timezone.now())
    end_transaction()
    new = [told(line)["table"] for line in Line.objects.order_by("pk")[before:]]
    assert new == ["accounts_userevent", "accounts_userevent", "logbook_access"]
    assert Access.objects.get(kind="password").by == district


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO logbook_line (office, said, hash) VALUES ('', 'x', '')",
        "UPDATE logbook_line SET said = 'x'",
        "DELETE FROM logbook_line",
        "UPDATE logbook_chain SET hash = 'x'",
        "INSERT INTO logbook_dayhead VALUES ('2020-01-01', 'x', 'x')",
        "DELETE FROM logbook_signedhead",
        "UPDATE logbook_access SET persons = '{}'",
        "DELETE FROM logbook_access",
        "TRUNCATE logbook_line",
        "ALTER TABLE sales_step DISABLE TRIGGER logbook_note",
        "SELECT logbook_begin('sales_step', 'id', 'id', '{}')",
    ],
)
def test_the_web_writes_no_line_of_the_chain(statement):
    with (
        pytest.raises(DatabaseError, match="permission denied|must be owner"),
        transaction.atomic(),
    ):
        run(statement)


TAMPERINGS = {
    "a changed link": ("logbook_line", "UPDATE logbook_line SET said = said || ' '"),
    "a removed link": ("logbook_line", "DELETE FROM logbook_line WHERE number = 1"),
    "a changed row": ("accounts_accountstep", "UPDATE accounts_accountstep SET reason = 'x'"),
    "a removed row": ("accounts_accountstep", "DELETE FROM accounts_accountstep"),
    "a row put in": (
        "accounts_accountstep",
        "INSERT INTO accounts_accountstep"
        " (account_id, by_id, name, at, to_standing, from_standing, from_office, to_office, reason)"
        " SELECT account_id, by_id, name, at, to_standing, '', '', '', '' FROM accounts_accountstep",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_the_owner_tampers_with_is_found(district, what):
    table, statement = TAMPERINGS[what]
    with acting(district):
        step(district, district)
    end_transaction()
    assert list(faults()) == []
    with owning():
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        run(statement)
    assert list(faults()) != []


def a_day_later() -> None:
    """What was written today becomes yesterday's: by the owner, before any head."""
    with owning():
        run("ALTER TABLE logbook_line DISABLE TRIGGER USER")
        for line in Line.objects.exclude(number=None).order_by("office", "number"):
            day = line.day - timedelta(days=1)
            earlier = Line.objects.filter(day=day, office=line.office, number=line.number - 1)
            before = earlier.first()
            start = before.hash if before else proof.beginning(str(day), line.office)
            hashed = proof.next_hash(start, line.number, line.said)
            Line.objects.filter(pk=line.pk).update(day=day, hash=hashed)
            Chain.objects.filter(day=line.day, office=line.office, lines=line.number).update(
                day=day, hash=hashed
            )
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("ALTER TABLE logbook_line ENABLE TRIGGER USER")


def test_a_past_day_is_closed_signed_and_sent(district, settings, tmp_path, capsys):
    with acting(district):
        step(district, district)
    end_transaction()
    call_command("close_log")
    assert not DayHead.objects.exists()  # today is not over
    a_day_later()
    settings.LOG_HEADS_FOLDER = str(tmp_path)
    settings.LOG_HEADS_COMMAND = f"tee {tmp_path}/sent"
    call_command("close_log")
    yesterday = timezone.localdate() - timedelta(days=1)
    head = json.loads((tmp_path / f"otop-log-{yesterday}.json").read_text())
    assert json.loads((tmp_path / "sent").read_text()) == head
    assert f"chain {district.office_code} " in head["text"]
    assert list(faults()) == [] == list(faults([head]))
    call_command("close_log")
    assert SignedHead.objects.count() == 1
    call_command("export_log", tmp_path)
    exported = list(proof.read(str(tmp_path / "lines.json")))
    assert list(proof.faults(exported, [head], heads.public_key())) == []
    with owning():
        run("ALTER TABLE logbook_line DISABLE TRIGGER USER")
        run("DELETE FROM logbook_line WHERE office = %s", district.office_code)
    with pytest.raises(CommandError, match="ไม่ตรง"):
        call_command("verify_log", heads=tmp_path / "sent")
    assert f"{yesterday}: the lines are not those of its head" in capsys.readouterr().out


def test_a_head_that_cannot_be_sent_is_said_and_kept(district, settings, tmp_path):
    step(district, district)
    end_transaction()
    a_day_later()
    settings.LOG_HEADS_FOLDER = str(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("close_log")
    assert SignedHead.objects.count() == 1


def test_old_accesses_go_and_young_ones_stay(district, settings):
    Access.objects.create(kind="view", by=district, persons=[1])
    old = Access.objects.create(kind="view", by=district, persons=[2])
    end_transaction()
    with owning():
        run("ALTER TABLE logbook_access DISABLE TRIGGER USER")
        Access.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=91))
        end_transaction()  # of a row of this transaction the keys are asked anew
        run("ALTER TABLE logbook_access ENABLE TRIGGER USER")
    settings.ACCESS_KEPT_DAYS = 3  # never below the floor
    call_command("forget_access")
    assert [one.persons for one in Access.objects.all()] == [[1]]
    with owning(), pytest.raises(DatabaseError, match="kept for 90 days"), transaction.atomic():
        run("DELETE FROM logbook_access")
