"""Accounts of the old systems: people, never passwords. They wait to be invited, as any new account."""

from typing import IO

from core.jobs.progress import Progress
from core.reading import read_table
from core.tables.checking import check
from core.tables.loading import LoadRefused
from core.tables.tables import table_of
from core.users.models import User
from taking_over.mapping import Mapped
from taking_over.receipts import Result


def take(file: IO[bytes], name: str, *, by: User, mapped: Mapped, progress: Progress) -> Result:
    """New accounts by the life of an account (accounts.lifecycle); those that are there stay."""
    found = table_of("accounts")
    assert found is not None
    table = found(by)
    read = read_table(
        file,
        name,
        headings=table.headings,
        required=[table.columns[one].column_name for one in table.key],
        aliases=mapped.aliases(table.columns),
        keys=[table.columns[one].column_name for one in table.key],
        unread=table.headings_of(lambda one: one.passing),
    )
    table.lock(read)
    checked = check(table, read, progress)
    result = Result(rows=checked.rows, notes=list(checked.notes))
    result.already_there = checked.unchanged + len(checked.changed)
    result.held = {line.number: " · ".join(line.faults.values()) for line in checked.faulty}
    checked.changed = []
    try:
        result.taken = len(table.write(checked))
    except LoadRefused as refusal:
        result.held |= {line.number: str(refusal) for line in checked.new}
    return result
