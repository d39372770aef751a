"""The portal beside a plain Django admin, and beside itself as it was, in one run.

The servers answer in turn, so that whatever else the machine does meets all of them; the figures to
read are the ratios, and of these the processor's.
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bench.browser import Browser
from bench.pages import signed_in, together
from bench.peers import prepare
from bench.peers.work import Pair, pairs
from bench.server import Served, running_peer, running_portal
from bench.timing import Times, shown, table
from bench.work import OFFICES, Act

RUNS, WARM_UP, ROUNDS = 30, 4, 2


@dataclass
class Side:
    """One server, and what one of its pages took."""

    served: Served
    is_portal: bool
    browsers: Sequence[Browser] = ()
    size: int = 0
    signed_in: dict[tuple[int, str], Browser] = field(default_factory=dict)

    def act(self, pair: Pair) -> Act:
        return pair.portal if self.is_portal else pair.admin

    def sign_in(self, pair: Pair) -> None:
        """A browser for each of the people, signed in the first time it is asked for."""
        found = []
        for nth, who in enumerate(pair.people):
            key = (nth, who if self.is_portal else prepare.USERNAME)
            if key not in self.signed_in:
                given = (who,) if self.is_portal else (prepare.USERNAME, prepare.PASSWORD)
                self.signed_in[key] = signed_in(self.served.port, *given)
            found.append(self.signed_in[key])
        self.browsers = found


def measure(address: str, before: Path | None, only: Sequence[str] = ()) -> str:
    """The table; `before`: a checkout of an older commit, migrated alike; `only`: pages whose names
    begin so."""
    prepare.prepare(address)
    chosen = [one for one in pairs() if not only or one.name.startswith(tuple(only))]
    with ExitStack() as servers:
        sides = [Side(servers.enter_context(running_portal(address)), is_portal=True)]
        sides.append(Side(servers.enter_context(running_peer(address)), is_portal=False))
        if before:
            sides.append(
                Side(servers.enter_context(running_portal(address, before)), is_portal=True)
            )
        return _table(sides, [_measured(pair, sides) for pair in chosen])


@dataclass(frozen=True)
class Line:
    """What one pair took: of the portal, of the admin, of the portal before."""

    pair: Pair
    of: Sequence[tuple[Times, float, float, int]]  # times, CPU ms, answers a second, bytes


def _measured(pair: Pair, sides: Sequence[Side]) -> Line:
    print(f"  {pair.name}", file=sys.stderr)
    times: list[list[float]] = [[] for _ in sides]
    for side in sides:
        side.sign_in(pair)
        for _ in range(WARM_UP):
            answer = side.act(pair)(side.browsers[0], 0)
            side.size = len(answer) if isinstance(answer, bytes) else 0
    began = [side.served.cpu() for side in sides]
    for _ in range(RUNS):
        for side, own in zip(sides, times, strict=True):
            begun = perf_counter()
            side.act(pair)(side.browsers[0], 0)
            own.append((perf_counter() - begun) * 1000)
    cpu = [(side.served.cpu() - before) / RUNS for side, before in zip(sides, began, strict=True)]
    rates: list[list[float]] = [[0.0] for _ in sides]
    # Only where that is aimed at: sixteen searches of the plain admin at once take minutes.
    for _ in range(ROUNDS if pair.aim_together else 0):
        for side, rate in zip(sides, rates, strict=True):
            _, a_second = together(side.act(pair), side.browsers)
            rate.append(a_second)
    return Line(
        pair,
        [
            (Times.of(own), used, max(rate), side.size)
            for side, own, used, rate in zip(sides, times, cpu, rates, strict=True)
        ],
    )


def _table(sides: Sequence[Side], lines: Sequence[Line]) -> str:
    has_before = len(sides) > 2
    head = ["one client, ms", "portal", "CPU", "admin", "CPU"]
    head += ["before", "CPU", "before : now, CPU"] if has_before else []
    head += ["portal : admin", "CPU", "aim", f"{OFFICES} clients, a second", "admin",
             "portal : admin", "aim", "KB", "admin KB"]  # fmt: skip
    rows = []
    for line in lines:
        (own, own_cpu, own_rate, own_size), (other, other_cpu, other_rate, other_size) = line.of[:2]
        row = [
            line.pair.name,
            shown(own.median),
            shown(own_cpu),
            shown(other.median),
            shown(other_cpu),
        ]
        if has_before:
            old, old_cpu, _, _ = line.of[2]
            row += [shown(old.median), shown(old_cpu), f"{old_cpu / own_cpu:.2f}"]
        row += [f"{own.median / other.median:.2f}", f"{own_cpu / other_cpu:.2f}"]
        row += [f"<= {line.pair.aim}" if line.pair.aim else ""]
        row += (
            [
                shown(own_rate), shown(other_rate), f"{own_rate / other_rate:.2f}",
                f">= {line.pair.aim_together}",
            ]
            if line.pair.aim_together
            else [""] * 4
        )  # fmt: skip
        row += [
            f"{own_size / 1000:,.0f}" if own_size else "",
            f"{other_size / 1000:,.0f}" if other_size else "",
        ]
        rows.append(row)
    return table(head, rows)
