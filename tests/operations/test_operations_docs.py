"""Each command the two guides name is one that is there, with arguments it takes."""

import re
import shlex
from pathlib import Path

import pytest

from operations.__main__ import COMMANDS, parser
from operations.rehearsals.inside.guide import REHEARSED, TESTED, chapters
from operations.settings import ROOT

GUIDES = ("operations.md", "คู่มือผู้ดูแลระบบ.md")
UNITS = {path.stem for path in (ROOT / "deploy/systemd").iterdir()} | {"otop-web.socket", "nginx"}


def told(guide: str, beginning: str) -> list[str]:
    text = (ROOT / "docs" / guide).read_text()
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
    return [line for line in blocks.splitlines() if line.startswith(beginning)]


@pytest.mark.parametrize("guide", GUIDES)
def test_commands_of_otop(guide):
    named = told(guide, "sudo otop ")
    assert len(named) >= 8
    for line in named:
        asked = parser().parse_args(shlex.split(line)[2:])
        assert asked.command in COMMANDS


def test_both_guides_name_what_a_person_runs():
    run_by_units = {"archive", "roles", "units", "manage", "install"}
    for guide in GUIDES:
        named = {line.split()[2] for line in told(guide, "sudo otop ")}
        assert named >= COMMANDS.keys() - run_by_units


@pytest.mark.parametrize("guide", GUIDES)
def test_units_are_there(guide):
    for line in told(guide, "systemctl "):
        assert set(line.split()[2:]) <= UNITS


@pytest.mark.parametrize("guide", GUIDES)
def test_answers_in_the_table_are_answers_of_the_commands(guide):
    sources = "".join(path.read_text() for path in Path(ROOT / "operations").glob("*.py"))
    said = re.sub(r'"\s*f?"|`|\\"', "", sources)
    text = (ROOT / "docs" / guide).read_text()
    restoring = re.split(r"^## (?:Restore|กู้คืน)$", text, flags=re.M)[1].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", restoring, re.MULTILINE)[1:]
    assert len(rows) >= 5
    for row in rows:
        words = re.sub(r"`|\.\.\.|\d+.*", "", row).strip()
        assert words[:25] in said, row


def test_every_alert_says_what_to_do():
    text = (ROOT / "docs/operations.md").read_text()
    rules = (ROOT / "deploy/prometheus/alerts.yml").read_text()
    for alert in re.findall(r"alert: (\w+)", rules):
        assert re.search(rf"^\|[^|]*\b{alert}\b", text, re.MULTILINE), alert


def test_every_command_is_run_by_a_rehearsal_or_a_test():
    said = chapters((ROOT / "docs/operations.md").read_text())
    assert said.keys() >= set(REHEARSED)
    left = [
        command
        for title, commands in said.items()
        for command in commands
        if title not in REHEARSED and not command.startswith(tuple(TESTED))
    ]
    assert left == []
    for by in TESTED.values():
        assert (ROOT / by).exists()


def test_the_thai_guide_names_no_other_commands():
    def commands(guide: str) -> set[str]:
        text = (ROOT / "docs" / guide).read_text()
        return {command for each in chapters(text).values() for command in each}

    english, thai = (commands(guide) for guide in GUIDES)
    assert len(thai) >= 15
    assert thai <= english
