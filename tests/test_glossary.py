"""One word for one thing: what the portal says against the table of docs/glossary.md."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
# Words of other people's lists, which are read and never shown as the portal's own.
NOT_SAID = ("starting_values.py", "quality/words.py")


def glossary() -> list[tuple[list[str], list[str], list[str]]]:
    """Each line's words, those that are not to be used instead, and where they may stand."""
    lines = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("|")
    ][2:]
    listed = [
        [[one.strip() for one in cell.split(",") if one.strip()] for cell in (line[0], *line[3:])]
        for line in lines
    ]
    return [(words, rivals, unless) for words, rivals, unless in listed]


def sentences(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.value


def said() -> Iterator[tuple[str, str]]:
    """What a user may see, with the file it stands in."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        yield str(path.relative_to(ROOT)), re.sub(r"//.*", "", path.read_text("utf-8"))
    for package in sorted(ROOT.glob("*/__init__.py")):
        if package.parent.name in {"tests", "bench"}:
            continue
        for path in sorted(package.parent.rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if "migrations" in path.parts or name.endswith(NOT_SAID):
                continue
            yield name, "\n".join(sentences(ast.parse(path.read_text("utf-8"))))


SAID = list(said())


def found(word: str, unless: list[str]) -> list[str]:
    """The files that say the word, outside of `unless`."""
    allowed = re.compile("|".join(map(re.escape, unless)) or r"(?!)")
    return [name for name, text in SAID if word in allowed.sub("", text)]


def test_the_table_has_what_matters_most():
    assert len(glossary()) >= 10
    assert len(SAID) > 400


@pytest.mark.parametrize(
    ("words", "rivals", "unless"), glossary(), ids=[words[0] for words, _, _ in glossary()]
)
def test_one_word_for_one_thing(words, rivals, unless):
    for word in words:
        assert found(word, []), word
    assert rivals
    for rival in rivals:
        assert found(rival, [*unless, *words]) == [], rival
