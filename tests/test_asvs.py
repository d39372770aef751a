"""The table of OWASP ASVS 5.0 has each requirement of levels 1 and 2, and names tests that are there."""

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

TABLE = settings.BASE_DIR / "docs/security/asvs.md"
ANSWERS = {"met", "untested", "not yet", "does not apply"}

# How many requirements of level 1 and 2 each chapter of 5.0.0 has.
OF_CHAPTERS = {
    "1": 27, "2": 11, "3": 19, "4": 10, "5": 9, "6": 35, "7": 18, "8": 7, "9": 7, "10": 29, "11": 14,
    "12": 9, "13": 13, "14": 9, "15": 13, "16": 16, "17": 7,
}  # fmt: skip
OF_LEVELS = {"1": 70, "2": 183}


def rows() -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in TABLE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| \d", line)
    ]


def test_each_requirement_of_levels_1_and_2_once():
    numbers = [row[0].strip("| ") for row in rows()]
    assert Counter(one.split(".")[0] for one in numbers) == OF_CHAPTERS
    assert numbers == sorted(set(numbers), key=lambda one: [int(part) for part in one.split(".")])
    assert Counter(row[1] for row in rows()) == OF_LEVELS


def test_each_has_an_answer_and_says_by_what():
    for number, _, asked, answer, *by in rows():
        assert answer in ANSWERS, number
        assert asked, number
        assert any(one.strip("| ") for one in by) or answer == "not yet", number


def test_every_test_it_names_is_there():
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(settings.BASE_DIR / "tests").rglob("test_*.py")
    )
    there = set(re.findall(r"^ *def (test_\w+)", written, re.MULTILINE))
    named = set(re.findall(r"`(test_\w+)`", TABLE.read_text(encoding="utf-8")))
    assert len(named) > 80
    assert named - there == set()


def test_the_count_at_its_head_is_that_of_its_rows():
    counted = Counter(row[3] for row in rows())
    text = TABLE.read_text(encoding="utf-8")
    told = {
        name: int(count)
        for count, name in re.findall(r"(\d+) (met|untested|not yet|does not apply)\b", text)
    }
    assert told == counted
