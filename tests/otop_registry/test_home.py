"""The department's home: the nation of what was confirmed, drawn; and the year on every home."""

from datetime import date
from decimal import Decimal

import pytest

from core.areas.models import Province
from core.areas.places import PLACES
from core.thai.calendar import fiscal_year_months
from core.thai.digits import millions
from otop_registry.home.nation import Point, _told, axis
from targets.attainment import AreaAttained, attained
from tests.support import factories as make
from tests.support import target_factories as targets

pytestmark = pytest.mark.django_db

AUGUST_2025, AUGUST = date(2025, 8, 1), date(2026, 8, 1)


@pytest.fixture
def two_provinces():
    """24 sold in both Augusts and confirmed both; 20 confirmed only the older one."""
    for code, amounts in {"2402": ("100", "150"), "2001": ("1000", "9000")}.items():
        of = make.district(code, f"อำเภอ {code}")
        maker = make.producer(of, f"ผู้ผลิต {code}")
        for month, baht in zip((AUGUST_2025, AUGUST), amounts, strict=True):
            make.row(make.district_month(of, month), maker, "food", (baht, "0", "0", "0"))
            if (code, month) != ("2001", AUGUST):
                make.confirm_province(of.province, month)


def home(client, **query) -> dict:
    client.force_login(make.department_officer())
    answer = client.get("/", query)
    assert answer.status_code == 200
    return answer


def test_every_province_of_the_country_has_a_square_of_its_own():
    places = {(column, row) for _, column, row in PLACES.values()}
    assert len(PLACES) == len(places) == len({letters for letters, *_ in PLACES.values()}) == 77


def test_the_month_is_of_confirmed_provinces_and_compared_with_the_same_ones(client, two_provinces):
    page = home(client, month="2026-08")
    assert page.context["now"].total == Decimal(150)
    assert page.context["change"] == Decimal("50.00")
    assert (page.context["confirmed"], page.context["provinces"]) == (1, 2)
    assert [province.code for province in page.context["missing"]] == ["20"]
    assert "9,000" not in page.content.decode()


def test_the_trend_says_which_months_are_whole(client, two_provinces):
    points = home(client).context["trend"]
    assert [(point.month, point.total, point.whole) for point in points] == [
        (AUGUST_2025, Decimal(1100), True),
        (AUGUST, Decimal(150), False),
    ]


def test_every_figure_is_of_the_month_that_was_chosen(client):
    """October showed the attainment, the map and the trend of the newest month."""
    province = make.district("2401").province
    targets.approved(targets.whole_plan(province, {"2401": (1000, 2000, 3000)}))
    for month, baht in ((date(2026, 10, 1), "150"), (date(2026, 11, 1), "2000")):
        targets.sold(make.district("2401"), month, baht)
        make.confirm_province(province, month)
    newest, october = home(client).context, home(client, month="2026-10").context
    assert newest["month"] == date(2026, 11, 1)
    said = {}
    for name, shown in (("newest", newest), ("october", october)):
        [tile] = [one for one in shown["tiles"] if one.province == province]
        said[name] = (
            shown["now"].total, str(shown["level_percent"]), tile.told.colour, tile.told.words,
            [point.total for point in shown["trend"]],
        )  # fmt: skip
    assert said == {
        "october": (150, "7.50", "2", "ร้อยละ 7.50 ของกลาง", [150]),
        "newest": (2000, "107.50", "4", "ร้อยละ 107.50 ของกลาง", [150, 2000]),
    }


def test_the_sum_so_far_leads_to_a_report_of_the_same_sum(client, two_provinces):
    page = home(client, month="2026-08")
    assert page.context["year_report"] == "/reports/sales-areas/?period=2025-10..2026-08"
    report = client.get(page.context["year_report"] + "&format=json").json()
    assert report["total"]["total"] == "150.00"
    assert report["subtitle_lines"][0] == "ทั่วประเทศ ต.ค. 2568 - ส.ค. 2569"
    shown = client.get(page.context["year_report"])
    assert "ปีงบประมาณ 2569 ถึงสิงหาคม 2569" in shown.content.decode()


def test_every_square_and_cell_leads_to_its_report(client, two_provinces):
    page = home(client, month="2026-08")
    told = {tile.province.code: tile.told for tile in page.context["tiles"]}
    assert told["24"].address == "/reports/rt4/?period=2026-08&province=24"
    assert (told["24"].colour, told["20"].colour) == ("2", "none")
    [region] = page.context["heat"]
    heat = {line.province.code: line.cells for line in region.lines}
    august = fiscal_year_months(2569).index(AUGUST)
    assert heat["24"][august].address == told["24"].address
    for address in (told["24"].address, "/sales/months/2026-08/"):
        assert f'href="{address}"'.replace("&", "&amp;") in page.content.decode()
        assert client.get(address).status_code == 200


def test_provinces_stand_by_region_and_those_without_a_month_are_folded(client, two_provinces):
    """76 empty lines stood between the offices that had reported."""
    Province.objects.filter(pk="24").update(region="ภาคตะวันออก")
    page = home(client, month="2026-08")
    regions = page.context["heat"]
    assert [(one.name, [str(line.province) for line in one.lines]) for one in regions] == [
        ("ภาคตะวันออก", ["ฉะเชิงเทรา"])
    ]
    assert [province.code for province in page.context["without"]] == ["20"]
    older = home(client, month="2025-08")
    assert sum(len(one.lines) for one in older.context["heat"]) == 2
    assert older.context["without"] == []


def test_the_trend_has_amounts_months_and_its_figures(client, two_provinces):
    points = [
        Point(date(year, month, 1), Decimal(total) * 1_000_000, place, 0, "", 1, True)
        for place, (year, month, total) in enumerate(
            [(2025, 9, 20), (2025, 10, 90), (2025, 11, 80), (2026, 10, 40)]
        )
    ]
    drawn = axis(points)
    assert [(tick.place, tick.words) for tick in drawn.amounts] == [
        (150, "0"), (117, "20"), (84, "40"), (50, "60"), (17, "80"),
    ]  # fmt: skip
    assert [(tick.place, tick.words) for tick in drawn.months] == [
        (1, "ต.ค. 2568"),
        (3, "ต.ค. 2569"),
    ]
    assert [(point.x, words) for point, words in drawn.figures] == [(1, "90.0"), (3, "40.0")]
    assert axis([]).amounts == ()


@pytest.mark.parametrize(
    ("sold", "heat"),
    [("0", "0"), ("349", "0"), ("350", "1"), ("425", "2"), ("475", "3"), ("500", "4")],
)
def test_the_colour_says_how_far_the_year_should_be_by_now(sold, heat):
    """In March half the year is gone: of 1,000 a year 500 should be reached."""
    march = date(2026, 3, 1)
    one = Province(code="24", name_th="ฉะเชิงเทรา")
    reached = AreaAttained(one, attained([("กลาง", Decimal(1000))], Decimal(sold)), ())
    said = _told([one], {("24", march): True}, {"24": reached}, march, "กลาง")["24"]
    assert said.colour == heat


def test_a_month_nobody_opened_is_no_page(client, two_provinces):
    client.force_login(make.department_officer())
    assert client.get("/", {"month": "x"}).status_code == 404
    assert home(client, month="1999-01").context["month"] == AUGUST


def test_a_portal_without_months_says_what_to_do(client):
    assert "เปิดเดือนแรก" in home(client).content.decode()


def test_millions_are_rounded_half_up():
    assert millions(Decimal("25743250000.00")) == "25,743.3"
