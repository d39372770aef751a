"""The line of a trail, for whatever takes steps: it is added and never changed."""

import pgtrigger
from django.conf import settings
from django.db import models


def unchanging(name: str = "unchanging") -> list[pgtrigger.Trigger]:
    """The database refuses to change or delete a line, whatever path it comes by."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)]


# Whether a row that is seen here was written by this very transaction, its savepoints included: it has
# not ended yet, and of others only what ended is seen. A row's own number of its transaction (xmin) goes
# round after 2^32, so it is read as a distance from the present one.
_WRITTEN_HERE = """
    CASE WHEN ((line.xmin::text::bigint - now_here) & 4294967295) < 2147483648
         THEN pg_xact_status(
                  (now_here + ((line.xmin::text::bigint - now_here) & 4294967295))::text::xid8
              ) = 'in progress'
         ELSE false
    END
"""


def status_leaves_its_line(lines: str) -> pgtrigger.Trigger:
    """The database refuses a changed status whose transaction leaves no line of the trail by its end.

    `lines`: FROM and WHERE of the lines that tell of it, in SQL; `line` is the trail's row, NEW the
    row whose status changed.
    """
    return pgtrigger.Trigger(
        name="status_leaves_its_line",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("status"),
        condition=pgtrigger.AnyChange("status"),
        timing=pgtrigger.Deferred,
        declare=[("now_here", "bigint := pg_current_xact_id()::text::bigint")],
        func=f"""
            IF NOT EXISTS (SELECT {lines} AND {_WRITTEN_HERE}) THEN
                RAISE EXCEPTION 'a status of % changes only with a line of its trail', TG_TABLE_NAME
                      USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        """,
    )


class StepLine(models.Model):
    """A line of a trail: a step that was taken, by whom, when and why; never changed afterwards.

    Every trail of the portal derives from it (tests/core/test_trails.py asks the database of each).
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="โดย"
    )
    at = models.DateTimeField("เมื่อ")
    reason = models.TextField("เหตุผล", blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]
        triggers = unchanging()
