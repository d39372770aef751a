"""What is written where, so that all of a syllable is drawn inside one ActualText."""

from collections.abc import Iterator

from core.documents.copied_text.matrices import inverse, times
from core.documents.copied_text.operators import Pieces, array, reaching, set_at
from core.documents.copied_text.syllables import Span, Syllable

_A_SPACE = 90  # thousandths of an em; a gap as wide is a space to poppler


def edits_of(syllable: Syllable) -> Iterator[tuple[int, int, bytes]]:
    """What to write where, so that all of it is drawn inside one ActualText.

    Readers make words of what they see. poppler takes a gap after what a syllable draws last for a
    space, so the pen stops where the syllable ends. pdfium goes from left to right, so a mark that
    begins beyond the syllable's end is drawn with its letter, at most 1/20 em off its height.
    """
    first, *others = syllable.parts
    show = first.show
    if not others and not first.span:
        return
    pen, end = syllable.face.pen(show)
    if not others:
        assert first.span
        if blank := first.span.blank:
            # pdfium passes over what draws nothing, so the blank is said with the syllable.
            yield *first.span.opens, Span.opening(syllable.text + " ")
            yield *first.span.closes, b" "
            yield blank.end, blank.end, b" EMC "
        elif (end - pen) * 1000 > _A_SPACE * show.size:
            drawn = array(show.pieces[:-1]) + reaching(show.pieces[-1:], end - pen)
            yield show.start, show.end, drawn
        return
    beside: Pieces = ()
    above = b""
    for part in others:
        place = times(times(part.show.place, part.show.ground), inverse(show.ground))
        moves = next(n for n, piece in enumerate(part.show.pieces) if isinstance(piece, bytes))
        left = place[4] - sum(part.show.pieces[:moves]) / 1000 * show.size  # type: ignore[arg-type]
        if left > end - 0.05:  # at the end counts as beyond: sizes are rounded
            beside += (1000 * (pen - left) / show.size, *part.show.pieces[moves:])
            pen = left
        else:
            above += set_at(place) + reaching(part.show.pieces, end - left)
        yield part.show.start, part.show.end, b" "
        if part.span:
            yield *part.span.opens, b" "
            yield *part.span.closes, b" "
    if first.span:
        yield show.start, show.end, array(show.pieces + beside)
        yield first.span.closes[0], first.span.closes[0], above
    else:  # its letter is the last glyph of many
        *before, last = show.pieces
        assert isinstance(last, bytes)
        letter = Span.opening(syllable.text) + array((last[-2:], *beside)) + above + b"EMC "
        yield show.start, show.end, array((*before, last[:-2])) + letter
