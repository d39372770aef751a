"""Proposed mends: the list of one check with ticks, and the answers, one or many."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from core.pages import whole_number
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from quality import worklists
from quality.checking import with_faults
from quality.mends.answering import ANSWER, may_answer, proposed, refuse, take
from quality.mends.proposal import Mend
from quality.rules import Rule
from quality.severity import blocking_codes
from quality.views.areas import Shown, shown_area
from quality.views.worklist import RuleView
from quality.worklist_page import back_to_list

PER_PAGE = 100
LOOKED_AT = 3000  # records at fault; of more the list holds the first in order of their names
ANSWERED_AT_ONCE = 200
MOVED_AWAY = "ระเบียนหนึ่งที่เลือกไม่อยู่ในพื้นที่ของท่านแล้ว จึงไม่ได้ตอบ"


@dataclass(frozen=True)
class MendLine:
    """One proposal of the list; `value` is what its tick sends."""

    line: worklists.FaultyRecord
    mend: Mend
    digest: str

    @property
    def value(self) -> str:
        return f"{self.line.record.pk}:{self.digest}"


class MendsView(RuleView):
    """ข้อเสนอแก้ไข of one check in an area; a check that proposes nothing has no such page."""

    roles = ANSWER.roles

    def rule(self) -> Rule:
        rule = super().rule()
        if not may_answer(rule, self.request.user):
            raise Http404("this check proposes nothing to this officer")
        return rule

    def get(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        rule, shown = self.rule(), shown_area(request)
        found = worklists.worklist(rule, request.user, shown.areas)
        ordered = found.order_by(*worklists.ORDER)[: LOOKED_AT + 1]
        keys = list(ordered.values_list("pk", flat=True))
        lines = mend_lines(rule, keys[:LOOKED_AT], shown)
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": f"{rule.code} ข้อเสนอแก้ไข",
            "rule": rule,
            "shown": shown,
            "page": page,
            "count": len(lines),
            "looked_at": LOOKED_AT if len(keys) > LOOKED_AT else 0,
            "numbers": page.paginator.get_elided_page_range(page.number),
            "shows_district": shown.district is None,
            "kept": urlencode(shown.areas),
            "list_address": worklists.list_address(rule, shown.areas),
            "here": request.get_full_path(),
        }
        return self.show("quality/mends.html", context)

    def post(self, request: AuthenticatedHttpRequest, **kwargs: Any) -> HttpResponse:
        rule = self.rule()
        shown_area(request)  # an area of others is not found, as by GET
        asked = request.POST.getlist("mend")[:ANSWERED_AT_ONCE]
        answers = {"take": take, "refuse": refuse}
        answer = answers.get(request.POST.get("answer", ""))
        if not asked or answer is None:
            messages.error(request, "ยังไม่ได้เลือกข้อเสนอ ทำเครื่องหมายหน้ารายการก่อน")
            return back_to_list(request, rule.code)
        done, refusals = 0, []
        for value in asked:
            key, _, digest = value.partition(":")
            try:
                answer(rule, whole_number(key) or 0, digest, by=request.user)
            except ObjectDoesNotExist as error:
                if len(asked) == 1:
                    raise Http404("no such record for this officer") from error
                refusals.append(MOVED_AWAY)
            except StepRefused as refusal:
                refusals.append(str(refusal))
            else:
                done += 1
        if done:
            said = "แก้ตามข้อเสนอแล้ว" if answer is take else "ไม่รับ"
            messages.success(request, f"{said} {done:,} รายการ")
        for sentence in refusals:
            messages.error(request, sentence)
        return back_to_list(request, rule.code)


def mend_lines(rule: Rule, keys: list[int], shown: Shown) -> list[MendLine]:
    """The open proposals of these records, in the order of the worklist."""
    records = with_faults(rule, rule.model._default_manager.filter(pk__in=keys))
    rows = list(records.select_related(*rule.register.related).order_by(*worklists.ORDER))
    blocks = rule.code in blocking_codes()
    found = []
    for key, of_record in proposed(rule, rows).items():
        for digest, mend in of_record.open:
            faults = worklists.faults_in(rule, mend.record)
            address = worklists.record_address(rule, mend.record, faults, shown.areas)
            line = worklists.FaultyRecord(rule, mend.record, faults, address, blocks)
            found.append((key, MendLine(line, mend, digest)))
    order = {row.pk: number for number, row in enumerate(rows)}
    return [line for _, line in sorted(found, key=lambda one: order[one[0]])]


def mends_address(rule: Rule, shown: Shown) -> str:
    address = reverse("admin:quality-mends", args=[rule.code])
    return f"{address}?{shown.query}" if shown.areas else address
