"""How many records a register holds, kept: 226,000 are not counted for the line that says so."""

import pgtrigger
from django.db import models


class RegisterSize(models.Model):
    """Lines that add up to the number of records of a register. Each statement that adds or deletes
    some leaves one, by a trigger, in its own transaction; nobody waits for another's. The night puts
    them together (registration.sizes)."""

    register = models.CharField(max_length=40, db_index=True, help_text="producers.producer")
    records = models.IntegerField("ระเบียน")

    class Meta:
        verbose_name = verbose_name_plural = "จำนวนระเบียน"

    def __str__(self):
        return f"{self.register}: {self.records}"


def size_triggers(register: str) -> list[pgtrigger.Trigger]:
    """For a register: each statement leaves its line; `register` as producers.producer."""
    return [
        _leaves_line(
            register,
            "adds_to_size",
            pgtrigger.Insert,
            pgtrigger.Referencing(new="rows"),
            "count(*)",
        ),
        _leaves_line(
            register,
            "takes_from_size",
            pgtrigger.Delete,
            pgtrigger.Referencing(old="rows"),
            "-count(*)",
        ),
    ]


def _leaves_line(
    register: str,
    name: str,
    operation: pgtrigger.Operation,
    referencing: pgtrigger.Referencing,
    records: str,
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"""
            INSERT INTO registration_registersize (register, records)
            SELECT '{register}', {records} FROM rows HAVING count(*) > 0;
            RETURN NULL;
        """,  # noqa: S608  (literals of the models)
    )
