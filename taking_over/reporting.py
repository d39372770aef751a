"""A take-over in words and as data: the receipt of each file, and the reconciliation."""

from typing import Any

from core.thai.calendar import moment
from taking_over.models import TakeOver
from taking_over.receipts import receipt_of, summary

SHOWN = 40  # differences told on the terminal; the report has all


def as_data(take_over: TakeOver) -> dict[str, Any]:
    """All that is kept of it, for a file; no cell of any record."""
    return {
        "take_over": take_over.pk,
        "files": take_over.title,
        "by": take_over.by.username,
        "status": take_over.status,
        "begun": moment(take_over.begun_at),
        "ended": moment(take_over.ended_at) if take_over.ended_at else "",
        "tables": [receipt_of(one) for one in take_over.tables.all()],
        "reconciliation": take_over.reconciliation,
    }


def as_text(take_over: TakeOver) -> str:
    """The same for the terminal."""
    lines = [f"{take_over.title}: {take_over.get_status_display()}"]
    for table in take_over.tables.all():
        lines.append(f"{table.table_title} ({table.file_title})")
        lines.append(f"  {table.message or summary(table)}")
        lines += [f"  รวม{heading} {total} บาท" for heading, total in table.sums.items()]
        lines += [f"  {note}" for note in table.notes]
        lines.append(f"  SHA-256 {table.file_hash}")
    if found := take_over.reconciliation:
        lines += told_of(found)
    return "\n".join(lines)


def told_of(found: dict[str, Any]) -> list[str]:
    """ทะเบียนรายจังหวัด in a few lines: the total, and each difference."""
    total = found["total"]
    lines = [
        f"ทะเบียน ณ {found['at']}: ผู้ผลิต {total['producers_total']:,} "
        f"ผลิตภัณฑ์ {total['products_total']:,} ชวนชิม {total['outlets']:,}"
    ]
    if "differences" not in found:
        return lines
    differences = found["differences"]
    if not differences:
        return [*lines, f"ตรงกับจำนวนที่คาดไว้ทุกช่อง {found['compared']} จังหวัด"]
    lines.append(f"ต่างจากจำนวนที่คาดไว้ {len(differences):,} ช่อง")
    lines += [
        f"  {one['name']} {one['heading']}: คาดไว้ {one['expected']:,} พบ {one['found']:,} "
        f"({one['found'] - one['expected']:+,})"
        for one in differences[:SHOWN]
    ]
    if len(differences) > SHOWN:
        lines.append(f"  และอีก {len(differences) - SHOWN:,} ช่อง ดูในรายงาน")
    return lines
