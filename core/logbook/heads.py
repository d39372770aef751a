"""The heads of past days: closed, signed, and sent where whoever holds the server cannot reach them."""

import json
import logging
import shlex
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from core.logbook.models import DayHead, SignedHead
from core.thai import calendar

logger = logging.getLogger(__name__)


class HeadNotSent(Exception):
    """A head lies in the database and nowhere else; the message says where it could not be put."""


def signing_key() -> Ed25519PrivateKey:
    """Of LOG_SIGNING_KEY: 32 bytes in hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LOG_SIGNING_KEY.strip()))


def public_key() -> str:
    """In hexadecimal, as it is written down when the portal is set up."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return signing_key().public_key().public_bytes(*raw).hex()


@transaction.atomic
def close_days() -> list[SignedHead]:
    """Join and sign every past day that is not yet closed; those signed now, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT logbook_close()")
    key, name = signing_key(), public_key()
    signed = []
    for head in DayHead.objects.filter(signed=None).order_by("day"):
        signature = key.sign(head.text.encode()).hex()
        signed.append(SignedHead.objects.create(head=head, key=name, signature=signature))
    return signed


def said(signed: SignedHead) -> dict[str, Any]:
    """As `core.logbook.proof` reads it."""
    head = signed.head
    return {
        "day": str(head.day),
        "text": head.text,
        "hash": head.hash,
        "key": signed.key,
        "signature": signed.signature,
    }


def send(signed: list[SignedHead]) -> Iterator[str]:
    """Put the heads where the settings say, each place by itself; raises HeadNotSent at the end of those
    that failed. Says where each went."""
    failed = []
    places = [
        (settings.LOG_HEADS_FOLDER, _into_folder),
        (settings.LOG_HEADS_COMMAND, _to_command),
        (settings.LOG_HEADS_MAIL_TO, _by_mail),
    ]
    for place, put in places:
        if not place or not signed:
            continue
        try:
            put(signed)
            yield str(place)
        except (OSError, subprocess.SubprocessError) as error:
            logger.error("heads of the log: %s: %s", place, error)
            failed.append(f"{place}: {error}")
    if failed:
        raise HeadNotSent("\n".join(failed))


def as_lines(signed: list[SignedHead]) -> str:
    return "".join(json.dumps(said(one), ensure_ascii=False) + "\n" for one in signed)


def _into_folder(signed: list[SignedHead]) -> None:
    """A file a day, never written over: a folder on another machine, or one that is only added to."""
    for one in signed:
        path = Path(settings.LOG_HEADS_FOLDER) / f"otop-log-{one.head.day}.json"
        with path.open("x", encoding="utf8") as file:
            file.write(as_lines([one]))


def _to_command(signed: list[SignedHead]) -> None:
    command = shlex.split(settings.LOG_HEADS_COMMAND)
    subprocess.run(command, input=as_lines(signed).encode(), check=True, timeout=60)


def _by_mail(signed: list[SignedHead]) -> None:
    days = [calendar.day_short(one.head.day) for one in signed]
    subject = "หัวบันทึกการใช้งานประจำวัน " + days[-1]
    body = "เก็บอีเมลนี้ไว้นอกระบบ ใช้ตรวจว่าบันทึกการใช้งานไม่ถูกแก้ ลบ หรือแทรกภายหลัง\n\n" + "\n".join(
        f"{day}: {one.head.hash}" for day, one in zip(days, signed, strict=True)
    )
    mail = EmailMessage(subject, body, to=settings.LOG_HEADS_MAIL_TO)
    mail.attach("otop-log-heads.json", as_lines(signed), "application/json")
    mail.send()


def unsigned_before(day: date) -> int:
    """How many days before `day` have no signed head: what the state of the system says."""
    return DayHead.objects.filter(signed=None, day__lt=day).count()
