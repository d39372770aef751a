"""Which table is of which kind, and that the web can do no more with it than its kind says."""

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

import local_postgres.place
from core.postgresql.table_rights import NATION, OWNER, REPORT, WEB, Kind, kinds
from operations import roles
from tests.support.database import owning

PROTECTED = {table: kind for table, kind in kinds().items() if kind.is_protected}
KEPT = [
    "api_keyuse",
    "api_partnerkey",
    "catalogue_outletconsent",
    "catalogue_producerconsent",
    "catalogue_productconsent",
    "data_protection_personrequest",
    "online_market_districttarget",
    "online_market_marketround",
    "online_market_survey",
    "products_assessment",
    "registration_paper",
    "sales_audititem",
    "sales_evidence",
    "sales_extension",
    "sales_paperkey",
    "sales_producerlink",
    "sales_rowmark",
    "sales_salescertificate",
    "sales_snapshot",
    "targets_estimate",
    "targets_targetplan",
]
ADDED = [
    "data_protection_personrequeststep",
    "data_protection_retentionrun",
    "accounts_accountstep",
    "api_keystep",
    "accounts_userevent",
    "correspondence_answer",
    "personal_reveal",
    "producers_producerevent",
    "registration_announcement",
    "registration_announcemententry",
    "registration_registrationstep",
    "sales_certifiedprint",
    "sales_salesrowevent",
    "sales_snapshotline",
    "sales_step",
    "sales_withdrawnpapers",
]


def ask(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied|must be owner"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_roles_have_one_name_each():
    assert (roles.OWNER, roles.WEB, roles.REPORT) == (OWNER, WEB, REPORT)
    assert roles.NATION == local_postgres.place.NATION == NATION
    assert (local_postgres.place.OWNER, *local_postgres.place.ROLES) == (OWNER, WEB, REPORT)


def test_of_which_kind_a_table_is():
    known = kinds()
    assert [table for table, kind in known.items() if kind is Kind.KEPT] == KEPT
    assert {known[table] for table in ADDED} == {Kind.ADDED}
    assert {known[table] for table in known if table.endswith("event")} == {Kind.ADDED}
    assert known["producers_producer"] is known["sales_salesrow"] is Kind.WRITTEN
    assert known["django_migrations"] is Kind.READ


@pytest.mark.django_db
def test_every_test_works_as_the_web():
    assert ask("SELECT current_user") == [(WEB,)]


@pytest.mark.django_db
def test_every_table_has_the_rights_of_its_kind():
    found = ask(
        "SELECT c.relname, array_agg(p.privilege_type::text)"
        " FROM pg_class c, aclexplode(c.relacl) p, pg_roles r"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
        "   AND r.oid = p.grantee AND r.rolname = %s AND p.privilege_type <> 'MAINTAIN'"
        " GROUP BY c.relname",
        WEB,
    )
    assert {table: sorted(may) for table, may in found} == {
        table: sorted(set(kind.may) - ({"UPDATE"} if table == "sales_snapshot" else set()))
        for table, kind in kinds().items()
    }


@pytest.mark.django_db
def test_of_a_snapshot_only_whether_it_is_in_force_changes():
    refused("UPDATE sales_snapshot SET version = 9")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_snapshot SET superseded_at = now()")


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted({*KEPT, *ADDED}))
def test_what_is_kept_is_neither_deleted_nor_changed(table):
    key = "pgh_id" if table.endswith("event") else "id"
    refused(f"DELETE FROM {table}")
    if table in ADDED:
        refused(f"UPDATE {table} SET {key} = {key}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE sales_salesrow",
        "TRUNCATE sales_step",
        "ALTER TABLE sales_step DISABLE TRIGGER USER",
        "DROP TRIGGER refuse_truncate ON sales_step",
        "DROP TABLE sales_step CASCADE",
        "ALTER TABLE accounts_user DROP CONSTRAINT accounts_user_pkey CASCADE",
        "CREATE TABLE one_more (id bigint)",
        "CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE sql AS ''",
        "UPDATE django_migrations SET name = name",
        "SET session_replication_role = replica",
        "GRANT ALL ON sales_step TO otop_web",
    ],
)
def test_the_web_changes_no_table(statement):
    if statement.startswith("GRANT"):  # a warning, and nothing given
        with connection.cursor() as cursor:
            cursor.execute(statement)
        refused("DELETE FROM sales_step")
    else:
        refused(statement)


@pytest.mark.django_db
def test_the_web_cannot_become_the_owner():
    assert ask("SELECT pg_has_role(%s, session_user, 'MEMBER')", WEB) == [(False,)]


@pytest.mark.django_db
@pytest.mark.parametrize("table", PROTECTED)
def test_what_is_kept_is_not_emptied_by_its_owner_either(table):
    with owning(), pytest.raises(DatabaseError, match="are kept"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_the_report_role_reads_and_sees_no_sign_in():
    found = ask(
        "SELECT c.relname, array_agg(DISTINCT p.privilege_type::text)"
        " FROM pg_class c, aclexplode(c.relacl) p, pg_roles r"
        " WHERE c.relnamespace = 'public'::regnamespace AND r.oid = p.grantee AND r.rolname = %s"
        " GROUP BY c.relname",
        REPORT,
    )
    may = dict(found)
    assert set(map(tuple, may.values())) == {("SELECT",)}
    assert {"sales_snapshotline", "producers_producer", "areas_district"} <= set(may)
    assert not {"django_session", "accounts_invitation", "axes_accessattempt"} & set(may)
    assert "sales_producerlink" not in may
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("RESET ROLE").as_string())
    with owning(), connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {REPORT}")
        cursor.execute("SELECT username FROM accounts_user")
        for statement in ("SELECT password FROM accounts_user", "DELETE FROM sales_salesrow"):
            refused(statement)
