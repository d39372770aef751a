"""A filled-in form taken back: checked > shown > confirmed in one transaction.

A row is found by producer code, product name and category; several alike are taken in their order. What
the other columns say of the registry is not imported: where it differs, the preview says so. A row
without any answer chooses nothing; a product chosen before that is missing in the file stays as it is.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import IO, Any, cast

from django.db import transaction
from django.utils import timezone

from core.reading.skipped_rows import SkippedRows
from core.steps import StepRefused, log
from core.thai.digits import format_baht, parse_baht, to_arabic
from core.users.models import User
from online_market import words
from online_market.answering import AnswerInput, Done, save_answers, taken_elsewhere
from online_market.layouts import SURVEY_TITLE, WORDS, survey_columns
from online_market.models import (
    READINESS,
    BaseProduct,
    MarketStep,
    Survey,
    SurveyAnswer,
    SurveyUpload,
)
from online_market.steps import IMPORT, locked_survey
from online_market.survey_form import FormRefused, FormRow, read_form, write_form
from online_market.survey_rows import (
    SIGN_HERE,
    base_of_survey,
    other_products,
    sales_year,
    survey_notes,
    surveyed_products,
)

_IDENTITY = (words.CODE, words.NAME, words.CATEGORY)
_TOLD = (words.MAKER, words.KIND, words.HOUSE, words.VILLAGE, words.SUBDISTRICT, words.PHONE)


@dataclass
class SurveyRow:
    """A row of the file: what it would do, what is wrong where, what differs from the registry."""

    number: int
    name: str
    done: Done = ""
    base: int | None = None
    version: int = 0
    answers: tuple = ()
    changes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What a file would do to a survey as it stands now."""

    lines: tuple[SurveyRow, ...]

    def count(self, done: Done) -> int:
        return sum(line.done == done and not line.errors for line in self.lines)

    @property
    def faulty(self) -> list[SurveyRow]:
        return [line for line in self.lines if line.errors]

    @property
    def shown(self) -> list[SurveyRow]:
        """What a person has to look at: not what stays as it is without a word."""
        return [line for line in self.lines if line.errors or line.notes or line.changes]

    @property
    def writes(self) -> bool:
        return bool(self.count("new") + self.count("changed")) and not self.faulty


def form_of(survey: Survey, user: User) -> bytes:
    """The district's form: every product of each producer, answers filled in, the notes below."""
    rows = []
    for one in surveyed_products(survey, user):
        ticked = [1 if one.answer and getattr(one.answer, name) else None for name in READINESS]
        rows.append((one.words, (*ticked, one.answer.online_sales if one.answer else None)))
    district = survey.district
    titles = (
        SURVEY_TITLE,
        f"{district.titled_name} {district.province.titled_name} {survey.round}",
        "ห้ามเพิ่ม ลบ ย้าย หรือเปลี่ยนชื่อคอลัมน์ · ตอบเฉพาะผลิตภัณฑ์ที่เลือก กรอก 1 หรือเว้นว่าง",
    )
    year = sales_year(survey.round)
    return write_form(_key(survey), titles, rows, sales_year=year, foot=_foot(survey))


def _foot(survey: Survey) -> tuple[str, ...]:
    return (*survey_notes(survey.round), *SIGN_HERE)


@transaction.atomic
def receive(survey: Survey, file_name: str, file: IO[bytes], *, by: User) -> SurveyUpload:
    """Read a file and keep its rows for the preview; one not confirmed before is forgotten.

    Raises FormRefused for an altered form or another survey's, StepRefused for a survey that is signed.
    """
    locked = locked_survey(survey, IMPORT, by)
    year = sales_year(locked.round)
    form = read_form(file, file_name, sales_year=year, foot=_foot(locked))
    if form.survey and form.survey != _key(locked):
        raise FormRefused(
            f"ไฟล์นี้เป็นแบบของอำเภอหรือรอบอื่น ไม่ใช่{locked.district.titled_name} {locked.round}"
        )
    if not form.rows:
        raise FormRefused("ไฟล์ไม่มีแถวข้อมูลใต้หัวตาราง")
    SurveyUpload.objects.filter(survey=locked, confirmed_at=None).delete()
    return SurveyUpload.objects.create(
        survey=locked,
        file_name=file_name[-200:],
        file_hash=_hash_of(file),
        rows=[[row.number, *row.cells] for row in form.rows],
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )


