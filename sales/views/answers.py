"""What was written on the check page: reasons of figures out of line, replies to marks.

Fields: reason-<row> and words-<row>, reply-<mark>, reason-district and words-district; each beside its
`was-...`, what the page showed, so that what this person left alone is not written over what another
wrote meanwhile. One reason for several rows: same-reason and same-words, for the rows ticked as `same`
and, by same-rest, for every row without a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.users.models import User
from sales.models import ExplanationReason, RowMark, SalesRow
from sales.months.answering import Answer, Answers, read_reply
from sales.months.checks import MonthCheck
from sales.months.marks import is_answered, is_changed
from sales.views.grid_rows import GridRow

SAME, DISTRICT = "same", "district"


@dataclass
class Field:
    """One question of the page: what stands in its fields, and why it was not taken."""

    key: str
    reason: str = ""
    words: str = ""
    was: str = ""
    error: str = ""
    touched: bool = False  # typed by whoever posted the page

    @property
    def as_one(self) -> str:
        return f"{self.reason} {self.words}"

    @property
    def about(self) -> str:
        return "ยอดรวมของอำเภอ"


@dataclass
class RowField(Field):
    """A row out of line, `line` as the page shows it; `ticked` for the reason that several get."""

    row: SalesRow = field(kw_only=True)
    line: GridRow | None = None
    ticked: bool = False

    @property
    def about(self) -> str:
        return self.row.named


@dataclass
class MarkField(Field):
    """A mark of the province; `row` is what it is of now, None once it was taken back."""

    mark: RowMark = field(kw_only=True)
    row: SalesRow | None = None

    @property
    def about(self) -> str:
        return self.mark.about

    @property
    def is_changed(self) -> bool:
        return is_changed(self.mark, self.row)

    @property
    def is_answered(self) -> bool:
        return is_answered(self.mark, self.row)


@dataclass
class Questions:
    """Everything the check page asks, as it stands or as it was typed."""

    reasons: Sequence[ExplanationReason]
    rows: Sequence[RowField] = ()
    marks: Sequence[MarkField] = ()
    district: Field | None = None
    same: Field = field(default_factory=lambda: Field(SAME))
    rest: bool = False

    @property
    def errors(self) -> list[Field]:
        return [one for one in [*self.all_fields, self.same] if one.error]

    @property
    def all_fields(self) -> list[Field]:
        return [*self.rows, *self.marks, *([self.district] if self.district else [])]

    @property
    def unanswered(self) -> int:
        """How many marks have neither a change nor a kept reply."""
        return sum(not one.is_answered for one in self.marks)

    def typed_anew(self) -> list[str]:
        """What a month closed meanwhile did not take, to copy: กลุ่มทอผ้า (ผ้า): หยุดผลิต."""
        names = {str(reason.pk): reason.name for reason in self.reasons}
        return [
            f"{one.about}: {' '.join(filter(None, [names.get(one.reason, ''), one.words]))}"
            for one in self.all_fields
            if one.touched
        ]

    def __bool__(self):
        return bool(self.rows or self.marks or self.district)


def reasons_offered(check: MonthCheck, user: User) -> Iterable[ExplanationReason]:
    """The department's reasons, and those picked before that it no longer offers."""
    held = {row.reason_id for row in check.rows} | {check.district_month.reason_id}
    return ExplanationReason.objects.visible_to(user).offered(keeping=held - {None})


def questions_of(
    check: MonthCheck, reasons: Iterable[ExplanationReason], lines: Iterable[GridRow] = ()
) -> Questions:
    """As they stand in the database; `lines`: the rows as the page shows them, where it is shown."""
    rows, shown = check.by_id, {line.row.pk: line for line in lines}
    asked = Questions(
        list(reasons),
        [
            RowField(
                str(row.pk),
                str(row.reason_id or ""),
                row.reason_words,
                row=row,
                line=shown.get(row.pk),
            )
            for row in check.rows
            if row.pk in check.anomalies
        ],
        [
            MarkField(f"reply-{mark.pk}", "", mark.reply, mark=mark, row=rows.get(mark.row_id or 0))
            for mark in check.marks
        ],
    )
    if check.total.sentence:
        district_month = check.district_month
        reason, words = district_month.reason_id, district_month.explained_in_words
        asked.district = Field(DISTRICT, str(reason or ""), words)
    for one in asked.all_fields:
        one.was = one.as_one
    return asked


def typed(asked: Questions, posted) -> Answers:
    """What of the posted form was answered anew; `asked` takes on what was typed, with what is wrong."""
    offered = {str(reason.pk): reason for reason in asked.reasons}
    taken: dict[str, Answer] = {}
    for one in [*asked.rows, *([asked.district] if asked.district else [])]:
        if _take(one, posted, f"reason-{one.key}", f"words-{one.key}"):
            _read(one, taken, offered)
    _same_for_several(asked, posted, taken, offered)
    replies = {}
    for one in asked.marks:
        if _take(one, posted, "", one.key):
            try:
                replies[one.mark.pk] = read_reply(one.words)
            except ValueError as error:
                one.error = str(error)
    district = taken.pop(DISTRICT, None)
    return Answers({int(key): answer for key, answer in taken.items()}, replies, district)


def _take(one: Field, posted, reason: str, words: str) -> bool:
    """Put in what was typed; whether anything was.

    A field left unchanged keeps the current value: otherwise a page shown again after an error
    would post the old value back over a newer answer.
    """
    shown = one.reason, one.words
    one.reason = posted.get(reason, one.reason)
    one.words = posted.get(words, one.words).replace("\r\n", "\n").strip()
    was = posted.get(f"was-{one.key}")
    one.touched = was is not None and one.as_one != was
    if was is not None and not one.touched:
        one.reason, one.words = shown
    return one.touched


def _read(one: Field, taken: dict[str, Answer], offered: Mapping[str, ExplanationReason]) -> None:
    try:
        taken[one.key] = Answer.read(one.reason, one.words, offered)
    except ValueError as error:
        one.error = str(error)


def _same_for_several(
    asked: Questions, posted, taken: dict[str, Answer], offered: Mapping[str, ExplanationReason]
) -> None:
    """One reason for the rows ticked and those without; what was typed beside a row stays its own."""
    ticked, asked.rest = set(posted.getlist(SAME)), f"{SAME}-rest" in posted
    same = asked.same
    _take(same, posted, f"{SAME}-reason", f"{SAME}-words")
    for one in asked.rows:
        one.ticked = one.key in ticked
    own = [one for one in asked.rows if one.key not in taken and not one.error]
    several = [one for one in own if one.ticked or (asked.rest and not one.reason)]
    if not (same.reason or same.words or ticked or asked.rest):
        return
    if not (ticked or asked.rest):
        same.error = "ทำเครื่องหมายรายการที่ใช้เหตุผลนี้"
        return
    if not same.reason:
        same.error = "เลือกเหตุผลสำหรับรายการที่ทำเครื่องหมายไว้"
        return
    try:
        answer = Answer.read(same.reason, same.words, offered)
    except ValueError as error:
        same.error = str(error)
        return
    for one in several:
        taken[one.key] = answer
        one.reason = str(answer.reason.pk) if answer.reason else ""
        one.words = answer.words
