"""How a national id is kept: Fernet (AES and HMAC) under the newest of several keys, beside it a
keyed hash to find and compare it by. Neither key is ever in the repository or the database.
"""

import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    """Encrypts with the first key of NATIONAL_ID_KEYS, decrypts with any of them."""
    return MultiFernet([Fernet(key) for key in settings.NATIONAL_ID_KEYS])


def encrypt(number: str) -> str:
    return _keys().encrypt(number.encode()).decode()


def decrypt(ciphertext: str) -> str:
    """Raises cryptography.fernet.InvalidToken where no key fits."""
    return _keys().decrypt(ciphertext.encode()).decode()


def encrypt_anew(ciphertext: str) -> str:
    """The same number under the newest key."""
    return _keys().rotate(ciphertext.encode()).decode()


def keyed_hash(number: str) -> str:
    """64 hexadecimal digits, the same for the same number; of no use without the key."""
    key = settings.NATIONAL_ID_HASH_KEY.encode()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def encrypt_bytes(content: bytes) -> bytes:
    """A whole file that may hold numbers of persons."""
    return _keys().encrypt(content)


def decrypt_bytes(content: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken where no key fits."""
    return _keys().decrypt(content)


def encrypt_bytes_anew(content: bytes) -> bytes:
    """The same file under the newest key."""
    return _keys().rotate(content)
