"""Where the text of a paper stands: what crosses a line of its table runs over its neighbour.

A report's PDF is read back as it is drawn: each run of text with its exact width (the advances of its
face), each upright line of a table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

TOLERANCE = 0.3  # points: less than the stroke of a line


@dataclass(frozen=True)
class Run:
    """A run of text, in points from the left and the foot of its page."""

    text: str
    left: float
    right: float
    base: float


@dataclass(frozen=True)
class Upright:
    at: float
    foot: float
    head: float


def overruns(content: bytes) -> list[str]:
    """The runs of text that cross a line of a table, on any page; at least one page has a table."""
    found: list[str] = []
    lines = 0
    for page in PdfReader(BytesIO(content)).pages:
        runs, uprights = drawn(page)
        lines += len(uprights)
        found += [
            run.text
            for run in runs
            if any(
                run.left + TOLERANCE < line.at < run.right - TOLERANCE
                and line.foot < run.base < line.head
                for line in uprights
            )
        ]
    assert lines, "no table on the paper"
    return found


def drawn(page: PageObject) -> tuple[list[Run], list[Upright]]:
    """The runs of text and the upright lines of a page."""
    fonts = {name: _Face(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    runs: list[Run] = []
    uprights: list[Upright] = []
    matrix, kept = _IDENTITY, []
    text, face, size = _IDENTITY, None, 0.0
    start = (0.0, 0.0)
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        match operator:
            case b"q":
                kept.append(matrix)
            case b"Q":
                matrix = kept.pop()
            case b"cm":
                matrix = _times([float(one) for one in operands], matrix)
            case b"BT":
                text = _IDENTITY
            case b"Tm":
                text = [float(one) for one in operands]
            case b"Tf":
                face, size = fonts[operands[0]], float(operands[1])
            case b"Tj" | b"TJ":
                parts = operands[0] if operator == b"TJ" else operands
                said, wide = face.measure(parts)
                at = _times(text, matrix)
                runs.append(Run(said, at[4], at[4] + wide * size * at[0], at[5]))
                text = _times([1, 0, 0, 1, wide * size, 0], text)
            case b"m":
                start = _point(operands, matrix)
            case b"l":
                end = _point(operands, matrix)
                if abs(end[0] - start[0]) < 0.01 and end[1] != start[1]:
                    uprights.append(Upright(end[0], min(start[1], end[1]), max(start[1], end[1])))
                start = end
    return runs, uprights


_IDENTITY = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def _times(first: list[float], second: list[float]) -> list[float]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k,
            e * h + f * j + m]  # fmt: skip


def _point(operands: Any, matrix: list[float]) -> tuple[float, float]:
    x, y = float(operands[0]), float(operands[1])
    return (x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5])


class _Face:
    """A font of two-byte glyphs, as typst writes them: what each says and how far it advances."""

    def __init__(self, font: Any):
        inner = font["/DescendantFonts"][0].get_object()
        self.default = float(inner.get("/DW", 1000))
        self.widths = dict(_widths(list(inner.get("/W", []))))

    def measure(self, parts: Any) -> tuple[str, float]:
        """The glyphs of a run, as numbers, and its width in ems."""
        wide, glyphs = 0.0, []
        for part in parts:
            if isinstance(part, int | float):
                wide -= float(part) / 1000
                continue
            raw = getattr(part, "original_bytes", part)
            for n in range(0, len(raw), 2):
                glyph = int.from_bytes(raw[n : n + 2], "big")
                glyphs.append(glyph)
                wide += self.widths.get(glyph, self.default) / 1000
        return " ".join(map(str, glyphs)), wide


def _widths(said: list[Any]) -> Iterator[tuple[int, float]]:
    while said:
        first, second = int(said.pop(0)), said.pop(0)
        second = second.get_object() if hasattr(second, "get_object") else second
        if isinstance(second, list):
            yield from ((first + n, float(one)) for n, one in enumerate(second))
        else:
            wide = float(said.pop(0))
            yield from ((glyph, wide) for glyph in range(first, int(second) + 1))
