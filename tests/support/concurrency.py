"""Two people at once, on two real connections, for tests of locks.

Nothing here waits for a clock: one person stops inside the work at a gate, and the other is seen
waiting for a lock in pg_locks (or done) before the gate opens.
"""

import threading
from collections.abc import Callable

from django.db import connection, connections

SECONDS = 20  # how long a broken test may hang


class Person:
    """Does one thing on a connection of their own; `gate` is where they can be stopped."""

    def __init__(self, work: Callable[[], object]):
        self.result: object = None
        self.error: Exception | None = None
        self.backend: int | None = None
        self.stopped, self.gate = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)

    def _run(self, work):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.result = work()
        except Exception as error:
            self.error = error
        finally:
            connections.close_all()

    def start(self) -> "Person":
        self._thread.start()
        return self

    def stop_here(self) -> None:
        """Called inside the work: wait until `go_on`."""
        self.stopped.set()
        assert self.gate.wait(SECONDS)

    def is_current(self) -> bool:
        return threading.current_thread() is self._thread

    def until_stopped(self) -> "Person":
        assert self.stopped.wait(SECONDS), self.error
        return self

    def until_waiting(self) -> "Person":
        """Until PostgreSQL says that this connection waits for a lock of another."""
        tick = threading.Event()
        for _ in range(SECONDS * 100):
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [self.backend or 0])
                if cursor.fetchone()[0]:
                    return self
            assert self._thread.is_alive(), (self.result, self.error)
            tick.wait(0.01)
        raise AssertionError("nobody waited")

    def go_on(self) -> "Person":
        self.gate.set()
        return self

    def done(self) -> "Person":
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        return self


def stop_before(monkeypatch, module, name: str, person: list[Person]) -> None:
    """Whoever of `person` calls module.name stops before it; everybody else goes through."""
    original = getattr(module, name)

    def stopping(*args, **kwargs):
        if person and person[0].is_current():
            person[0].stop_here()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, stopping)
