"""Lines over time: a line for each column, an axis of figures, a gap where a month has none."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from core.reports.charts.drawing import (
    SMALL,
    WIDTH,
    Drawing,
    Line,
    Mark,
    Stroke,
    Words,
    fill_of,
)
from core.reports.charts.lettering import figure, room
from core.reports.charts.series import Amount, Group, Series

_HIGH = 280  # of the drawing between its lowest and its highest rule
_RULES = 5  # about as many
_STEPS = (1, 2, 3, 4, 6, 12, 24, 36)  # every how manieth month is named
_APART = 15  # between two figures below each other
_MARKED = 60  # points of a line; of more only the last is marked


def over_time(
    drawing: Drawing,
    series: Sequence[Series],
    groups: Sequence[Group],
    top: float,
    *,
    in_millions: bool,
) -> None:
    column = series[0].column
    amounts = [one for group in groups for one in group.amounts if one is not None]
    rules = _rules(min(0, *amounts), max(0, *amounts))
    left = max(room(_rule_says(rule, in_millions), SMALL) for rule in rules) + 10
    last = [_last(groups, place) for place in range(len(series))]
    figures = [
        figure(groups[at].amounts[place], column, in_millions=in_millions) if at is not None else ""
        for place, at in enumerate(last)
    ]
    right = max(room(text, SMALL) for text in figures) + 14
    slot = (WIDTH - left - right) / len(groups)
    bottom = top + 16 + _HIGH
    scale = _HIGH / float(rules[-1] - rules[0])

    def x(number: int) -> float:
        return left + slot * (number + 0.5)

    def y(amount: Amount) -> float:
        return bottom - float(amount - rules[0]) * scale

    for rule in rules:
        drawing.lines.append(Line(left, y(rule), WIDTH - right, y(rule), quiet=bool(rule)))
        drawing.words.append(
            Words(left - 8, y(rule) + 4, _rule_says(rule, in_millions), anchor="end", size=SMALL)
        )
    for place in range(len(series)):
        for run in _runs(groups, place):
            points = tuple((x(number), y(amount)) for number, amount in run)
            if len(points) > 1:
                drawing.strokes.append(Stroke(points, fill_of(place)))
            shown = points if len(groups) <= _MARKED or len(points) == 1 else points[-1:]
            drawing.marks += [Mark(*point, fill_of(place)) for point in shown]
    ends = [(x(at or 0), _end(groups, place, at, y)) for place, at in enumerate(last)]
    _at_the_end(drawing, figures, ends)
    _names(drawing, groups, slot, x, bottom)


def _rules(least: Amount, most: Amount) -> list[Decimal]:
    """Round figures from below the least to above the most, evenly apart."""
    span = Decimal(most) - Decimal(least)
    power = Decimal(10) ** (span / _RULES).adjusted()
    step = next(power * one for one in (1, 2, 5, 10) if power * one * _RULES >= span)
    first = (Decimal(least) // step - (1 if least < 0 and Decimal(least) % step else 0)) * step
    rules = [first]
    while rules[-1] < most:
        rules.append(rules[-1] + step)
    return rules


def _rule_says(rule: Decimal, in_millions: bool) -> str:
    said = rule / 1_000_000 if in_millions else rule
    return f"{said.normalize():,f}"


def _last(groups: Sequence[Group], place: int) -> int | None:
    held = [number for number, one in enumerate(groups) if one.amounts[place] is not None]
    return held[-1] if held else None


def _end(
    groups: Sequence[Group], place: int, at: int | None, y: Callable[[Amount], float]
) -> float:
    amount = None if at is None else groups[at].amounts[place]
    return 0.0 if amount is None else y(amount)


def _runs(groups: Sequence[Group], place: int) -> Iterator[list[tuple[int, Amount]]]:
    """The months that follow each other with a figure."""
    run: list[tuple[int, Amount]] = []
    for number, group in enumerate(groups):
        amount = group.amounts[place]
        if amount is not None:
            run.append((number, amount))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _at_the_end(
    drawing: Drawing, figures: Sequence[str], ends: Sequence[tuple[float, float]]
) -> None:
    """The last figure of each line beside its end, never one over the other."""
    lowest = dict[float, float]()
    for (across, down), text in sorted(zip(ends, figures, strict=True), key=lambda one: one[0][1]):
        if text:
            at = lowest[across] = max(down + 4, lowest.get(across, 0) + _APART)
            drawing.words.append(Words(across + 9, at, text, size=SMALL))


def _names(
    drawing: Drawing,
    groups: Sequence[Group],
    slot: float,
    x: Callable[[int], float],
    bottom: float,
) -> None:
    """The months below, as many as there is room for; where one has no figure, why, upright."""
    widest = max(room(word, SMALL) for one in groups for word in one.name.split() or [""])
    step = next((one for one in _STEPS if slot * one >= widest + 8), _STEPS[-1])
    for number, group in enumerate(groups):
        if number % step == 0:
            drawing.lines.append(Line(x(number), bottom, x(number), bottom + 4))
            for line, word in enumerate(group.name.split()):
                drawing.words.append(
                    Words(x(number), bottom + 19 + 16 * line, word, anchor="middle", size=SMALL)
                )
        if group.whole is None and slot >= _APART:
            drawing.words.append(
                Words(x(number) + 4, bottom - 6, group.note, size=SMALL, quiet=True, turned=True)
            )
    drawing.height = round(bottom + 12 + 16 * max(len(one.name.split()) for one in groups))
