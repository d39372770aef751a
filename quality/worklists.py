"""A worklist in its order, and where its work goes on: the record after this one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from core.areas.models import District
from core.areas.scope import Officer
from core.users.models import User
from quality import counting
from quality.checking import Fault, faults_in, faulty, keys_by_parts, with_faults
from quality.counting import Tally, within
from quality.mends.answering import Proposed, proposed
from quality.rules import Rule
from quality.severity import blocking_codes

ORDER = ("sort_key", "pk")  # Thai dictionary order of the names
RARE = 200  # a check that fewer than one record of so many fails is looked up, not looked through


@dataclass(frozen=True)
class FaultyRecord:
    """One record of a page of a worklist; `blocks`: whether its check does; `proposed` is filled by
    `with_mends`."""

    rule: Rule
    record: Model
    faults: list[Fault]
    address: str
    blocks: bool = False
    proposed: Proposed = field(default_factory=Proposed)

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


def pages_of(
    rule: Rule,
    user: User,
    areas: Mapping[str, object],
    per_page: int,
    blocking: Collection[str] | None = None,
) -> "KeysPaginator":
    """The list in pages of records that carry their key alone."""
    told = counting.kept_of(rule, user) if user.of_nation and not any(areas.values()) else None
    found = worklist(rule, user, areas, blocking)
    if told and told[0].faulty * RARE < told[0].of:
        told = None  # few are counted as fast as they are found
        if rule.by_parts:
            keys = keys_by_parts(rule, blocking_codes() if blocking is None else blocking)
            records = rule.register.counted(rule.register.visible_to(user))
            found = records.filter(pk__in=keys).order_by(*ORDER)
    return KeysPaginator(found.only("pk"), per_page, told)


class KeysPaginator(Paginator):
    """Pages of a list. That of the nation was counted before (`told`: how many, and when), and is not
    counted anew to be shown: a page reads its own rows and one more. Where it meets the end of the list
    it knows better."""

    object_list: QuerySet[Any]

    def __init__(
        self, found: QuerySet[Any], per_page: int, told: tuple[Tally, datetime] | None
    ) -> None:
        super().__init__(found, per_page)
        self.counted_at: datetime | None = None
        if told:
            self.count, self.counted_at = told[0].faulty, told[1]

    def page(self, number: Any) -> "Page[Any]":
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        rows = list(self.object_list[begin : begin + self.per_page + 1])
        if self.counted_at:
            if not rows and begin:  # far fewer are left
                self.count, self.counted_at = self.object_list.count(), None
                self.__dict__.pop("num_pages", None)
                return self.page(self.num_pages)
            at_least = begin + len(rows)
            ends = len(rows) <= self.per_page
            self.count = at_least if ends else max(self.count, at_least)
            self.__dict__.pop("num_pages", None)
            self.counted_at = None if ends else self.counted_at
        return Page(rows[: self.per_page], number, self)


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


def with_mends(rule: Rule, lines: Sequence[FaultyRecord]) -> list[FaultyRecord]:
    """The lines of one page with what is proposed of each, for whoever may answer it."""
    found = proposed(rule, [line.record for line in lines])
    return [replace(line, proposed=found.get(line.record.pk, Proposed())) for line in lines]


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
