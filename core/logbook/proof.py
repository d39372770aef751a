"""Checks an exported log and its heads; stands alone (Python and `cryptography`), away from the portal.

    python proof.py LINES HEADS [KEY]

LINES: what `manage.py export_log` wrote, an object a line: day, office, number, said, hash. HEADS: a
file of heads, an object a line: day, text, hash, key, signature; best the ones that were sent off the
machine as they came to be. KEY: the public key in hexadecimal as it was written down when the portal was
set up; without it the heads are only held against the key they name.

A line's hash is SHA-256 of the hash before it, its number and what it says, a text line each; the first
of an office's day begins with "otop-log DAY OFFICE". A head's text names the head before it and the end
of each chain of its day; its hash is SHA-256 of that text, its signature Ed25519 of the same text.

What has no head yet (today) is only held together by its own hashes: a cut-off end is not seen there.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Said = Mapping[str, Any]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def beginning(day: str, office: str) -> str:
    """What the first line of an office's day follows."""
    return digest(f"otop-log {day} {office}")


def next_hash(before: str, number: int, said: str) -> str:
    return digest(f"{before}\n{number}\n{said}")


def head_text(day: str, before: str, ends: Mapping[str, tuple[int, str]]) -> str:
    """`ends`: by office the number of lines and the last hash of its chain."""
    chains = [f"chain {office} {lines} {end}" for office, (lines, end) in sorted(ends.items())]
    return "\n".join([f"otop-log {day}", f"previous {before}", *chains])


def faults(lines: Iterable[Said], heads: Iterable[Said], key: str = "") -> Iterator[str]:
    """Each fault in a sentence; none where nothing was changed. `lines` by day, office, number."""
    known = {str(head["day"]): head for head in heads}
    yield from _faults_of_heads(known, key)
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    for line in lines:
        day, office, number = str(line["day"]), line["office"], line["number"]
        count, before = ends.get((day, office), (0, beginning(day, office)))
        if number != count + 1:
            yield f"{day} {office}: line {number} follows line {count}"
        hashed = next_hash(before, count + 1, line["said"])
        if hashed != line["hash"]:
            yield f"{day} {office}: line {number} is not what it was"
        ends[day, office] = (count + 1, hashed)
    by_day: dict[str, dict[str, tuple[int, str]]] = {}
    for (day, office), end in ends.items():
        by_day.setdefault(day, {})[office] = end
    last = max(known, default="")
    for day in sorted({*known, *(one for one in by_day if one <= last)}):
        if day not in known:
            yield f"{day}: has lines and no head"
        elif known[day]["text"] != head_text(day, _previous(known[day]), by_day.get(day, {})):
            yield f"{day}: the lines are not those of its head"


def _faults_of_heads(known: Mapping[str, Said], key: str) -> Iterator[str]:
    before, expected = "", None
    for day in sorted(known):
        head = known[day]
        if expected not in (None, day):
            yield f"{expected}: no head"
        if not head["text"].startswith(f"otop-log {day}\nprevious "):
            yield f"{day}: the head is of another day"
        elif expected is not None and _previous(head) != before:
            yield f"{day}: the head does not follow the one before"
        if digest(head["text"]) != head["hash"]:
            yield f"{day}: the head is not what it was"
        yield from _faults_of_signature(head, key)
        before = head["hash"]
        expected = str(date.fromisoformat(day) + timedelta(days=1))


def _faults_of_signature(head: Said, key: str) -> Iterator[str]:
    if key and head["key"] != key:
        yield f"{head['day']}: signed with another key"
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"]))
        public.verify(bytes.fromhex(head["signature"]), head["text"].encode())
    except (InvalidSignature, ValueError):
        yield f"{head['day']}: the signature is not of this head"


def _previous(head: Said) -> str:
    second = [*head["text"].split("\n"), ""][1]
    return str(second.removeprefix("previous "))


def read(path: str) -> Iterator[Said]:
    with open(path, encoding="utf8") as file:
        for row in file:
            if row.strip():
                yield json.loads(row)


if __name__ == "__main__":
    found = 0
    for fault in faults(read(sys.argv[1]), read(sys.argv[2]), (*sys.argv, "")[3]):
        found += 1
        print(fault)
    print(f"{found} faults" if found else "nothing was changed, removed or put in between")
    sys.exit(bool(found))
