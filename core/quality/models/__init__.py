"""What the checks keep: their words and severities, what was dismissed, counts, campaigns."""

from core.quality.models.campaigns import (
    Campaign,
    CampaignFigure,
    CampaignRecord,
    CampaignStep,
)
from core.quality.models.counts import QualityCount
from core.quality.models.dismissals import Dismissal
from core.quality.models.severity import SeverityChange
from core.quality.models.words import CheckWord

__all__ = [
    "Campaign",
    "CampaignFigure",
    "CampaignRecord",
    "CampaignStep",
    "CheckWord",
    "Dismissal",
    "QualityCount",
    "SeverityChange",
]
