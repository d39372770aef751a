"""What the QR code of a certified paper carries beside its address: the digest of its figures and an
Ed25519 signature, for whoever has no line to ask the portal (decision 0035).

    https://portal.example/verify/<token>/#1~<key>~<kind>~<number>~<day>~<total>~<count>~<digest>~<signature>

A browser never sends what stands behind #, so the address is asked as before. Signed is the token, "~",
and everything before the signature. `static/js/papers.js` reads the same.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from core.reports.cells import cell_text
from core.reports.tables import ReportTable
from core.thai import calendar
from sales.models.papers import PaperKey, key_code, signed_on

FORMAT = "1"
CERTIFICATE = "certificate"
_AMOUNT = re.compile(r"^[\d,]+\.\d\d$")
_DIGEST = 32  # letters of the SHA-256 that are printed: 192 bits; the code stays readable at 22 mm


@dataclass(frozen=True)
class Signed:
    """What a paper says of itself, as it is signed."""

    token: str
    kind: str
    number: str
    total: Decimal
    figures: Sequence[str]

    def after_the_address(self) -> str:
        """What the QR code carries behind the address."""
        key = key_in_use()
        parts = (
            FORMAT,
            key_code(public_key()),
            self.kind,
            self.number,
            signed_on(calendar.today()),
            f"{self.total:.2f}",
            str(len(self.figures)),
            digest(self.figures),
        )
        said = "~".join(parts)
        return f"#{said}~{_base64(key.sign(f'{self.token}~{said}'.encode()))}"


def figures_of(table: ReportTable) -> list[str]:
    """The amounts of a table as they are printed, row by row, the total's last: what is copied out of
    the paper with all else left away."""
    rows: Iterable[Any] = (*table.rows, *((table.total,) if table.total else ()))
    texts = (
        cell_text(row.get(column.key), column.kind) for row in rows for column in table.columns
    )
    return [text.replace(",", "") for text in texts if _AMOUNT.match(text)]


def digest(figures: Sequence[str]) -> str:
    """Of the amounts with two decimals and no comma, a line each."""
    return _base64(hashlib.sha256("\n".join(figures).encode()).digest())[:_DIGEST]


def public_key() -> str:
    """Of PAPER_SIGNING_KEY, in hexadecimal."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return _private().public_key().public_bytes(*raw).hex()


def key_in_use() -> Ed25519PrivateKey:
    """The key of the settings, its first day noted; the one before signs no more from today on."""
    key, today = public_key(), calendar.today()
    noted, _ = PaperKey.objects.get_or_create(key=key, defaults={"since": today})
    if noted.until is not None and noted.withdrawn_on is None:  # put back after another
        PaperKey.objects.filter(pk=noted.pk).update(until=None)
    others = PaperKey.objects.exclude(pk=noted.pk).filter(until=None, withdrawn_on=None)
    others.update(until=today)
    return _private()


def detached_signature(content: bytes) -> bytes:
    """Of a whole file. What a paper signs begins with its token, a file with its markup: neither is
    taken for the other."""
    return _private().sign(content)


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.PAPER_SIGNING_KEY.strip()))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
