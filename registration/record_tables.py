"""What the tables of producers, products and outlets have in common, in Excel and CSV."""

from typing import Any

from django.db.models import QuerySet

from core.tables.record_tables import RecordTable
from registration.models import Status


class RegisteredTable(RecordTable):
    """A table whose rows are registered records; abstract."""

    def standing(self) -> QuerySet[Any]:
        """A cancelled record keeps its name to itself: a new one may be called the same."""
        return super().standing().exclude(status=Status.CANCELLED)
