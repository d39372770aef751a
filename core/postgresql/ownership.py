"""Working as the owner of the tables, which is for migrations and for nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """The connection signs in anew, as the role of `DATABASE_OWNER_URL`, and back at the end. Where none
    is named the connection is the owner's already, or it is refused by the database."""
    if not settings.DATABASE_OWNER_URL:
        yield
        return
    connection = connections[alias]
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    kept = connection.settings_dict
    _sign_out(connection)
    connection.settings_dict = kept | {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"]}
    try:
        yield
    finally:
        _sign_out(connection)
        connection.settings_dict = kept


def _sign_out(connection) -> None:
    connection.close()
    connection.close_pool()
