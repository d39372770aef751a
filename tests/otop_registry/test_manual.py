"""The manual: each section has its pages, says what the screen says, and is one link away from it."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from core.areas.scope import Role
from otop_registry.manual.sections import SECTIONS, section_about, sections_for
from tests.support import factories as make
from tests.test_glossary import SAID

TEMPLATES = settings.BASE_DIR / "templates"
PICTURES = settings.BASE_DIR / "static" / "manual"


def text_of(section) -> str:
    return (TEMPLATES / section.template).read_text("utf-8")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_page_a_section_is_about_exists():
    names = {name for name in get_resolver().namespace_dict["admin"][1].reverse_dict if name}
    assert {page for one in SECTIONS for page in one.pages} - names == set()
    files = {path.stem for path in (TEMPLATES / "manual" / "sections").iterdir()}
    assert files == {one.key for one in SECTIONS}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.key)
def test_what_the_manual_calls_a_word_of_the_screen_is_one(section):
    portal = [text for name, text in SAID if not name.startswith(("templates/manual/", "demo/"))]
    words = re.findall(r"<b>(.*?)</b>", text_of(section))
    assert [word for word in words if not any(word in text for text in portal)] == []
    assert "<li>" in text_of(section)


def test_every_section_that_has_a_picture_of_the_demo_shows_it():
    wanted = {f"{one.key}.png" for one in SECTIONS if one.picture}
    assert wanted
    assert {path.name for path in PICTURES.glob("*.png")} == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        (Role.DISTRICT, "entering", "board"),
        (Role.PROVINCE, "board", "entering"),
        (Role.DEPARTMENT, "months", "entering"),
    ],
)
def test_a_role_reads_what_is_its_own(role, own, foreign):
    district = make.district()
    user = {
        Role.DISTRICT: lambda: make.district_officer(district),
        Role.PROVINCE: lambda: make.province_officer(district.province),
        Role.DEPARTMENT: make.department_officer,
    }[role]()
    page = client_of(user).get("/manual/").content.decode()
    for section in sections_for(user):
        assert f'id="{section.key}"' in page
    assert f'id="{own}"' in page
    assert f'id="{foreign}"' not in page


@pytest.mark.django_db
def test_a_page_leads_to_its_section_and_a_page_without_one_does_not():
    client = client_of(make.province_officer(make.district().province))
    assert 'href="/manual/#board"' in client.get("/sales/board/").content.decode()
    assert 'href="/manual/#records"' in client.get("/producers/producer/").content.decode()
    assert "วิธีทำหน้านี้</a>" not in client.get("/jobs/").content.decode()
    assert section_about("sales-board", make.district_officer(make.district())) is None
