"""The policies of PostgreSQL behind the door: which rows of which table a session sees. Set by the owner
after each migration; `core.areas.row_security` tells whose session it is.

A table with a district has its own policy; one that belongs to another (`product__producer__district`;
a history; a model that says `seen_with = "row"`) asks whether it sees that one, whose policy answers.
The department works as a role of its own: the registry is open to it without a word, so that its
searches keep their indexes (an operator that might leak, as ILIKE, is never asked before a policy), and
figures are held to what a province confirmed (`department_sees` of a queryset, or of a model). A
queryset with a door of its own may say the whole of it in SQL (`area_sees`, `department_sees`). What an
area reads besides (`area_also_reads`: what moved into it or out of it) is a policy of its own, asked
last and of few rows.

A policy is no filter to find rows by: it costs a comparison a row, with the area read once a statement
(`SELECT seen_area()`), and says to the planner that it keeps nearly all (`<> 0`), as it does behind a
door that chose already.
"""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from pghistory.models import Event
from psycopg import sql

from core.areas.scope import AreaScopedQuerySet
from core.postgresql.sight import NATION
from core.postgresql.table_rights import REPORT, WEB

# Areas and counts of areas: no person's, and no figure that an office has still to confirm.
_OPEN = frozenset({"areas", "quality"})
_OF: str = "pgh_obj"  # an event's key to its record
# Read all, by the rights of the table alone.
_READERS = frozenset({REPORT, "otop_backup"})


def held_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if _is_held(model)]


def _is_held(model: type[models.Model]) -> bool:
    if model._meta.app_label in _OPEN or model._meta.proxy:
        return False
    if issubclass(model, Event):
        tracked = model._meta.get_field(_OF).related_model
        return isinstance(tracked, type) and _is_held(tracked)
    rows = _rows(model)
    says_it = hasattr(model, "seen_with") or hasattr(rows, "area_sees")
    return says_it or isinstance(rows, AreaScopedQuerySet)


def _rows(model: type[models.Model]) -> Any:
    return model._default_manager.all()


def set_policies(cursor: Any, *, on: bool) -> bool:
    """By the owner of the tables, after a migration. Whether rows are held now: the roles have to be
    there. Where it is off and was never on, nothing is done: each table would be locked for it."""
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[WEB, NATION, *_READERS]]
    )
    roles = {name for (name,) in cursor.fetchall()}
    on = on and roles >= {WEB, NATION}
    cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE policyname LIKE 'seen\\_%'")
    there = cursor.fetchall()
    if not on and not there:
        return False
    cursor.execute(_SEEN_AREA)
    for table, policy in there:
        cursor.execute(_text("DROP POLICY {} ON {}", policy, table))
        cursor.execute(_text("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", table))
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {name for (name,) in cursor.fetchall()}
    for model in held_models() if on else []:
        if model._meta.db_table in tables:  # another state of the migrations
            for statement in _policies_of(model, sorted(roles & _READERS)):
                cursor.execute(statement)
    return on


def _text(statement: str, *names: str) -> str:
    return sql.SQL(statement).format(*map(sql.Identifier, names)).as_string()


