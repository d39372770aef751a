"""The chain is written by the database: whatever code, command or person adds a line to a trail, its
link comes with it, in the same transaction. Set after every migration, by the owner, as the rights are.

- Each source (`sources`) has a statement trigger: one link for what a statement added, with the digest
  of its rows; of more than `ROWS_OF_A_LINE` rows a link for each so many. So a COPY of 100,000 lines
  leaves a hundred links.
- The links of a transaction get their number and hash as it ends (a deferred trigger), in the chain of
  the office whose account did it. Only then is the chain locked, so no lock of a step waits behind it,
  and offices do not wait for one another.
- `logbook_close` joins the chains of past days into a head each; `logbook_forget` deletes accesses, of
  no day within the last `LEAST_DAYS_KEPT`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from psycopg import sql

from core.history.tracking import event_model
from core.history.trail import StepLine
from core.logbook.models import LEAST_DAYS_KEPT, Access

ROWS_OF_A_LINE = 1000
# Many, and of no decision: they are kept and answered, and not chained.
NOT_CHAINED = (Access.Kind.VIEW, Access.Kind.REFUSED, Access.Kind.THROTTLED)


@dataclass(frozen=True)
class Source:
    """A table whose added rows are chained. `left_out`: kinds that are not."""

    table: str
    key: str
    columns: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def sources() -> list[Source]:
    """Every trail, what changed of accounts (role and office among it), revealed ids, and accesses."""
    trails = [model for model in apps.get_models() if issubclass(model, StepLine)]
    named: list[type[models.Model]] = [
        *trails,
        event_model(apps.get_model("accounts.User")),
        apps.get_model("personal.Reveal"),
    ]
    found = [_source(model) for model in named]
    return sorted([*found, _source(Access, NOT_CHAINED)], key=lambda source: source.table)


def _source(model: type[models.Model], left_out: tuple[str, ...] = ()) -> Source:
    fields = model._meta.concrete_fields
    key = model._meta.pk.column
    return Source(model._meta.db_table, key, tuple(one.column for one in fields), left_out)


def set_triggers(connection: Any) -> None:
    """Of every source that is there; nothing where somebody else owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, EXISTS (SELECT FROM pg_trigger t"
            "   WHERE t.tgrelid = c.oid AND t.tgname = 'logbook_note')"
            " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
            " AND pg_has_role(current_user, c.relowner, 'USAGE')"
        )
        owned = dict(cursor.fetchall())
        if "logbook_line" not in owned:
            return
        there = [source for source in sources() if source.table in owned]
        statements = [
            sql.SQL("BEGIN"),
            *_FUNCTIONS,
            *_ON_OWN_TABLES,
            *(one for source in there for one in _statements(source, begun=owned[source.table])),
            sql.SQL("COMMIT"),
        ]
        cursor.execute(sql.SQL(";\n").join(statements).as_string())


def _statements(source: Source, *, begun: bool) -> Iterator[sql.Composed]:
    table, columns = sql.Identifier(source.table), ",".join(source.columns)
    left_out = "{" + ",".join(source.left_out) + "}"
    yield sql.SQL("DROP TRIGGER IF EXISTS logbook_note ON {}").format(table)
    yield sql.SQL(
        "CREATE TRIGGER logbook_note AFTER INSERT ON {} REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION logbook_note({}, {}, {})"
    ).format(table, source.key, columns, left_out)
    if not begun:
        yield sql.SQL("SELECT logbook_begin({}, {}, {}, {})").format(
            source.table, source.key, columns, left_out
        )


# What a link says of rows: moment, who, table, how many, their keys, the columns, the digest.
_SAID = """
    SELECT concat_ws(E'\\t',
               to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               who, named, count(*), string_agg(key::text, ',' ORDER BY key), columns,
               encode(sha256(convert_to(string_agg(content, E'\\n' ORDER BY key), 'UTF8')), 'hex'))
      FROM (SELECT (one ->> key_column)::bigint AS key, one::text AS content,
                   (row_number() OVER () - 1) / ROWS_OF_A_LINE AS part
              FROM unnest(rows) AS one) AS numbered
     GROUP BY part ORDER BY part
""".replace("ROWS_OF_A_LINE", str(ROWS_OF_A_LINE))

