"""Processes as systemd keeps them: begun again a while after they end, until they are told not to."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..failure import Refused


@dataclass
class Service:
    """`again`: seconds after its end until it is begun again. Its output goes to a file of its name."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    again: float = 2.0

    def __post_init__(self) -> None:
        self._wanted = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def begin(self) -> None:
        self._wanted = True
        self._spawn()
        self._thread.start()

    def kill(self, again: float | None = None) -> None:
        """-9, with all that it started; `again`: stays away so long this time."""
        process, self._away = self._process, self.again if again is None else again
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def end(self) -> None:
        self._wanted = False
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def _spawn(self) -> None:
        self._away = self.again
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                list(self.command),
                cwd=self.folder,
                env=os.environ | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while self._wanted:
            assert self._process is not None
            self._process.wait()
            if self._wanted:
                time.sleep(self._away)
            if self._wanted:
                self._spawn()


def until(well: Callable[[], bool], seconds: float, what: str) -> float:
    """Waits, and says how long it took; Refused after `seconds`."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        with suppress(OSError, ValueError):
            if well():
                return time.monotonic() - begun
        time.sleep(0.2)
    raise Refused(f"After {seconds:.0f} s still not: {what}.", "see the logs in the folder.")
