"""Statements through the door, put together once for each role and run for any officer of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.areas.scope import HasLevel
from core.compiled import CompiledQuery, CompiledSql


class AnyOfficer(HasLevel):
    """Stands for an officer while a statement is compiled: the role, and the areas and the account as
    stand-ins. There is nothing of it that only some officers of the role have; an area's code is None
    where these have none."""

    is_active = True

    def __init__(self, role: str, said: Mapping[str, Any]) -> None:
        self.role = role
        self.district_id: str | None = said.get("district")
        self.province_id: str | None = said.get("province")
        self.province_code: str | None = said.get("above")
        self.pk: int = said["account"]
        self.date_joined: datetime = said["joined"]


class CompiledDoor:
    """What `build` finds for an officer and its values (core.compiled), through `visible_to`.

    Kept by the role and by which areas the officer has, whose codes go into the statement anew each
    time: so an officer is shown what the door shows, without exception. `kept`: CompiledSql where
    `build` makes SQL.
    """

    def __init__(
        self, build: Callable[..., Any], *, kept: type[CompiledSql] = CompiledQuery, **kinds: Any
    ) -> None:
        if taken := kinds.keys() & _OWN:
            raise TypeError(f"{', '.join(sorted(taken))}: of the officer, by another name here")
        self._build, self._kept, self._kinds = build, kept, kinds
        self._of: dict[tuple[str, tuple[str, ...]], CompiledSql] = {}

    def read(self, officer: Any, **values: Any) -> list[Any]:
        """What this officer is shown of it, in one statement; nothing for who is not active."""
        if not officer.is_active:
            return []
        said = {name: getattr(officer, of) for name, (of, _) in _OWN.items()}
        own = {name: value for name, value in said.items() if value is not None}
        key = (str(officer.role), tuple(own))
        if key not in self._of:
            self._of[key] = self._compiled(*key)
        return self._of[key].read(**own, **values)

    def _compiled(self, role: str, own: tuple[str, ...]) -> CompiledSql:
        def build(**values: Any) -> Any:
            said = {name: values.pop(name) for name in own}
            return self._build(AnyOfficer(role, said), **values)

        kinds = {name: _OWN[name][1] for name in own} | self._kinds
        return self._kept(build, needless=own, **kinds)


# What a statement may say of the officer.
_OWN: Mapping[str, tuple[str, Any]] = {
    "district": ("district_id", str),
    "province": ("province_id", str),
    "above": ("province_code", str),
    "account": ("pk", int),
    "joined": ("date_joined", datetime),
}
