"""The online-market KPI (DOMAIN.md 10): rounds, their base, targets by district, surveys, results."""

from online_market.models.base import BaseProduct, DistrictTarget
from online_market.models.rounds import MarketRound, MarketStep
from online_market.models.surveys import (
    READINESS,
    OnlineResult,
    Survey,
    SurveyAnswer,
    SurveyUpload,
)

__all__ = [
    "READINESS",
    "BaseProduct",
    "DistrictTarget",
    "MarketRound",
    "MarketStep",
    "OnlineResult",
    "Survey",
    "SurveyAnswer",
    "SurveyUpload",
]
