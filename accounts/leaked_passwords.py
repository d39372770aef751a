"""Passwords that leaked somewhere are refused, where the office has a list of them: no line to the
internet is needed, and nothing of a password leaves the machine.

LEAKED_PASSWORDS names a file as haveibeenpwned's downloader writes it: a line each, SHA-1 in
hexadecimal, ordered by it, with `:count` behind it or not; all of them (some 40 GB) or only the
commonest. It is never read whole: 40 looks find a password among a thousand million.
"""

import hashlib
import logging
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger("portal.accounts")

LEAKED = "รหัสผ่านนี้อยู่ในรายการรหัสผ่านที่เคยรั่วไหลจากที่อื่น ผู้ไม่หวังดีลองใช้ก่อน ตั้งรหัสอื่น"


class LeakedValidator:
    """Refuses what stands in that file. Where it cannot be read the other rules hold; the log says."""

    def validate(self, password: str, user: object = None) -> None:
        if not settings.LEAKED_PASSWORDS:
            return
        try:
            with open(settings.LEAKED_PASSWORDS, "rb") as file:
                found = is_listed(file, password)
        except OSError:
            logger.exception("the list of leaked passwords cannot be read")
            return
        if found:
            raise ValidationError(LEAKED, code="password_leaked")

    def get_help_text(self) -> str:
        return "ไม่ใช้รหัสผ่านที่เคยใช้กับบริการอื่น" if settings.LEAKED_PASSWORDS else ""


def is_listed(file: BinaryIO, password: str) -> bool:
    """By halves: of each part the first whole line behind its middle says where to look on."""
    # What the list is made of; nothing is kept by it.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        if _line_from(file, middle)[: len(wanted)].upper() < wanted:
            low = middle + 1
        else:
            high = middle
    return _line_from(file, low)[: len(wanted)].upper() == wanted


def _line_from(file: BinaryIO, place: int) -> bytes:
    """The first line that begins here or later; behind the last one what is greater than any."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.readline() or b"~"
