"""The map of the checks by province: which share of what was checked is faulty."""

from decimal import Decimal

import pytest

from core.reports.registry import get_report
from quality import counting
from quality.models import QualityCount
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_a_province_is_as_dark_as_the_share_of_its_checks_that_fail():
    for code in ("2402", "2501"):
        make.producer(make.district(code))
    counting.refresh()
    QualityCount.objects.filter(district="2402").update(faulty=0)
    of_half = QualityCount.objects.filter(district="2402", of=1).order_by("code")
    checks = of_half.count()
    QualityCount.objects.filter(pk=of_half[0].pk).update(faulty=1)
    nation = make.department_officer()
    table = get_report("quality-areas").build(nation, {"province": None})
    drawn = table.tile_map
    assert drawn.value == "share"
    by_code = dict(zip(drawn.provinces, drawn.of.rows, strict=True))
    assert by_code["24"]["share"] == (Decimal(100) / checks).quantize(Decimal("0.01"))
    assert by_code["25"]["share"] > 0
    narrowed = get_report("quality-areas").build(nation, {"province": make.province()})
    assert narrowed.tile_map is None
