"""The worker of background jobs, inside a test's transaction: the real one closes its connection
after each look at the queue, and with it the test's."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def work() -> None:
    """Do everything that waits, in its order, as the worker does."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    while waiting := DBTaskResult.objects.ready().first():
        waiting.claim("test")
        worker.run_task(waiting)
        waiting.refresh_from_db()
        assert waiting.status == "SUCCESSFUL", waiting.traceback
