"""Who changes the records now, and in doing what: said beside every event of the history.

A request says it by itself (core.history.middleware). A command, an import or a step that touches
many records says it:

    with acting(by, label="รวมระเบียนซ้ำ"):
        ...

A change without a context is shown as made directly in the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import pghistory
from django.db import connection
from psycopg.pq import TransactionStatus

from core.areas.scope import Officer


@dataclass(frozen=True)
class Actor:
    """Who made a change, as the event keeps it.

    `user`: the account's id; `office`: the code of the area the account had then, "" for the
    department; `command`: of what runs without an account; `label`: in doing what.
    """

    user: int | None = None
    office: str = ""
    command: str = ""
    label: str = ""

    @classmethod
    def of_event(cls, context: dict | None) -> Self:
        """From what an event keeps; what an older portal said more is left out."""
        context = context or {}
        return cls(**{name: context[name] for name in cls.__annotations__ if name in context})


@contextmanager
def acting(user: Officer | None = None, *, label: str = "", command: str = "") -> Iterator[None]:
    """Name who makes the changes of this block; within another block, only what is named anew changes.

    `command`: name of a management command. Statements must not go through cursor.executemany in it.
    """
    said: dict[str, object] = {}
    if user is not None:
        said |= {"user": user.pk, "office": user.district_id or user.province_id or ""}
    if command:
        said["command"] = command
    if label:
        said["label"] = label
    with pghistory.context() as context:
        outer = dict(context.metadata)
        context.metadata.update(said)
        _tell_transaction(context.id, context.metadata)
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(outer)
            _tell_transaction(context.id if outer else None, outer)


def _tell_transaction(context_id: object, metadata: dict) -> None:
    """Sets the context on a transaction that is already open, so that COPY (which pghistory does
    not handle) carries it too, and resets it when the block ends."""
    if not connection.in_atomic_block:
        return
    if connection.connection.info.transaction_status != TransactionStatus.INTRANS:
        return  # failed: nothing more is written in it
    encoded = pghistory.config.json_encoder()().encode(metadata) if metadata else ""
    connection.connection.execute(
        "SELECT set_config('pghistory.context_id', %s, true),"
        " set_config('pghistory.context_metadata', %s, true)",
        [str(context_id or ""), encoded],
    )
