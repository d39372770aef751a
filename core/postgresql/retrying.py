"""A transaction whose line was lost before its commit was sent is done once more.

A server that ended, or was failed over from, rolled it back: nothing of it stands anywhere. One whose
commit was sent may stand, so it is never repeated here; whoever sent it is told that it is not known.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from psycopg import errors
from psycopg_pool import PoolTimeout

logger = logging.getLogger(__name__)

_Work = TypeVar("_Work", bound=Callable[..., Any])

# A session that was ended, a server that ends or begins, one that became a standby.
_LOST = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.ReadOnlySqlTransaction,
)


def once_more_if_lost(work: _Work) -> _Work:
    """Decorator of a function that is one whole transaction and does nothing outside it that matters.

    Inside somebody else's transaction it changes nothing: that one was lost whole.
    """

    @wraps(work)
    def done(*args: Any, **kwargs: Any) -> Any:
        if connection.in_atomic_block:
            return work(*args, **kwargs)
        before = _commits_sent()
        try:
            return work(*args, **kwargs)
        except DatabaseError as error:
            if not is_lost(error) or _commits_sent() != before:
                raise
            logger.warning("%s: done once more, its line was lost", work.__qualname__)
        except InterfaceError:
            if _commits_sent() != before:
                raise
            logger.warning("%s: done once more, its line was closed", work.__qualname__)
        _drop()
        return work(*args, **kwargs)

    return cast(_Work, done)


def is_lost(error: BaseException) -> bool:
    """Whether the line to the server was lost. Not where none could be had in time: a person who waited
    that long is told rather than kept."""
    cause = error.__cause__
    if isinstance(cause, PoolTimeout):
        return False
    if isinstance(cause, _LOST):
        return True
    state = getattr(cause, "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state.startswith("08"))


def _commits_sent() -> int:
    return cast(int, getattr(connection, "commits_sent", 0))


def _drop() -> None:
    """Not back into the pool as it is: a server that became a standby keeps its lines open."""
    if connection.connection is not None:
        connection.connection.close()
    connection.close()
