"""The roles of an installation in PostgreSQL, and what each may.

The owner migrates; the web and the worker read and write rows, and can change no table, trigger or
constraint; the nation is what the web becomes for the department's statements (core.areas.row_security);
the report role reads; the backup copies and reads. What web and report may do with a table
that is there, `manage.py migrate` sets (core.postgresql.table_rights). Run by a superuser, any number
of times.
"""

import psycopg
from psycopg import sql

OWNER, WEB, REPORT, BACKUP = "otop", "otop_web", "otop_report", "otop_backup"
NATION = "otop_nation"  # nobody signs in as it


def make_roles(
    server: psycopg.Connection, database: psycopg.Connection, passwords: dict[str, str]
) -> None:
    """`server`: connected to any database; `database`: to the portal's, as a superuser both."""
    for role, may in ((OWNER, ""), (WEB, ""), (REPORT, ""), (BACKUP, "REPLICATION")):
        found = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "ALTER" if found else "CREATE"
        server.execute(
            sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
                sql.SQL(verb), sql.Identifier(role), sql.SQL(may), passwords[role]
            )
        )
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NATION]).fetchone():
        server.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(NATION)))
    for statement in _GRANTS:
        database.execute(statement)
    if database.info.server_version >= 170000:  # the counts of the planner, after large writes
        database.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
            f"GRANT MAINTAIN ON TABLES TO {WEB}, {NATION}"
        )


_GRANTS = (
    f"GRANT ALL ON SCHEMA public TO {OWNER}",
    f"GRANT USAGE ON SCHEMA public TO {WEB}, {NATION}, {REPORT}",
    # The web becomes it by saying so, and never has its rows by being a member.
    f"ALTER ROLE {WEB} NOINHERIT",
    f"GRANT {NATION} TO {WEB}",
    # What /metrics tells of connections and standbys; without it other roles' are not seen.
    f"GRANT pg_read_all_stats TO {NATION}",
    f"ALTER ROLE {REPORT} SET default_transaction_read_only = on",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB}, {NATION}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
    f"GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {WEB}, {NATION}",
    f"GRANT pg_read_all_data, pg_monitor TO {BACKUP}",
    f"GRANT EXECUTE ON FUNCTION pg_create_restore_point(text) TO {BACKUP}",
)


def make_owner(server: psycopg.Connection) -> None:
    """Before its database; the password comes with `make_roles`."""
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
        server.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(OWNER)))


def make_database(server: psycopg.Connection, name: str) -> bool:
    """In C.UTF-8, as the tests' is: Thai is searched and sorted by it. False where it was there."""
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found:
        return False
    server.execute(
        sql.SQL(
            "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"
        ).format(sql.Identifier(name), sql.Identifier(OWNER))
    )
    return True
