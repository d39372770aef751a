"""The worklist of records that may be one producer, and two of them side by side to merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from core.fields import column_of
from core.pages import RoleView
from core.sending.costly import CostlyView
from core.steps import ReasonForm, StepRefused, longest_in, reason_field
from core.users.requests import AuthenticatedHttpRequest, signed_in_user
from producers.duplicates import duplicates_in, likenesses
from producers.merging import CHOICES, MERGE, differences, merge
from producers.models import DismissedDuplicate, Producer
from registration.content import content_of, text_of

PAIRS_ON_A_PAGE = 50

# What is chosen together, in a word; the others are called as their column is.
GROUPS: Mapping[str, str] = {
    "address": "ที่อยู่ของกิจการ",
    "person": "ผู้ประกอบการ",
    "national_id": "เลขประจำตัวประชาชน",
    "labour": "แรงงาน",
}


class PairForm(ReasonForm):
    """Why they are one, or why they are two."""

    reason = reason_field(
        longest=longest_in(DismissedDuplicate), missing="ระบุเหตุผล ระบบบันทึกไว้ในประวัติ"
    )


@dataclass(frozen=True)
class MergeChoice:
    """One choice of the page: what it is called, what each record says, which is taken."""

    name: str
    label: str
    sides: tuple[str, str]
    taken: str
    may_choose: bool


class WorklistView(CostlyView, RoleView):
    """Pairs of the officer's area; to the department there is none, its area is the nation."""

    roles = MERGE.roles

    def get(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        pairs = duplicates_in(request.user)
        page: Any = Paginator(cast(Any, pairs), PAIRS_ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "ระเบียนที่อาจซ้ำกัน",
            "count": len(pairs),
            "page": page,
            "shows_district": request.user.of_province,
        }
        return self.show("producers/duplicates.html", context)


class PairView(RoleView):
    """Two records side by side: which is kept, whose value for each field; or two producers after
    all. 404 for who does not see both."""

    roles = MERGE.roles

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in_user(request)
        keys = (kwargs["kept"], kwargs["gone"])
        found = (
            Producer.objects.visible_to(user)
            .select_related("district__province", "subdistrict")
            .in_bulk(keys)
        )
        if len(found) != 2:
            raise Http404
        self.kept, self.gone = (found[key] for key in keys)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        return self._page(request, PairForm())

    def post(self, request: AuthenticatedHttpRequest, **kwargs) -> HttpResponse:
        form = PairForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        if "dismiss" in request.POST:
            return self._dismiss(request, form.cleaned_data["reason"])
        choices = {name: request.POST.get(f"choice-{name}", "kept") for name in CHOICES}
        try:
            kept = merge(
                self.kept,
                self.gone,
                choices=choices,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=409)
        messages.success(
            request,
            f"รวม “{self.gone}” ({self.gone.code}) เข้ากับ “{kept}” แล้ว ผลิตภัณฑ์และแถวต่างๆ ตามมาด้วย",
        )
        return HttpResponseRedirect(reverse("admin:producers_producer_change", args=[self.kept.pk]))

    def _dismiss(self, request: AuthenticatedHttpRequest, reason: str) -> HttpResponse:
        first, second = sorted((self.kept, self.gone), key=lambda one: one.pk)
        with transaction.atomic():
            DismissedDuplicate.objects.get_or_create(
                first=first, second=second, defaults={"reason": reason, "by": request.user}
            )
        messages.success(request, "บันทึกแล้วว่าไม่ใช่รายเดียวกัน จะไม่แสดงคู่นี้อีก")
        return HttpResponseRedirect(reverse("admin:producer-duplicates"))

    def _page(
        self, request: AuthenticatedHttpRequest, form: PairForm, status: int = 200
    ) -> HttpResponse:
        like = next(
            (one for one in likenesses(self.kept, request.user) if one.producer == self.gone), None
        )
        context = {
            "title": "รายเดียวกันหรือไม่",
            "kept": self.kept,
            "gone": self.gone,
            "shared": like.words if like else "",
            "lines": self._lines(request),
            "parts": self._parts(),
            "form": form,
            "other_way": reverse("admin:producer-duplicate", args=[self.gone.pk, self.kept.pk]),
        }
        return self.show("producers/duplicate.html", context, status=status)

    def _lines(self, request: AuthenticatedHttpRequest) -> list[MergeChoice]:
        different = set(differences(self.kept, self.gone))
        same_district = self.kept.district_id == self.gone.district_id
        lines = []
        for name in CHOICES:
            if name not in different:
                continue
            sides = (_said(self.kept, name), _said(self.gone, name))
            taken = request.POST.get(f"choice-{name}") or ("kept" if sides[0] else "gone")
            may_choose = name != "address" or same_district
            lines.append(
                MergeChoice(name, _label(name), sides, taken if may_choose else "kept", may_choose)
            )
        return lines

    def _parts(self) -> list[tuple[str, list[str], list[str]]]:
        """The repeating parts of both; all of them stay."""
        columns = {field.name for field in Producer._meta.concrete_fields}
        both = [
            {name: one for name, one in content_of(record).items() if name not in columns}
            for record in (self.kept, self.gone)
        ]
        return [
            (one["label"], one["lines"], both[1][name]["lines"])
            for name, one in both[0].items()
            if one["lines"] or both[1][name]["lines"]
        ]


def _label(name: str) -> str:
    return GROUPS.get(name) or str(column_of(Producer, CHOICES[name][0]).verbose_name)


def _said(producer: Producer, name: str) -> str:
    """What a record says of one choice, as a person reads it."""
    if name == "address":
        return producer.address
    if name == "national_id":
        return producer.national_id_masked
    columns = (column_of(Producer, column) for column in CHOICES[name])
    return " ".join(filter(None, (text_of(producer, column) for column in columns)))
