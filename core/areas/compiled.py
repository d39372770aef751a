"""Statements through the door, put together once for each role and run for any officer of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.areas.scope import Officer
from core.compiled import CompiledQuery


@dataclass(frozen=True)
class AnyOfficer:
    """Stands for an officer while a statement is compiled: all that the door asks of one
    (core.areas.scope), and nothing that only some officers have."""

    role: str
    province_id: str | None
    district_id: str | None
    is_active: bool = True

    @property
    def pk(self) -> Any:
        raise TypeError("what depends on the person is a value of its own")


class CompiledDoor:
    """What `build` finds for an officer and its values (core.compiled), through `visible_to`.

    Kept by the role and by which areas the officer has, whose codes go into the statement anew each
    time: so an officer is shown what the door shows, without exception.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **kinds: Any) -> None:
        self._build, self._kinds = build, kinds
        self._of: dict[tuple[str, tuple[str, ...]], CompiledQuery] = {}

    def read(self, officer: Officer, **values: Any) -> list[Any]:
        """What this officer is shown of it, in one statement; nothing for who is not active."""
        if not officer.is_active:
            return []
        areas = {
            name: code
            for name, code in (
                ("province", officer.province_id),
                ("district", officer.district_id),
            )
            if code
        }
        key = (str(officer.role), tuple(areas))
        if key not in self._of:
            self._of[key] = self._compiled(*key)
        return self._of[key].read(**areas, **values)

    def _compiled(self, role: str, areas: tuple[str, ...]) -> CompiledQuery:
        def build(**values: Any) -> QuerySet[Any]:
            codes = {name: values.pop(name, None) for name in ("province", "district")}
            any_officer = AnyOfficer(role, codes["province"], codes["district"])
            return self._build(any_officer, **values)

        kinds = dict.fromkeys(areas, str) | self._kinds
        return CompiledQuery(build, needless=areas, **kinds)
