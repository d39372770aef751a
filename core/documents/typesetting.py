"""Setting paper with typst and Sarabun: reports, letters, slips.

What a person typed goes in as data and is set as text, never read as markup. Nothing of the clock or
the machine goes in: the same data makes the same bytes again.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import typst

from core.thai.digits import to_thai


@cache
def _fonts() -> typst.Fonts:
    """Sarabun, and typst's own faces for the tick; never what the machine happens to have."""
    faces = fontpkg_sarabun.ROOT / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[faces])


def typeset(template: Path, **inputs: Mapping[str, Any]) -> bytes:
    """`template` as PDF; each input is JSON under its name in `sys.inputs`."""
    return typst.compile(
        template.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(data, ensure_ascii=False) for name, data in inputs.items()},
        timestamp=0,
    )


def in_thai_digits(value: Any) -> Any:
    """Every text of the data with ๐-๙; numbers of the layout stay."""
    if isinstance(value, str):
        return to_thai(value)
    if isinstance(value, list):
        return [in_thai_digits(item) for item in value]
    if isinstance(value, dict):
        return {key: in_thai_digits(item) for key, item in value.items()}
    return value
