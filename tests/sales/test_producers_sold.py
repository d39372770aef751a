"""From a figure of รต.๓ down to the producers behind it, for who may see them."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from sales.reports.dimensions import MEASURES
from sales.reports.producers_sold import ONE_PROVINCE
from tests.support import factories as make

pytestmark = pytest.mark.django_db

OCTOBER = {"period": "2026-10"}


def asked(client, user, key="sales-producers", **query):
    client.force_login(user)
    return client.get(f"/reports/{key}/", OCTOBER | query)


def names(client, user, **query) -> list[str]:
    rows = asked(client, user, format="json", **query).json()["rows"]
    return [row["name"] for row in rows]


@pytest.fixture
def month():
    month = make.district_month(make.district("2402", "บางคล้า"))
    beside = make.district_month(make.district("2403", "บ้านโพธิ์"))
    for name, category, amounts in (
        ("กลุ่มเล็ก", "food", ("10", "5", "0", "0")),
        ("กลุ่มใหญ่", "food", ("900", "0", "0", "1")),
        ("กลุ่มผ้า", "fabric", ("70", "0", "0", "0")),
        ("กลุ่มไม่มียอด", "food", ("0", "0", "0", "0")),
    ):
        make.row(month, make.producer(month.district, name), category, amounts)
    make.row(beside, make.producer(beside.district, "กลุ่มข้างเคียง"), "food", ("3", "0", "0", "0"))
    return month


def test_the_producers_of_a_scope_come_to_what_rt3_says(client, month):
    make.confirm_province(month.district.province)
    for user in (make.province_officer(month.district.province), make.department_officer()):
        query = {"province": "24", "format": "json"}
        whole = asked(client, user, "rt3", **query).json()["total"]["total"]
        said = asked(client, user, **query).json()
        assert said["total"]["total"] == whole == "989.00"
        assert sum(Decimal(row["total"]) for row in said["rows"]) == Decimal(whole)
        assert names(client, user, province="24") == [
            "กลุ่มใหญ่", "กลุ่มผ้า", "กลุ่มเล็ก", "กลุ่มข้างเคียง",
        ]  # fmt: skip
        assert names(client, user, province="24", category="food", district="2402") == [
            "กลุ่มใหญ่", "กลุ่มเล็ก",
        ]  # fmt: skip


def test_who_sees_which_producers_is_the_doors_matter(client, month):
    district = make.district_officer(month.district)
    assert names(client, district) == ["กลุ่มใหญ่", "กลุ่มผ้า", "กลุ่มเล็ก"]  # its own, as they stand
    province = make.province_officer(month.district.province)
    assert names(client, province) == []  # nothing is confirmed
    assert names(client, make.department_officer(), province="24") == []
    elsewhere = make.province_officer(make.district("2501", "อื่น").province)
    assert names(client, elsewhere) == []
    assert asked(client, elsewhere, province="24").status_code == 404
    assert asked(client, district, district="2403").status_code == 404
    whole = asked(client, make.department_officer(), category="food")
    assert ONE_PROVINCE in whole.content.decode()


def test_rt3_leads_down_to_them_by_category_and_kind(client, month):
    make.confirm_province(month.district.province)
    page = asked(client, make.province_officer(month.district.province), "rt3")
    links = {cell.text: cell.link for row in page.context["grid"].rows for cell in row if cell.link}
    food = links["อาหาร"]
    assert "/reports/sales-producers/?" in food
    assert "category=food" in food
    counted = [
        cell.link for row in page.context["grid"].rows for cell in row if "kind=group" in cell.link
    ]
    assert len(counted) == 2  # food and fabric have producers of this kind, and so has the total
    for link in (food, *counted):
        assert "กลุ่ม" in client.get(link).content.decode()
    nation = asked(client, make.department_officer(), "rt3")
    [first, *_] = nation.context["grid"].rows
    assert next(cell.link for cell in first if cell.link).startswith("/reports/rt4/?")


def figures_with_links(page) -> list[tuple[str, str, str]]:
    """Column, figure and where it leads, of the rows and the total of the page's table."""
    grid, columns = page.context["grid"], page.context["table"].columns
    return [
        (column.key, cell.text, cell.link)
        for row in (*grid.rows, *([grid.total] if grid.total else []))
        for column, cell in zip(columns, row, strict=True)
        if cell.link and column.key != "name"
    ]


