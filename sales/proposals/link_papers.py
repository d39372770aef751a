"""A producer's link on its way: slips on paper with a QR code, a text for SMS or LINE. Made in memory
from what was just given out and never stored."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import segno
from django.utils.timezone import localtime

from core.documents.typesetting import typeset
from core.thai import calendar
from sales.proposals.links import IssuedLink

TEMPLATE = Path(__file__).with_name("slips.typ")


def slips(issued: Sequence[IssuedLink]) -> bytes:
    """A PDF of A4 sheets, six slips on each to be cut apart: one producer a slip."""
    said = [
        {
            "name": one.producer.name,
            "month": str(one.link.district_month.month),
            "office": one.link.district_month.district.office,
            "until": until(one),
            "address": one.address,
            "code": code_svg(one.address),
        }
        for one in issued
    ]
    return typeset(TEMPLATE, paper={"slips": said})


def text(issued: IssuedLink) -> str:
    """To be copied into SMS or LINE."""
    month = issued.link.district_month
    return (
        f"{month.district.office} ขอให้ {issued.producer.name} แจ้งยอดจำหน่ายเดือน{month.month} "
        f"ที่ {issued.address} ใช้ได้ถึง {until(issued)} ไม่ต้องสมัคร ไม่ต้องลงแอป"
    )


def until(issued: IssuedLink) -> str:
    return f"{calendar.moment(localtime(issued.link.expires_at))} น."


def code_svg(address: str) -> str:
    """The address as a QR code, an SVG document."""
    file = BytesIO()
    segno.make(address, error="m", micro=False).save(
        file, kind="svg", border=0, xmldecl=False, omitsize=True
    )
    return file.getvalue().decode()
