"""The templates as they are written, and the tags that give them what they would repeat."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template

from core.reports.templatetags.report_links import named_by, report_url
from otop_registry.templatetags.states import tone
from tests.support import factories as make

FOLDER = settings.BASE_DIR / "templates"
LONGEST = 170  # letters; djhtml indents, but breaks no line


def rendered(text: str, **names: object) -> str:
    return Template(text).render(Context(names))


def test_no_line_of_a_template_is_too_long_to_be_read():
    lines = [
        (str(path.relative_to(FOLDER)), number, len(line))
        for path in FOLDER.rglob("*.html")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]
    assert len(lines) > 5000
    assert [line for line in lines if line[2] > LONGEST] == []


def test_a_template_ends_with_a_line_end_and_no_line_with_blanks():
    for path in FOLDER.rglob("*.html"):
        text = path.read_text("utf-8")
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert not [line for line in text.splitlines() if line != line.rstrip()], path


@pytest.mark.parametrize(
    ("name", "colour"),
    [("approve", "done"), ("return", "returned"), ("reopen", "returned"), ("save", "entering")],
)
def test_the_colour_of_a_state_is_said_by_its_name(name, colour):
    tones = "approve=done return,reopen=returned entering"
    assert tone(name, tones) == colour
    assert rendered(f'{{{{ name|tone:"{tones}" }}}}', name=name) == colour


def test_a_report_is_asked_for_what_is_given():
    assert report_url("rt3") == "/reports/rt3/"
    assert report_url("rt3", period="2026-10", province="", district=None) == (
        "/reports/rt3/?period=2026-10"
    )
    page = '{% load report_links %}<a href="{% report_url "rt2" month="2026-10" district=code %}">'
    assert rendered(page, code="2402") == (
        '<a href="/reports/rt2/?month=2026-10&amp;district=2402">'
    )


def test_only_who_sees_all_areas_names_one():
    office, department = SimpleNamespace(area="บางคล้า"), SimpleNamespace(area=None)
    assert named_by("24", department) == "24"
    assert named_by("24", office) == ""


@pytest.mark.django_db
def test_the_pages_of_a_month_are_linked_by_it():
    month = make.district_month(make.district("2402"))
    page = "{% load month_links %}{% month_url name month producer=7 %}"
    evidence = "admin:sales-producer-evidence"
    assert rendered(page, name=evidence, month=month) == (
        f"/sales/{month.month_id:%Y-%m}/2402/evidence/7/"
    )
    grid = '{% load month_links %}{% month_url "admin:sales-grid" month %}'
    assert rendered(grid, month=month) == f"/sales/{month.month_id:%Y-%m}/2402/"


def test_an_arrow_says_which_way_and_no_minus_says_it_again():
    for path in FOLDER.rglob("*.html"):
        assert not re.search(r"▼ \{\{ [^}|]+ \}\}%", path.read_text("utf-8")), path
    assert rendered("▼ {{ change|without_sign }}%", change=Decimal("-3.32")) == "▼ 3.32%"
