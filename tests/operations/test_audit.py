"""`make audit` says what it knows, and that it knows nothing where the database of faults is away."""

import json

import pytest

from operations.audit import LOCKS, UNREACHED, told

FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"], "aliases": [], "description": ""}


def said(*packages: dict) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


def test_every_lock_is_there():
    assert all(lock.is_file() for lock in LOCKS)


def test_none_is_known(capsys):
    assert told("portal.txt", said({"name": "a", "version": "1", "vulns": []}), "") == 0
    assert capsys.readouterr().out == "portal.txt: 1 libraries, 0 known faults\n"


def test_one_is_known(capsys):
    known = {"name": "a", "version": "1.0", "vulns": [FAULT]}
    unknown = {"name": "b", "skip_reason": "not found"}
    assert told("portal.txt", said(known, unknown), "") == 1
    out = capsys.readouterr().out
    assert "portal.txt: a 1.0 PYSEC-2026-1, mended in: 2.0" in out
    assert "not known to the database: b" in out


@pytest.mark.parametrize(
    ("out", "err"),
    [
        ("", "pip_audit._service.interface.ConnectionError: Could not connect to PyPI"),
        ("", "Max retries exceeded with url: /pypi/a/json"),
        (said({"name": "a", "skip_reason": "not found"}), ""),  # a mirror without that database
    ],
)
def test_away_is_not_none(capsys, out, err):
    assert told("portal.txt", out, err) == UNREACHED
    captured = capsys.readouterr()
    assert "nothing is known" in captured.err
    assert "known faults\n" not in captured.out


def test_any_other_failure_is_told_as_it_is():
    with pytest.raises(SystemExit, match="hashes do not match"):
        told("portal.txt", "", "ERROR: hashes do not match")
