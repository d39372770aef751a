"""Finding a stream in an OLE2 compound file, the container of .xls (MS-CFB).

Only as much as is needed to look through a workbook before its values are read. Chains of sectors
that run in a circle, or out of the file, end as ValueError; no length the file only claims is believed.
"""

import struct
from collections.abc import Sequence

_HEADER = 512
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of a compound file by name; ValueError for one that is broken."""

    def __init__(self, content: bytes):
        if len(content) < _HEADER:
            raise ValueError("shorter than its header")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sectors of an unknown size")
        self._size = 1 << shift
        first_directory, self._mini_below = struct.unpack_from("<I4xI", content, 48)
        first_mini_table, _, first_difat, _ = struct.unpack_from("<IIII", content, 60)
        self._table = self._allocation(first_difat)
        directory = b"".join(self._chain(first_directory, self._table))
        self._entries = self._directory(directory)
        self._mini_table = _numbers(b"".join(self._chain(first_mini_table, self._table)))
        root = next((entry for entry in self._entries.values() if entry[0] == _ROOT), None)
        if root is None:
            raise ValueError("no root")
        self._mini = b"".join(self._chain(root[1], self._table))

    @property
    def names(self) -> set[str]:
        """Names of all streams and folders, at any depth, in small letters."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The content of a stream, its name in small letters; KeyError where there is none."""
        kind, first, size = self._entries[name]
        if kind != _STREAM:
            raise KeyError(name)
        if size >= self._mini_below:
            return b"".join(self._chain(first, self._table))[:size]
        pieces = []
        for sector in _followed(first, self._mini_table):
            pieces.append(self._mini[sector * 64 : sector * 64 + 64])
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if not sector:
            raise ValueError("a sector outside the file")
        return sector

    def _chain(self, first: int, table: Sequence[int]) -> list[bytes]:
        return [self._sector(number) for number in _followed(first, table)]

    def _allocation(self, difat: int) -> list[int]:
        """The table that says which sector follows which."""
        places = list(struct.unpack_from("<109I", self._content, 76))
        seen = set()
        while difat not in (_END, _FREE):
            if difat in seen:
                raise ValueError("a chain in a circle")
            seen.add(difat)
            *more, difat = _numbers(self._sector(difat))
            places += more
        table: list[int] = []
        for place in places:
            if place != _FREE:
                table += _numbers(self._sector(place))
            if len(table) * self._size > len(self._content) + 2**20:
                break
        return table

    def _directory(self, content: bytes) -> dict[str, tuple[int, int, int]]:
        found: dict[str, tuple[int, int, int]] = {}
        for start in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, start + 64)
            if kind == 0 or not 2 <= length <= 64:
                continue
            name = content[start : start + length - 2].decode("utf-16-le", "replace").lower()
            first, size = struct.unpack_from("<II", content, start + 116)
            found.setdefault(name, (kind, first, size))
        return found


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _followed(first: int, table: Sequence[int]) -> list[int]:
    """The sectors of a chain in order."""
    chain: list[int] = []
    number = first
    while number not in (_END, _FREE):
        if number >= len(table) or len(chain) > len(table):
            raise ValueError("a chain that leads nowhere")
        chain.append(number)
        number = table[number]
    return chain
