"""The net under every form: a national id in a text that no field refused is not stored.

Fields refuse it where it is typed, and say so beside it. This is for what a page reads by itself.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.sending.pages import page_of_form
from core.sending.refusals import forget_said
from core.thai.identifiers import masked, persons_numbers

# Where a number of 13 digits is what is asked for: ids, numbers of firms and of papers, a search.
_ASKED_FOR = re.compile(
    r"(^|[-_])(national_id|tax_id|registration_number|number|code|q|password\d?|username)(-held)?$"
)
_WHERE_IT_LIES = re.compile(r"(house|village)_number$")


def mask_of_plain_id(request: HttpRequest) -> str:
    """The mask of a national id in a text that was posted; "" where there is none."""
    for name, values in request.POST.lists():
        if _ASKED_FOR.search(name) and not _WHERE_IT_LIES.search(name):
            continue
        for value in values:
            if numbers := persons_numbers(value):
                return masked(numbers[0])
    return ""


def answer_plain_id(request: HttpRequest, mask: str) -> HttpResponse:
    """422 in Thai; the caller has rolled back what the request wrote."""
    forget_said(request)  # it is not true
    context = {
        "why": f"ข้อความที่กรอกมีเลขประจำตัวประชาชน ({mask}) ลบเลขออกแล้วส่งอีกครั้ง",
        "unsaved": "ที่ส่งครั้งนี้ยังไม่ได้บันทึก",
        "back": page_of_form(request),
    }
    return render(request, "sending/refused.html", context, status=422)
