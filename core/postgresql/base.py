"""A connection out of the pool is looked at before it is used again, not asked.

psycopg's own check asks the server something at the beginning of each request: a third of what an empty
page waits for. A server that ended, or was restarted, has closed its end, and that can be seen without
asking. One that stopped answering is found by `tcp_user_timeout` at the first statement, as it would be
by a question.
"""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from core.postgresql.sight import ToldConnection, is_told_now


class DatabaseWrapper(ToldConnection, base.DatabaseWrapper):
    pool: Any  # a property of Django's, unknown to its stubs
    commits_sent = 0  # what became of a transaction is unknown once its commit was sent (retrying)

    def _commit(self) -> None:
        self.commits_sent += 1
        self.forget_told()
        super()._commit()  # type: ignore[misc]  # Django's own, unknown to its stubs

    def _rollback(self) -> None:
        self.forget_told()
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.doubt_told()

    def connect(self) -> None:
        self.forget_told()
        super().connect()

    def chunked_cursor(self) -> Any:
        """One that the server keeps cannot be told whose rows it reads outside a transaction; then all
        comes at once."""
        if self.tells_sights and is_told_now() and not self.in_atomic_block:
            return self.cursor()
        return super().chunked_cursor()

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and not _is_open(connection):
            connection.close()
            self.pool.putconn(connection)  # the pool makes another in its place
            connection = super().get_new_connection(conn_params)
        return connection


def _is_open(connection: psycopg.Connection) -> bool:
    if connection.closed:
        return False
    said = select.poll()
    said.register(connection.fileno(), select.POLLIN)
    if not said.poll(0):
        return True
    try:
        connection.execute("")  # something has come: its end, or a notice
    except psycopg.Error:
        return False
    return True
