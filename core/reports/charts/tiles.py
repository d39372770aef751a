"""A map of the provinces as tiles: each says its name and its figure, and is darker the higher it is.

Five shades hold about as many provinces each, so that one large province leaves no others white.
"""

from collections.abc import Callable, Sequence

from core.areas.places import COLUMNS, PLACES, ROWS
from core.reports.charts.drawing import LINE, SMALL, TYPE, WIDTH, Drawing, Tile, Words
from core.reports.charts.lettering import MILLION, figure, room, unit
from core.reports.charts.series import Amount, Group, Series

SHADES = 5
DARK = 4  # from this shade on words are white
_ACROSS, _DOWN = WIDTH / COLUMNS, 48
_APART = 4
_NAME = 11.5  # the size of a name; one too long for its tile is set smaller
_KEY_AT = (5, 12)  # column and row of what the shades mean: the sea is there


def provinces(
    drawing: Drawing,
    series: Series,
    groups: Sequence[Group],
    codes: Sequence[str],
    top: float,
) -> None:
    held = [one.amounts[0] for one in groups if one.amounts[0] is not None]
    in_millions = series.column.kind == "baht" and max(held) >= MILLION
    bounds = _bounds(held)
    width, height = _ACROSS - _APART, _DOWN - _APART
    for group, code in zip(groups, codes, strict=False):
        if code not in PLACES:  # records of no province have a row and no place
            continue
        _, column, row = PLACES[code]
        x, y = column * _ACROSS, top + row * _DOWN
        amount = group.amounts[0]
        shade = 0 if amount is None else _shade(amount, bounds)
        drawing.tiles.append(Tile(x, y, width, height, shade))
        middle, light = x + width / 2, shade >= DARK
        size = min(_NAME, _NAME * (width - 4) / room(group.name, _NAME))
        said = figure(amount, series.column, in_millions=in_millions) or "-"
        drawing.words += [
            Words(middle, y + 17, group.name, anchor="middle", size=round(size, 1), light=light),
            Words(middle, y + 35, said, anchor="middle", size=SMALL, light=light),
        ]
    _key(drawing, series, held, bounds, len(groups) - len(held), top, in_millions=in_millions)
    drawing.height = round(top + ROWS * _DOWN)


def shades(held: Sequence[Amount]) -> Callable[[Amount], int]:
    """The shade of a figure among those `held`, from 1 (light) to 5."""
    bounds = _bounds(held)
    return lambda amount: _shade(amount, bounds)


def _bounds(held: Sequence[Amount]) -> list[Amount]:
    """The highest figure of each shade, so that each holds about as many; fewer where they are alike."""
    ordered = sorted(held)
    cut = [ordered[(len(ordered) * (n + 1) - 1) // SHADES] for n in range(SHADES)]
    return sorted(set(cut))


def _shade(amount: Amount, bounds: Sequence[Amount]) -> int:
    """The lowest of the figures is light, the highest dark, whatever lies between."""
    place = next(n for n, bound in enumerate(bounds) if amount <= bound)
    return 1 + round(place * (SHADES - 1) / max(1, len(bounds) - 1))


def _key(
    drawing: Drawing,
    series: Series,
    held: Sequence[Amount],
    bounds: Sequence[Amount],
    missing: int,
    top: float,
    *,
    in_millions: bool,
) -> None:
    """What the shades mean, in words: from, to, how many provinces."""
    x, y = _KEY_AT[0] * _ACROSS, top + _KEY_AT[1] * _DOWN
    said = f"{series.name} {unit(series.column, in_millions=in_millions)}".strip()
    drawing.words.append(Words(x, y, said, size=TYPE, bold=True))
    rows = []
    for bound in bounds:
        shade = _shade(bound, bounds)
        within = [amount for amount in held if _shade(amount, bounds) == shade]
        ends = [figure(end, series.column, in_millions=in_millions) for end in _ends(within)]
        rows.append((shade, f"{' - '.join(dict.fromkeys(ends))} ({len(within)} จังหวัด)"))
    if missing:
        rows.append((0, f"ไม่มีตัวเลข ({missing} จังหวัด)"))
    for shade, text in rows:
        y += LINE + 6
        drawing.tiles.append(Tile(x, y - 15, 30, LINE, shade))
        drawing.words.append(Words(x + 40, y, text, size=SMALL))


def _ends(within: Sequence[Amount]) -> tuple[Amount, Amount]:
    return min(within), max(within)
