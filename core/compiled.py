"""Statements put together once and run with any values.

Django builds a statement anew each time. That of all the checks of a record is 20,000 letters long, and
building it took forty times what PostgreSQL and the row take; of the statements of a saved row it was
two thirds of the whole answer.
"""

from collections.abc import Callable, Collection, Mapping
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Field, ForeignObject, Lookup, QuerySet
from django.db.models.query import ValuesListIterable
from django.db.transaction import TransactionManagementError


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """`__in` as one array: the same statement for one value and for a thousand."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        prepared = self.lhs.output_field.get_prep_value
        return [prepared(one) for one in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]


class CompiledQuery:
    """What `build` finds for its values, as a list.

    `build` is called once, when it is first asked for, with stand-ins of the `kinds` its values have
    (int, str, date, list[int], list[str]): what it makes of a value must end up in the statement as it
    is. A value it works out of another (the month before) is asked for by a name of its own, and one
    that it decides by must be part of the key by which whoever keeps this keeps it. `needless`: values
    that a statement may do without. Any number of threads may read at once.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any]],
        *,
        needless: Collection[str] = (),
        **kinds: Any,
    ) -> None:
        self._build, self._kinds, self._needless = build, kinds, frozenset(needless)

    def read(self, **values: Any) -> list[Any]:
        """What is found for these values, in one statement."""
        if self._kinds.keys() != values.keys():
            raise TypeError(f"a value for each of {', '.join(self._kinds)}")
        return self._statement.read(values) if self._statement else []

    @cached_property
    def _statement(self) -> "_Statement | None":
        """None where nothing is found, whatever the values."""
        stand_ins = {
            name: _stand_in(kind, place) for place, (name, kind) in enumerate(self._kinds.items())
        }
        try:
            statement = _Statement(self._build(**stand_ins), stand_ins)
        except EmptyResultSet:
            return None
        used = {name for _, name in statement.places}
        if missing := self._kinds.keys() - used - self._needless:
            raise TypeError(f"the statement holds no {', '.join(sorted(missing))}")
        return statement


class _Statement:
    """`found` as compiled; `places`: where in its parameters which value stands."""

    def __init__(self, found: QuerySet[Any], stand_ins: Mapping[str, Any]) -> None:
        self._found = found
        self._locks = found.query.select_for_update
        self._compiler: Any = found.query.get_compiler(using=found.db)
        sql, params = self._compiler.as_sql()
        self._sql, self._params = sql, list(params)
        self.places = [
            (place, name)
            for place, one in enumerate(self._params)
            for name, stand_in in stand_ins.items()
            if one == stand_in
        ]
        fields = [one[0] for one in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(fields)

    def read(self, values: Mapping[str, Any]) -> list[Any]:
        params = self._params.copy()
        for place, name in self.places:
            params[place] = values[name]
        connection = connections[self._found.db]
        if self._locks and connection.get_autocommit():
            raise TransactionManagementError("select_for_update outside of a transaction")
        if self._found._iterable_class is ValuesListIterable:
            return self._rows(connection, params)
        return self._records(connection, params)

    def _rows(self, connection: Any, params: list[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows: list[Any] = cursor.fetchall()
        if not self._converters:
            return rows
        return [tuple(row) for row in self._compiler.apply_converters(rows, self._converters)]

    def _records(self, connection: Any, params: list[Any]) -> list[Any]:
        compiler = copy(self._compiler)
        compiler.connection = connection  # each thread has its own
        compiler.as_sql = lambda *args, **kwargs: (self._sql, params)
        found = self._found.all()
        query: Any = found.query
        query.get_compiler = lambda *args, **kwargs: compiler
        return list(found)


class CompiledRead:
    """`records`, whose statement is kept: nothing in it may depend on anything but the code, or the
    keeper's key must name it."""

    def __init__(self, records: QuerySet[Any]) -> None:
        self._query = CompiledQuery(lambda key: records.filter(pk=key), key=int)

    def get(self, key: int) -> Any:
        """The record, in one query; ValueError where there is none."""
        (record,) = self._query.read(key=key)
        return record


def _stand_in(kind: Any, place: int) -> Any:
    """A value that no record has and no other part of a statement says."""
    if kind is int:
        return -(2**62) - place
    if kind is str:
        return f"\ue000{place}"
    if kind is date:
        return date(9000 + place, 7, 19)
    (of,) = kind.__args__
    return [_stand_in(of, place)]