_FUNCTIONS = [
    sql.SQL(f"""
CREATE OR REPLACE FUNCTION logbook_said(
    rows jsonb[], who text, named text, key_column text, columns text) RETURNS SETOF text
LANGUAGE sql SET search_path = public, pg_temp AS $$ {_SAID} $$"""),
    # Who: the account that the request or the step named, else the row's own, else the command.
    sql.SQL("""
CREATE OR REPLACE FUNCTION logbook_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    acting jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;
    rows jsonb[];
    who text;
    office_then text;
BEGIN
    SELECT array_agg(to_jsonb(added)) INTO rows FROM added
     WHERE TG_ARGV[2] = '{}' OR to_jsonb(added) ->> 'kind' <> ALL (TG_ARGV[2]::text[]);
    IF rows IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'logbook_access' THEN
        who := rows[1] ->> 'by_id';
        office_then := rows[1] ->> 'office';
    ELSIF acting ? 'user' THEN
        who := acting ->> 'user';
        office_then := acting ->> 'office';
    ELSE
        who := coalesce(rows[1] ->> 'by_id', acting ->> 'command');
    END IF;
    IF office_then IS NULL AND who ~ '^[0-9]+$' THEN
        SELECT coalesce(district_id, province_id) INTO office_then
          FROM accounts_user WHERE id = who::bigint;
    END IF;
    INSERT INTO logbook_line (office, said, hash)
    SELECT coalesce(office_then, ''), said, ''
      FROM logbook_said(
               rows, regexp_replace(coalesce(who, ''), '[[:cntrl:]]', ' ', 'g'), TG_TABLE_NAME::text,
               TG_ARGV[0], TG_ARGV[1]) AS said;
    RETURN NULL;
END $$"""),
    # Lines without a number that can be seen are this transaction's own: no other ends with one.
    sql.SQL("""
CREATE OR REPLACE FUNCTION logbook_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    waiting text;
    today date;
    chain logbook_chain%ROWTYPE;
    one record;
BEGIN
    FOR waiting IN
        SELECT DISTINCT office FROM logbook_line WHERE number IS NULL ORDER BY office
    LOOP
        today := (clock_timestamp() AT TIME ZONE 'Asia/Bangkok')::date;
        INSERT INTO logbook_chain (day, office, lines, hash)
        VALUES (today, waiting, 0,
                encode(sha256(convert_to(concat_ws(' ', 'otop-log', today, waiting), 'UTF8')), 'hex'))
        ON CONFLICT DO NOTHING;
        SELECT * INTO chain FROM logbook_chain
         WHERE day = today AND office = waiting FOR UPDATE;
        FOR one IN
            SELECT id, said FROM logbook_line
             WHERE number IS NULL AND office = waiting ORDER BY id
        LOOP
            chain.lines := chain.lines + 1;
            chain.hash := encode(sha256(convert_to(
                concat_ws(E'\\n', chain.hash, chain.lines, one.said), 'UTF8')), 'hex');
            UPDATE logbook_line SET day = today, number = chain.lines, hash = chain.hash
             WHERE id = one.id;
        END LOOP;
        UPDATE logbook_chain SET lines = chain.lines, hash = chain.hash WHERE id = chain.id;
    END LOOP;
    RETURN NULL;
END $$"""),
    # What a trail held before it was chained.
    sql.SQL("""
CREATE OR REPLACE FUNCTION logbook_begin(named text, key_column text, columns text, left_out text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    rows jsonb[];
BEGIN
    EXECUTE format(
        'SELECT array_agg(to_jsonb(one) ORDER BY %2$I) FROM %1$I one'
        ' WHERE %3$L = ''{}'' OR to_jsonb(one) ->> ''kind'' <> ALL (%3$L::text[])',
        named, key_column, left_out) INTO rows;
    INSERT INTO logbook_line (office, said, hash)
    SELECT '', said, '' FROM logbook_said(rows, 'migrate', named, key_column, columns) AS said;
END $$"""),
    # Ten minutes after midnight at the soonest: no transaction then still ends in yesterday's chain.
    sql.SQL("""
CREATE OR REPLACE FUNCTION logbook_close() RETURNS SETOF date LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    past date := (clock_timestamp() AT TIME ZONE 'Asia/Bangkok' - interval '10 minutes')::date - 1;
    one date;
    before text;
    content text;
BEGIN
    PERFORM pg_advisory_xact_lock(20090802);
    SELECT coalesce((SELECT max(day) + 1 FROM logbook_dayhead), (SELECT min(day) FROM logbook_chain))
      INTO one;
    WHILE one <= past LOOP
        SELECT coalesce((SELECT hash FROM logbook_dayhead WHERE day = one - 1), '') INTO before;
        SELECT concat_ws(E'\\n', 'otop-log ' || one, 'previous ' || before,
                         string_agg(concat_ws(' ', 'chain', office, lines, hash), E'\\n'
                                    ORDER BY office COLLATE "C"))
          INTO content FROM logbook_chain WHERE day = one;
        INSERT INTO logbook_dayhead (day, text, hash)
        VALUES (one, content, encode(sha256(convert_to(content, 'UTF8')), 'hex'));
        RETURN NEXT one;
        one := one + 1;
    END LOOP;
END $$"""),
    sql.SQL(
        """
CREATE OR REPLACE FUNCTION logbook_forget(days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM logbook_access
     WHERE at < now() - make_interval(days => greatest(days, LEAST_DAYS_KEPT));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$""".replace("LEAST_DAYS_KEPT", str(LEAST_DAYS_KEPT))
    ),
    sql.SQL("""
CREATE OR REPLACE FUNCTION logbook_password() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    acting jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;
BEGIN
    INSERT INTO logbook_access (kind, at, by_id, office, subject, count, persons)
    VALUES ('password', clock_timestamp(), coalesce((acting ->> 'user')::bigint, NEW.id),
            coalesce(acting ->> 'office', NEW.district_id, NEW.province_id, ''), NEW.username, 1, '{}');
    RETURN NULL;
END $$"""),
]

_ON_OWN_TABLES = [
    sql.SQL("DROP TRIGGER IF EXISTS logbook_chain ON logbook_line"),
    sql.SQL(
        "CREATE CONSTRAINT TRIGGER logbook_chain AFTER INSERT ON logbook_line"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION logbook_chain()"
    ),
    sql.SQL("DROP TRIGGER IF EXISTS logbook_password ON accounts_user"),
    # The password's history is not kept anywhere else, and its hash must not be.
    sql.SQL(
        "CREATE TRIGGER logbook_password AFTER UPDATE OF password ON accounts_user FOR EACH ROW"
        " WHEN (OLD.password IS DISTINCT FROM NEW.password) EXECUTE FUNCTION logbook_password()"
    ),
]
