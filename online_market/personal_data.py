"""What the online market holds of persons: who signed a survey, and what was said of a product."""

from core.personal.inventory import Held, Level, Whose
from core.personal.retention import Rule

_WHY = "สำรวจและรายงานผลผลิตภัณฑ์ที่จำหน่ายออนไลน์"

HELD = [
    Held(
        "online_market.Survey",
        Whose.OFFICER,
        "district_signed_name district_signed_position province_signed_name "
        "province_signed_position department_signed_name department_signed_position",
        others="district_signed_on province_signed_on department_signed_on",
        why=_WHY,
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "online_market.SurveyAnswer",
        Whose.PRODUCER,
        texts="words",
        why=_WHY,
        kept="market",
        of="producers.Producer",
        path="product__producer",
    ),
    Held(
        "online_market.OnlineResult",
        Whose.PRODUCER,
        texts="note",
        others="channels sold_on",
        why=_WHY,
        kept="market",
        of="producers.Producer",
        path="answer__product__producer",
    ),
    Held(
        "online_market.SurveyUpload",
        Whose.PRODUCER,
        texts="file_name rows",
        others="file_hash counts",
        why=_WHY,
        kept="market",
    ),
    Held(
        "online_market.MarketStep",
        Whose.OFFICER,
        texts="told reason",
        why=_WHY,
        kept="trails",
        level=Level.OFFICE,
    ),
    Held(
        "online_market.DistrictTarget",
        Whose.OFFICER,
        texts="letter reason",
        why=_WHY,
        kept="trails",
        level=Level.OFFICE,
    ),
]
OF_NOBODY = ["online_market.BaseProduct", "online_market.MarketRound"]

RULES = [
    Rule(
        "market",
        "แบบสำรวจและผลตลาดออนไลน์",
        "ฐานและผลของตัวชี้วัดที่รายงานแล้ว ระบบไม่ลบเอง",
    )
]
