"""The databases of the settings, from their addresses in the environment.

An address may name several servers (postgres://user:password@10.0.0.1:5432,10.0.0.2:5432/otop): each new
connection finds the one that takes writes now, so a fail-over needs no restart. What libpq knows may
follow the `?` (sslmode, target_session_attrs).
"""

from typing import Any

import environ

ENGINE = "core.postgresql"  # tries a connection out of the pool without asking the server


def database(
    url: str,
    *,
    pool: int,
    statement: float = 0,
    lock: float = 0,
    prefers: str = "read-write",
    area: str = "",
) -> dict[str, Any]:
    """`statement`, `lock`: seconds one statement may take, and wait for a row that somebody else holds;
    0 for any time. `prefers`: which of several servers (libpq's target_session_attrs). `area`: whose
    rows a session sees that is told nothing (core.postgresql.sight)."""
    found = environ.Env.db_url_config(url)
    asked = found.pop("OPTIONS", {})
    limits = f"-c statement_timeout={statement * 1000:.0f} -c lock_timeout={lock * 1000:.0f}"
    of_several = {"target_session_attrs": prefers} if "," in found["HOST"] else {}
    if area:
        limits += f" -c portal.area={area}"
    options = asked.pop("options", "")
    return found | {
        "ENGINE": ENGINE,
        "OPTIONS": _away(pool) | of_several | asked | {"options": f"{limits} {options}".strip()},
    }


def through_pgbouncer(url: str, *, pool: int) -> dict[str, Any]:
    """PgBouncer in transaction mode: nothing may outlive a transaction in a session. No cursor of the
    server's; the limits of statements are its own `connect_query` (deploy/pgbouncer.ini), since it takes
    no options at the beginning of a session. Django prepares no statements by itself."""
    found = database(url, pool=pool, prefers="any")
    del found["OPTIONS"]["options"]
    return found | {"DISABLE_SERVER_SIDE_CURSORS": True}


def _away(pool: int) -> dict[str, Any]:
    """A database that is away is told within 3 seconds (otop_registry.errors): no request waits longer
    for a connection, and the pool gives an attempt up, so that the next request tries at once instead of
    waiting for a delay that doubles each time."""
    return {
        "pool": {"min_size": 1, "max_size": pool, "timeout": 2, "reconnect_timeout": 1},
        "connect_timeout": 2,  # a machine that does not answer at all
        "tcp_user_timeout": 5000,  # milliseconds: one that stopped answering
    }
