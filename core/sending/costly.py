"""Pages that may cost seconds (reports, exports, look-alikes of a province): few at once for one person,
and none for who has left.

A process gives one person PLACES of them at once. The next waits PATIENCE seconds for a place, so three
tabs opened together all come; then it is answered 429. What takes longer than a page may is a job
anyhow (core.jobs). Whoever closed the page, or stopped it, is not worked for: the statement that runs is
cancelled. Gunicorn hands the line of the request over, nginx closes it when its own was closed.
"""

import logging
import select
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views import View
from psycopg.errors import QueryCanceled

PLACES = 2
PATIENCE = 2.0
LOOKED = 0.5  # seconds between two looks whether somebody still waits
LEFT = 499  # nginx's word for it; nobody reads the answer

logger = logging.getLogger(__name__)
_places: defaultdict[int, threading.BoundedSemaphore] = defaultdict(
    lambda: threading.BoundedSemaphore(PLACES)
)
_giving = threading.Lock()


class CostlyView(View):
    """Mixed in before the page's own base; concerns what is only read."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "GET" or request.user.pk is None:
            return super().dispatch(request, *args, **kwargs)
        with _giving:
            place = _places[request.user.pk]
        if not place.acquire(timeout=PATIENCE):
            answer = render(request, "sending/costly.html", status=429)
            answer["Retry-After"] = "5"
            return answer
        try:
            return self._for_who_waits(request, *args, **kwargs)
        finally:
            place.release()

    def _for_who_waits(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with cancelled_when_left(request) as left:
            try:
                return super().dispatch(request, *args, **kwargs)
            except OperationalError as error:
                if left.is_set() and isinstance(error.__cause__, QueryCanceled):
                    logger.info("%s cancelled: who asked has left", request.path)
                    return HttpResponse(status=LEFT)
                raise


@contextmanager
def cancelled_when_left(request: HttpRequest) -> Iterator[threading.Event]:
    """Cancels this thread's statements once the other end of the request's line is closed; the event
    says that it was. Without a line to look at (the tests' client) nothing is cancelled."""
    line, left, done = request.META.get("gunicorn.socket"), threading.Event(), threading.Event()
    if line is None:
        yield left
        return
    databases = [connections[alias] for alias in connections]
    watcher = threading.Thread(target=_watch, args=(line, databases, left, done), daemon=True)
    watcher.start()
    try:
        yield left
    finally:
        done.set()
        watcher.join()


def _watch(line: Any, databases: list, left: threading.Event, done: threading.Event) -> None:
    asked = select.poll()
    asked.register(line, select.POLLRDHUP)
    while not done.wait(LOOKED):
        if not asked.poll(0):
            continue
        left.set()
        for database in databases:
            open_line = database.connection
            if open_line is not None and not open_line.closed:
                with suppress(psycopg.Error):
                    open_line.cancel_safe(timeout=LOOKED)
