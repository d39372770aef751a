"""What each page costs: processor, statements, time in PostgreSQL, size; so that a regression is seen
where it is. Asked without a server between, one request after another."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.rollups import last_whole_year
from bench.scenes import busy_producer, office_with_rows
from bench.timing import Times, shown, table
from bench.work import DISTRICT, month_address
from core.users.models import User
from products.models import Product
from sales.models import DistrictMonth

RUNS = 7


@dataclass(frozen=True)
class Page:
    """An address as one person opens it."""

    name: str
    user: User
    path: str


@dataclass(frozen=True)
class Cost:
    """Milliseconds of this process and of the whole answer; statements and their milliseconds; bytes."""

    cpu: Times
    whole: Times
    queries: int
    sql: float
    size: int
    status: int


def pages() -> list[Page]:
    """One of each kind, at the size of the nation."""
    department, province, clerk = (
        User.objects.get(username=name) for name in ("department", "chachoengsao", "bangkhla")
    )
    large, large_clerk = office_with_rows(450)
    small, small_clerk = office_with_rows(120)
    producer = busy_producer(DISTRICT)
    product = Product.objects.filter(producer=producer).order_by("pk")[0]
    year = last_whole_year()
    waiting = DistrictMonth.objects.visible_to(province).order_by("-month_id", "district")[0]
    return [
        Page("empty view", department, "/bench/empty/"),
        Page("nothing in the frame", department, "/bench/frame/"),
        Page("home of a district", clerk, "/"),
        Page("home of a large district", large_clerk, "/"),
        Page("home of a province", province, "/"),
        Page("home of the department", department, "/"),
        Page("100 products", department, "/products/product/"),
        Page("Thai substring", department, "/products/product/?q=มะม่วง"),
        Page("a producer", clerk, f"/producers/producer/{producer.pk}/change/"),
        Page("a product", clerk, f"/products/product/{product.pk}/change/"),
        Page("grid of 120 rows", small_clerk, f"/sales/{month_address(small)}/"),
        Page("grid of 450 rows", large_clerk, f"/sales/{month_address(large)}/"),
        Page("check of 450 rows", large_clerk, f"/sales/{month_address(large)}/check/"),
        Page("board", province, "/sales/board/"),
        Page("review of a district", province, f"/sales/{month_address(waiting)}/review/"),
        Page("quality of the nation", department, "/quality/"),
        Page("quality of a district", clerk, "/quality/"),
        Page("duplicates of a province", province, "/producers/duplicates/"),
        Page("timeliness", department, f"/reports/timeliness/?period={year}"),
        Page("programme", department, f"/reports/programme/?period={year}"),
        Page("registry", department, "/reports/registry/"),
        Page("accounts", department, "/reports/accounts/"),
        Page("รต.๔ of the nation's year", department, f"/reports/rt4/?period={year}"),
        Page(
            "รต.๒ as PDF", small_clerk,
            f"/reports/rt2/?month={small.month_id:%Y-%m}&district={small.district_id}&format=pdf",
        ),
    ]  # fmt: skip


def measure(only: Sequence[str] = ()) -> str:
    """The table; `only`: pages whose names begin so."""
    lines = []
    for page in pages():
        if not only or page.name.startswith(tuple(only)):
            print(f"  {page.name}", file=sys.stderr)
            lines.append([page.name, *_line(cost_of(page))])
    return table(["ms", "CPU", "whole", "p95", "SQL", "queries", "KB", "status"], lines)


def _line(cost: Cost) -> list[str]:
    return [
        shown(cost.cpu.median), shown(cost.whole.median), shown(cost.whole.p95), shown(cost.sql),
        str(cost.queries), f"{cost.size / 1000:,.0f}", "" if cost.status == 200 else str(cost.status),
    ]  # fmt: skip


def cost_of(page: Page, runs: int = RUNS) -> Cost:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(page.user)
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path)
    asked = captured.captured_queries  # now: the next request forgets them
    content = b"".join(answer) if answer.streaming else answer.content
    cpu, whole = [], []
    for _ in range(runs):
        begun, used = perf_counter(), process_time()
        client.get(page.path)
        cpu.append((process_time() - used) * 1000)
        whole.append((perf_counter() - begun) * 1000)
    sql = sum(float(one["time"]) for one in asked) * 1000
    return Cost(Times.of(cpu), Times.of(whole), len(asked), sql, len(content), answer.status_code)
