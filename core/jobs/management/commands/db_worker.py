"""The queue's worker, with a heartbeat: screens know whether it lives, another takes over if it dies."""

from typing import Any

from django.db.backends.signals import connection_created
from django_tasks_db.management.commands import db_worker

from core.jobs.workers import Heartbeat
from core.jobs.workflow import take_over
from core.personal.keys import refuse_wrong_keys


def _end_with_its_worker(connection: Any, **kwargs: Any) -> None:
    """A long statement whose process was killed ends too, and with it its locks."""
    with connection.cursor() as cursor:
        cursor.execute("SET client_connection_check_interval = '2s'")


class Command(db_worker.Command):
    help = "ดำเนินงานที่สั่งไว้ (งานที่ระบบกำลังดำเนินการ) จนกว่าจะสั่งหยุด"

    def handle(self, *, worker_id: str, **options: Any) -> None:
        refuse_wrong_keys()
        connection_created.connect(_end_with_its_worker)
        try:
            with Heartbeat(worker_id, take_over):
                super().handle(worker_id=worker_id, **options)
        finally:
            connection_created.disconnect(_end_with_its_worker)
