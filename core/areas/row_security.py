"""Row security: behind the door stands the database. With ROW_SECURITY on, PostgreSQL shows the portal's
role only rows of the area that was set for the transaction; none set, none shown. So a queryset that
forgets `visible_to` finds nothing of another area.

    with seen_as(officer): ...

`portal.area` is `*` for the nation, else the beginning of a district's code (24, 2402). It is set with
`set_config(..., true)` in the message of the statement itself, so it ends with its transaction and
PgBouncer's transaction mode keeps it right.
The owner of the tables, who migrates, is not held. Commands and the worker, which go straight to the
database, begin as the nation.

Begun and off, and refused in production: docs/decisions/0033-row-security-begun.md says what is missing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse
from psycopg import sql

from core.areas.scope import AreaScopedQuerySet, Officer, Role

NATION, NOBODY = "*", ""
# Areas and counts of areas: no person's, and no figure that an office has still to confirm.
_OPEN = frozenset({"areas", "quality"})


def held_models() -> list[type[models.Model]]:
    """Those whose door is the area alone; one with a rule of its own keeps to the door."""
    return [model for model in apps.get_models() if _is_held(model)]


def _is_held(model: type[models.Model]) -> bool:
    rows = model._default_manager.all()
    return (
        isinstance(rows, AreaScopedQuerySet)
        and type(rows).visible_to is AreaScopedQuerySet.visible_to
        and model._meta.app_label not in _OPEN
    )


def set_policies(cursor: Any, *, on: bool, role: str = "otop_web") -> None:
    """By the owner of the tables, after a migration. Where it is off and was never on, nothing is
    done: each table would be locked for it."""
    cursor.execute("SELECT FROM pg_policies WHERE policyname = 'of_the_area' LIMIT 1")
    if not on and cursor.fetchone() is None:
        return
    cursor.execute(_IN_AREA)
    for model in held_models():
        table = sql.Identifier(model._meta.db_table)
        statements = [sql.SQL("DROP POLICY IF EXISTS of_the_area ON {}").format(table)]
        if on:
            statements += [
                sql.SQL("CREATE POLICY of_the_area ON {} TO {} USING (in_area({}))").format(
                    table, sql.Identifier(role), _district_of(model)
                ),
                sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table),
            ]
        else:
            statements.append(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(table))
        for statement in statements:
            cursor.execute(statement.as_string(cursor.connection))


def _district_of(model: type[models.Model]) -> sql.Composed:
    """The code of a row's district: its column, or a select along the path of the door."""
    queryset: Any = model._default_manager.all()
    *steps, last = queryset.district_path.split(LOOKUP_SEP)
    return _along(model, steps, last)


def _along(model: type[models.Model], steps: list[str], last: str) -> sql.Composed:
    table = sql.Identifier(model._meta.db_table)
    if not steps:
        return sql.SQL("{}.{}").format(table, sql.Identifier(_column(model, last)))
    next_one: Any = model._meta.get_field(steps[0]).related_model
    return sql.SQL("(SELECT {} FROM {} WHERE {}.{} = {}.{})").format(
        _along(next_one, steps[1:], last),
        sql.Identifier(next_one._meta.db_table),
        sql.Identifier(next_one._meta.db_table),
        sql.Identifier(next_one._meta.pk.column),
        table,
        sql.Identifier(_column(model, steps[0])),
    )


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


_IN_AREA = """
CREATE OR REPLACE FUNCTION in_area(code text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT current_setting('portal.area', true) = '*'
        OR (current_setting('portal.area', true) <> ''
            AND starts_with(code, current_setting('portal.area', true)))
$$"""


def area_of(officer: Officer | None) -> str:
    """What is set for this person; for nobody known, nothing."""
    if officer is None or not getattr(officer, "is_active", False):
        return NOBODY
    if officer.role == Role.DISTRICT:
        return officer.district_id or NOBODY
    if officer.role == Role.PROVINCE:
        return officer.province_id or NOBODY
    return NATION if officer.role == Role.DEPARTMENT else NOBODY


_area: ContextVar[str] = ContextVar("area", default=NOBODY)


@contextmanager
def seen_as(officer: Officer | None) -> Iterator[None]:
    """Every statement of the block sees what is this person's, inside a transaction or by itself.

    The area goes before each statement in the same message, so that a single one is one transaction of
    the server with it and nobody waits for a second answer. A cursor that the server keeps cannot be
    told so: outside a transaction it finds nothing.
    """
    outer = _area.set(area_of(officer))
    is_told = _with_area in connection.execute_wrappers
    try:
        if is_told:
            yield
        else:
            with connection.execute_wrapper(_with_area):
                yield
    finally:
        _area.reset(outer)
        if connection.in_atomic_block and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('portal.area', %s, true)", [_area.get()])


def _with_area(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
    cursor = context["cursor"]
    begins = str(statement).lstrip()[:15].upper()
    if many or getattr(cursor, "name", None) or begins == "SET TRANSACTION":
        return execute(statement, params, many, context)
    told = _SET_AREA.format(sql.Literal(_area.get())).as_string()
    answer = execute(told + str(statement), params, many, context)
    while cursor.nextset():
        pass
    return answer


_SET_AREA = sql.SQL("SELECT set_config('portal.area', {}, true);")


def begin_as_nation(connection: Any, **of_signal: Any) -> None:
    """A command's or the worker's connection; one that serves pages begins with nothing."""
    if settings.ROW_SECURITY and not settings.SERVES_PAGES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.area', '*', false)")


class RowSecurityMiddleware:
    """A request sees what is its person's. Only where ROW_SECURITY is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.ROW_SECURITY:
            return self.get_response(request)
        with seen_as(request.user if request.user.is_authenticated else None):
            return self.get_response(request)
