"""The step of `make test` that runs the tests of the scripts: where there is no node it says so."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

RUN = settings.BASE_DIR / "tests" / "js" / "run.py"


def run(path: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, str(RUN)],
        env=kept | {"PATH": path} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def old_node(tmp_path) -> str:
    """A PATH with a node of long ago."""
    node = tmp_path / "old" / "node"
    node.parent.mkdir()
    node.write_text("#!/bin/sh\necho v18.19.0\n")
    node.chmod(0o755)
    return str(node.parent)


@pytest.mark.parametrize(("ci", "code", "said"), [("", 0, "SKIPPED"), ("true", 1, "cannot run")])
def test_without_node_it_says_so_and_only_ci_fails(tmp_path, old_node, ci, code, said):
    for path, why in ((str(tmp_path), "no node was found"), (old_node, "is older than 20")):
        ended = run(path, CI=ci)
        assert ended.returncode == code
        assert said in ended.stdout
        assert why in ended.stdout


def test_amounts_are_read_and_written_by_one_module():
    """A second reader drifts: "-" was once 0 in one script and blank in the other. The script of the
    file that verifies papers without a network stands alone: it puts commas into a signed text."""
    writes = re.compile(r"toLocaleString\(\)|toFixed\(|NumberFormat|parseFloat|BigInt\(|\\B\(\?=")
    scripts = settings.BASE_DIR / "static" / "js"
    found = {
        str(path.relative_to(scripts))
        for path in scripts.rglob("*.js")
        if writes.search(path.read_text("utf-8"))
    }
    assert found == {"baht.js", "papers.js"}


def _scripts_with(pattern: str) -> set[str]:
    scripts = settings.BASE_DIR / "static" / "js"
    return {
        str(path.relative_to(scripts))
        for path in scripts.rglob("*.js")
        if re.search(pattern, path.read_text("utf-8"))
    }


def test_text_becomes_no_markup_in_a_script():
    """Rows of the grid come as the server's markup, escaped there; what was pasted or fetched is read
    in a document of its own, in which nothing runs."""
    written = r"(inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|setHTMLUnsafe"
    assert _scripts_with(written) == {"grid/drawn.js"}
    assert _scripts_with(r"DOMParser|createContextualFragment|createPolicy") == {"trusted.js"}
    assert _scripts_with(r"\bmarkup\(") == {"trusted.js", "grid/drawn.js"}
    assert _scripts_with(r"\bparsed\(") == {
        "grid/clipboard.js",
        "grid/reason.js",
        "grid/states.js",
        "job.js",
    }
    assert not _scripts_with(r"\beval\(|new Function|set(Timeout|Interval)\(\s*['\"`]|javascript:")


def test_no_object_takes_its_keys_from_what_was_typed():
    """So nothing that is typed or sent becomes a property of every object (`__proto__`): Map is used."""
    # The clipboard's is a block of rows and columns, whose keys are places.
    named = r"[\w)\]]\[(?!\d)[^\]'\"`]+\]\s*=(?!=)"
    assert _scripts_with(named) == {"grid/clipboard.js"}
    assert not _scripts_with(r"__proto__|setPrototypeOf")
