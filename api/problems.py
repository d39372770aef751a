"""What was wrong with a request, as RFC 9457 writes it (application/problem+json): English by the
standard's own names, Thai beside it. `type` leads to its paragraph on the page for the API's users.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from ninja.errors import ValidationError

from catalogue import structured

MOST_ROWS = 200


@dataclass(frozen=True)
class Kind:
    """`mend`: what to do about it, for the page."""

    slug: str
    status: int
    title: str
    title_th: str


MALFORMED = Kind("malformed", 400, "The request cannot be read", "คำขออ่านไม่ได้")
UNAUTHORIZED = Kind("key", 401, "The key is not valid", "คีย์ใช้ไม่ได้")
OUTSIDE = Kind("scope", 403, "The key does not cover this", "คีย์นี้ไม่ครอบคลุมข้อมูลที่ขอ")
UNKNOWN = Kind("not-found", 404, "Nothing is published here", "ไม่มีข้อมูลที่เผยแพร่ตามที่อยู่นี้")
METHOD = Kind("method", 405, "This API only reads", "API นี้อ่านได้อย่างเดียว")
FORMAT = Kind("format", 406, "No such format", "ไม่มีรูปแบบนี้")
GONE = Kind("gone", 410, "It is not published any more", "ไม่เผยแพร่แล้ว")
PARAMETER = Kind("parameter", 422, "A parameter is not right", "ค่าที่ส่งมาไม่ถูกต้อง")
QUOTA = Kind("quota", 429, "Too many requests", "ขอข้อมูลถี่เกินกำหนด")
KINDS = (
    MALFORMED, UNAUTHORIZED, OUTSIDE, UNKNOWN, METHOD, FORMAT, GONE, PARAMETER, QUOTA,
)  # fmt: skip

CONTENT_TYPE = "application/problem+json"

# What each parameter may be, for who sent another.
_MAY_BE = {
    "limit": f"limit เป็นจำนวนเต็ม 1 ถึง {MOST_ROWS}",
    "after": "after เป็นค่า next_after ของหน้าก่อน",
    "province": "province เป็นรหัสจังหวัด 2 หลัก เช่น 24",
    "district": "district เป็นรหัสอำเภอ 4 หลัก เช่น 2402",
    "category": "category เป็นรหัสจาก /api/v1/categories",
    "kind": "kind เป็นรหัสจาก /api/v1/kinds",
    "standard": "standard เป็น id จาก /api/v1/standards",
    "producer": "producer เป็น id ของผู้ผลิต",
    "month": "month เป็นเดือน ค.ศ. เช่น 2026-08",
    "version": "version เป็นเลขฉบับ",
    "market": "market เป็น domestic, export หรือ _T",
    "mode": "mode เป็น offline, online หรือ _T",
    "changed_since": "changed_since เป็นวันที่ ค.ศ. เช่น 2026-11-01 หรือ 2026-11-01T08:00:00+07:00",
}


class Refused(Exception):
    """Raised anywhere while a request is answered; its answer is sent."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def problem(
    kind: Kind, detail: str, detail_th: str, errors: Iterable[dict[str, str]] = ()
) -> HttpResponse:
    said: dict[str, Any] = {
        "type": f"{structured.address(reverse('api-guide'))}#{kind.slug}",
        "title": kind.title,
        "title_th": kind.title_th,
        "status": kind.status,
        "detail": detail,
        "detail_th": detail_th,
        "errors": list(errors),
    }
    text = json.dumps(said, ensure_ascii=False)
    answer = HttpResponse(text, status=kind.status, content_type=CONTENT_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def refuse(kind: Kind, detail: str, detail_th: str) -> Refused:
    return Refused(problem(kind, detail, detail_th))


def of_parameters(error: ValidationError) -> HttpResponse:
    """Every parameter that was not right, by name."""
    errors = [{"parameter": str(one["loc"][-1]), "detail": str(one["msg"])} for one in error.errors]
    names = [one["parameter"] for one in errors]
    return problem(
        PARAMETER,
        "; ".join(f"{one['parameter']}: {one['detail']}" for one in errors),
        "; ".join(_MAY_BE.get(name, f"{name} ไม่ถูกต้อง") for name in names),
        errors,
    )


def of_unknown_parameters(names: Iterable[str], known: Iterable[str]) -> HttpResponse:
    offered = ", ".join(sorted(known)) or "-"
    errors = [{"parameter": one, "detail": "unknown parameter"} for one in sorted(names)]
    said = ", ".join(one["parameter"] for one in errors)
    return problem(
        PARAMETER,
        f"Unknown: {said}. Known here: {offered}",
        f"ไม่มีพารามิเตอร์ {said} ที่ใช้ได้คือ {offered}",
        errors,
    )
