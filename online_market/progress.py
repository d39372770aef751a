"""How far the districts of a round have come: surveyed, ready, sold online, against the target."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from core.areas.models import District, Province
from core.thai.digits import percent
from core.users.models import User
from online_market.models import (
    DistrictTarget,
    MarketRound,
    OnlineResult,
    Survey,
    SurveyAnswer,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Figures:
    """Counts of products of one area, and online sales in the round's period, baht."""

    producers: int = 0
    products: int = 0
    computed: int = 0
    target: int = 0
    surveyed: int = 0
    ready: int = 0
    sold: int = 0
    sales: Decimal = ZERO

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            *(getattr(self, name) + getattr(other, name) for name in Figures.__annotations__)
        )

    @property
    def percent(self) -> Decimal | None:
        """Sold online of the target; None where nothing is asked."""
        return percent(self.sold, self.target)

    @property
    def kpi(self) -> Decimal | None:
        """Sold online of the base: the KPI itself (DOMAIN.md 10); None where there is no base."""
        return percent(self.sold, self.products)

    @property
    def missing(self) -> int:
        """Products still to be sold online."""
        return max(self.target - self.sold, 0)

    @property
    def reached(self) -> bool:
        return self.sold >= self.target


@dataclass(frozen=True)
class DistrictProgress:
    """A district in a round. `counted`: whether its answers are this officer's to see yet."""

    district: District
    survey: Survey
    figures: Figures
    counted: bool


@dataclass(frozen=True)
class AreaProgress:
    """Districts together: a province, or the nation."""

    area: Province | None
    districts: tuple[DistrictProgress, ...]
    figures: Figures

    def at(self, *statuses: str) -> int:
        return sum(one.survey.status in statuses for one in self.asked)

    @property
    def asked(self) -> tuple[DistrictProgress, ...]:
        """Districts that have products in the base, so a survey to answer."""
        return tuple(one for one in self.districts if one.figures.products)

    @property
    def signed(self) -> int:
        """Districts whose survey at least their chief signed."""
        return sum(not one.survey.is_open for one in self.asked)

    @property
    def passed(self) -> int:
        """Districts whose survey their province signed."""
        return self.at(Survey.Status.PROVINCE_SIGNED, Survey.Status.DEPARTMENT_SIGNED)

    @property
    def awaiting_department(self) -> int:
        """Districts whose survey the department has not received yet."""
        return self.at(Survey.Status.PROVINCE_SIGNED)

    @property
    def not_counted(self) -> tuple[DistrictProgress, ...]:
        return tuple(one for one in self.asked if not one.counted)


def progress_of(
    user: User, round: MarketRound, province: Province | None = None
) -> list[DistrictProgress]:
    """Each district the officer may see, by province; five statements whatever their number."""
    targets = DistrictTarget.objects.visible_to(user).filter(round=round)
    surveys = Survey.objects.visible_to(user).filter(round=round)
    answers = SurveyAnswer.objects.visible_to(user).filter(survey__round=round)
    results = OnlineResult.objects.visible_to(user).filter(answer__survey__round=round)
    if province is not None:
        targets = targets.filter(district__province=province)
        surveys = surveys.filter(district__province=province)
        answers = answers.filter(survey__district__province=province)
        results = results.filter(answer__survey__district__province=province)
    surveyed = _counted(answers, "survey")
    ready = _counted(answers.ready(), "survey")
    sold = {
        survey: (count, amount or ZERO)
        for survey, count, amount in results.filter(sold=True)
        .order_by()
        .values_list("answer__survey")
        .annotate(Count("pk"), Sum("sales"))
    }
    by_district = {one.district_id: one for one in surveys}
    found = []
    for target in targets.select_related("district__province").order_by(
        "district__province__sort_key", "district__province__name_th", "district"
    ):
        survey = by_district[target.district_id]
        count, amount = sold.get(survey.pk, (0, ZERO))
        figures = Figures(
            target.base_producers,
            target.base_products,
            target.computed,
            target.target,
            surveyed.get(survey.pk, 0),
            ready.get(survey.pk, 0),
            count,
            amount,
        )
        counted = not user.of_nation or survey.status in (
            Survey.Status.PROVINCE_SIGNED,
            Survey.Status.DEPARTMENT_SIGNED,
        )
        found.append(DistrictProgress(target.district, survey, figures, counted))
    return found


def _counted(rows, by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def together(area: Province | None, districts: Iterable[DistrictProgress]) -> AreaProgress:
    own = tuple(districts)
    return AreaProgress(area, own, sum((one.figures for one in own), Figures()))


def by_province(districts: Iterable[DistrictProgress]) -> list[AreaProgress]:
    """The same districts, put together by province in the order they came."""
    groups: dict[str, list[DistrictProgress]] = {}
    for one in districts:
        groups.setdefault(one.district.province_id, []).append(one)
    return [together(own[0].district.province, own) for own in groups.values()]


def coverage(user: User, whole: AreaProgress) -> str:
    """Whose figures the counts hold, in one sentence."""
    asked, left = len(whole.asked), whole.not_counted
    if user.of_nation:
        told = f"จังหวัดรับรองแบบสำรวจแล้ว {whole.passed} จาก {asked} อำเภอ"
        if not left:
            return told
        return f"{told} ยังไม่นับผลของ: {_names([one.district.name_th for one in left])}"
    unsigned = [one.district.name_th for one in whole.asked if one.survey.is_open]
    told = f"อำเภอลงนามแบบสำรวจแล้ว {whole.signed} จาก {asked} อำเภอ"
    return f"{told} ยังไม่ลงนาม: {_names(unsigned)}" if unsigned else told


def _names(names: list[str], at_most: int = 10) -> str:
    more = len(names) - at_most
    return " ".join(names[:at_most]) + (f" และอีก {more} แห่ง" if more > 0 else "")