def preview(upload: SurveyUpload, user: User) -> Preview:
    """What the kept rows would do to the survey as it stands at this moment."""
    survey = upload.survey
    base = list(words.with_registry(base_of_survey(survey, user)))
    outside = {
        _identity(words.words_of_product(one, one.producer, survey.district))
        for one in other_products(survey, user, base)
    }
    headings = [column.heading for column in survey_columns(sales_year(survey.round))[WORDS:]]
    answers = {one.base_id: one for one in SurveyAnswer.objects.filter(survey=survey)}
    taken = taken_elsewhere(survey, [one.product_id for one in base])
    told = {one.pk: words.words_of(one) for one in base}
    alike = defaultdict(list)
    for one in sorted(base, key=lambda one: one.product_id):
        alike[_identity(told[one.pk])].append(one)
    passed = SkippedRows([words.CODE])
    rows = [FormRow(row[0], tuple(row[1:])) for row in upload.rows]
    rows = [row for row in rows if not passed.takes(row.number, row.cells)]
    in_file = defaultdict(list)
    for row in rows:
        in_file[_identity(_texts(row))].append(row.number)
    lines = []
    for row in rows:
        texts = _texts(row)
        line = SurveyRow(row.number, texts[words.NAME] or "(ไม่มีชื่อ)")
        lines.append(line)
        same, own = in_file[_identity(texts)], alike.get(_identity(texts), [])
        place = same.index(row.number)
        _check_area(row, texts, survey, line)
        ticks, sales = _read_answers(row, line)
        if not own and _identity(texts) in outside:
            if any(ticks) or sales is not None:
                line.errors.append(
                    f"{row.address(words.NAME)}: “{texts[words.NAME]}” ไม่อยู่ในฐานของรอบนี้ "
                    "ลบคำตอบในแถวนี้"
                )
            line.done = "unchanged"
            continue
        if not own:
            if not line.errors:
                line.errors.append(_unknown(row, texts, told.values()))
            continue
        if place >= len(own):
            line.errors.append(f"{row.address(words.NAME)}: ซ้ำกับแถวที่ {same[place - len(own)]}")
            continue
        found = own[place]
        said = (*ticks, sales)
        _compare(line, found, answers.get(found.pk), taken, said, row, headings)
        line.notes += _notes(row, texts, told[found.pk])
    lines += [
        SurveyRow(number, said[:60], notes=["ไม่ใช่รายการ ข้ามไป"])
        for number, said in passed.rows.items()
    ]
    return Preview(tuple(lines))


@transaction.atomic
def confirm(upload: SurveyUpload, *, by: User) -> SurveyUpload:
    """Write what the preview shows, all or nothing; a second time is refused.

    Refused while any row is faulty, and where somebody saved one of its rows meanwhile.
    """
    locked = SurveyUpload.objects.visible_to(by).select_for_update().get(pk=upload.pk)
    if locked.confirmed_at is not None:
        raise StepRefused("ไฟล์นี้นำเข้าแล้ว")
    locked_survey(locked.survey, IMPORT, by)
    found = preview(locked, by)
    if found.faulty:
        raise StepRefused(f"ยังมีแถวที่ผิด {len(found.faulty)} แถว แก้ไขในไฟล์แล้วส่งใหม่")
    rows = [
        AnswerInput(
            line.base,
            line.version,
            picked=True,
            ticks=dict(zip(READINESS, line.answers[:-1], strict=True)),
            online_sales="" if line.answers[-1] is None else f"{line.answers[-1]}",
        )
        for line in found.lines
        if line.done in ("new", "changed") and line.base is not None
    ]
    outcomes = save_answers(locked.survey, rows, by=by)
    if refused := [one for one in outcomes if not one.done]:
        said = refused[0].theirs or next(iter(refused[0].errors.values()))
        raise StepRefused(f"มีผู้แก้ไขแบบสำรวจระหว่างนี้ ส่งไฟล์ใหม่: {said}")
    kinds: tuple[Done, ...] = ("new", "changed", "unchanged")
    locked.counts = {done: found.count(done) for done in kinds}
    locked.confirmed_at = timezone.now()
    locked.save(update_fields=["counts", "confirmed_at"])
    log(
        MarketStep,
        MarketStep.Name.IMPORT,
        by=by,
        round=locked.survey.round,
        district=locked.survey.district,
        told=f"{locked.file_name[:100]}: {' '.join(locked.told())} (sha256 {locked.file_hash[:12]})",
    )
    return locked