@pytest.mark.parametrize(
    ("key", "query", "at_least"),
    [
        ("rt3", {}, 12),
        ("rt4", {}, 12),
        ("sales-areas", {}, 9),
        ("sales-markets", {}, 9),
        ("programme", {}, 5),
        ("sales-months", {"period": "2570"}, 6),
        ("sales-month-categories", {"period": "2570"}, 5),
        ("sales-categories", {}, 6),
    ],
)
def test_every_figure_leads_to_the_producers_that_come_to_it(client, month, key, query, at_least):
    make.confirm_province(month.district.province)
    province = make.province_officer(month.district.province)
    for user, where in ((province, {}), (make.department_officer(), {"province": "24"})):
        page = asked(client, user, key, **query, **where)
        leading = figures_with_links(page)
        assert len(leading) >= at_least, leading
        for column, figure, link in leading:
            behind = client.get(f"{link}&format=json").json()
            if column.startswith("producers_") or column == "sellers":
                assert len(behind["rows"]) == int(figure), (column, link)
                continue
            sums = behind["total"]
            wanted = {
                "domestic": ("domestic_offline", "domestic_online"),
                "export": ("export_offline", "export_online"),
                "online": ("domestic_online", "export_online"),
            }.get(column, (column,) if column in sums else ("total",))
            assert sum(Decimal(sums[one]) for one in wanted) == Decimal(figure.replace(",", ""))
            assert behind["rows"], (column, link)


def test_figures_of_the_nation_lead_to_its_provinces_and_those_of_provinces_to_producers(
    client, month
):
    make.confirm_province(month.district.province)
    nation = make.department_officer()
    by_product = figures_with_links(asked(client, nation, "rt3"))
    assert by_product
    assert all(link.startswith("/reports/rt4/?") for _, _, link in by_product)
    by_province = figures_with_links(asked(client, nation, "rt4"))
    assert by_province
    assert all("/reports/sales-producers/?" in link for _, _, link in by_province)
    assert all("province=24" in link for _, _, link in by_province)


@pytest.mark.parametrize(
    ("rows", "columns", "narrowed"),
    [
        ("category", "month", {}),
        ("channel", "kind", {}),
        ("district", "quarter", {"category": "food"}),
        ("month", "year", {"measure": "online"}),
        ("province", "region", {}),
        ("round", "category", {"shown": "whole"}),
    ],
)
def test_every_cell_of_a_pivot_leads_to_the_producers_that_come_to_it(
    client, month, rows, columns, narrowed
):
    blank = make.producer(month.district, "กลุ่มว่าง", kind="")
    make.row(month, blank, "food", ("0", "20", "0", "0"))
    make.confirm_province(month.district.province)
    whole = {"period": "2570", "rows": rows, "columns": columns} | narrowed
    province = make.province_officer(month.district.province)
    for user, where in ((province, {}), (make.department_officer(), {"province": "24"})):
        leading = figures_with_links(asked(client, user, "pivot", **whole, **where))
        assert len(leading) >= 4, leading
        assert all("/reports/sales-producers/?" in link for _, _, link in leading)
        for column, figure, link in leading:
            behind = client.get(f"{link}&format=json").json()
            assert behind["rows"], (column, link)
            if "shown" not in narrowed:
                measure = parse_qs(urlsplit(link).query).get("measure", [""])[0]
                sums = (Decimal(behind["total"][one]) for one in MEASURES[measure][1])
                assert sum(sums) == Decimal(figure.replace(",", "")), (column, link)


