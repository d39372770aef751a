"""What the notice says (section 23): made of the inventory and of what the department set."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.personal.inventory import Basis, Level, Whose, held, rules
from data_protection import retention
from data_protection.retention import Standing

BACKUP_DAYS = 14  # what `otop backup` keeps unless the installation says otherwise (BACKUP_DAYS)


@dataclass(frozen=True)
class Line:
    """One line of the notice: what is held, what for, on what basis, how long."""

    words: str
    why: str
    basis: Basis
    kept: str
    level: Level


WRITTEN = "ข้อความที่เจ้าหน้าที่เขียน เช่น เหตุผล หมายเหตุ ความเห็น และไฟล์แนบ"


def lines(whose: Whose, standings: Iterable[Standing]) -> list[Line]:
    """Of one kind of person, what matters most first; fields of the same purpose and period together,
    and at the end, in one line each, the words in which somebody may be named."""
    kept = {one.rule.key: period_said(one) for one in standings}
    found: dict[tuple[str, Basis, str, Level], list[str]] = {}
    written: dict[tuple[Basis, str, Level], list[str]] = {}
    for one in sorted(held(), key=lambda one: (_ORDER[one.level], one.kept != "registry")):
        if one.whose is not whose or not one.said:
            continue
        if one.fields or one.called:
            words = found.setdefault((one.why, one.basis, one.kept, one.level), [])
            words += [word for word in one.said if word not in words]
        else:
            whys = written.setdefault((one.basis, kept[one.kept], one.level), [])
            whys += [one.why] if one.why not in whys else []
    return [
        Line(" · ".join(words), why, basis, kept[key], level)
        for (why, basis, key, level), words in found.items()
    ] + [
        Line(WRITTEN, " · ".join(whys), basis, said, level)
        for (basis, said, level), whys in written.items()
    ]


_ORDER = {level: place for place, level in enumerate(Level)}


def period_said(one: Standing) -> str:
    """3,650 วัน นับจากวันที่ยกเลิกการลงทะเบียน: as the notice and the record of processing say it."""
    if one.days is None:
        return "ไม่ลบ" if not one.rule.by_itself else f"ลบเอง นับจาก{one.rule.counted_from}"
    said = f"{days_said(one.days)} นับจาก{one.rule.counted_from}"
    return said if one.in_force or one.rule.by_itself else f"{said} (ข้อเสนอ กรมยังไม่กำหนด)"


def days_said(days: int) -> str:
    """10 ปี for a whole number of years, else days."""
    return f"{days // 365} ปี" if days >= 730 and days % 365 == 0 else f"{days:,} วัน"


def unset() -> int:
    """How many periods wait for the department."""
    return sum(bool(one.rule.works) and one.period is None for one in retention.standings())


def rule_titles() -> dict[str, str]:
    return {key: rule.title for key, rule in rules().items()}
