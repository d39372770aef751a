"""Pictures of the old systems as files of a take-over: a zip or a folder, named by records' codes."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.tables.record_tables import RecordTable
from core.tables.tables import all_tables
from registration.models import RegisteredRecord
from registration.picture_batches import pictures_of

_OF = "-pictures"


@dataclass(frozen=True)
class PictureSet:
    """The pictures of one register: in the place of a table, whose records they are of."""

    of: type[RecordTable]

    @property
    def entity(self) -> str:
        return f"{self.of.entity}{_OF}"

    @property
    def title(self) -> str:
        return f"รูป{self.of.title}"

    @property
    def position(self) -> int:
        return self.of.position


def picture_sets() -> Iterator[PictureSet]:
    """Of each register that has pictures."""
    for one in all_tables():
        if issubclass(one, RecordTable) and issubclass(one.model, RegisteredRecord):
            if pictures_of(one.model) is not None and one.gives_keys:
                yield PictureSet(one)


def picture_set(entity: str) -> PictureSet | None:
    """The one called so."""
    if not entity.endswith(_OF):
        return None
    return next((one for one in picture_sets() if one.entity == entity), None)
