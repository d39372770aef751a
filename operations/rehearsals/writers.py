"""Officers who save rows of their grids, one after the other, as its script does: what the portal could
not take is sent again until it is taken, and what it acknowledged is remembered."""

import json
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from bench.browser import Browser

AGAIN = 0.3  # seconds; a browser waits longer, and the pause is to be measured

OFFICES = """
import json
from core.users.models import User
from demo.accounts import DEMO_PASSWORD
from sales.models import DistrictMonth

found = {}
months = DistrictMonth.objects.filter(status__in=DistrictMonth.EDITABLE, month__status="open")
for month in months.order_by("-month_id", "district_id"):
    officer = User.objects.filter(
        district=month.district_id, may_certify=False, must_change_password=False
    ).order_by("pk").first()
    if officer and month.rows.exists() and month.district_id not in found:
        found[month.district_id] = {
            "username": officer.username,
            "address": f"/sales/{month.month_id:%Y-%m}/{month.district_id}/",
        }
print(json.dumps({"password": DEMO_PASSWORD, "offices": list(found.values())}))
"""


_ROW = re.compile(r'name="row-(\d+)-version" value="(\d+)"')


@dataclass(frozen=True)
class Saved:
    """A save that the portal acknowledged."""

    at: float  # time.monotonic()
    row: int
    figure: str


@dataclass
class Writer:
    """One officer at one of the portals, with every `among`th row of the grid from the `first` on: so
    several may work at one. `rows`: ids with the versions they had as it was opened."""

    port: int
    username: str
    password: str
    address: str
    first: int = 0
    among: int = 1
    pause: float = 0.1
    saved: list[Saved] = field(default_factory=list)
    sent_again: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self.rows: Sequence[tuple[int, int]] = []
        self._versions: dict[int, int] = {}
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._browser = Browser(self.port)

    def begin(self) -> None:
        self._browser.sign_in(self.username, self.password)
        page = self._browser.get(f"{self.address}?rows=form").decode()
        rows = [(int(row), int(version)) for row, version in _ROW.findall(page)]
        self.rows = rows[self.first :: self.among]
        self._versions = dict(self.rows)
        self._thread.start()

    def end(self) -> None:
        """What was sent is sent until it is taken: nobody's work is left in the air."""
        self._over.set()
        self._thread.join(timeout=120)
        if self._thread.is_alive():
            self.wrong.append(f"{self.username}: still sending")

    def _work(self) -> None:
        keys, nth = list(self._versions), 0
        while not self._over.wait(self.pause):
            nth += 1
            self._save(keys[nth % len(keys)], f"{nth}.00")

    def _save(self, row: int, figure: str) -> None:
        typed = {
            "id": row,
            "version": self._versions[row],
            "amounts": {"domestic_offline": figure},
        }
        body = json.dumps({"rows": [typed]}).encode()
        while True:
            try:
                answer = json.loads(self._browser.post_json(f"{self.address}rows/", body))
            except (RuntimeError, OSError, HTTPException, ValueError) as error:
                self.sent_again += 1
                self._browser.connection.close()
                if ": 302" in str(error):
                    self.wrong.append(f"{self.username}: signed out")
                    return
                time.sleep(AGAIN)
                continue
            self._keep(row, figure, answer["rows"][0])
            return

    def _keep(self, row: int, figure: str, told: dict[str, Any]) -> None:
        shown = told.get("amounts", {}).get("domestic_offline", "").replace(",", "")
        if told["outcome"] != "saved" or shown != figure:
            self.wrong.append(f"row {row}: {figure} was typed, the portal says {told}")
            return
        self._versions[row] = told["version"]
        self.saved.append(Saved(time.monotonic(), row, figure))
