"""Whatever is changed, removed or put in between in an exported log is found, away from the portal."""

import copy
import json
import random
import shutil
import subprocess
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.logbook import proof

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
DAYS = ["2026-11-26", "2026-11-27", "2026-11-28"]
OFFICES = ["", "24", "2402", "2403"]


def a_log() -> tuple[list[dict], list[dict]]:
    draw = random.Random(17)
    lines, heads, before = [], [], ""
    for day in DAYS:
        ends = {}
        for office in OFFICES:
            last = proof.beginning(day, office)
            for number in range(1, draw.randint(2, 12)):
                said = f"{day}T08:00:00.{number:06}Z\t7\tsales_step\t1\t{draw.random()}"
                last = proof.next_hash(last, number, said)
                lines.append(
                    {"day": day, "office": office, "number": number, "said": said, "hash": last}
                )
                ends[office] = (number, last)
        text = proof.head_text(day, before, ends)
        before = proof.digest(text)
        signature = KEY.sign(text.encode()).hex()
        heads.append(
            {"day": day, "text": text, "hash": before, "key": PUBLIC, "signature": signature}
        )
    return lines, heads


def chained_anew(lines: list[dict]) -> None:
    """What somebody would do who knows how the hashes are made."""
    ends: dict = {}
    for line in lines:
        place = line["day"], line["office"]
        number, before = ends.get(place, (0, proof.beginning(*place)))
        line["number"] = number + 1
        line["hash"] = proof.next_hash(before, number + 1, line["said"])
        ends[place] = (number + 1, line["hash"])


def tampered(lines: list[dict], draw: random.Random) -> list[dict]:
    lines = copy.deepcopy(lines)
    place = draw.randrange(len(lines))
    match draw.choice(["change", "remove", "insert", "swap", "move", "cut", "day"]):
        case "change":
            said = lines[place]["said"]
            at = draw.randrange(len(said))
            lines[place]["said"] = said[:at] + chr(ord(said[at]) + 1) + said[at + 1 :]
        case "remove":
            del lines[place]
        case "insert":
            lines.insert(place, lines[place] | {"said": "2026-11-27T09:00:00Z\t8\tsales_step"})
        case "swap":
            other = draw.choice([at for at in range(len(lines)) if at != place])
            lines[place]["said"], lines[other]["said"] = lines[other]["said"], lines[place]["said"]
        case "move":
            lines[place]["office"] = draw.choice([*OFFICES[:-1], "9999"]) + "x"
        case "cut":
            of_place = [one for one in lines if one["office"] == lines[place]["office"]]
            lines.remove(of_place[-1])
        case "day":
            lines = [one for one in lines if one["day"] != lines[place]["day"]]
    if draw.random() < 0.5:
        chained_anew(lines)
    return lines


def test_an_untouched_log_has_no_fault():
    lines, heads = a_log()
    assert len(lines) > 50
    assert list(proof.faults(lines, heads, PUBLIC)) == []


def test_a_thousand_tamperings_are_found():
    lines, heads = a_log()
    draw = random.Random(2569)
    changed = [tampered(lines, draw) for _ in range(1000)]
    assert sum(one != lines for one in changed) == 1000
    missed = [one for one in changed if not list(proof.faults(one, heads, PUBLIC))]
    assert missed == []


def test_a_head_made_anew_is_found_by_its_key_or_by_the_next():
    lines, heads = a_log()
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    text = heads[1]["text"].replace("2402", "2404")
    forged = {
        "day": DAYS[1],
        "text": text,
        "hash": proof.digest(text),
        "key": other.public_key().public_bytes_raw().hex(),
        "signature": other.sign(text.encode()).hex(),
    }
    found = list(proof.faults(lines, [heads[0], forged, heads[2]], PUBLIC))
    assert f"{DAYS[1]}: signed with another key" in found
    assert f"{DAYS[2]}: the head does not follow the one before" in found
    assert f"{DAYS[1]}: the lines are not those of its head" in found
    own = forged | {"key": PUBLIC}
    assert f"{DAYS[1]}: the signature is not of this head" in list(
        proof.faults(lines, [heads[0], own, heads[2]], PUBLIC)
    )
    assert f"{DAYS[1]}: no head" in list(proof.faults(lines, [heads[0], heads[2]], PUBLIC))


def test_the_script_runs_alone(tmp_path):
    lines, heads = a_log()
    shutil.copy(proof.__file__, tmp_path / "proof.py")
    for name, rows in (("lines", lines), ("heads", heads)):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    def run() -> subprocess.CompletedProcess:
        names = ["lines", "heads", PUBLIC]
        return subprocess.run(
            [sys.executable, "-I", "proof.py", *names], cwd=tmp_path, capture_output=True, text=True
        )

    clean = run()
    assert (clean.returncode, clean.stdout) == (
        0,
        "nothing was changed, removed or put in between\n",
    )
    changed = (tmp_path / "lines").read_text().replace("sales_step", "sales_stop", 1)
    (tmp_path / "lines").write_text(changed)
    found = run()
    assert found.returncode == 1
    assert "line 1 is not what it was" in found.stdout
