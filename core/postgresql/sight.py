"""Whose rows a statement sees, told to PostgreSQL with the statement itself.

    with seeing(Sight("2402")): ...

A policy of a table (core.areas.row_policies) asks `seen_area()`, which reads what is told here. It goes
before the statement in the same message (SET LOCAL), so it ends with its transaction: PgBouncer's
transaction mode keeps it right, and nobody waits for a second answer. Within a transaction it is told
once, and anew after a savepoint was taken back.

Where nothing is told a session sees what it began with: nothing in a process that serves pages, all in a
command, the worker and the tests (`portal.area=*`, otop_registry.databases).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import sql

NATION = "otop_nation"  # the role that sees the registry of all areas; without a sign-in of its own


@dataclass(frozen=True)
class Sight:
    """`area`: the beginning of a district's code, "*" for all, "" for nothing. `role`: as which role."""

    area: str
    role: str | None = None

    @cached_property
    def told(self) -> str:
        """Role first: it may be left for another at any time, being the session's to choose."""
        as_role = sql.Identifier(self.role) if self.role else sql.SQL("DEFAULT")
        statement = sql.SQL("SET LOCAL role = {}; SET LOCAL portal.area = {};")
        return statement.format(as_role, sql.Literal(self.area)).as_string()


_BACK = "SET LOCAL role = DEFAULT; SET LOCAL portal.area = DEFAULT;"
_UNKNOWN = Sight("unknown")  # a savepoint was taken back: told again, whatever it was

_sight: ContextVar[Sight | None] = ContextVar("sight", default=None)


@contextmanager
def seeing(sight: Sight) -> Iterator[None]:
    outer = _sight.set(sight)
    try:
        yield
    finally:
        _sight.reset(outer)


def is_told_now() -> bool:
    return _sight.get() is not None


class ToldConnection:
    """Of a connection: what its transaction was told. A mixin of the backend (core.postgresql.base)."""

    tells_sights = False  # set where the role's rows are held (core.areas.row_security)
    told: Sight | None = None
    _was_told = False

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return ToldCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorDebugWrapper:
        return ToldDebugCursor(cursor, self)

    def note_told(self, sight: Sight | None) -> None:
        self.told, self._was_told = sight, True

    def forget_told(self) -> None:
        """The transaction ended."""
        self.told, self._was_told = None, False

    def doubt_told(self) -> None:
        """A savepoint was taken back, and what was told since."""
        if self._was_told:
            self.told = _UNKNOWN


class _Told:
    """A cursor that tells before it asks; below Django's wrappers, whose words come before its own."""

    db: Any
    cursor: Any

    def _execute(self, statement: Any, params: Any, *rest: Any) -> Any:
        before = self._before()
        if not before:
            return super()._execute(statement, params, *rest)  # type: ignore[misc]
        if getattr(self.cursor, "name", None) or not isinstance(statement, str):
            self._tell_apart(before)
            return super()._execute(statement, params, *rest)  # type: ignore[misc]
        answer = super()._execute(before + statement, params, *rest)  # type: ignore[misc]
        if self.db.in_atomic_block:
            self.db.note_told(_sight.get())
        while self.cursor.nextset():
            pass
        return answer

    def _executemany(self, statement: Any, params: Any, *rest: Any) -> Any:
        if before := self._before():
            self._tell_apart(before)
        return super()._executemany(statement, params, *rest)  # type: ignore[misc]

    def _before(self) -> str:
        if not self.db.tells_sights:
            return ""
        sight = _sight.get()
        known = self.db.told if self.db.in_atomic_block else None
        if known == sight:
            return ""
        return _BACK if sight is None else sight.told

    def _tell_apart(self, before: str) -> None:
        """Where it cannot go before: a cursor of the server's, a statement for many rows, COPY."""
        if not self.db.in_atomic_block:
            raise RuntimeError("outside a transaction nobody can tell whose rows these are")
        self.db.connection.execute(before)
        self.db.note_told(_sight.get())

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        if before := self._before():
            self._tell_apart(before)
        return self.cursor.copy(*args, **kwargs)


class ToldCursor(_Told, CursorWrapper):
    pass


class ToldDebugCursor(_Told, CursorDebugWrapper):
    pass
