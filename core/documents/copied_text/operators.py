"""The operators of a page's stream: found, taken apart and written again."""

import re

from core.documents.copied_text.matrices import Matrix

Pieces = tuple[bytes | float, ...]  # glyphs, and how far the pen goes back between them


def _string(depth: int) -> bytes:
    inner = rb"|\((?:%b)*\)" % _string(depth - 1) if depth else b""
    return rb"[^\\()]|\\." + inner


_STRING = rb"\((?:%b)*\)" % _string(8)  # brackets stand in it as they are where they are balanced
_PIECE = re.compile(rb"(?P<string>%b)|<(?P<hex>[0-9A-Fa-f]*)>|(?P<by>-?[0-9.]+)" % _STRING, re.S)
_NUMBERS = rb"-?[0-9.]+(?: -?[0-9.]+){5}"
TOKEN = re.compile(
    rb"/Span<</ActualText<FEFF(?P<said>[0-9A-F]*)>>>BDC"
    rb"|(?P<show>\[(?:[^][()<>]|%b|<[0-9A-Fa-f]*>)*\]TJ|%b ?Tj|<[0-9A-Fa-f]*> ?Tj)"
    rb"|(?P<cm>%b) cm\b|(?P<tm>%b) Tm\b"
    rb"|/(?P<font>[A-Za-z0-9]+) (?P<size>-?[0-9.]+) Tf\b"
    rb"|(?P<other>B[DM]C)\b|(?P<closed>EMC)\b|(?P<begun>BT)\b|\b(?P<state>[qQ])\b"
    % (_STRING, _STRING, _NUMBERS, _NUMBERS),
    re.S,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def glyphs_of(pieces: Pieces) -> list[int]:
    raw = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def pieces_of(operator: bytes) -> Pieces:
    found: list[bytes | float] = []
    for piece in _PIECE.finditer(operator):
        if piece["string"]:
            found.append(_ESCAPED.sub(_unescaped, piece["string"][1:-1]))
        elif piece["by"]:
            found.append(float(piece["by"]))
        else:
            found.append(bytes.fromhex(piece["hex"].decode()))
    return tuple(found)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    said = escape[1]
    return bytes([int(said, 8)]) if said.isdigit() else _ESCAPES.get(said, said)


def array(pieces: Pieces) -> bytes:
    said = (f"<{one.hex()}>" if isinstance(one, bytes) else number(one) for one in pieces)
    return f"[{''.join(said)}]TJ ".encode()


def reaching(pieces: Pieces, rest: float) -> bytes:
    """The glyphs, after which the pen goes `rest` on."""
    return f"{number(rest)} Tc ".encode() + array(pieces) + b"0 Tc "


def set_at(place: Matrix) -> bytes:
    return f" {' '.join(map(number, place))} Tm ".encode()


def number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
