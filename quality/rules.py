"""The registry of the checks (DOMAIN.md 7). Each app declares its own in a `quality.py`, found by name:

    register_rules(
        Rule("P04", "โทรศัพท์", PRODUCERS, section="general", mend="…", parts=[
            Part("missing", lambda: Q(phone=""), "ยังไม่มีเบอร์โทร"),
        ])
    )

A check is one condition over its register's rows, put together of parts, so that a page can say which
part holds. No check ever loops over records.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, cast

from django.contrib.auth import get_permission_codename
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import BaseExpression

from core.areas.scope import AreaScopedQuerySet, Officer, visible_rows
from core.steps import StepRule, is_for
from core.users.models import User
from quality.mends.proposal import Mend


@dataclass(frozen=True)
class Register:
    """Records that are checked: `model` has `visible_to`, a path to its district, `sort_key`.

    `counted`: of a queryset of them, those the worklists hold. `related`: read along for a page;
    `owner`: whose record it is, for a line under its name.
    """

    model: type[Model]
    counted: Callable[[Any], QuerySet]
    related: Sequence[str] = ()
    owner: Callable[[Any], str] = lambda record: ""
    name_field: str = "name"

    def visible_to(self, user: Officer) -> QuerySet:
        return visible_rows(self.model, user)

    def may_change(self, user: User) -> bool:
        """Whether the form of these records is open to the role (otop_registry.rights)."""
        meta = self.model._meta
        return user.has_perm(f"{meta.app_label}.{get_permission_codename('change', meta)}")

    @property
    def district_path(self) -> str:
        return cast(AreaScopedQuerySet, self.model._default_manager.all()).district_path

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class Part:
    """One way a record can fail a check.

    `condition` is true of such records. `words`: what is wrong, in Thai, of one record that carries
    `columns`. `certain`: no matter of judgement, so it may block a certification; what is not certain
    only warns, whatever the department says. `section` where it differs from the rule's. `ways`: the
    condition as it stands now in alternatives that an index answers one by one.
    """

    key: str
    condition: Callable[[], Q]
    words: str | Callable[[Any], str]
    certain: bool = True
    columns: Mapping[str, Callable[[], BaseExpression]] = field(default_factory=dict)
    section: str = ""
    ways: Callable[[], Sequence[Q]] | None = None

    def say(self, record: Model) -> str:
        return self.words if isinstance(self.words, str) else self.words(record)


@dataclass(frozen=True)
class Rule:
    """One check.

    `section` of the record's form to open; `mend`: how to mend it, in Thai. `blocks`: whether its
    certain parts stand in the way of certification unless the department says otherwise. `about`:
    text columns of the record that a dismissal is about; None where a record cannot be dismissed.
    `answers`: template of what a row of its worklist offers beside, to whom the step `answering` is
    given; `answers_all`: of the foot of the list; `prepare`: adds what the templates read to the rows
    of one page. `mends`: what is proposed for rows at fault, as far as the register holds it.
    `by_parts`: where few records fail it, each part is found by itself; not where each
    would read the whole register.
    """

    code: str
    title: str
    register: Register
    section: str
    mend: str
    parts: Sequence[Part]
    blocks: bool = False
    about: Sequence[str] | None = ()
    answers: str = ""
    answers_all: str = ""
    answering: StepRule | None = None
    prepare: Callable[[Sequence[Any]], None] | None = None
    mends: Callable[[Sequence[Any]], Iterable[Mend]] | None = None
    by_parts: bool = True

    def condition(self) -> Q:
        """True of the faulty records."""
        return reduce(or_, (part.condition() for part in self.parts))

    def certain(self) -> Q | None:
        """True of the records at fault beyond judgement; None where the check is all judgement."""
        parts = [part.condition() for part in self.parts if part.certain]
        return reduce(or_, parts) if parts else None

    @property
    def can_block(self) -> bool:
        return any(part.certain for part in self.parts)

    def may_answer(self, user: User) -> bool:
        """Whether its rows offer this person more than the form."""
        return self.answering is not None and is_for(self.answering, user)

    @property
    def is_dismissable(self) -> bool:
        return self.about is not None

    @property
    def model(self) -> type[Model]:
        return self.register.model


_rules: dict[str, Rule] = {}
_preparations: dict[Callable[[], object], str] = {}

_ORDER = "PDC"  # producers, products, outlets, as the letters list them


def register_rules(*rules: Rule) -> None:
    """For an app's `quality.py`; a code taken twice is a mistake of ours."""
    for rule in rules:
        if rule.code in _rules:
            raise ValueError(f"two checks of code {rule.code!r}")
        _rules[rule.code] = rule


def before_counting(prepare: Callable[[], object], *, fills: str) -> None:
    """What must be worked out anew before the nation is counted (learnt words), and the table that it
    fills."""
    _preparations[prepare] = fills


def preparations() -> Mapping[Callable[[], object], str]:
    return dict(_preparations)


def all_rules() -> list[Rule]:
    """P01 to P10, D01 to D08, C01 to C04."""
    return sorted(_rules.values(), key=lambda rule: (_ORDER.index(rule.code[0]), rule.code))


def get_rule(code: str) -> Rule | None:
    return _rules.get(code)


def rule_of_code(code: str) -> Rule:
    """A check that is known to be there; KeyError for no code of ours."""
    return _rules[code]


def rules_of(model: type[Model]) -> list[Rule]:
    return [rule for rule in all_rules() if rule.model is model]


def registers() -> dict[str, list[Rule]]:
    """The checks by the label of their register, in the order of the codes."""
    grouped: dict[str, list[Rule]] = {}
    for rule in all_rules():
        grouped.setdefault(rule.model._meta.label_lower, []).append(rule)
    return grouped
