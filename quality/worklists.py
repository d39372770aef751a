"""A worklist in its order, and where its work goes on: the record after this one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from core.areas.models import District
from core.areas.scope import Officer
from quality.checking import Fault, faults_in, faulty, with_faults
from quality.counting import within
from quality.rules import Rule
from quality.severity import blocking_codes

ORDER = ("sort_key", "pk")  # Thai dictionary order of the names


@dataclass(frozen=True)
class FaultyRecord:
    """One record of a page of a worklist; `blocks`: whether its check does."""

    rule: Rule
    record: Model
    faults: list[Fault]
    address: str
    blocks: bool = False

    @property
    def name(self) -> str:
        return str(self.record)

    @property
    def owner(self) -> str:
        return self.rule.register.owner(self.record)

    @property
    def district(self) -> District:
        path = self.rule.register.district_path.split("__")
        return cast(District, reduce(getattr, path, self.record))

    @property
    def is_dismissable(self) -> bool:
        """Unless what blocks the certification is wrong in it beyond judgement."""
        beyond_judgement = self.blocks and any(fault.certain for fault in self.faults)
        return self.rule.is_dismissable and not beyond_judgement


def worklist(
    rule: Rule,
    user: Officer,
    areas: Mapping[str, object] | None = None,
    blocking: Collection[str] | None = None,
) -> QuerySet:
    """The faulty records this person sees, in order; `areas` narrows to a district or a province."""
    records = within(rule, rule.register.visible_to(user), areas or {})
    found = faulty(rule, records, blocking_codes() if blocking is None else blocking)
    return found.order_by(*ORDER)


def lines(
    rule: Rule, page: Iterable[Model], areas: Mapping[str, object], *, blocks: bool = False
) -> list[FaultyRecord]:
    """The records of one page with what is wrong in each; one query beside that of the page."""
    keys = [record.pk for record in page]
    records = rule.model._default_manager.filter(pk__in=keys)
    shown = list(with_faults(rule, records).select_related(*rule.register.related).order_by(*ORDER))
    if rule.prepare:
        rule.prepare(shown)
    lines = []
    for record in shown:
        faults = faults_in(rule, record)
        address = record_address(rule, record, faults, areas)
        lines.append(FaultyRecord(rule, record, faults, address, blocks))
    return lines


def record_address(
    rule: Rule, record: Model, faults: list[Fault], areas: Mapping[str, object]
) -> str:
    """The record's form, at the section where the fault is, as a part of this worklist."""
    section = faults[0].section if faults else rule.section
    meta = rule.model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
    return f"{address}?{urlencode({'section': section} | worklist_query(rule, areas))}"


def worklist_query(rule: Rule, areas: Mapping[str, object]) -> dict[str, str]:
    """What an address carries so that the work goes on in this list."""
    return {"worklist": rule.code} | {name: str(code) for name, code in areas.items() if code}


def next_after(
    rule: Rule, user: Officer, record: Any, areas: Mapping[str, object]
) -> FaultyRecord | None:
    """The faulty record after this one in the list; from its end back to its beginning; None when no
    other is left."""
    others = worklist(rule, user, areas).exclude(pk=record.pk)
    place = Q(sort_key__gt=record.sort_key) | Q(sort_key=record.sort_key, pk__gt=record.pk)
    found = others.filter(place).first() or others.first()
    return lines(rule, [found], areas)[0] if found else None


def list_address(rule: Rule, areas: Mapping[str, object]) -> str:
    query = urlencode({name: code for name, code in areas.items() if code})
    address = reverse("admin:quality-worklist", args=[rule.code])
    return f"{address}?{query}" if query else address
