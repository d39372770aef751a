"""Six digits of an app (TOTP, RFC 6238: SHA-1, 30 seconds, what every app knows) and recovery codes."""

import base64
import secrets
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import check_password, make_password

from core.thai.digits import to_arabic

ISSUER = "OTOP"
STEP_SECONDS = 30
SECRET_BYTES = 20
# The half-minutes beside the present one whose digits are taken: clocks differ, and typing takes time.
STEPS_ASIDE = 1

CODES = 10
# 29 letters that are not taken for one another on paper: no 0 and O, no 1, I and L, no U and V.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_LETTERS_OF_A_CODE = 12  # 58 bits


def new_secret() -> str:
    """Of an app, as it takes it when it is typed: 32 letters of base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address_of(secret: str, username: str) -> str:
    """What the QR code says (otpauth://)."""
    return _totp(secret).get_provisioning_uri(username, ISSUER)


def digits_at(secret: str, moment: float) -> str:
    """What an app with this secret shows at this second."""
    return _totp(secret).generate(int(moment)).decode()


def step_of(secret: str, typed: str) -> int | None:
    """The half-minute whose digits these are, of those taken now; None for others."""
    digits = "".join(to_arabic(typed).split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    now = int(time.time()) // STEP_SECONDS
    for step in range(now - STEPS_ASIDE, now + STEPS_ASIDE + 1):
        try:
            _totp(secret).verify(digits.encode(), step * STEP_SECONDS)
        except InvalidToken:
            continue
        return step
    return None


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP_SECONDS)  # noqa: S303  (RFC 6238; no collision helps here)


def new_recovery_codes() -> list[str]:
    """K7MP-29XQ-TTRB, ten of them."""
    return [_grouped(_random()) for _ in range(CODES)]


def hash_of(code: str) -> str:
    return make_password(_bare(code))


def is_code(typed: str, code_hash: str) -> bool:
    return check_password(_bare(typed), code_hash)


def looks_like_recovery_code(typed: str) -> bool:
    """So that six digits are not held against ten slow hashes."""
    return len(_bare(typed)) == _LETTERS_OF_A_CODE


def _random() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_OF_A_CODE))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _bare(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())
