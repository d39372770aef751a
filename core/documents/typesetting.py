"""Setting paper with typst and Sarabun: reports, letters, slips.

What a person typed goes in as data and is set as text, never read as markup. Nothing of the clock or
the machine goes in: the same data makes the same bytes again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import typst

from core.documents.copied_text import as_typed
from core.documents.words import with_ends
from core.thai.digits import to_thai


class Verbatim(str):
    """What the paper shows otherwise than as its text (a drawing): no line ends are put into it."""


@cache
def _fonts() -> typst.Fonts:
    """Sarabun, and typst's own faces for the tick; never what the machine happens to have."""
    faces = fontpkg_sarabun.ROOT / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[faces])


def typeset(template: Path, **inputs: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """`template` as PDF; each input is JSON under its name in `sys.inputs`, END_OF_WORD in its texts
    where a line may end. What is copied out of the PDF is as typed."""
    return as_typed(
        typst.compile(
            template.read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={
                name: json.dumps(_in_words(data), ensure_ascii=False)
                for name, data in inputs.items()
            },
            timestamp=0,
        )
    )


def in_thai_digits(value: Any) -> Any:
    """Every text of the data with ๐-๙; numbers of the layout stay."""
    return _each_text(value, to_thai)


def _in_words(value: Any) -> Any:
    return _each_text(value, lambda text: text if isinstance(text, Verbatim) else with_ends(text))


@cache
def outlined(text: str, size: str, fill: str) -> str:
    """A bold text as a drawing (SVG) of its outlines: it is seen, and never copied out amid the rest."""
    document = (
        "#set page(width: auto, height: auto, margin: 2pt, fill: none)\n"
        f'#text(font: "Sarabun", size: {size}, weight: "bold", fill: {fill}, '
        'top-edge: "ascender", bottom-edge: "descender", lang: "th", sys.inputs.text)'
    )
    made = typst.compile(
        document.encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"text": text},
        format="svg",
    )
    assert isinstance(made, bytes)
    return Verbatim(made.decode())


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, Mapping):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value