def _policies_of(model: type[models.Model], readers: list[str]) -> list[str]:
    """Events are added by triggers alone, also of a row that has just left the area or is deleted."""
    table = model._meta.db_table
    rows = {WEB: _seen(model), NATION: _seen_by_department(model)} | dict.fromkeys(readers, "true")
    made = [_text("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)]
    is_event = issubclass(model, Event)
    for role, seen in rows.items():
        of = "FOR SELECT TO {}" if is_event else "TO {}"
        policy = _text(f"CREATE POLICY {{}} ON {{}} {of} USING (", f"seen_{role}", table, role)
        made.append(f"{policy}{seen})" if seen == "true" else f"{policy}({seen})::int <> 0)")
    if besides := getattr(_rows(model), "area_also_reads", None):
        column, keys = besides
        function = f"seen_besides_{table}"
        read = _text("CREATE POLICY seen_besides ON {} FOR SELECT TO {}", table, WEB)
        made += [_keys_of_area(function, keys), f"{read} USING ({_found_by(column, function)})"]
    if getattr(_rows(model), "read_in_bulk", False):
        made.insert(0, _keys_of_area(f"seen_above_{table}", _keys_above(model)))
    if is_event:
        added = "CREATE POLICY seen_added ON {} FOR INSERT TO {}, {} WITH CHECK (true)"
        made.append(_text(added, table, WEB, NATION))
    return made


def _above(model: type[models.Model]) -> str:
    """The name of the foreign key to what a row is seen with; "" where it has a district itself."""
    if with_it := getattr(model, "seen_with", ""):
        return str(with_it)
    if issubclass(model, Event):
        tracked: Any = model._meta.get_field(_OF).related_model
        return _above(tracked) or _OF
    first, *rest = getattr(_rows(model), "district_path", "").split(LOOKUP_SEP)
    return first if rest else ""


def _seen(model: type[models.Model]) -> str:
    if seen := getattr(_rows(model), "area_sees", ""):
        return f"(SELECT seen_area()) = '' OR ({seen})"
    if above := _above(model):
        in_bulk = getattr(_rows(model), "read_in_bulk", False)
        return (_of_those_seen if in_bulk else _belongs_to_seen)(model, above)
    column = _text("{}.{}", model._meta.db_table, _column(model, _rows(model).district_path))
    return f"starts_with({column}, (SELECT seen_area()))"


def _belongs_to_seen(model: type[models.Model], above: str) -> str:
    """Whoever sees all is not asked: a part may come before what it belongs to, until the end of its
    transaction."""
    parent: Any = model._meta.get_field(above).related_model
    return _text(
        "(SELECT seen_area()) = '' OR EXISTS (SELECT FROM {} WHERE {}.{} = {}.{})",
        parent._meta.db_table,
        parent._meta.db_table,
        parent._meta.pk.column,
        model._meta.db_table,
        _column(model, above),
    )


def _of_those_seen(model: type[models.Model], above: str) -> str:
    """Of rows that are read by the thousand (`read_in_bulk`): all of the area they may belong to are
    found once a statement, not one for each row."""
    function = f"seen_above_{model._meta.db_table}"
    return f"(SELECT seen_area()) = '' OR {_found_by(_column(model, above), function)}"


def _keys_above(model: type[models.Model]) -> str:
    parent: Any = model._meta.get_field(_above(model)).related_model
    district = _column(parent, _rows(parent).district_path)
    found = "SELECT {} FROM {} WHERE {} >= area AND {} <= area || '9999'"
    return _text(found, parent._meta.pk.column, parent._meta.db_table, district, district)


def _found_by(column: str, function: str) -> str:
    return f"({_text('{}', column)} IN (SELECT {function}()))::int <> 0"


def _keys_of_area(function: str, keys: str) -> str:
    """A function of keys that an area sees. Written out in a policy, what it costs would be counted anew
    for each row it is joined to, and the planner would rather read the whole table; it would be planned
    with each statement, and held to policies itself."""
    return _KEYS_OF_AREA.format(function=function, keys=keys)


def _seen_by_department(model: type[models.Model]) -> str:
    """All of the registry; of figures what a queryset's `department_sees` says, and what hangs on it."""
    says_it = getattr(_rows(model), "department_sees", "") or getattr(model, "department_sees", "")
    if says_it:
        return "true" if says_it == "true" else f"(SELECT seen_area()) = '' OR {says_it}"
    above = _above(model)
    parent: Any = model._meta.get_field(above).related_model if above else None
    if parent and _seen_by_department(parent) != "true":
        return _belongs_to_seen(model, above)
    return "true"


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


# Every code begins with "", which is all; NULL begins nothing.
_SEEN_AREA = """
CREATE OR REPLACE FUNCTION seen_area() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE area WHEN '*' THEN '' WHEN '' THEN NULL ELSE area END
      FROM current_setting('portal.area', true) AS area
$$"""

_KEYS_OF_AREA = """
CREATE OR REPLACE FUNCTION {function}() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
PARALLEL SAFE COST 1 ROWS 10 SET search_path = public AS $$
DECLARE
    area text := seen_area();
BEGIN
    RETURN QUERY {keys};
END $$"""
