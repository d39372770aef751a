"""The online-market KPI of the demo: last fiscal year's round, closed, and this year's, under way.

Two targets were moved from one district to another; in the open round one district has not signed, some
wait for the province, and a product of the closed round cannot be counted again.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from core.thai.calendar import BUDDHIST_ERA_OFFSET, fiscal_year, fiscal_year_months, last_day
from core.users.models import User
from demo.accounts import DEMO_DISTRICT, DEMO_PROVINCE, Officers
from demo.clock import BANGKOK
from online_market.bases import take_base
from online_market.models import (
    BaseProduct,
    DistrictTarget,
    MarketRound,
    MarketStep,
    OnlineResult,
    Survey,
    SurveyAnswer,
)
from online_market.proposals import online_links
from online_market.words import answers_with_words

_REGISTERED = list(range(2559, 2566))  # the made-up registry ends in 2565
_MOVED = ("2401", "2402")  # one product less here, one more there
_REASON_TO_MOVE = "ผู้ผลิตของอำเภอเมืองฉะเชิงเทราหยุดผลิต ปรับเป้าหมายไปอำเภอบางคล้าตามมติ นตผ.จังหวัด"
_UNSIGNED = {DEMO_DISTRICT, "2404", "2411"}
_WAITING = {"2403", "2405"}
_SHOPS = ("เพจ Facebook ของกลุ่ม", "LINE OA ของร้าน", "Shopee ร้านของกลุ่ม", "OTOP TODAY")


def make_online_market(as_of: date, now: datetime, officers: Officers) -> None:
    """A closed round 1 and an open round 2 of one series; nothing is later than `now`."""
    year = fiscal_year(as_of)
    Demo(year - 1, 1, year - 1, now, officers).closed()
    Demo(year, 2, year - 1, now, officers).under_way()


class Demo:
    """One round and the moments its steps were taken."""

    def __init__(self, year: int, number: int, series: int, now: datetime, officers: Officers):
        self.now, self.officers = now, officers
        self.rng = Random(f"online market {year}")  # noqa: S311  (made-up data, meant to repeat)
        first = fiscal_year_months(year)[0]
        # Opened in the first weeks of its year; in its very first days at once.
        self.opened = min(
            datetime(first.year, first.month, first.day, 9, 30, tzinfo=BANGKOK) + timedelta(days=8),
            now - timedelta(days=4),
        )
        by = officers.department
        self.round = MarketRound.objects.create(
            series=series,
            number=number,
            fiscal_year=year,
            title=f"การส่งเสริมผลิตภัณฑ์สู่ตลาดออนไลน์ ปีงบประมาณ {year}",
            percentage=Decimal(11),
            registration_years=_REGISTERED,
            base_date=date(year - BUDDHIST_ERA_OFFSET - 1, 8, 31),
            period_from=first,
            period_until=last_day(fiscal_year_months(year)[-1]),
            survey_due=self.opened.date() + timedelta(days=50),
            result_due=last_day(fiscal_year_months(year)[-1]),
            made_at=self.opened - timedelta(days=2),
            made_by=by,
        )
        self.step(MarketStep.Name.MAKE, by, self.opened - timedelta(days=2))
        taken = take_base(self.round)
        self.round.status, self.round.opened_at = MarketRound.Status.OPEN, self.opened
        self.round.opened_by = by
        self.round.save()
        told = f"ผลิตภัณฑ์ฐาน {taken:,} รายการ"
        self.step(MarketStep.Name.OPEN, by, self.opened, told=told)
        self.answer_moment = min(self.opened + timedelta(days=9), now)

    def closed(self) -> None:
        """Every survey signed by all three; most targets reached."""
        for survey in self.surveys():
            chosen = self.answer(survey, share=1.25)
            self.sign(survey, ("district", "province", "department"))
            self.results(survey, chosen[: round(len(chosen) * self.rng.uniform(0.7, 0.95))])
        at = min(datetime.combine(self.round.result_due, datetime.min.time(), BANGKOK), self.now)
        self.round.status, self.round.closed_at = MarketRound.Status.CLOSED, at
        self.round.closed_by = self.officers.department
        self.round.save()
        self.step(MarketStep.Name.CLOSE, self.officers.department, at)

    def under_way(self) -> None:
        self.move_a_target()
        for survey in self.surveys():
            code = survey.district_id
            chosen = self.answer(survey, share=0.6 if code in _UNSIGNED else 1.1)
            if code in _UNSIGNED:
                continue
            levels = ("district",) if code in _WAITING else ("district", "province")
            self.sign(survey, levels)
            self.results(survey, chosen[: len(chosen) // 3])

    def surveys(self):
        """Those of the demo province's districts that have products to survey."""
        return Survey.objects.filter(
            round=self.round,
            district__province=DEMO_PROVINCE,
            district__in=BaseProduct.objects.filter(round=self.round).values("district"),
        ).select_related("district")

    def move_a_target(self) -> None:
        at, by = self.answer_moment, self.officers.province
        for code, by_how_many in zip(_MOVED, (-1, 1), strict=True):
            target = DistrictTarget.objects.select_related("district").get(
                round=self.round, district=code
            )
            before, wanted = target.target, target.computed + by_how_many
            if not 0 <= wanted <= target.products:
                return
            target.override, target.reason = wanted, _REASON_TO_MOVE
            target.overridden_by, target.overridden_at = by, at
            target.version += 1
            target.save()
            self.step(
                MarketStep.Name.OVERRIDE,
                by,
                at,
                district_id=code,
                told=f"{target.district.titled_name} {before} > {wanted}",
                reason=_REASON_TO_MOVE,
            )

    def answer(self, survey: Survey, share: float) -> list[SurveyAnswer]:
        """Answers of as many products as `share` of the target, none of another round's."""
        target = DistrictTarget.objects.get(round=self.round, district=survey.district_id).target
        other = SurveyAnswer.objects.filter(series=self.round.series).values("product")
        free = list(
            BaseProduct.objects.filter(round=self.round, district=survey.district_id)
            .exclude(product__in=other)
            .order_by("product_id")
        )
        wanted = min(len(free), max(1, round(target * share)))
        clerk, rng = self.officers.entering[survey.district_id][0], self.rng
        answers = SurveyAnswer.objects.bulk_create(
            SurveyAnswer(
                survey=survey,
                base=base,
                product_id=base.product_id,
                series=self.round.series,
                trained=rng.random() < 0.6,
                sells_online=rng.random() < 0.45,
                has_standard=rng.random() < 0.4,
                product_ready=rng.random() < 0.85,
                online_sales=rng.randrange(0, 480) * 50 if rng.random() < 0.85 else None,
                answered_at=self.answer_moment,
                answered_by=clerk,
            )
            for base in sorted(rng.sample(free, wanted), key=lambda base: base.pk)
        )
        survey.revision += 1
        survey.save()
        return answers

    def sign(self, survey: Survey, levels: tuple[str, ...]) -> None:
        """The signatures of these levels, a day after each other."""
        answers = answers_with_words(SurveyAnswer.objects.filter(survey=survey))
        for answer in answers:
            answer.words = list(answer.told)
        SurveyAnswer.objects.bulk_update(answers, ["words"])
        who = {
            "district": self.officers.chiefs[survey.district_id],
            "province": self.officers.province,
            "department": self.officers.department,
        }
        for days, level in enumerate(levels, 1):
            at, by = min(self.answer_moment + timedelta(days=days), self.now), who[level]
            survey.status = f"{level}_signed"
            setattr(survey, f"{level}_signed_at", at)
            setattr(survey, f"{level}_signed_by", by)
            setattr(survey, f"{level}_signed_name", by.full_name)
            setattr(survey, f"{level}_signed_position", by.position)
            setattr(survey, f"{level}_signed_on", at.astimezone(BANGKOK).date())
            self.step(
                MarketStep.Name(f"sign_{level}"),
                by,
                at,
                district_id=survey.district_id,
                told=f"{survey.district.titled_name} {by.position}",
            )
        survey.revision += 1
        survey.save()

    def results(self, survey: Survey, answers: list[SurveyAnswer]) -> None:
        clerk, rng = self.officers.entering[survey.district_id][0], self.rng
        links = online_links(clerk, [answer.base.producer_id for answer in answers])
        at = min(self.answer_moment + timedelta(days=12), self.now)
        last = min(at.astimezone(BANGKOK).date(), self.round.period_until)
        days = max((last - self.round.period_from).days, 1)
        OnlineResult.objects.bulk_create(
            OnlineResult(
                answer=answer,
                sold=True,
                channels=next(iter(links.get(answer.base.producer_id, [])), rng.choice(_SHOPS)),
                sales=rng.randrange(4, 700) * 25,
                sold_on=self.round.period_from + timedelta(days=rng.randrange(days)),
                recorded_at=at,
                recorded_by=clerk,
            )
            for answer in answers
        )

    def step(self, name: MarketStep.Name, by: User, at: datetime, **said: str) -> None:
        MarketStep.objects.create(round=self.round, name=name, by=by, at=at, **said)
