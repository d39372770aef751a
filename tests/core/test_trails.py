"""A line of a trail is added and never changed, whatever path a change takes. Every trail is asked."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg import sql

from core.history.trail import StepLine


def derived(base: type[models.Model]) -> Iterator[type[models.Model]]:
    for model in base.__subclasses__():
        if not model._meta.abstract:
            yield model
        yield from derived(model)


TRAILS = sorted(derived(StepLine), key=lambda model: model._meta.label)


def test_the_trails_of_the_portal():
    assert [model._meta.label for model in TRAILS] == [
        "accounts.AccountStep",
        "api.KeyStep",
        "data_protection.PersonRequestStep",
        "online_market.MarketStep",
        "quality.CampaignStep",
        "registration.ClosureStep",
        "registration.RegistrationStep",
        "sales.AuditStep",
        "sales.PivotMailLine",
        "sales.ProposalStep",
        "sales.Step",
        "taking_over.TakeOverLine",
        "targets.EstimateStep",
        "targets.TargetStep",
    ]


def test_whatever_is_called_a_step_is_a_line_of_a_trail():
    named = {model for model in apps.get_models() if model.__name__.endswith("Step")}
    assert named == {trail for trail in TRAILS if not trail.__name__.endswith("Line")}


@pytest.fixture
def with_a_line(request, as_owner) -> str:
    """The trail's table with one line in it, which need not say anything: of the table's rules only its
    triggers are left, until the transaction ends. As the owner: the web has not even the right."""
    table = request.param._meta.db_table
    run = sql.SQL
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')",
            [table],
        )
        drops = [
            run("DROP CONSTRAINT {}").format(sql.Identifier(name)) for (name,) in cursor.fetchall()
        ]
        drops += [
            run("ALTER COLUMN {} DROP NOT NULL").format(sql.Identifier(field.column))
            for field in request.param._meta.concrete_fields
            if not field.primary_key
        ]
        named = sql.Identifier(table)
        for statement in (
            run("ALTER TABLE {} {}").format(named, run(", ").join(drops)),
            run("INSERT INTO {} DEFAULT VALUES").format(named),
        ):
            cursor.execute(statement.as_string(cursor.connection))
    return table


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE at IS NULL")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
@pytest.mark.parametrize("with_a_line", TRAILS, ids=lambda trail: trail._meta.label, indirect=True)
def test_the_database_refuses_to_change_a_line(with_a_line, change):
    assert count(with_a_line) == 1
    with (
        pytest.raises(DatabaseError, match=f"Cannot update or delete rows from {with_a_line}"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(with_a_line))
    assert count(with_a_line) == 1
