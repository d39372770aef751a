"""The letter to a producer whose last result of a selection is old: of which round, and what to do."""

from collections.abc import Sequence
from itertools import groupby

from core.letters.letter import Letter
from core.reports.tables import Column, Signature, Summary
from producers.star_results import LastResult

DOTS = f"({'.' * 40})"
COLUMNS = (
    Column("name", "ผลิตภัณฑ์ที่ส่งคัดสรร", width=40),
    Column("stars", "ระดับดาว", width=16),
    Column("year", "รอบปี พ.ศ.", width=16),
)


def letters_to_producers(found: Sequence[LastResult]) -> list[Letter]:
    """One for each producer, in the order of their names."""
    ordered = sorted(found, key=lambda one: (one.producer.sort_key, one.producer.pk))
    return [_letter(list(own)) for _, own in groupby(ordered, key=lambda one: one.producer.pk)]


def _letter(found: Sequence[LastResult]) -> Letter:
    producer = found[0].producer
    district = producer.district
    office = f"สำนักงานพัฒนาชุมชน{district.titled_name}"
    return Letter(
        "external",
        office=office,
        subject="แจ้งผลการคัดสรรผลิตภัณฑ์ OTOP รอบก่อนเพื่อเตรียมส่งคัดสรร",
        to=producer.person_name or producer.name,
        paragraphs=(
            f"ตามที่ {producer.name} ได้ลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP รหัส {producer.code} ไว้ "
            f"ทะเบียนมีผลการคัดสรรล่าสุดของผลิตภัณฑ์ {len(found)} รายการ ดังนี้",
            f"จึงเรียนมาเพื่อโปรดเตรียมผลิตภัณฑ์และเอกสารส่งคัดสรรในรอบต่อไป ขอรับคำแนะนำได้ที่{office} "
            "หากส่งคัดสรรแล้วหรือเลิกผลิตแล้ว โปรดแจ้งให้ทราบเพื่อบันทึกในทะเบียน",
        ),
        table=Summary(
            "",
            COLUMNS,
            tuple(
                {
                    "name": one.product_name or "ไม่ระบุชื่อผลิตภัณฑ์",
                    "stars": f"{one.stars} ดาว",
                    "year": str(one.year),
                }
                for one in found
            ),
        ),
        signature=Signature((DOTS, f"พัฒนาการ{district.titled_name}")),
    )
