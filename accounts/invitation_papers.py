"""An invitation on its way to the person: slips on paper with a QR code, a workbook of links, a mail.

Made in memory from what was just issued and never stored: the links open accounts.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from smtplib import SMTPException

import segno
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.timezone import localtime
from openpyxl import Workbook

from accounts.invitations import Issued
from core.documents.typesetting import typeset
from core.reports.renderers.sheets import Sheet
from core.reports.tables import Column, Summary
from core.thai import calendar

TEMPLATE = Path(__file__).with_name("slips.typ")
SUBJECT = "คำเชิญเข้าใช้ทะเบียน OTOP"

_COLUMNS = (
    Column("office", "สังกัด", width=24),
    Column("name", "ชื่อ-นามสกุล", width=28),
    Column("position", "ตำแหน่ง", width=32),
    Column("username", "ชื่อผู้ใช้", width=18),
    Column("address", "ลิงก์ตั้งรหัสผ่าน", width=70),
    Column("until", "ใช้ได้ถึง", width=24),
)


def until(issued: Issued) -> str:
    """28 พ.ย. 2569 09:30 น."""
    return f"{calendar.moment(localtime(issued.expires_at))} น."


def slips(issued: Sequence[Issued]) -> bytes:
    """A PDF of A4 sheets, four slips on each to be cut apart: one person a slip. What is typed in an
    account is set as text, never read as markup."""
    said = [
        {
            "office": one.account.office,
            "name": one.account.full_name,
            "position": one.account.position,
            "username": one.account.username,
            "address": one.address,
            "until": until(one),
            "code": code_svg(one.address),
        }
        for one in issued
    ]
    return typeset(TEMPLATE, paper={"slips": said})


def code_svg(address: str) -> str:
    """The address as a QR code, an SVG document."""
    file = BytesIO()
    segno.make(address, error="m", micro=False).save(
        file, kind="svg", border=0, xmldecl=False, omitsize=True
    )
    return file.getvalue().decode()


def workbook(issued: Sequence[Issued]) -> bytes:
    """One line a person. Every cell is text: a name that begins like a formula stays a name."""
    people = Summary(
        "",
        _COLUMNS,
        tuple(
            {
                "office": one.account.office,
                "name": one.account.full_name,
                "position": one.account.position,
                "username": one.account.username,
                "address": one.address,
                "until": until(one),
            }
            for one in issued
        ),
    )
    book = Workbook()
    written = Sheet(book.active, (people,))
    written.sheet.title = "คำเชิญ"
    written.sheet.freeze_panes = "A2"
    written.grid(people)
    written.set_up_page("landscape")
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def may_mail() -> bool:
    """Whether the portal was given a way to send mails (EMAIL_URL)."""
    return bool(settings.EMAIL_URL)


def send(issued: Sequence[Issued]) -> list[Issued]:
    """Mail each its own link; returns those that could not be sent, the rest is on its way."""
    unsent: list[Issued] = []
    connection = get_connection()
    for one in issued:
        try:
            EmailMessage(
                SUBJECT, _letter(one), to=[one.account.email], connection=connection
            ).send()
        except (SMTPException, OSError):
            unsent.append(one)
    return unsent


def _letter(one: Issued) -> str:
    return (
        f"เรียน {one.account.full_name}\n\n"
        f"กรมการพัฒนาชุมชนเชิญเข้าใช้ทะเบียน OTOP ในนาม {one.account.office}\n"
        f"ชื่อผู้ใช้ {one.account.username}\n\n"
        f"ตั้งรหัสผ่านของตนเองที่\n{one.address}\n\n"
        f"ลิงก์ใช้ได้ครั้งเดียว ถึง {until(one)} อย่าส่งต่อให้ผู้อื่น\n"
        "ถ้าไม่ได้ปฏิบัติงานนี้แล้ว แจ้งผู้ส่งคำเชิญและลบอีเมลฉบับนี้\n"
    )
