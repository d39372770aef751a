"""Targets by level and the estimates beside them (DOMAIN.md 9)."""

from targets.models.estimates import Estimate, EstimateDue, EstimateMonth, EstimateStep
from targets.models.figures import PlanPeriod, TargetBase, TargetCell, TargetTotal
from targets.models.growth import GrowthLevel, GrowthScheme
from targets.models.plans import TargetPlan, TargetStep
from targets.models.schemes import TargetLevel, TargetScheme

__all__ = [
    "Estimate",
    "EstimateDue",
    "EstimateMonth",
    "EstimateStep",
    "GrowthLevel",
    "GrowthScheme",
    "PlanPeriod",
    "TargetBase",
    "TargetCell",
    "TargetLevel",
    "TargetPlan",
    "TargetScheme",
    "TargetStep",
    "TargetTotal",
]
