"""A record's form as a part of a worklist: what is wrong in it, and on to the next one after saving.

Mixed into a register's ModelAdmin by its app (WorklistPage, …, RecordAdmin). The address says which list
(?worklist=P04&district=2402); one that names none is the form as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.users.requests import signed_in_user
from quality import worklists
from quality.checking import Fault, faults_of_record
from quality.mends.answering import Proposed, may_answer
from quality.rules import Rule, get_rule

AREAS = ("district", "province")


@dataclass(frozen=True)
class Opened:
    """The worklist an address names, for the banner of the form; `record` as its list shows it."""

    rule: Rule
    record: Model
    areas: Mapping[str, str]
    faults: list[Fault]
    left: int
    may_answer: bool
    proposed: Proposed

    @property
    def address(self) -> str:
        return worklists.list_address(self.rule, self.areas)


def areas_in(given: Mapping[str, str]) -> dict[str, str]:
    """The district or province an address narrows a list to; rows still come through the door."""
    return {name: given[name] for name in AREAS if given.get(name, "").isdecimal()}


def back_to_list(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """To the page of the worklist a step was taken from (its field `here`), else to its beginning."""
    here = request.POST.get("here", "")
    if not url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        here = reverse("admin:quality-worklist", args=[code])
    return HttpResponseRedirect(here)


class WorklistPage(admin.ModelAdmin):
    """See the module."""

    def _named(self, request: HttpRequest) -> tuple[Rule, dict[str, str]] | None:
        rule = get_rule(request.GET.get("worklist", ""))
        if rule is None or rule.model is not self.model:
            return None
        return rule, areas_in(request.GET)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        record = obj
        if record is not None:
            context |= {"record_faults": self._with_addresses(record, faults_of_record(record))}
            if named := self._named(request):
                context |= self._listed(request, record, *named, context["record_faults"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _with_addresses(self, record: Model, faults: list[Fault]) -> list[dict]:
        address = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]
        )
        return [
            {"fault": fault, "address": f"{address}?{urlencode({'section': fault.section})}"}
            for fault in faults
        ]

    def _listed(
        self, request: HttpRequest, record: Model, rule: Rule, areas: dict, faults: list[dict]
    ) -> dict:
        own = [one["fault"] for one in faults if one["fault"].rule is rule]
        user = signed_in_user(request)
        left = worklists.pages_of(rule, user, areas, 1).count
        lines = worklists.lines(rule, [record], areas) if own else []
        if may_answer(rule, user):
            lines = worklists.with_mends(rule, lines)
        shown = lines[0].record if lines else record
        mends = lines[0].proposed if lines else Proposed()
        skip = reverse("admin:quality-next", args=[rule.code, record.pk])
        return {
            "worklist": Opened(rule, shown, areas, own, left, rule.may_answer(user), mends),
            "worklist_skip": f"{skip}?{urlencode(areas)}" if areas else skip,
            "worklist_suffix": f"&{urlencode(worklists.worklist_query(rule, areas))}",
        }

    def response_change(self, request: HttpRequest, record: Model) -> HttpResponse:
        """On to the next record of the list, once this one is no longer at fault; else it is shown what
        still is."""
        response = super().response_change(request, record)
        named = self._named(request)
        if named is None:
            return response
        rule, areas = named
        if "_next_record" not in request.POST:
            query = urlencode(worklists.worklist_query(rule, areas))
            return HttpResponseRedirect(f"{response['Location']}&{query}")
        still = [fault for fault in faults_of_record(record) if fault.rule is rule]
        if still:
            words = " · ".join(fault.words for fault in still)
            messages.warning(request, f"ยังไม่ผ่าน {rule.code}: {words}")
            return HttpResponseRedirect(worklists.record_address(rule, record, still, areas))
        following = worklists.next_after(rule, signed_in_user(request), record, areas)
        if following is None:
            messages.success(request, f"แก้ครบทุกรายการของ {rule.code} {rule.title} แล้ว")
            return HttpResponseRedirect(worklists.list_address(rule, areas))
        return HttpResponseRedirect(following.address)