def test_a_pivot_of_the_nation_leads_to_the_same_figure_by_province_and_on(client, month):
    make.confirm_province(month.district.province)
    nation = make.department_officer()
    everything = {"period": "2026-10..2026-10", "rows": "category", "columns": "channel"}
    leading = figures_with_links(asked(client, nation, "pivot", **everything))
    assert leading
    for column, figure, link in leading:
        assert link.startswith("/reports/pivot/?"), (column, link)
        page = client.get(link)
        assert page.context["grid"].total[-1].text == figure
        assert all("province=24" in on for key, _, on in figures_with_links(page)[:2])


def test_a_pivot_of_what_is_not_confirmed_leads_nowhere(client, month):
    for user in (make.province_officer(month.district.province), make.department_officer()):
        assert figures_with_links(asked(client, user, "pivot", province="24")) == []
    own = figures_with_links(asked(client, make.district_officer(month.district), "pivot"))
    assert own  # its own figures, as they stand
    assert all("district=2402" in link for _, _, link in own)


def test_what_is_not_confirmed_leads_nowhere(client, month):
    for user in (make.province_officer(month.district.province), make.department_officer()):
        for key in ("rt3", "rt4", "sales-areas"):
            assert figures_with_links(asked(client, user, key, province="24")) == []


def test_a_blank_kind_stays_narrowed_on_the_way_down(client, month):
    blank = make.producer(month.district, "กลุ่มว่าง", kind="")
    make.row(month, blank, "food", ("20", "0", "0", "0"))
    make.confirm_province(month.district.province)
    page = asked(client, make.province_officer(month.district.province), "rt3", kind="unknown")
    links = [link for column, _, link in figures_with_links(page) if column == "total"]
    assert links
    for link in links:
        rows = client.get(f"{link}&format=json").json()["rows"]
        assert [row["name"] for row in rows] == ["กลุ่มว่าง"]


def test_long_reports_are_shown_in_pages_with_the_total_of_all(client, month, monkeypatch):
    monkeypatch.setattr("core.reports.views.ROWS_ON_A_PAGE", 3)
    make.confirm_province(month.district.province)
    user = make.province_officer(month.district.province)
    first, second = (asked(client, user, category="", page=page) for page in ("1", "2"))
    assert [row[1].text for row in first.context["grid"].rows] == ["กลุ่มใหญ่", "กลุ่มผ้า", "กลุ่มเล็ก"]
    assert [row[1].text for row in second.context["grid"].rows] == ["กลุ่มข้างเคียง"]
    for page in (first, second):
        assert page.context["grid"].total[-1].text == "989.00"
        content = page.content.decode()
        assert "จาก 4 แถว" in content
        assert 'aria-current="page"' in content
    assert "period=2026-10&amp;province=24&amp;page=2" in first.content.decode()
    [row] = second.context["grid"].rows
    assert "กลุ่มข้างเคียง" in client.get(row[1].link).content.decode()  # its own page, not the first's
    whole = asked(client, user, format="json").json()["rows"]
    assert len(whole) == 4
    assert asked(client, user, page="9").context["page"].number == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_costs_the_same_at_1_and_at_3(
    client, count, monkeypatch, django_assert_num_queries
):
    month = make.district_month(make.district())
    for number in range(count):
        make.row(month, make.producer(month.district, f"กลุ่ม {number}"), amounts=("5",) + ("0",) * 3)
    make.confirm_province(month.district.province)
    user = make.province_officer(month.district.province)
    asked(client, user)
    with django_assert_num_queries(11):  # whose data is noted
        client.get("/reports/sales-producers/", OCTOBER)
    monkeypatch.setattr("core.reports.views.ROWS_ON_A_PAGE", 1)
    with django_assert_num_queries(11):  # whose data is noted
        client.get("/reports/sales-producers/", OCTOBER | {"page": "2"})
