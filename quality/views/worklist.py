"""The worklist of one check: its faulty records, what is wrong in each, the way to its form; what is
right after all; on to the next one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.areas.models import District
from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.users.requests import AuthenticatedHttpRequest
from quality import dismissing, worklists
from quality.mends.answering import may_answer
from quality.models import Dismissal
from quality.rules import Rule, get_rule
from quality.severity import blocking_codes
from quality.views.areas import Shown, shown_area
from quality.worklist_page import areas_in, back_to_list

PER_PAGE = 100


class RuleView(RoleView):
    """A page of one check; a code that is none is not found."""

    roles = frozenset(Role)

    def rule(self) -> Rule:
        rule = get_rule(self.kwargs["code"])
        if rule is None:
            raise Http404("no such check")
        return rule


class WorklistView(RuleView):
    """The list, 100 to a page, in dictionary order; of one district or province by choice."""

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        user, rule, shown = request.user, self.rule(), shown_area(request)
        blocking = blocking_codes()
        pages = worklists.pages_of(rule, user, shown.areas, PER_PAGE, blocking)
        page = pages.get_page(request.GET.get("page"))
        records = rule.register.visible_to(user)
        lines = worklists.lines(rule, page.object_list, shown.areas, blocks=rule.code in blocking)
        may_mend = may_answer(rule, user)
        dismissed = Dismissal.objects.of_records(rule.code, records).in_force()
        context = {
            "title": f"{rule.code} {rule.title}",
            "rule": rule,
            "blocks": rule.code in blocking,
            "shown": shown,
            "page": page,
            "count": pages.count,
            "counted_at": pages.counted_at,
            "numbers": pages.get_elided_page_range(page.number),
            "lines": worklists.with_mends(rule, lines) if may_mend else lines,
            "may_mend": may_mend,
            "shows_district": shown.district is None,
            "districts": _districts(user, shown),
            "may_dismiss": dismissing.may_dismiss(rule, user),
            "may_answer": rule.may_answer(user),
            "may_change": rule.register.may_change(user),
            "dismissed": dismissed.count() if rule.is_dismissable else 0,
            "kept": urlencode(shown.areas),
            "here": request.get_full_path(),
            "report": _report_query(rule, shown),
        }
        return self.show("quality/worklist.html", context)


def _districts(user, shown: Shown):
    """What the list can be narrowed to; nothing for a district, and for the nation provinces first."""
    if user.of_district or shown.province is None:
        return []
    return District.objects.visible_to(user).filter(province=shown.province)


def _report_query(rule: Rule, shown: Shown) -> str:
    chosen = {"check": rule.code}
    if shown.province:
        chosen["province"] = shown.province.pk
    if shown.district:
        chosen["district"] = shown.district.pk
    return urlencode(chosen)


class NextView(RuleView):
    """ข้าม: the form of the record after this one; the list when no other is left."""

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        rule, areas = self.rule(), areas_in(request.GET)
        record = rule.register.visible_to(request.user).filter(pk=kwargs["pk"]).first()
        if record is None:
            raise Http404("no such record for this officer")
        following = worklists.next_after(rule, request.user, record, areas)
        if following is None:
            messages.success(request, f"ไม่มีรายการอื่นที่ต้องแก้ใน {rule.code}")
            return redirect(worklists.list_address(rule, areas))
        return redirect(following.address)


class DismissView(RuleView):
    """ยืนยันว่าถูกต้องแล้ว, with the reason."""

    roles = dismissing.DISMISS.roles

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        rule = self.rule()
        try:
            dismissing.dismiss(
                rule, kwargs["pk"], reason=request.POST.get("reason", "")[:300], by=request.user
            )
        except ObjectDoesNotExist as error:
            raise Http404("no such faulty record for this officer") from error
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"บันทึกแล้วว่าถูกต้อง {rule.code} จะไม่แสดงรายการนี้อีก")
        return back_to_list(request, rule.code)


class DismissedView(RuleView):
    """What was dismissed of one check, by whom and why; each can be taken back."""

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        rule = self.rule()
        records = rule.register.visible_to(request.user)
        found = Dismissal.objects.of_records(rule.code, records).in_force().select_related("by")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        names = records.select_related(*rule.register.related).in_bulk(
            [one.record_id for one in page]
        )
        context = {
            "title": f"{rule.code}: ยืนยันว่าถูกต้องแล้ว",
            "rule": rule,
            "page": page,
            "lines": [
                {
                    "dismissal": one,
                    "line": worklists.FaultyRecord(
                        rule,
                        names[one.record_id],
                        [],
                        worklists.record_address(rule, names[one.record_id], [], {}),
                    ),
                }
                for one in page
            ],
            "may_revoke": dismissing.may_dismiss(rule, request.user),
        }
        return self.show("quality/dismissed.html", context)


class RevokeView(RuleView):
    """The check asks about the record again."""

    roles = dismissing.DISMISS.roles

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        rule = self.rule()
        try:
            dismissing.revoke(rule, Dismissal(pk=kwargs["pk"]), by=request.user)
        except Dismissal.DoesNotExist as error:
            raise Http404("no such dismissal for this officer") from error
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{rule.code} จะตรวจรายการนี้อีก")
        return redirect(reverse("admin:quality-dismissed", args=[rule.code]))
