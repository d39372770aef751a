"""The queue of tasks is machinery: people see their own jobs (core.jobs.views), not the queue."""

from django.contrib import admin
from django_tasks_db import admin as stock_queue  # noqa: F401  (registers DBTaskResult first)
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
