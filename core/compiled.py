"""A statement that reads one record, put together once and run with any record's key.

Django builds a statement anew each time. That of all the checks of a record is 20,000 letters long, and
building it took forty times what PostgreSQL and the row take; that of a person, asked for by every
request, as much as the row.
"""

from copy import copy
from typing import Any

from django.db import connections
from django.db.models import QuerySet

# Stands for the key while the statement is compiled; no record has a negative one.
_ANY_KEY = -(2**62)


class CompiledRead:
    """`records`, whose statement is kept: nothing in it may depend on anything but the code, or the
    keeper's key must name it. Any number of threads may read at once."""

    def __init__(self, records: QuerySet[Any]) -> None:
        self._found = records.filter(pk=_ANY_KEY)
        self._compiler = self._found.query.get_compiler(using=self._found.db)
        sql, params = self._compiler.as_sql()
        self._sql, self._params = sql, tuple(params)

    def get(self, key: int) -> Any:
        """The record, in one query; ValueError where there is none."""
        params = tuple(key if one == _ANY_KEY else one for one in self._params)
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[self._found.db]  # each thread has its own
        compiler.as_sql = lambda *args, **kwargs: (self._sql, params)
        found = self._found.all()
        query: Any = found.query
        query.get_compiler = lambda *args, **kwargs: compiler
        (record,) = found
        return record
