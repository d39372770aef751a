"""เผยแพร่ต่อสาธารณะ: what a producer (or an outlet) agreed to have shown, recorded by its district.

Two clicks from the record where the proposed ticks are right: the link, and the button that says on
whose word. All offices above read it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from catalogue import consenting, structured
from catalogue.consenting import RECORD, Word
from catalogue.models import CONSENT_OF, Consent
from catalogue.rules import labels, parts_of
from chuanchim.models import Outlet
from core.areas.scope import Role, visible_rows
from core.pages import RoleView
from core.steps import StepRefused, is_for
from core.thai import calendar
from core.thai.forms import ThaiDateField, ThaiTextField
from core.users.requests import AuthenticatedHttpRequest
from producers.models import Producer
from products.models import Product
from registration.models import RegisteredRecord, Status


class ConsentForm(forms.Form):
    """What may be shown of the owner, which products, and what of these alike."""

    shown = forms.MultipleChoiceField(
        label="ส่วนที่เผยแพร่", required=False, widget=forms.CheckboxSelectMultiple
    )
    agreed_on = ThaiDateField(label="วันที่ยินยอม (พ.ศ.)")
    words = ThaiTextField(label="เลขที่หนังสือ หรือคำที่แจ้ง (ไม่บังคับ)", max_length=300, required=False)
    source = forms.ChoiceField(label="ยินยอมโดย", choices=Consent.Source.choices)

    def __init__(
        self, data: Any = None, *, owner: RegisteredRecord, products: list[Product]
    ) -> None:
        standing = _standing([owner, *products])
        own = standing.get(owner)
        super().__init__(data, initial={"agreed_on": calendar.today()})
        self._offer("shown", owner, own)
        self.products = {str(one.pk): one for one in products}
        if products:
            of_products = [standing[one] for one in products if one in standing]
            self.fields["of_products"] = forms.MultipleChoiceField(
                label="ส่วนที่เผยแพร่ของผลิตภัณฑ์ที่เลือก",
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self._offer("of_products", products[0], of_products[0] if of_products else None)
            chosen = [str(one.pk) for one in products if one in standing or own is None]
            self.fields["products"] = forms.MultipleChoiceField(
                label="ผลิตภัณฑ์ที่เผยแพร่",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(key, one.name) for key, one in self.products.items()],
                initial=chosen,
                error_messages={"invalid_choice": "มีผลิตภัณฑ์ที่ไม่ใช่ของรายนี้แล้ว เปิดหน้านี้ใหม่"},
            )

    def _offer(self, name: str, record: RegisteredRecord, standing: Consent | None) -> None:
        parts = parts_of(type(record))
        field: Any = self.fields[name]
        field.choices = [(part.key, part.label) for part in parts]
        field.initial = (
            standing.shown if standing else [part.key for part in parts if part.is_proposed(record)]
        )

    @property
    def word(self) -> Word:
        said = self.cleaned_data
        return Word(said["source"], said["agreed_on"], said["words"])

    def shown_of(self, owner: RegisteredRecord) -> dict[RegisteredRecord, list[str]]:
        """What `catalogue.consenting.record` asks for."""
        said = self.cleaned_data
        chosen = [self.products[key] for key in said.get("products", ())]
        of_each: list[str] = said.get("of_products", [])
        return {owner: said["shown"]} | {one: of_each for one in chosen}


class WithdrawForm(forms.Form):
    because = ThaiTextField(label="เหตุผล (ไม่บังคับ)", max_length=300, required=False)


def _standing(records: list[Any]) -> dict[RegisteredRecord, Consent]:
    """The consents in force; one query a register."""
    found: dict[RegisteredRecord, Consent] = {}
    for model in {type(one) for one in records}:
        of_model = {one.pk: one for one in records if type(one) is model}
        rows: Any = CONSENT_OF[model]._default_manager
        for consent in rows.in_force().filter(record__in=list(of_model)):
            found[of_model[consent.record_id]] = consent
    return found


class ConsentView(RoleView):
    """Of one record; `model` and the names of its pages are the register's."""

    roles = frozenset(Role)
    model: type[Any]
    own_page: str
    public_page: str
    record_page: str

    def get(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        return self._page(self._owner(pk))

    def post(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        self.only_for(RECORD)
        owner = self._owner(pk)
        if "withdraw" in request.POST:
            said = WithdrawForm(request.POST)
            if not said.is_valid():
                return self._page(owner, withdraw=said, status=422)
            ended = consenting.withdraw(owner, by=request.user, **said.cleaned_data)
            messages.success(request, f"ถอนความยินยอมแล้ว {ended} รายการ ไม่แสดงต่อสาธารณะแล้ว")
            return redirect(f"admin:{self.own_page}", pk)
        form = ConsentForm(request.POST, owner=owner, products=self._products(owner))
        if not form.is_valid():
            return self._page(owner, form, status=422)
        try:
            changed = consenting.record(
                owner, form.shown_of(owner), word=form.word, by=request.user
            )
        except StepRefused as refusal:
            refusal.add_to(form)
            return self._page(owner, form, status=409)
        messages.success(
            request,
            f"บันทึกความยินยอมแล้ว {changed} รายการ" if changed else "ไม่มีรายการใดเปลี่ยนแปลง",
        )
        return redirect(f"admin:{self.own_page}", pk)

    def _owner(self, pk: int) -> Any:
        rows = visible_rows(self.model, self.request.user).select_related("district__province")
        return get_object_or_404(rows, pk=pk)

    def _products(self, owner: Any) -> list[Product]:
        """Those that are, or can still be, shown; of an outlet none."""
        if not isinstance(owner, Producer):
            return []
        rows = Product.objects.visible_to(self.request.user).filter(producer=owner)
        rows = rows.filter(production=Product.Production.MADE).exclude(status=Status.CANCELLED)
        return list(rows.order_by("sort_key", "name", "pk"))

    def _page(
        self,
        owner: Any,
        form: ConsentForm | None = None,
        *,
        withdraw: WithdrawForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        products = self._products(owner)
        standing = _standing([owner, *products])
        is_shown = owner in standing and owner.status == Status.ANNOUNCED
        codes = [
            (
                one,
                reverse("catalogue-product", args=[one.pk]),
                reverse("catalogue-code", args=[one.pk]),
            )
            for one in products
            if is_shown and one in standing and one.status == Status.ANNOUNCED
        ]
        context = {
            "title": f"เผยแพร่ต่อสาธารณะ: {owner}",
            "owner": owner,
            "record_address": reverse(f"admin:{self.record_page}", args=[owner.pk]),
            "standing": standing.get(owner),
            "is_shown": is_shown,
            "public_address": structured.address(reverse(self.public_page, args=[owner.pk])),
            "codes": codes,
            "form": form or ConsentForm(owner=owner, products=products),
            "withdraw": withdraw or WithdrawForm(),
            "may_record": is_for(RECORD, self.request.user) and owner.status != Status.CANCELLED,
            "sources": Consent.Source.choices,
            "trail": self._trail(owner, products),
        }
        return self.show("catalogue/consent.html", context, status=status)

    def _trail(self, owner: Any, products: list[Product]) -> list[dict[str, Any]]:
        """Every consent there ever was of the owner and these products, the newest first."""
        found: list[Any] = []
        for model, keys in ((type(owner), [owner.pk]), (Product, [one.pk for one in products])):
            rows: Any = CONSENT_OF[model]._default_manager
            asked = rows.visible_to(self.request.user).filter(record__in=keys)
            found += asked.select_related("record", "by", "withdrawn_by") if keys else []
        found.sort(key=lambda one: one.at, reverse=True)
        return [
            {
                "consent": one,
                "parts": labels(type(one.record), one.shown) or ["เฉพาะข้อมูลตามประกาศ"],
            }
            for one in found
        ]


class ProducerConsentView(ConsentView):
    model = Producer
    own_page, public_page = "catalogue-consent", "catalogue-producer"
    record_page = "producers_producer_change"


class OutletConsentView(ConsentView):
    model = Outlet
    own_page, public_page = "catalogue-outlet-consent", "catalogue-outlet"
    record_page = "chuanchim_outlet_change"
