"""What the title blocks of the KPI's reports have in common."""

from core.areas.models import BANGKOK, Province
from core.areas.scope import Role
from core.reports.tables import Signature
from core.thai.calendar import day_short
from online_market.models import MarketRound, Survey


def place_of(user, province: Province | None) -> str:
    if user.of_district:
        return f"{user.district.titled_name} {user.district.province.titled_name}"
    return province.titled_name if province else "ทั่วประเทศ"


def first_heading(province: Province | None) -> str:
    """What a row is: จังหวัด of the nation, เขต of Bangkok, else อำเภอ."""
    if province is None:
        return "จังหวัด"
    return "เขต" if province.pk == BANGKOK else "อำเภอ"


def terms_of(round: MarketRound) -> str:
    return (
        f"ร้อยละ {round.percentage_told} ของผลิตภัณฑ์ที่ลงทะเบียนปีงบประมาณ {round.years_told} "
        f"นับผล {day_short(round.period_from)} ถึง {day_short(round.period_until)}"
    )


def standing_of(survey: Survey) -> str:
    """Which signatures a survey has: level, date."""
    if survey.is_open:
        return "กำลังสำรวจ อำเภอยังไม่ลงนาม"
    labels = {"district": "อำเภอลงนาม", "province": "จังหวัดรับรอง", "department": "กรมรับ"}
    return " · ".join(
        f"{labels[level]} {day_short(day)}"
        for level in Survey.LEVELS
        if (day := getattr(survey, f"{level}_signed_on"))
    )


def signatures_of(survey: Survey) -> tuple[Signature, ...]:
    """The reporter's block (the chief's) and the province's, filled in where they signed."""
    blocks = []
    for level, who in (("district", "ผู้รายงาน"), ("province", "ผู้รับรอง")):
        day = getattr(survey, f"{level}_signed_on")
        name = getattr(survey, f"{level}_signed_name")
        position = getattr(survey, f"{level}_signed_position")
        blocks.append(
            Signature(
                (
                    f"ลงชื่อ ...................................................... {who}",
                    f"({name or '.' * 54})",
                    f"ตำแหน่ง {position or '.' * 46}",
                    f"วันที่ {day_short(day)}" if day else "วันที่ ........../........../..........",
                )
            )
        )
    return tuple(blocks)


def office_signature(user) -> tuple[Signature, ...]:
    """The block of the office whose table it is; who signs is written by hand."""
    post = {
        Role.DISTRICT: "พัฒนาการอำเภอ",
        Role.PROVINCE: "พัฒนาการจังหวัด",
        Role.DEPARTMENT: "ผู้รับรองรายงาน",
    }[Role(user.role)]
    return (
        Signature(
            (
                "ลงชื่อ ......................................................",
                "(......................................................)",
                post,
                user.office,
                "วันที่ ........../........../..........",
            )
        ),
    )
