"""What the database refused because somebody else was first: said, never a crash."""

import logging
from typing import Any, cast

from django.apps import apps
from django.contrib.messages.storage import default_storage
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from psycopg import errors

from core.sending.pages import page_of_form

logger = logging.getLogger(__name__)

_FIRST = "มีผู้อื่นบันทึกรายการเดียวกันนี้ไปก่อนแล้ว"
_AT_ONCE = "มีผู้อื่นกำลังบันทึกข้อมูลเดียวกัน"
_AGAINST = "ข้อมูลนี้ขัดกับข้อมูลที่มีอยู่"
_UNSAVED = "ที่ส่งครั้งนี้ยังไม่ได้บันทึก"


def is_refusal(error: BaseException) -> bool:
    """A broken constraint, or two who waited for each other, or one of them too long for a page; not a
    lost line, a full disk or a fault."""
    waited = (errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable)
    return isinstance(error, IntegrityError) or (
        isinstance(error, DatabaseError) and isinstance(error.__cause__, waited)
    )


def answer_refusal(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """409 in Thai; everything the request wrote is rolled back. A script is told 503 where the same
    sent again will do. The log names the constraint and no value; it is an error of ours where it was
    not simply the second of two."""
    said = getattr(error.__cause__, "diag", None)
    constraint = getattr(said, "constraint_name", None)
    is_race = not isinstance(error, IntegrityError) or isinstance(
        error.__cause__, errors.UniqueViolation
    )
    logger.log(
        logging.WARNING if is_race else logging.ERROR,
        "%s %s refused by the database: %s %s",
        request.method,
        request.path,
        type(error.__cause__).__name__,
        constraint,
    )
    why = _why(error, constraint)
    if request.content_type == "application/json":
        status, headers = (
            (409, {}) if isinstance(error, IntegrityError) else (503, {"Retry-After": "1"})
        )
        return JsonResponse({"message": f"{why} {_UNSAVED}"}, status=status, headers=headers)
    forget_said(request)
    context = {"why": why, "unsaved": _UNSAVED, "back": page_of_form(request)}
    return render(request, "sending/refused.html", context, status=409)


def forget_said(request: HttpRequest) -> None:
    """What was said of the undone is not true; Django has no other name for where it is kept."""
    cast(Any, request)._messages = default_storage(request)


def _why(error: DatabaseError, constraint: str | None) -> str:
    if not isinstance(error, IntegrityError):
        return _AT_ONCE
    for model in apps.get_models():
        for one in model._meta.constraints:
            if one.name == constraint:
                stock = one.default_violation_error_message
                if one.violation_error_message != stock:
                    return str(one.violation_error_message)
    return _FIRST if isinstance(error.__cause__, errors.UniqueViolation) else _AGAINST
