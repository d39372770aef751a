"""Questions of offices and their answers; a published answer is found by everybody below its office."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.areas.models import District, Province
from core.areas.scope import Officer, Role
from core.history.trail import unchanging
from core.thai.names import searched_as
from correspondence.models.briefings import Briefing
from correspondence.models.doors import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    known_role,
    office_of,
    written_by,
)


class QuestionQuerySet(models.QuerySet[Any]):
    area_sees = "starts_with(COALESCE(district_id, province_id), (SELECT seen_area()))"
    area_also_reads = (
        "id",
        "SELECT question_id FROM correspondence_answer"
        " WHERE published AND area IS NOT NULL AND (province_id IS NULL OR province_id = left(area, 2))",
    )

    def visible_to(self, user: Officer) -> Self:
        """A district's own, a province's own and its districts', those to the department; and to each
        those whose answer is published to it."""
        published = Answer.objects.published_to(user).filter(question=OuterRef("pk"))
        return self.filter(_own(user) | Q(Exists(published)))

    def of_office(self, user: Officer) -> Self:
        """Those the own office asked, or has to know of."""
        return self.filter(_own(user))

    def answerable_by(self, user: Officer) -> Self:
        """The department answers what is asked of it, a province whatever its districts ask."""
        match known_role(user):
            case Role.DEPARTMENT:
                return self.filter(_own(user))
            case Role.PROVINCE:
                return self.filter(_own(user), district__isnull=False)
        return self.none()

    def waiting_for(self, user: Officer) -> Self:
        """Asked of this very office, and answered by nobody yet."""
        level = Question.To.DEPARTMENT if known_role(user) == Role.DEPARTMENT else "province"
        return self.answerable_by(user).filter(to=level, answers=None)

    def found_by(self, words: str, user: Officer) -> Self:
        """Those that hold every word, in the question or in an answer this officer reads."""
        found = self
        answers = Answer.objects.visible_to(user).filter(question=OuterRef("pk"))
        for word in words.split():
            ways = searched_as(word)
            here = [(f"{field}__anypart", way) for field in ("subject", "text") for way in ways]
            there = answers.filter(Q(*[("text__anypart", way) for way in ways], _connector=Q.OR))
            found = found.filter(Q(*here, _connector=Q.OR) | Q(Exists(there)))
        return found


def _own(user: Officer, path: str = "") -> Q:
    """`path`: to the question."""
    match known_role(user):
        case Role.DISTRICT:
            return Q((f"{path}district", user.district_id))
        case Role.PROVINCE:
            return Q((f"{path}province", user.province_id))
        case Role.DEPARTMENT:
            return Q((f"{path}to", "department"))
    return Q(pk__in=[])


class Question(models.Model):
    """What an office asks the department or, if it is a district, its province. Never changed."""

    class To(models.TextChoices):
        PROVINCE = "province", "จังหวัด"
        DEPARTMENT = "department", "กรมการพัฒนาชุมชน"

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", verbose_name="จังหวัด",
        help_text="จังหวัดที่ถาม หรือจังหวัดของอำเภอที่ถาม",
    )  # fmt: skip
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="อำเภอที่ถาม"
    )
    to = models.CharField("ถาม", max_length=10, choices=To)
    subject = models.CharField("เรื่อง", max_length=LONGEST_TITLE)
    text = models.TextField("คำถาม", max_length=LONGEST_TEXT)
    page = models.CharField("หน้าในระบบที่เกี่ยวข้อง", max_length=300, blank=True)
    briefing = models.ForeignKey(
        Briefing, models.PROTECT, null=True, related_name="questions", verbose_name="การประชุมชี้แจง"
    )
    by = written_by()
    asked_at = models.DateTimeField("ถามเมื่อ")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำถาม"
        ordering = ["-asked_at", "-pk"]
        triggers = unchanging()
        constraints = [
            models.CheckConstraint(
                name="question_of_a_district_lies_in_its_province",
                condition=Q(district=None)
                | Q(Exact(Left("district_id", 2), models.F("province_id"))),
            ),
            models.CheckConstraint(
                name="question_of_a_province_goes_to_the_department",
                condition=Q(district__isnull=False) | Q(to="department"),
            ),
            models.CheckConstraint(
                name="question_says_something", condition=~Q(subject="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="question_page_is_of_the_portal", condition=Q(page__regex=r"^(/([^/\\].*)?)?$")
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def asker(self) -> str:
        return (self.district or self.province).office

    @property
    def asked_of(self) -> str:
        return self.province.office if self.to == self.To.PROVINCE else self.get_to_display()


class AnswerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Officer) -> Self:
        """Those to the office's own questions, and those published to it."""
        return self.filter(_own(user, "question__") | _published(user))

    def published_to(self, user: Officer) -> Self:
        return self.filter(_published(user))

    def told_to(self, user: Officer, since: datetime) -> Self:
        """Those in force to what this very office asked, given since then; the department asks none."""
        match known_role(user):
            case Role.DISTRICT:
                asked = Q(question__district=user.district_id)
            case Role.PROVINCE:
                asked = Q(question__province=user.province_id, question__district=None)
            case _:
                return self.none()
        return self.filter(asked, replaced_by=None, at__gte=since)


def _published(user: Officer) -> Q:
    """In force and published: by the department to the nation, by a province to its own offices."""
    role = known_role(user)
    if role is None:
        return Q(pk__in=[])
    published = Q(published=True, replaced_by=None)
    if role == Role.DEPARTMENT:
        return published
    return published & (Q(province=None) | Q(province=user.province_code))


class Answer(models.Model):
    """What the department or a province answered. Never changed: a better one of the same office takes
    the place of the last."""

    seen_with = "question"

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, related_name="+", verbose_name="ตอบโดยจังหวัด",
        help_text="เว้นว่างหากกรมเป็นผู้ตอบ",
    )  # fmt: skip
    text = models.TextField("คำตอบ", max_length=LONGEST_TEXT)
    published = models.BooleanField("เผยแพร่ในคลังถาม–ตอบ", default=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="แทนคำตอบ"
    )
    by = written_by()
    at = models.DateTimeField("ตอบเมื่อ")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำตอบ"
        ordering = ["at", "pk"]
        triggers = unchanging()
        constraints = [
            models.CheckConstraint(name="answer_says_something", condition=~Q(text="")),
            models.UniqueConstraint(
                fields=["question", "province"],
                condition=Q(replaces=None),
                nulls_distinct=False,
                name="one_first_answer_of_an_office",
            ),
        ]

    def __str__(self):
        return f"ตอบ {self.question}"

    @property
    def answerer(self) -> str:
        return office_of(self.province)