def _key(survey: Survey) -> str:
    return f"{survey.round_id}/{survey.district_id}"


def _hash_of(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(cast(Any, file), "sha256").hexdigest()


def _texts(row: FormRow) -> tuple[str, ...]:
    """The words of a row."""
    return row.cells[:WORDS]


def _identity(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(texts[place].split()) for place in _IDENTITY)


def _check_area(row: FormRow, texts: Sequence[str], survey: Survey, line: SurveyRow) -> None:
    own = {
        words.DISTRICT: survey.district.name_th,
        words.PROVINCE: survey.district.province.name_th,
    }
    for place, name in own.items():
        if texts[place] != name:
            said = texts[place] or "ว่าง"
            line.errors.append(f"{row.address(place)}: เป็นของ “{said}” ไม่ใช่ “{name}”")


def _read_answers(row: FormRow, line: SurveyRow) -> tuple[list[bool], Decimal | None]:
    ticks = []
    for place in range(WORDS, WORDS + len(READINESS)):
        text = to_arabic(row.cells[place])
        if text not in ("", "1"):
            line.errors.append(f"{row.address(place)}: กรอก 1 หรือเว้นว่าง (พบ “{text}”)")
        ticks.append(text == "1")
    place = WORDS + len(READINESS)
    try:
        return ticks, parse_baht(row.cells[place])
    except ValueError as error:
        line.errors.append(f"{row.address(place)}: {error}")
        return ticks, None


def _unknown(row: FormRow, texts: Sequence[str], told: Iterable[Sequence[str]]) -> str:
    """A product that is not in the base, with the nearest that is: of the same producer first."""
    told = list(told)
    own = [one for one in told if one[words.CODE] == texts[words.CODE]]
    for among in (own, told):
        by_name = {one[words.NAME]: one for one in among}
        near = get_close_matches(texts[words.NAME], by_name, n=1, cutoff=0.5)
        if near:
            one = by_name[near[0]]
            return (
                f"{row.address(words.NAME)}: ไม่พบ “{texts[words.NAME]}” ในฐานของอำเภอ ที่ใกล้เคียง: "
                f"“{one[words.NAME]}” {one[words.CATEGORY] or 'ไม่ระบุประเภท'} รหัส {one[words.CODE]}"
            )
    return f"{row.address(words.NAME)}: ไม่พบ “{texts[words.NAME]}” ในฐานของอำเภอ"


def _compare(
    line: SurveyRow,
    base: BaseProduct,
    answer: SurveyAnswer | None,
    taken: dict[int, str],
    said: tuple,
    row: FormRow,
    headings: Sequence[str],
) -> None:
    """What the row does: chooses the product, changes its answers cell by cell, or nothing."""
    line.base, line.answers = base.pk, said
    line.version = answer.version if answer else 0
    is_blank = not any(said[:-1]) and said[-1] is None
    if answer is None:
        if is_blank:
            line.done = "unchanged"
        elif sentence := taken.get(base.product_id):
            line.errors.append(f"{row.address(words.NAME)}: {sentence}")
        else:
            line.done = "new"
            line.changes = [
                f"{heading} {_shown(value)}"
                for heading, value in zip(headings, said, strict=True)
                if value not in (False, None)
            ]
        return
    line.changes = [
        f"{heading} {_shown(before)} > {_shown(after)}"
        for heading, before, after in zip(headings, answer.said, said, strict=True)
        if before != after
    ]
    line.done = "changed" if line.changes else "unchanged"


def _shown(value: Decimal | bool | None) -> str:
    if isinstance(value, bool):
        return "1" if value else "ว่าง"
    return "ว่าง" if value is None else format_baht(value)


def _notes(row: FormRow, texts: Sequence[str], told: Sequence[str]) -> list[str]:
    return [
        f"{row.address(place)}: “{texts[place] or 'ว่าง'}” ต่างจากทะเบียน “{told[place] or 'ว่าง'}” ไม่นำเข้า "
        "แก้ที่ทะเบียน"
        for place in _TOLD
        if texts[place] != " ".join(told[place].split())
    ]
