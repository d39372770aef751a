"""A list of leaked passwords, where the office has one, is searched without being read whole."""

import hashlib
from io import BytesIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.leaked_passwords import is_listed

LEAKED = [f"ปลาทองสีส้ม ตัวที่ {number}" for number in range(200)]


def listed(*passwords: str, end: str = "\n", count: str = ":3") -> bytes:
    hashed = (hashlib.sha1(one.encode(), usedforsecurity=False) for one in passwords)
    hashes = sorted(one.hexdigest().upper() for one in hashed)
    return "".join(f"{one}{count}{end}" for one in hashes).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("count", ["", ":3", ":48211"])
@pytest.mark.parametrize("many", [0, 1, 2, 3, 200])
def test_each_of_the_list_is_found_and_no_other(many, count, end):
    file = BytesIO(listed(*LEAKED[:many], end=end, count=count))
    assert all(is_listed(file, one) for one in LEAKED[:many])
    assert not any(is_listed(file, f"{one} ไม่รั่ว") for one in LEAKED)


def test_the_end_without_a_line_break_and_small_letters():
    assert is_listed(BytesIO(listed(*LEAKED).rstrip(b"\n").lower()), max(LEAKED))


class Counted(BytesIO):
    reads = 0

    def readline(self, *size):
        self.reads += 1
        return super().readline(*size)


def test_it_is_not_read_whole():
    file = Counted(listed(*LEAKED))
    assert is_listed(file, LEAKED[7])
    assert file.reads < 40


@pytest.mark.django_db
def test_a_leaked_one_is_refused_where_there_is_a_list(settings, tmp_path):
    validate_password(LEAKED[0])
    (tmp_path / "leaked.txt").write_bytes(listed(*LEAKED))
    settings.LEAKED_PASSWORDS = str(tmp_path / "leaked.txt")
    with pytest.raises(ValidationError, match="เคยรั่วไหล"):
        validate_password(LEAKED[0])
    validate_password("เรือใบลำน้อย กลางทุ่งนา")


@pytest.mark.django_db
def test_a_list_that_cannot_be_read_keeps_nobody_out_and_is_logged(settings, tmp_path, caplog):
    settings.LEAKED_PASSWORDS = str(tmp_path / "away.txt")
    validate_password(LEAKED[0])
    assert "list of leaked passwords" in caplog.text
    assert LEAKED[0] not in caplog.text
