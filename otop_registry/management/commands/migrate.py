"""Django's, as the owner of the tables, after which the roles' rights, the log's triggers and the row
security are set."""

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from core.areas.row_policies import set_policies
from core.logbook.triggers import set_triggers
from core.postgresql.ownership import as_owner
from core.postgresql.table_rights import set_rights

_NO_ROLE = (
    "The database does not keep back rows of other areas: the roles otop_web and otop_nation are not"
    " both there. In an installation: otop install, once more."
)


class Command(migrate.Command):
    help = migrate.Command.help

    def handle(self, *args, **options):
        with as_owner(options["database"]):
            super().handle(*args, **options)
            asked_only = options["plan"] or options["check_unapplied"]
            if not asked_only:
                set_rights(connections[options["database"]])
                set_triggers(connections[options["database"]])
                with connections[options["database"]].cursor() as cursor:
                    is_held = set_policies(cursor, on=settings.ROW_SECURITY)
                if settings.ROW_SECURITY and not is_held:
                    self.stderr.write(_NO_ROLE)
