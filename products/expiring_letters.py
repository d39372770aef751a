"""The letter to a producer whose papers run out: which, until when, and what to do about it."""

from collections.abc import Sequence
from itertools import groupby

from core.letters.letter import Letter
from core.reports.tables import Column, Signature, Summary
from core.thai import calendar
from producers.models import Producer
from products.expiring import Ending

DOTS = f"({'.' * 40})"
COLUMNS = (
    Column("name", "ผลิตภัณฑ์", width=30),
    Column("paper", "มาตรฐาน / เครื่องหมาย", width=26),
    Column("number", "เลขที่", width=18),
    Column("ends", "หมดอายุ", width=16),
)


def letters_to_producers(found: Sequence[Ending]) -> list[Letter]:
    """One for each producer, in the order of their names."""
    ordered = sorted(
        found, key=lambda one: (one.product.producer.sort_key, one.product.producer_id)
    )
    of_each = groupby(ordered, key=lambda one: one.product.producer_id)
    return [_letter(list(endings)) for _, endings in of_each]


def _letter(found: Sequence[Ending]) -> Letter:
    producer: Producer = found[0].product.producer
    district = producer.district
    return Letter(
        "external",
        office=f"สำนักงานพัฒนาชุมชน{district.titled_name}",
        subject="แจ้งใบรับรองมาตรฐานผลิตภัณฑ์ใกล้หมดอายุ",
        to=producer.person_name or producer.name,
        paragraphs=(
            f"ตามที่ {producer.name} ได้ลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP รหัส {producer.code} ไว้ "
            f"พบว่าใบรับรองของผลิตภัณฑ์ {len(found)} รายการใกล้หมดอายุหรือหมดอายุแล้ว ดังนี้",
            "จึงเรียนมาเพื่อโปรดยื่นขอต่ออายุก่อนวันหมดอายุ และนำใบรับรองฉบับใหม่แจ้งสำนักงานพัฒนาชุมชน"
            f"{district.titled_name} เพื่อบันทึกในทะเบียน หากต้องการคำแนะนำหรือเลิกผลิตแล้ว โปรดแจ้งให้ทราบด้วย",
        ),
        table=Summary(
            "",
            COLUMNS,
            tuple(
                {
                    "name": one.product.name,
                    "paper": one.name,
                    "number": one.number,
                    "ends": calendar.day_short(one.expires_on),
                }
                for one in sorted(found, key=lambda one: one.expires_on)
            ),
        ),
        signature=Signature((DOTS, f"พัฒนาการ{district.titled_name}")),
    )
