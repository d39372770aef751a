"""Which records fail a check, what is wrong in each, and what stands in the way of certification."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat

from core.compiled import CompiledRead
from core.thai import calendar
from quality.models import Dismissal
from quality.rules import Part, Rule, rules_of
from quality.severity import blocking_codes

_BETWEEN = "\n"


@dataclass(frozen=True)
class Fault:
    """What one record fails: the check, in words, the section of its form that mends it."""

    rule: Rule
    words: str
    section: str
    certain: bool = True
    blocks: bool = False


def about_of(rule: Rule, reference: Any = OuterRef) -> Any:
    """What a dismissal is about, as one text of the record's columns."""
    columns = [Cast(reference(name), TextField()) for name in rule.about or ()]
    if not columns:
        return Value("", TextField())
    if len(columns) == 1:
        return columns[0]
    pieces = [piece for column in columns for piece in (Value(_BETWEEN), column)][1:]
    return Concat(*pieces, output_field=TextField())


def condition(rule: Rule, *, blocks: bool) -> Q:
    """True of the records at fault that nobody dismissed. Of a check that blocks, what is certain
    cannot be dismissed."""
    kept, certain = _undismissed(rule), rule.certain()
    if blocks and rule.is_dismissable and certain is not None:
        return certain | kept
    return kept


def _undismissed(rule: Rule) -> Q:
    if not rule.is_dismissable:
        return rule.condition()
    return rule.condition() & ~Q(Exists(_dismissed(rule)))


def faulty(rule: Rule, records: QuerySet[Any], blocking: Collection[str]) -> QuerySet[Any]:
    """Of `records`, those the worklist of the check holds."""
    return rule.register.counted(records).filter(condition(rule, blocks=rule.code in blocking))


def keys_by_parts(rule: Rule, blocking: Collection[str]) -> list[int]:
    """The keys of all records that fail a check and are not dismissed, each way of failing it found by
    itself: where few of very many do, by an index of its own, while one condition of all of them would
    read every record. Through no door: the caller opens the records."""
    blocks = rule.code in blocking
    found = []
    for part in rule.parts:
        for way in part.ways() if part.ways else _ways(part.condition()):
            records = rule.model._default_manager.filter(way).order_by()
            if rule.is_dismissable and not (blocks and part.certain):
                records = records.exclude(Exists(_dismissed(rule)))
            found.append(records.values_list("pk", flat=True))
    if not found:
        return []
    first, *others = found
    return sorted(set(first.union(*others, all=True) if others else first))


def _ways(condition: Q) -> Sequence[Q]:
    """What a condition joins by "or"."""
    if condition.connector != Q.OR or condition.negated:
        return [condition]
    return [Q(one) for one in condition.children]


def _dismissed(rule: Rule) -> QuerySet[Dismissal]:
    return Dismissal.objects.in_force().filter(
        code=rule.code, record_id=OuterRef("pk"), about=about_of(rule)
    )


def with_faults(rule: Rule, records: QuerySet[Any]) -> QuerySet[Any]:
    """`records` with what `faults_in` reads: which parts hold, and the columns of their words."""
    return records.annotate(**_flags([rule]), **_columns([rule]))


def faults_in(rule: Rule, record: Model) -> list[Fault]:
    """What is wrong in a record of `with_faults`."""
    return [
        Fault(rule, part.say(record), part.section or rule.section, part.certain)
        for part in rule.parts
        if getattr(record, _flag(rule, part))
    ]


def faults_of_record(record: Model) -> list[Fault]:
    """Every check one record fails, those that block first; two queries, whatever its register. The
    checks themselves decide what a record not yet registered may lack."""
    blocking = blocking_codes()
    found = _read(record)
    faults = [
        replace(fault, blocks=fault.certain and rule.code in blocking)
        for rule in rules_of(type(record))
        if _stands(found, rule, blocks=rule.code in blocking)
        for fault in faults_in(rule, found)
    ]
    return sorted(faults, key=lambda fault: not fault.blocks)


def certification_obstacles(record: Model) -> list[str]:
    """Sentences of the blocking checks this record fails beyond judgement, with their codes."""
    blocking = blocking_codes()
    rules = [rule for rule in rules_of(type(record)) if rule.code in blocking]
    if not rules:
        return []
    found = _read(record)
    return [
        f"{rule.code} {rule.title}: {part.say(found)}"
        for rule in rules
        for part in rule.parts
        if part.certain and getattr(found, _flag(rule, part))
    ]


# --- One record -----------------------------------------------------------------------------------


def _stands(found: Model, rule: Rule, *, blocks: bool) -> bool:
    """Whether a record of `_read` fails the check: `condition`, of what was read already."""
    certain = any(part.certain and getattr(found, _flag(rule, part)) for part in rule.parts)
    return (blocks and certain) or getattr(found, _kept(rule))


def _read(record: Model) -> Any:
    """The record with what every check says of it."""
    return _statement(type(record), calendar.today()).get(record.pk)


@lru_cache(maxsize=12)
def _statement(model: type[Model], day: date) -> CompiledRead:
    """Kept by what it depends on: the register's checks, which are code, and the day, which some of
    them compare with. What the department says of a check is read beside it."""
    rules = rules_of(model)
    related = rules[0].register.related if rules else ()
    return CompiledRead(
        model._default_manager.select_related(*related).annotate(
            **_flags(rules),
            **_columns(rules),
            **{_kept(rule): _boolean(_undismissed(rule)) for rule in rules},
        )
    )


def _flags(rules: Sequence[Rule]) -> dict[str, object]:
    return {_flag(rule, part): _boolean(part.condition()) for rule in rules for part in rule.parts}


def _columns(rules: Sequence[Rule]) -> dict[str, object]:
    return {
        name: make() for rule in rules for part in rule.parts for name, make in part.columns.items()
    }


def _boolean(holds: Q) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(holds, output_field=BooleanField())


def _flag(rule: Rule, part: Part) -> str:
    return f"{rule.code.lower()}_{part.key}"


def _kept(rule: Rule) -> str:
    return f"{rule.code.lower()}_kept"
