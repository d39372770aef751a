"""A paper in Thai digits has no other, whichever report it is; its address stays to be typed.

Read are the texts that are set: a PDF's own text gives glyphs above others as any letter.
"""

import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from core.documents import typesetting
from core.reports.registry import all_reports
from core.reports.renderers import pdf
from sales.models import DistrictMonth, Resolution
from tests.support import factories as make
from tests.support.access import all_addresses, scene  # noqa: F401  (a fixture)
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)

pytestmark = pytest.mark.django_db

# Every report, as the access matrix asks for it.
REPORTS = [one for one in all_addresses() if one.route == "reports/<slug:key>/"]
# Read by machines, and compared letter by letter: never in Thai digits.
OF_MACHINES = {"address", "code", "fingerprint"}
_WORDS_OF_A_DRAWING = re.compile(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]*)")


def texts(data: object) -> Iterator[str]:
    if isinstance(data, str) and data.lstrip().startswith("<svg"):
        yield from _WORDS_OF_A_DRAWING.findall(data)  # its measures are no words
    elif isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in OF_MACHINES:
                yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)


@pytest.fixture
def typeset(monkeypatch) -> list[dict]:
    """What was given to the typesetter."""
    given: list[dict] = []
    real = typesetting.typst.compile

    def compile(template, *, sys_inputs, **options):
        if "report" not in sys_inputs:  # the outlines of a draft's mark, which are kept
            return real(template, sys_inputs=sys_inputs, **options)
        given.append(json.loads(sys_inputs["report"].replace("\\u001f", "")))
        return b"%PDF-"

    monkeypatch.setattr(typesetting.typst, "compile", compile)
    monkeypatch.setattr(typesetting, "as_typed", bytes)
    return given


@pytest.mark.parametrize("address", REPORTS, ids=lambda one: one.name)
def test_a_paper_in_thai_digits_has_no_other(scene, typeset, address):  # noqa: F811
    key = address.name.removeprefix("report ")
    month = DistrictMonth.objects.get(district=scene.stage.of)
    make.resolution(month, number="ครั้งที่ ๑๑/๒๕๖๙")
    make.confirm_province(month.district.province)
    confirmed_at = DistrictMonth.objects.get(pk=month.pk).district_confirmed_at
    Resolution.objects.update(recorded_at=confirmed_at)
    report = next(one for one in all_reports() if one.key == key)
    user = (
        make.department_officer()
        if "department" in report.roles
        else make.province_officer(month.district.province)
    )
    client = Client()
    client.force_login(user)
    answer = client.get(scene.url(address).replace("format=json", "format=pdf&thai_digits=1"))
    assert answer.status_code == 200, answer.content.decode()[:500]
    set_in_type = list(texts(typeset[-1]))
    assert [text for text in set_in_type if re.search("[0-9]", text)] == []
    assert any(re.search("[๐-๙]", text) for text in set_in_type)
    said = " ".join(set_in_type)
    if key == "rt2":
        assert "ในการประชุมครั้งที่ ๑๑/๒๕๖๙ วันที่" in said
        assert "อำเภอยืนยันครั้งที่ ๑" in said
    if key in ("rt3", "rt4"):
        assert "ฉบับที่ ๑" in said
        assert re.fullmatch(
            r"http://127\.0\.0\.1:8000/verify/\S+/", typeset[-1]["certificate"]["address"]
        )


def test_the_template_itself_writes_no_digit():
    template = re.sub(
        r"\\u\{[0-9a-f]+\}|//.*|regex\(.*\)", "", pdf.TEMPLATE.read_text(encoding="utf-8")
    )
    words = re.findall(r'"([^"\n]*[ก-๙][^"\n]*)"', template)
    assert len(words) >= 3
    assert [word for word in words if re.search("[0-9]", word)] == []
