"""How many proposed mends were taken of those answered: by check, and by district or province."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.areas.models import District, Province
from core.areas.scope import Officer
from quality.models import MendAnswer
from quality.rules import all_rules


@dataclass(frozen=True)
class Share:
    """Of `answered` proposals `taken` were taken; `title`: the check or the area."""

    title: str
    answered: int
    taken: int

    @property
    def percent(self) -> int:
        return 100 * self.taken // self.answered


def shares_by_check(user: Officer, areas: Mapping[str, object]) -> list[Share]:
    """Of the area shown; only checks that were answered."""
    rows = {row["code"]: row for row in _answers(user, areas).shares("code")}
    return [
        Share(f"{rule.code} {rule.title}", row["answered"], row["taken"])
        for rule in all_rules()
        if (row := rows.get(rule.code))
    ]


def shares_by_area(user: Officer, province: Province | None) -> list[Share]:
    """The districts of a province, the provinces of the nation; only where somebody answered."""
    column = "district" if province else "district__province"
    areas = {"province": province.pk} if province else {}
    rows = {row[column]: row for row in _answers(user, areas).shares(column)}
    model = District if province else Province
    found = model._default_manager.filter(pk__in=rows)
    return [
        Share(area.name_th, rows[area.pk]["answered"], rows[area.pk]["taken"]) for area in found
    ]


def _answers(user: Officer, areas: Mapping[str, object]):
    answers = MendAnswer.objects.visible_to(user)
    if district := areas.get("district"):
        return answers.filter(district=district)
    if province := areas.get("province"):
        return answers.filter(district__province=province)
    return answers
