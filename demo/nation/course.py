"""How far each district of the nation is in the two months not closed yet; pure, ever the same.

The late month waits for three provinces of 77; the newest is under way: some provinces have reported,
in the others districts confirmed, were returned or are entering. The demo province is as in its own
demo.
"""

from zlib import crc32

from demo.accounts import DEMO_PROVINCE
from demo.clock import Clock, Stage
from demo.open_months import ENTERED, STATE, course_of_province

# Beside the demo province, the late month misses these: ตาก, บึงกาฬ.
LATE_PROVINCES = frozenset({"63", "38"})


def course_of_nation(clock: Clock, district: str) -> STATE:
    """The state of a district's month; a province whose districts are all confirmed has reported."""
    if clock.stage is Stage.CLOSED:
        return STATE.PROVINCE_CONFIRMED
    province = district[:2]
    if province == DEMO_PROVINCE:
        return course_of_province(clock, district)
    quick = clock.stage is Stage.LATE or _of_100("pace", province) < 45
    if quick and province not in LATE_PROVINCES:
        return STATE.PROVINCE_CONFIRMED
    draw = _of_100(f"state {clock.stage.value}", district)
    if clock.stage is Stage.LATE:
        return _drawn(draw, returned=20, waiting=30, confirmed=50)
    return _drawn(draw, returned=4, waiting=35, confirmed=20)


def entered(clock: Clock, district: str) -> int:
    """Per cent of a district's rows that are filled in."""
    if clock.stage is not Stage.ENTERING or course_of_nation(clock, district) != STATE.ENTERING:
        return 100
    if district in ENTERED:
        return ENTERED[district]
    return _of_100("entered", district)


def _drawn(draw: int, *, returned: int, waiting: int, confirmed: int) -> STATE:
    """By per cent; the rest is still entering."""
    if draw < returned:
        return STATE.RETURNED
    if draw < returned + waiting:
        return STATE.DISTRICT_CONFIRMED
    if draw < returned + waiting + confirmed:
        return STATE.PROVINCE_CONFIRMED
    return STATE.ENTERING


def _of_100(about: str, code: str) -> int:
    return crc32(f"{about} {code}".encode()) % 100
