"""What the checks keep: their words and severities, what was dismissed, counts, campaigns."""

from quality.models.campaigns import (
    Campaign,
    CampaignFigure,
    CampaignRecord,
    CampaignStep,
)
from quality.models.counts import QualityCount
from quality.models.dismissals import Dismissal
from quality.models.kept import ChangedDistrict, CountedDistrict, DistrictTally
from quality.models.mends import MendAnswer
from quality.models.severity import SeverityChange
from quality.models.words import CheckWord

__all__ = [
    "Campaign",
    "CampaignFigure",
    "CampaignRecord",
    "CampaignStep",
    "ChangedDistrict",
    "CheckWord",
    "CountedDistrict",
    "Dismissal",
    "DistrictTally",
    "MendAnswer",
    "QualityCount",
    "SeverityChange",
]
