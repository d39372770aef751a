"""Quadrant A-D of a product (DOMAIN.md 3): answers to a scheme's questions, and the rule they meet.

Nothing here knows a database. A scheme is data: aspects with their answers, and a rule for each
result saying which answers it allows. An aspect that a rule does not name may be answered anyhow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product


class NotAnsweredError(ValueError):
    """An aspect without an answer, or an answer that the scheme does not have."""

    def __init__(self, aspect_key: str):
        super().__init__(aspect_key)
        self.aspect_key = aspect_key


@dataclass(frozen=True)
class Answer:
    """One answer: its number in the scheme (1.1) and its words."""

    code: str
    text: str


@dataclass(frozen=True)
class Aspect:
    """One question, answered once."""

    key: str
    title: str
    answers: tuple[Answer, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(answer.code for answer in self.answers)


@dataclass(frozen=True)
class Rule:
    """The answers that lead to `result`: by aspect, those allowed."""

    result: str
    title: str
    allowed: Mapping[str, frozenset[str]]

    def allows(self, aspect: Aspect) -> frozenset[str]:
        return self.allowed.get(aspect.key) or aspect.codes


@dataclass(frozen=True)
class Scheme:
    """Aspects and rules of one version of the assessment."""

    aspects: tuple[Aspect, ...]
    rules: tuple[Rule, ...]

    @classmethod
    def from_data(cls, aspects: Sequence[Mapping], rules: Sequence[Mapping]) -> "Scheme":
        """Out of plain lists, as they are stored and as products.starting_values writes them."""
        return cls(
            tuple(
                Aspect(
                    one["key"], one["title"], tuple(Answer(**answer) for answer in one["answers"])
                )
                for one in aspects
            ),
            tuple(
                Rule(
                    one["result"],
                    one["title"],
                    {key: frozenset(codes) for key, codes in one["allowed"].items()},
                )
                for one in rules
            ),
        )

    def answer_sets(self) -> Iterator[dict[str, str]]:
        """Every way to answer all aspects."""
        keys = [aspect.key for aspect in self.aspects]
        for codes in product(*([a.code for a in aspect.answers] for aspect in self.aspects)):
            yield dict(zip(keys, codes, strict=True))

    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of results that one set of answers would meet both; a sound scheme has none."""
        return [
            (one.result, other.result)
            for one, other in combinations(self.rules, 2)
            if all(one.allows(aspect) & other.allows(aspect) for aspect in self.aspects)
        ]


def assess(scheme: Scheme, answers: Mapping[str, str]) -> str | None:
    """The result whose rule these answers meet; None for ไม่เข้าเกณฑ์ใด.

    Answers are by aspect key. Raises NotAnsweredError for an aspect left out or answered unknown.
    """
    for aspect in scheme.aspects:
        if answers.get(aspect.key) not in aspect.codes:
            raise NotAnsweredError(aspect.key)
    for rule in scheme.rules:
        if all(answers[aspect.key] in rule.allows(aspect) for aspect in scheme.aspects):
            return rule.result
    return None
