"""Files of the old systems, read a batch at a time: a nation's years in one file, a piece in memory."""

from io import BytesIO

import pytest

from core.reading import FileRefused, limits
from core.reading.batches import ROWS_AT_ONCE, look_into, open_table
from core.reading.headings import Headings

KNOWN = Headings(["รหัส", "ชื่อ"], required=["รหัส"])
PIECE = 1 << 20


class Streamed(BytesIO):
    """A file that is read in pieces or not at all."""

    largest = 0

    def read(self, size=-1):
        assert size in range(PIECE + 1), "read to its end"
        Streamed.largest = max(Streamed.largest, size)
        return super().read(size)


def content(rows: int, coding: str = "utf-8") -> bytes:
    lines = ["รหัส,ชื่อ", *(f"{number},กลุ่มทอผ้าบ้านน้ำพี้ {number}" for number in range(rows))]
    return "\n".join([*lines, ""]).encode(coding)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874"])
def test_a_text_file_goes_by_in_pieces(coding):
    rows = 2 * ROWS_AT_ONCE + 7
    with (
        Streamed(content(rows, coding)) as file,
        open_table(file, "ก.csv", KNOWN) as table,
    ):
        batches = list(table.batches())
        assert not file.closed
    assert [len(one) for one in batches] == [ROWS_AT_ONCE, ROWS_AT_ONCE, 7]
    assert batches[-1][-1].cells == [str(rows - 1), f"กลุ่มทอผ้าบ้านน้ำพี้ {rows - 1}"]
    assert 0 < Streamed.largest <= PIECE


def test_the_first_rows_are_looked_into_in_pieces():
    with Streamed(content(50)) as file:
        assert look_into(file, "ก.csv", KNOWN, most=2).rows == [
            ["0", "กลุ่มทอผ้าบ้านน้ำพี้ 0"],
            ["1", "กลุ่มทอผ้าบ้านน้ำพี้ 1"],
        ]


def test_a_broken_letter_far_down_is_found_with_its_line():
    whole = content(120_000)
    place = whole.index("น้ำพี้ 90000\n".encode())
    broken = Streamed(whole[:place] + whole[place + 1 :])
    with (
        pytest.raises(FileRefused, match="บรรทัด 90002: มีตัวอักษรเสีย"),
        open_table(broken, "ก.csv", KNOWN),
    ):
        pass


def test_a_last_line_that_is_cut_is_refused_whatever_stands_before_it():
    cut = content(20_000)[:-1] + b"\n20000"
    with Streamed(cut) as file, open_table(file, "ก.csv", KNOWN) as table:
        last = list(table.batches())[-1][-1]
    assert last.refused.startswith("แถวสุดท้ายของไฟล์มี 1 ช่อง จาก 2 ช่อง")


def test_more_lines_than_an_office_sends_and_no_more_than_the_limit(monkeypatch):
    monkeypatch.setattr(limits, "MOST_LINES", 10)
    with open_table(BytesIO(content(50)), "ก.csv", KNOWN) as table:
        assert sum(map(len, table.batches())) == 50
    monkeypatch.setattr(limits, "MOST_LINES_IN_BATCHES", 40)
    with (
        open_table(BytesIO(content(50)), "ก.csv", KNOWN) as table,
        pytest.raises(FileRefused, match="ไฟล์มีเกิน 40 แถว"),
    ):
        list(table.batches())
