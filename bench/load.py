"""The last day: districts that open grids and save, chiefs that confirm and print, provinces and the
department that look on, all at once and without a rest between; then what was acknowledged against what
stands. Everybody's requests go to this machine alone, for `seconds` and no longer.
"""

import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from urllib.parse import urlencode

from django.db.models import QuerySet

from bench.browser import Browser
from bench.rollups import last_whole_year
from bench.scenes import offices_with_rows, open_months
from bench.server import Served, running_portal
from bench.timing import Times, shown, table
from bench.work import month_address
from core.users.models import User
from demo.accounts import DEMO_PASSWORD
from sales.models import DistrictMonth, SalesRow

CLERKS, CHIEFS, PROVINCES = 16, 8, 3
AT_ONCE = 100  # rows of a save of many
# The real peak (issue 16): the last hour of the fifth, by the round of the year before.
PEAK_SAVES = 1 / 3.6  # of 100 rows a second
PEAK_ROWS = 28  # a second, one by one
_VALUE = re.compile(r'name="(seen|form_token)" value="([^"]*)"')
_OF_DISTRICT = re.compile(r'name="was-district" value="([^"]*)"')
_REASON_OF_DISTRICT = re.compile(
    r'<select[^>]*name="reason-district".*?<option value="([^"]+)"', re.S
)
_REASON = re.compile(r'<select[^>]*name="same-reason".*?<option value="([^"]+)"', re.S)


@dataclass
class Told:
    """What the people saw: times in ms by what they did, and what failed."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def done(self, what: str, act: Callable[[], bytes]) -> bytes | None:
        """None where it failed: a status that was not to be expected, or no answer."""
        begun = time.perf_counter()
        try:
            answer = act()
        except (RuntimeError, OSError, HTTPException) as error:
            with self.lock:
                self.failed[f"{what}: {str(error).splitlines()[0][:80]}"] += 1
            return None
        with self.lock:
            self.times[what].append((time.perf_counter() - begun) * 1000)
        return answer


class Grid:
    """A month's rows as its officer has them, with each row's version as last answered."""

    def __init__(self, month: DistrictMonth) -> None:
        self.address = f"/sales/{month_address(month)}/"
        self.first = dict(month.rows.order_by("pk").values_list("pk", "version"))
        self.versions = dict(self.first)
        self.acknowledged: Counter[int] = Counter()
        self.figures: dict[int, str] = {}
        self._nth = 1000

    def save(self, browser: Browser, told: Told, what: str, keys: Iterable[int]) -> int:
        """Rows acknowledged."""
        self._nth += 1
        figure = f"{self._nth}.00"
        rows = [
            {"id": key, "version": self.versions[key], "amounts": {"domestic_offline": figure}}
            for key in keys
        ]
        body = json.dumps({"rows": rows}).encode()
        said = told.done(what, lambda: browser.post_json(f"{self.address}rows/", body))
        if said is None:
            return 0
        saved = 0
        for row in json.loads(said)["rows"]:
            if row["outcome"] != "saved":
                told.failed[f"{what}: a row was {row['outcome']}"] += 1
                continue
            self.versions[row["id"]] = row["version"]
            self.acknowledged[row["id"]] += 1
            self.figures[row["id"]] = figure
            saved += 1
        return saved


def measure(address: str, seconds: int) -> str:
    """Three tables: one by one, many rows at once, the whole day."""
    found = offices_with_rows(AT_ONCE, CLERKS)
    clerks = [(officer.username, Grid(month)) for month, officer in found]
    taken = {month.district_id for month, _ in found}
    with running_portal(address) as served:
        browsers = [_signed_in(served, username) for username, _ in clerks]
        people = list(zip(browsers, (grid for _, grid in clerks), strict=True))
        single, rows = _single_rows(people, seconds)
        many, saves = _many_rows(people, seconds)
        day = _day(served, people, taken, seconds)
    lost = _lost([grid for _, grid in clerks])
    per_row, per_save = rows / seconds, saves / seconds
    acknowledged = sum(sum(grid.acknowledged.values()) for _, grid in clerks)
    return f"""{_table(single, "rows one by one")}

{per_row:.0f} rows a second one by one: {per_row / PEAK_ROWS:.1f} times the peak.

{_table(many, f"{AT_ONCE} rows at once")}

{per_save:.1f} saves of {AT_ONCE} rows a second: {per_save / PEAK_SAVES:.0f} times the peak.

{_table(day, "the day, all at once")}

