"""The paper of every report: what is copied out of it is what was set, and no word of it is broken."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pypdfium2
import pytest
from django.test import Client

from core.documents.words import WORDS
from core.reports.registry import all_reports
from core.reports.renderers import pdf
from core.reports.tables import DRAFT_MARK, Column, ReportTable
from sales.models import DistrictMonth
from tests.support import factories as make
from tests.support.access import all_addresses, scene  # noqa: F401  (a fixture)
from tests.support.clock import in_november  # noqa: F401  (a fixture of every test here)
from tests.support.pdf_text import READERS

pytestmark = pytest.mark.django_db

REPORTS = [one for one in all_addresses() if one.route == "reports/<slug:key>/"]
KEPT_WHOLE = {*WORDS, "ฉะเชิงเทรา", "บางคล้า"}


def close(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("address", REPORTS, ids=lambda one: one.name)
def test_a_paper_is_copied_as_it_was_set(scene, address):  # noqa: F811
    month = DistrictMonth.objects.get(district=scene.stage.of)
    make.confirm_province(month.district.province)
    key = address.name.removeprefix("report ")
    report = next(one for one in all_reports() if one.key == key)
    user = (
        make.department_officer()
        if "department" in report.roles
        else make.province_officer(month.district.province)
    )
    client = Client()
    client.force_login(user)
    url = scene.url(address)
    data = client.get(url).json()
    content = client.get(url.replace("format=json", "format=pdf")).content

    for reader in ("pdfium", "poppler"):
        text = READERS[reader](content)
        assert not re.search("[\u200b\u2060\x1f]", text)
        for said in (data["title"], *data["subtitle_lines"], *_names(data)):
            # A dash at the end of a line poppler takes for a hyphen, and leaves it out.
            assert close(said).rstrip("-") in close(text), (reader, said)
        assert _broken(text) == [], reader


@pytest.mark.parametrize("reader", READERS)
def test_the_mark_of_a_draft_is_seen_and_not_copied_amid_the_lines(reader):
    table = ReportTable(
        title="ยอดจำหน่าย",
        subtitle_lines=("อำเภอบางคล้า ตุลาคม 2569",),
        coverage="ยังไม่ยืนยัน",
        columns=(Column("name", "ชื่อผู้ผลิต", width=30), Column("total", "บาท", kind="baht")),
        rows=tuple({"name": f"ผู้ผลิต {n}", "total": Decimal(n)} for n in range(40)),
        draft=True,
    )
    copied = READERS[reader](pdf.render(table))
    # Below the title and at the foot, where it is set as a line of the paper.
    assert close(copied).count(close(DRAFT_MARK)) == 2
    grey = pypdfium2.PdfDocument(pdf.render(table))[0].render(scale=1).to_pil().convert("L")
    final = pypdfium2.PdfDocument(pdf.render(replace(table, draft=False)))[0].render(scale=1)
    shades = [image.histogram()[230:246] for image in (grey, final.to_pil().convert("L"))]
    assert sum(shades[0]) > sum(shades[1]) + 5_000  # the mark, light grey across the page


def _names(data: dict) -> list[str]:
    """The texts that stand in one line of a cell for sure."""
    return [
        value
        for row in data["rows"]
        for value in row.values()
        if isinstance(value, str) and re.fullmatch("[ก-๎]{2,12}", value)
    ]


def _broken(text: str) -> list[str]:
    """The words that end one line and begin the next."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        f"{word[:at]}|{word[at:]}"
        for upper, lower in pairwise(lines)
        for word in KEPT_WHOLE
        for at in range(2, len(word) - 1)
        if upper.endswith(word[:at]) and lower.startswith(word[at:])
    ]
