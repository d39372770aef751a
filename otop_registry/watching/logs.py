"""How lines are logged: with their time zone, the request's number, user and office; nothing in them can
begin a line of its own, and no number of a person stands there. As text, or as JSON for a machine.
"""

import logging
import re
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from pythonjsonlogger.json import JsonFormatter

from core.personal.error_reports import hide_numbers
from otop_registry.watching.request_ids import current

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_CONTROLS_IN_TRACEBACK = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
_LINE_ENDS = re.compile(r"[\x7f\x85\u2028\u2029]")  # what JSON itself leaves as it is

BETWEEN_MAILS = 600.0  # seconds between two mails about the same kind of error


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _time_of(record: logging.LogRecord) -> str:
    """2026-11-28T19:40:12.345+07:00"""
    at = datetime.fromtimestamp(record.created, ZoneInfo(settings.TIME_ZONE))
    return at.isoformat(timespec="milliseconds")


class OfRequest(logging.Filter):
    """Adds who asks and the request's number to a line. Nobody is looked up for it: an account stands
    there once the request itself has asked for it."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = current.get()
        user = getattr(request, "_cached_user", None)
        record.request_id = getattr(request, "request_id", "")
        record.user = user.get_username() if user is not None else ""
        record.office = getattr(user, "district_id", "") or getattr(user, "province_id", "") or ""
        return True


class Refusals(logging.Filter):
    """A refused request (403) is an answer and no fault of the portal: its line bears no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == 403:
            record.exc_info = record.exc_text = None
        return True


class Lines(logging.Formatter):
    """A line of text an event; a traceback follows it, indented by its own lines."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s%(of_request)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _time_of(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _CONTROLS.sub(_escape, hide_numbers(record.message))
        told = {name: getattr(record, name, "") for name in ("status", "ms", "user", "request_id")}
        record.of_request = "".join(
            f" {name}={_CONTROLS.sub(_escape, str(value))}"
            for name, value in told.items()
            if value != ""
        )
        return super().formatMessage(record)

    def formatException(self, ei) -> str:
        return _CONTROLS_IN_TRACEBACK.sub(_escape, hide_numbers(super().formatException(ei)))


class JsonLines(JsonFormatter):
    """An object a line: time, level, logger, message, and whatever was said beside it."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _time_of(record)

    def process_log_record(self, log_data: dict) -> dict:
        """Without what is empty, and without numbers of persons."""
        log_data.pop("request", None)  # Django's request, which is no text
        return {
            name: _LINE_ENDS.sub(_escape, hide_numbers(value)) if isinstance(value, str) else value
            for name, value in log_data.items()
            if value != ""
        }


class FewMails(logging.Filter):
    """One mail in ten minutes about errors of a kind: a database that is away fails every request."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.msg
        now = monotonic()
        if now - self._sent.get(str(kind), -BETWEEN_MAILS) < BETWEEN_MAILS:
            return False
        self._sent[str(kind)] = now
        return True
