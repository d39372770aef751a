"""Lists of what waits: the province's queue, the district's own drafts and returned records."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from core.areas.models import District
from core.areas.scope import Role
from core.pages import RoleView
from core.steps import StepRefused
from core.thai.calendar import today
from core.users.requests import AuthenticatedHttpRequest
from registration import workflow
from registration.forms import ResolutionForm
from registration.models import RegisteredRecord, RegistrationStep, Round, Status, Window
from registration.record_state import marks_of
from registration.registers import read_key, registered_models
from registration.steps import Name, next_date
from registration.waiting import (
    Waiting,
    WaitingRecord,
    corrected_for,
    counts_by_district,
    counts_by_register,
    lines,
    narrowed,
    standing_at,
    submitted_to,
)

PER_PAGE = 100
NAMED = 5  # refused records that a message names one by one


def window_words(window: Window, doing: str) -> str:
    """Which round is open for an office today and until when, or the next date."""
    current = Round.objects.open_for(window, today()).order_by(f"{window}_from").last()
    if current:
        return f"{current} {doing} {current.window_words(window)}"
    return f"ขณะนี้ไม่อยู่ในช่วง{doing} · {next_date(window, today())}"


class KeysView(RoleView):
    """Takes one step of several records: those ticked, or all the page showed.

    Each is a step of its own, concerns the version that was shown, and the owners go before what
    belongs to them. Records that cannot take the step are named in the message; the others are
    processed.
    """

    def chosen(self) -> list[tuple[type[RegisteredRecord], int, int]]:
        name = "shown" if self.request.POST.get("which") == "shown" else "record"
        keys = filter(None, map(read_key, self.request.POST.getlist(name)[:PER_PAGE]))
        order = registered_models()
        return sorted(set(keys), key=lambda key: (order.index(key[0]), key[1]))

    def take_all(self, step: Callable[..., Any], done: str) -> HttpResponse:
        chosen = self.chosen()
        taken, refused = 0, list[str]()
        for model, pk, version in chosen:
            try:
                step(cast(Any, model)(pk=pk), by=self.request.user, seen_version=version)
                taken += 1
            except StepRefused as refusal:
                refused.append(str(refusal))
            except model.DoesNotExist:
                refused.append("ไม่พบระเบียนหนึ่งในพื้นที่นี้")
        if taken:
            messages.success(self.request, f"{done} {taken} รายการ")
        for words in refused[:NAMED]:
            messages.error(self.request, words)
        if len(refused) > NAMED:
            messages.error(self.request, f"และอีก {len(refused) - NAMED} รายการที่ยังทำไม่ได้")
        if not chosen:
            messages.warning(self.request, "ยังไม่ได้เลือกรายการ ทำเครื่องหมายหน้ารายการก่อน")
        return redirect(self.request.get_full_path())


class QueueView(KeysView):
    """The province: what waits for its check, and what was corrected after certification."""

    roles = frozenset({Role.PROVINCE})

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        waiting, corrected = submitted_to(request.user), corrected_for(request.user)
        counts = counts_by_district(waiting), counts_by_district(corrected)
        is_corrected = request.GET.get("show") == "corrected"
        shown, by_district = (corrected, counts[1]) if is_corrected else (waiting, counts[0])
        names = District.objects.visible_to(request.user).in_bulk()
        district = request.GET.get("district", "")
        register = request.GET.get("register", "")
        district = district if district in names else ""
        labels = {model._meta.label_lower: model for model in registered_models()}
        register = register if register in labels else ""
        since = "content_changed_at" if is_corrected else "submitted_at"
        page: Page = Paginator(
            cast(Any, lines(narrowed(shown, district=district, register=register), since)),
            PER_PAGE,
        ).get_page(request.GET.get("page"))
        context = {
            "title": "ตรวจและรับรอง",
            "question": window_words(Window.CERTIFY, "จังหวัดรับรอง"),
            "may_certify": Round.objects.open_for(Window.CERTIFY, today()).exists(),
            "is_corrected": is_corrected,
            "waiting_count": counts[0].total(),
            "corrected_count": counts[1].total(),
            "page": page,
            "lines": [{"line": line, "district": names[line.district]} for line in page],
            "districts": [
                {"district": names[code], "count": count}
                for code, count in sorted(by_district.items())
            ],
            "district": district,
            "registers": [(label, model._meta.verbose_name) for label, model in labels.items()],
            "register": register,
            "kept": urlencode(
                {
                    name: value
                    for name, value in [
                        ("show", "corrected" if is_corrected else ""),
                        ("district", district),
                        ("register", register),
                    ]
                    if value
                }
            ),
        }
        return self.show("registration/queue.html", context)

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        if request.POST.get("step") == Name.ACKNOWLEDGE:
            return self.take_all(workflow.acknowledge, "รับทราบการแก้ไขแล้ว")
        return self.take_all(workflow.certify, "รับรองแล้ว")


class OwnView(KeysView):
    """The district: what came back and must be corrected, its drafts, what waits at the province."""

    roles = frozenset({Role.DISTRICT})

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        user = request.user
        parts = {
            status: standing_at(user, status)
            for status in (Status.RETURNED, Status.DRAFT, Status.SUBMITTED)
        }
        show = request.GET.get("show", "")
        show = show if show in parts else Status.RETURNED
        counts = {
            status: sum(counts_by_register(waiting).values()) for status, waiting in parts.items()
        }
        if not request.GET.get("show") and not counts[Status.RETURNED]:
            show = Status.DRAFT
        since = {Status.DRAFT: "content_changed_at"}.get(Status(show), "submitted_at")
        page: Page = Paginator(cast(Any, lines(parts[Status(show)], since)), PER_PAGE).get_page(
            request.GET.get("page")
        )
        context = {
            "title": "งานลงทะเบียน",
            "question": window_words(Window.REGISTER, "อำเภอลงทะเบียน"),
            "may_submit": Round.objects.open_for(Window.REGISTER, today()).exists(),
            "show": show,
            "tabs": [
                (status, label, counts[status])
                for status, label in [
                    (Status.RETURNED, "ต้องแก้ไข"),
                    (Status.DRAFT, "ร่าง"),
                    (Status.SUBMITTED, "รอจังหวัดตรวจ"),
                ]
            ],
            "page": page,
            "lines": self._with_marks(parts, page) if show == Status.RETURNED else _plain(page),
            "kept": urlencode({"show": show}),
            "resolution": ResolutionForm() if _committee_first() else None,
        }
        return self.show("registration/own.html", context)

    def _with_marks(self, parts: dict[Status, Waiting], page) -> list[dict]:
        """Each returned record with why it came back and what was marked; one query a register."""
        returned: dict[tuple, RegistrationStep] = {}
        for model in registered_models():
            keys = [line.pk for line in page if line.model is model]
            steps = RegistrationStep.objects.returns_of(model, keys)
            returned |= {(model, step.record_id): step for step in steps}
        return [
            {
                "line": line,
                "step": (step := returned.get((line.model, line.pk))),
                "marks": marks_of(step, line.model) if step else [],
            }
            for line in page
        ]

    def post(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        """Submits; in a round where นตผ.อำเภอ considers first, under the one resolution typed below."""
        submit = workflow.submit
        if _committee_first() and request.POST.get("resolution-number"):
            form = ResolutionForm(request.POST)
            if not form.is_valid():
                for errors in form.errors.values():
                    messages.error(request, f"มติ นตผ.อำเภอ: {errors[0]}")
                return redirect(request.get_full_path())
            submit = partial(workflow.submit, resolution=form.resolution())
        return self.take_all(submit, "เสนอจังหวัดแล้ว")


def _committee_first() -> bool:
    """Whether นตผ.อำเภอ considers what is submitted today first."""
    day = today()
    going_on = Round.objects.filter(register_from__lte=day, certify_until__gte=day)
    return going_on.filter(committee_first=True).exists()


def _plain(page: Iterable[WaitingRecord]) -> list[dict]:
    return [{"line": line, "step": None, "marks": []} for line in page]
