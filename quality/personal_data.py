"""What keeping the data right holds of persons: reasons only."""

from core.personal.inventory import Held, Level, Whose

_WHY = "แก้ข้อมูลทะเบียนให้ถูกต้องเป็นปัจจุบัน (มาตรา 35)"

HELD = [
    Held(
        "quality.Dismissal",
        Whose.PRODUCER,
        texts="about reason",
        others="code",
        why=_WHY,
        kept="trails",
    ),
    Held(
        "quality.CampaignStep",
        Whose.OFFICER,
        texts="reason",
        why=_WHY,
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "quality.SeverityChange",
        Whose.OFFICER,
        texts="reason",
        others="code",
        why=_WHY,
        kept="trails",
        level=Level.OFFICE,
    ),
]
OF_NOBODY = [
    "quality.Campaign",
    "quality.CampaignRecord",
    "quality.CampaignFigure",
    "quality.CheckWord",
    "quality.CountedDistrict",
    "quality.DistrictTally",
    "quality.MendAnswer",
    "quality.QualityCount",
]
