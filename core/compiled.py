"""Statements put together once and run with any values.

Django builds a statement anew each time. That of all the checks of a record is 20,000 letters long, and
building it took forty times what PostgreSQL and the row take; of the statements of a saved row it was
two thirds of the whole answer.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NewType

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, ForeignObject, Lookup, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]  # the last is not in the stubs
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.transaction import TransactionManagementError

# A number of a column of small ones, where Django compares no larger one (a fiscal year, a version).
Small = NewType("Small", int)


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


class _Places:
    """Where in the parameters of a statement which value stands."""

    def __init__(
        self, params: Iterable[Any], stand_ins: Mapping[str, Any], needless: frozenset[str]
    ) -> None:
        self._params = list(params)
        self._places = []
        for place, one in enumerate(self._params):
            names = [name for name, stand_in in stand_ins.items() if one == stand_in]
            if not names and _is_of_stand_in(one):
                raise TypeError(f"the statement holds what was worked out of a value: {one!r}")
            self._places += [(place, name) for name in names]
        used = {name for _, name in self._places}
        if missing := stand_ins.keys() - used - needless:
            raise TypeError(f"the statement holds no {', '.join(sorted(missing))}")

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        params = self._params.copy()
        for place, name in self._places:
            params[place] = values[name]
        return params


class CompiledSql:
    """A statement in SQL and its parameters, of `build`; `read` gives its rows.

    `build` is called once, when it is first asked for, with stand-ins of the `kinds` its values have
    (int, Small, str, date, datetime, list[int], list[str], list[date]): what it makes of a value must
    end up in the statement as it is. A value that it works out of another (the month before) is asked
    for by a name of its own, and one that it decides by must be part of the key by which whoever keeps
    this keeps it. `needless`: values that a statement may do without. Any number of threads may read at
    once.
    """

    def __init__(
        self, build: Callable[..., Any], *, needless: Collection[str] = (), **kinds: Any
    ) -> None:
        self._build, self._kinds, self._needless = build, kinds, frozenset(needless)

    def read(self, **values: Any) -> list[Any]:
        """What is found for these values, in one statement."""
        if self._kinds.keys() != values.keys():
            raise TypeError(f"a value for each of {', '.join(self._kinds)}")
        return self._statement.read(values) if self._statement else self._anew(values)

    def _anew(self, values: Mapping[str, Any]) -> list[Any]:
        """What is found where there is no statement: nothing."""
        return []

    @cached_property
    def _statement(self) -> "_Statement | None":
        """None where nothing is found."""
        stand_ins = {
            name: _stand_in(kind, place) for place, (name, kind) in enumerate(self._kinds.items())
        }
        return self._compile(stand_ins)

    def _compile(self, stand_ins: Mapping[str, Any]) -> "_Statement | None":
        sql, params = self._build(**stand_ins)
        return _Statement(sql, _Places(params, stand_ins, self._needless)) if sql else None


class CompiledQuery(CompiledSql):
    """The same of a queryset that `build` makes: a list of its records, or of its values."""

    def _compile(self, stand_ins: Mapping[str, Any]) -> "_Statement | None":
        found = self._build(**stand_ins)
        compiler = found.query.get_compiler(using=found.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = _Places(params, stand_ins, self._needless)
        return _FoundStatement(sql, places, found, compiler)

    def _anew(self, values: Mapping[str, Any]) -> list[Any]:
        """A stand-in finds nothing where the officer sees nothing, and where its column cannot hold it:
        so what these values find is asked anew."""
        return list(self._build(**values))


class _Statement:
    def __init__(self, sql: str, places: _Places) -> None:
        self._sql, self._places = sql, places

    def read(self, values: Mapping[str, Any]) -> list[Any]:
        return self._rows(connections[DEFAULT_DB_ALIAS], self._places.filled(values))

    def _rows(self, connection: Any, params: list[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows: list[Any] = cursor.fetchall()
        return rows


class _FoundStatement(_Statement):
    """As Django's compiler put it together for `found`."""

    def __init__(self, sql: str, places: _Places, found: QuerySet[Any], compiler: Any) -> None:
        super().__init__(sql, places)
        self._found, self._compiler = found, compiler
        self._locks = found.query.select_for_update
        fields = [one[0] for one in compiler.select[: compiler.col_count]]
        self._converters = compiler.get_converters(fields)
        django: Any = found
        beside = django._prefetch_related_lookups or django._known_related_objects
        self._is_plain = found._iterable_class is ModelIterable and not beside

    def read(self, values: Mapping[str, Any]) -> list[Any]:
        params = self._places.filled(values)
        connection = connections[self._found.db]
        if self._locks and connection.get_autocommit():
            raise TransactionManagementError("select_for_update outside of a transaction")
        if self._found._iterable_class is ValuesListIterable:
            return self._values(connection, params)
        if self._is_plain:
            return list(map(self._drawn, self._values(connection, params)))
        return self._records(connection, params)

    def _values(self, connection: Any, params: list[Any]) -> list[Any]:
        rows = self._rows(connection, params)
        if not self._converters:
            return rows
        return [tuple(row) for row in self._compiler.apply_converters(rows, self._converters)]

    @cached_property
    def _drawn(self) -> Callable[[Sequence[Any]], Any]:
        """A record of a row, as Django's ModelIterable makes it; what it works out for each statement
        anew (which columns, which relations) is kept."""
        select, info, db = self._compiler.select, self._compiler.klass_info, self._found.db
        columns, model = info["select_fields"], info["model"]
        first, end = columns[0], columns[-1] + 1
        names = [one[0].target.attname for one in select[first:end]]
        relations = get_related_populators(info, select, db)
        annotated = list(self._compiler.annotation_col_map.items())

        def drawn(row: Sequence[Any]) -> Any:
            record = model.from_db(db, names, row[first:end])
            for one in relations:
                one.populate(row, record)
            for name, place in annotated:
                setattr(record, name, row[place])
            return record

        return drawn

    def _records(self, connection: Any, params: list[Any]) -> list[Any]:
        """As Django does it, for what is fetched beside."""
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


_FIRST_SMALL = 32_000
_FIRST_INT, _FIRST_YEAR, _MARK = 2**62, 9000, "\ue000"


def _stand_in(kind: Any, place: int) -> Any:
    """A value that no record has and no other part of a statement says."""
    if kind is int:
        return _FIRST_INT + place
    if kind is Small:
        return _FIRST_SMALL + place
    if kind is str:
        return f"{_MARK}{place}{_MARK}"
    if kind is date:
        return date(_FIRST_YEAR + place, 7, 19)
    if kind is datetime:
        return datetime(_FIRST_YEAR + place, 7, 19, tzinfo=UTC)
    (of,) = kind.__args__
    return [_stand_in(of, place)]


def _is_of_stand_in(one: Any) -> bool:
    """Whether a parameter was worked out of a stand-in."""
    if isinstance(one, list | tuple):
        return any(map(_is_of_stand_in, one))
    if isinstance(one, str):
        return _MARK in one
    if isinstance(one, date):
        return one.year >= _FIRST_YEAR - 500
    return isinstance(one, int) and one > _FIRST_INT // 2
