"""OTOP ชวนชิม (DOMAIN.md 4): the outlet, what it sells, how it meets the criteria, its pictures."""

from chuanchim.models.outlets import Outlet, OutletQuerySet
from chuanchim.models.parts import CriterionAnswer, Item, OutletPicture, Recognition
from chuanchim.models.references import Criterion

__all__ = [
    "Criterion",
    "CriterionAnswer",
    "Item",
    "Outlet",
    "OutletPicture",
    "OutletQuerySet",
    "Recognition",
]
