"""The one way to open a workbook that somebody sent: `OpenWorkbook`.

It is looked through here, and then opened in a process of its own (`core.reading.workbook_process`).
"""

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

from core.reading import ods, openxml, xls
from core.reading.cell_values import Cell
from core.reading.errors import FileRefused
from core.reading.file_types import Kind
from core.reading.limits import MOST_SECONDS
from core.reading.package import BROKEN, opened
from core.reading.sheet_features import SheetFeatures

LOCKED, CANNOT_OPEN, TOO_MUCH = 3, 4, 5  # exit codes of the opener

NumberedRow = tuple[int, list[Cell]]  # the number a person sees beside the row
Merged = tuple[tuple[int, int], tuple[int, int]]  # first and last cell; row and column from 0

_HOUSE = Path(__file__).resolve().parents[2]


@dataclass
class Worksheet:
    """A sheet as it was found: its first rows that hold anything, its cells already read; and what it
    has beside its values."""

    name: str
    kind: str = "WorkSheet"
    visible: bool = True
    width: int = 0
    first: list[NumberedRow] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    features: SheetFeatures = field(default_factory=SheetFeatures)


class OpenWorkbook:
    """The sheets of a workbook, and the rows of one of them; ends the other process on leaving.

    FileRefused for a file that is no workbook or holds what does not belong into a table, that cannot be
    opened, is locked, or takes more memory or time than any table of ours needs; the other process dies
    of that, not this one.
    """

    def __init__(self, file: IO[bytes], kind: Kind = Kind.XLSX):
        self._features = _look_through(file, kind)
        self._copy = tempfile.NamedTemporaryFile()
        file.seek(0)
        while chunk := file.read(1024 * 1024):
            self._copy.write(chunk)
        self._copy.flush()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.reading.workbook_process", self._copy.name],
            cwd=_HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.sheets: list[Worksheet] = self._heard()
            self._tell_features()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._copy.close()

    def rows(self, sheet: Worksheet) -> Iterator[NumberedRow]:
        """All rows of a sheet that hold anything, in order. Once, and of one sheet only."""
        stdin = self._process.stdin
        assert stdin is not None
        with suppress(BrokenPipeError):  # it died meanwhile, which the answer tells
            stdin.write(b"%d\n" % self.sheets.index(sheet))
            stdin.flush()
        while (batch := self._heard()) is not None:
            yield from batch

    def _tell_features(self) -> None:
        if len(self._features) != len(self.sheets):
            raise FileRefused(BROKEN)
        for sheet, features in zip(self.sheets, self._features, strict=True):
            sheet.features = features
            sheet.merged = features.merged or sheet.merged

    def _heard(self) -> Any:
        assert self._process.stdout is not None
        try:
            # From our own process, which had the file but not the say over what it pickles.
            return pickle.load(self._process.stdout)  # noqa: S301
        except (EOFError, pickle.UnpicklingError):
            raise self._refusal(self._process.wait(MOST_SECONDS)) from None

    @staticmethod
    def _refusal(code: int) -> FileRefused:
        if code == LOCKED:
            return FileRefused("ไฟล์มีรหัสผ่าน เปิดใน Excel ยกเลิกรหัสผ่าน บันทึกแล้วส่งใหม่")
        if code == TOO_MUCH or code < 0:
            return FileRefused(
                "ตารางกว้างหรือยาวผิดปกติ มักเพราะมีช่องที่เคยพิมพ์ไว้ไกลจากตาราง "
                "คัดลอกเฉพาะตารางไปวางในไฟล์ Excel ใหม่ แล้วส่งไฟล์นั้น"
            )
        return FileRefused(BROKEN)


def _look_through(file: IO[bytes], kind: Kind) -> list[SheetFeatures]:
    """What each sheet has beside its values, before anything reads those."""
    file.seek(0)
    if kind is Kind.XLS:
        return xls.look_through(file.read())
    with opened(file) as package:
        if ods.is_open_document(package):
            return ods.features_of(package)
        return openxml.features_of(package)