{len(browsers)} districts, {CHIEFS} chiefs, {PROVINCES} provinces, the department, {seconds} s each;
{acknowledged:,} rows acknowledged, {len(lost)} not as acknowledged. {" ".join(lost[:10])}"""


def _single_rows(people: Sequence[tuple[Browser, Grid]], seconds: int) -> tuple[Told, int]:
    told = Told()

    def work(browser: Browser, grid: Grid, nth: int) -> int:
        keys = list(grid.versions)
        return grid.save(browser, told, "save of a row", [keys[nth % len(keys)]])

    return told, _for(seconds, people, work)


def _many_rows(people: Sequence[tuple[Browser, Grid]], seconds: int) -> tuple[Told, int]:
    told = Told()

    def work(browser: Browser, grid: Grid, nth: int) -> int:
        keys = list(grid.versions)[:AT_ONCE]
        return 1 if grid.save(browser, told, f"save of {AT_ONCE} rows", keys) else 0

    return told, _for(seconds, people, work)


def _day(
    served: Served, people: Sequence[tuple[Browser, Grid]], taken: set[str], seconds: int
) -> Told:
    """A clerk opens the grid, saves eight rows one by one, then a hundred; a chief fills what is blank,
    looks, confirms, prints รต.๒; a province looks at its board, the department at รต.๔."""
    told = Told()
    chiefs = _chiefs(served, taken)
    year = last_whole_year()
    provinces = User.objects.filter(role="province", is_active=True).order_by("pk")[:PROVINCES]
    watching: list[tuple[str, Browser, str]] = [
        ("board of a province", _signed_in(served, one.username), "/sales/board/")
        for one in provinces
    ]
    report = f"/reports/rt4/?period={year}"
    watching.append(("รต.๔ of a year", _signed_in(served, "department"), report))

    def clerk(browser: Browser, grid: Grid, nth: int) -> int:
        if nth % 10 == 0:
            told.done("grid", lambda: browser.get(grid.address))
            return 1
        keys = list(grid.versions)
        if nth % 10 == 9:
            return grid.save(browser, told, f"save of {AT_ONCE} rows", keys[:AT_ONCE])
        return grid.save(browser, told, "save of a row", [keys[nth % len(keys)]])

    def watch(name: str, browser: Browser, path: str, nth: int) -> int:
        told.done(name, lambda: browser.get(path))
        time.sleep(0.5)  # a person reads it
        return 1

    def confirm(browser: Browser, months: list[DistrictMonth], nth: int) -> int:
        if months:
            return _confirmed(browser, told, months.pop())
        time.sleep(0.5)
        return 0

    _together(
        seconds,
        [partial(clerk, *one) for one in people]
        + [partial(confirm, *one) for one in chiefs]
        + [partial(watch, *one) for one in watching],
    )
    return told


def _newly_entered() -> QuerySet[DistrictMonth]:
    """Not one that was sent back: its marks are answered row by row."""
    return open_months().filter(size__gte=10, status=DistrictMonth.Status.ENTERING)


def _chiefs(served: Served, taken: set[str]) -> list[tuple[Browser, list[DistrictMonth]]]:
    """Each with the month of the own district; districts of the clerks are left alone."""
    found = []
    for month in _newly_entered().exclude(district__in=taken):
        chief = User.objects.filter(district=month.district_id, may_certify=True).first()
        if chief is None or month.district_id in taken:
            continue
        taken.add(month.district_id)
        found.append((_signed_in(served, chief.username), [month]))
        if len(found) == CHIEFS:
            break
    return found


def _confirmed(browser: Browser, told: Told, month: DistrictMonth) -> int:
    address = f"/sales/{month_address(month)}/"
    blank = month.rows.filter(entry=SalesRow.Entry.BLANK).values_list("pk", "version")
    rows = [
        {"id": key, "version": version, "amounts": {}, "no_sales": True} for key, version in blank
    ]
    for begin in range(0, len(rows), AT_ONCE):
        body = json.dumps({"rows": rows[begin : begin + AT_ONCE]}).encode()
        send = partial(browser.post_json, f"{address}rows/", body)
        told.done("rows without sales", send)
    page = told.done("page before confirming", lambda: browser.get(f"{address}check/"))
    if page is None:
        return 0
    text = page.decode()
    fields = {name: value for name, value in _VALUE.findall(text[text.rfind("confirm-form") :])}
    if reason := _REASON.search(text):
        fields |= {"same-reason": reason[1], "same-words": "ตรวจสอบแล้ว", "same-rest": "on"}
    if whole := _OF_DISTRICT.search(text):
        reason = _REASON_OF_DISTRICT.search(text)
        fields |= {"was-district": whole[1], "words-district": "ตรวจสอบแล้ว"}
        fields |= {"reason-district": reason[1]} if reason else {}
    told.done("confirmation", lambda: browser.post_form(f"{address}check/", fields))
    asked = {"month": f"{month.month_id:%Y-%m}", "district": month.district_id, "format": "pdf"}
    told.done("รต.๒ on paper", lambda: browser.get(f"/reports/rt2/?{urlencode(asked)}"))
    return 1


def _for(
    seconds: int,
    people: Sequence[tuple[Browser, Grid]],
    work: Callable[[Browser, Grid, int], int],
) -> int:
    return _together(seconds, [partial(work, *one) for one in people])


def _together(seconds: int, acts: Sequence[Callable[[int], int]]) -> int:
    """Everybody at once, over and over until the time is up; what all came to."""
    until, sums = time.monotonic() + seconds, [0] * len(acts)

    def go_on(place: int) -> None:
        nth = place
        while time.monotonic() < until:
            sums[place] += acts[place](nth)
            nth += 1

    threads = [threading.Thread(target=go_on, args=(place,)) for place in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(sums)


def _signed_in(served: Served, username: str) -> Browser:
    browser = Browser(served.port, compressed=True)
    browser.sign_in(username, DEMO_PASSWORD)
    return browser


def _lost(grids: Sequence[Grid]) -> list[str]:
    """Rows that stand otherwise than was acknowledged: each save is one version."""
    found = {
        key: (version, f"{figure:.2f}")
        for key, version, figure in SalesRow.objects.filter(
            pk__in=[key for grid in grids for key in grid.first]
        ).values_list("pk", "version", "domestic_offline")
    }
    return [
        f"row {key}: {times} saves from version {grid.first[key]}; {found[key]} stands"
        for grid in grids
        for key, times in grid.acknowledged.items()
        if found[key] != (grid.first[key] + times, grid.figures[key])
    ]


def _table(told: Told, title: str) -> str:
    rows = []
    for what, times in told.times.items():
        of = Times.of(times)
        rows.append([what, f"{of.runs:,}", shown(of.median), shown(of.p95), shown(max(times))])
    lines = [table([title, "times", "p50, ms", "p95, ms", "longest, ms"], rows)]
    errors = sum(told.failed.values())
    lines.append(
        f"\n{errors} errors." if errors == 0 else f"\n{errors} errors: {dict(told.failed)}"
    )
    return "\n".join(lines)
