"""How a campaign stands: of what was faulty at its start what is corrected, what remains, what is new.

A record that moved to another district counts as dealt with where it was and as new where it came.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone

from core.areas.compiled import CompiledDoor
from core.compiled import CompiledSql
from core.thai import calendar
from core.users.models import User
from quality.checking import faulty
from quality.kept import changed_in
from quality.models import Campaign, CampaignFigure, CampaignRecord
from quality.rules import Rule, get_rule, rule_of_code
from quality.severity import blocking_codes

_COUNTED = ("base", "corrected", "remaining", "appeared")


@dataclass(frozen=True)
class Figure:
    """Records; `base` = `corrected` + `remaining`."""

    base: int = 0
    corrected: int = 0
    remaining: int = 0
    appeared: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        pairs = ((getattr(self, name), getattr(other, name)) for name in _COUNTED)
        return Figure(*(mine + theirs for mine, theirs in pairs))

    @property
    def still_open(self) -> int:
        return self.remaining + self.appeared

    @property
    def percent(self) -> int:
        """Of what was faulty at the start, corrected; whole percent rounded down, 100 of nothing."""
        return 100 * self.corrected // self.base if self.base else 100


# By code of the district and of the check.
Figures = Mapping[tuple[str, str], Figure]


def rules_of_campaign(campaign: Campaign) -> list[Rule]:
    """Its checks, without one that is no longer there."""
    return [rule for rule in map(get_rule, campaign.codes) if rule]


def figures_of(campaign: Campaign, user) -> Figures:
    """What this person sees of it: kept for a closed one and for the department, else as it stands now,
    which is kept too of districts where nothing changed since."""
    if not campaign.is_open or user.of_nation or not changed_in(user, {}):
        stored = CampaignFigure.objects.visible_to(user).filter(campaign=campaign)
        return {
            (district, code): Figure(*counted)
            for district, code, *counted in stored.values_list("district", "code", *_COUNTED)
        }
    codes = tuple(rule.code for rule in rules_of_campaign(campaign))
    counted_now = _counted(codes, blocking_codes().intersection(codes), calendar.today())
    found = counted_now.read(user, campaign=campaign.pk)
    return {(district, code): Figure(*counted) for code, district, *counted in found}


@lru_cache(maxsize=32)
def _counted(codes: tuple[str, ...], blocking: frozenset[str], day: date) -> CompiledDoor:
    """The statement of a campaign with these checks, kept as those of `quality.counting` are."""

    def build(officer: Any, campaign: int) -> tuple[str, list[Any]]:
        base = CampaignRecord.objects.visible_to(officer).filter(campaign=campaign)
        rules = map(rule_of_code, codes)
        by_rule = [(rule, rule.register.visible_to(officer)) for rule in rules]
        return _statement(base, by_rule, blocking)

    return CompiledDoor(build, kept=CompiledSql, campaign=int)


def figures_by_check(campaign: Campaign, user: User, areas: Mapping[str, str]) -> dict[str, Figure]:
    """The same by code of the check, of a district or a province where `areas` narrows to one; what is
    kept is added up by the database."""
    if not campaign.is_open or user.of_nation or not changed_in(user, areas):
        level = next((one for one in ("district", "province") if areas.get(one)), "")
        area = {"area": areas[level]} if level else {}
        summed = _kept_within(level).read(user, campaign=campaign.pk, **area)
        return {code: Figure(*counted) for code, *counted in summed}
    within = areas.get("district") or areas.get("province") or ""
    found: dict[str, Figure] = {}
    for (district, code), figure in figures_of(campaign, user).items():
        if district.startswith(within):
            found[code] = found.get(code, Figure()) + figure
    return found


@cache
def _kept_within(level: str) -> CompiledDoor:
    """What is kept of a campaign by check, within a district, a province or all this officer sees."""
    path = {"district": "district", "province": "district__province"}.get(level)

    def build(officer: Any, campaign: int, area: str = "") -> QuerySet[Any, Any]:
        stored = CampaignFigure.objects.visible_to(officer).filter(campaign=campaign)
        if path:
            stored = stored.filter(**{path: area})
        return stored.order_by().values_list("code").annotate(*(Sum(one) for one in _COUNTED))

    kinds: dict[str, Any] = {"campaign": int} | ({"area": str} if path else {})
    return CompiledDoor(build, **kinds)


def kept_totals(campaigns: Sequence[Campaign]) -> dict[int, Figure]:
    """Each campaign's figures as last kept, all areas and checks together; one query."""
    rows = (
        CampaignFigure.objects.filter(campaign__in=campaigns)
        .order_by()
        .values_list("campaign")
        .annotate(*(Sum(name) for name in _COUNTED))
    )
    return {key: Figure(*counted) for key, *counted in rows}


def freeze_base(campaign: Campaign) -> None:
    """Write down what is faulty at the start: one statement a check."""
    blocking, quote = blocking_codes(), connection.ops.quote_name
    with connection.cursor() as cursor:
        for rule in rules_of_campaign(campaign):
            sql, values = _keys(rule, _in_campaign(campaign, rule), blocking)
            cursor.execute(
                f"INSERT INTO {quote(CampaignRecord._meta.db_table)}"  # noqa: S608
                " (campaign_id, code, record_id, district_id)"
                f" SELECT %s, %s, now.key, now.district FROM ({sql}) AS now (key, district)",
                [campaign.pk, rule.code, *values],
            )


def keep_figures(
    campaign: Campaign, at: datetime | None = None, *, within: list[str] | None = None
) -> None:
    """Keep how it stands now, and at its end for good; one statement. `within`: of these districts, by
    code."""
    base = CampaignRecord.objects.filter(campaign=campaign)
    figures = CampaignFigure.objects.filter(campaign=campaign)
    by_rule = [(rule, _in_campaign(campaign, rule)) for rule in rules_of_campaign(campaign)]
    if within is not None:
        base, figures = (one.filter(district__among=within) for one in (base, figures))
        by_rule = [
            (rule, records.filter(**{f"{rule.register.district_path}__among": within}))
            for rule, records in by_rule
        ]
    sql, values = _statement(base, by_rule, blocking_codes())
    quote = connection.ops.quote_name
    figures.delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(CampaignFigure._meta.db_table)}"  # noqa: S608
            " (campaign_id, counted_at, code, district_id, base, corrected, remaining, appeared)"
            f" SELECT %s, %s, counted.* FROM ({sql}) AS counted",
            [campaign.pk, at or timezone.now(), *values],
        )


def _in_campaign(campaign: Campaign, rule: Rule) -> QuerySet:
    """The records of the campaign's area; not through a person's door, since it is the system's work."""
    records = rule.model._default_manager.all()
    if campaign.province_id is None:
        return records
    return records.filter(**{f"{rule.register.district_path}__province": campaign.province_id})


def _keys(rule: Rule, records: QuerySet, blocking: Collection[str]) -> tuple[str, tuple[Any, ...]]:
    """SQL of the faulty records: key and district."""
    found = faulty(rule, records, blocking).order_by()
    return found.values_list("pk", rule.register.district_path).query.sql_with_params()


def _statement(
    base: QuerySet, by_rule: Sequence[tuple[Rule, QuerySet]], blocking: Collection[str]
) -> tuple[str, list[Any]]:
    """code, district, base, corrected, remaining, appeared: the base beside what is faulty now."""
    base_sql, base_values = (
        base.order_by().values_list("code", "record_id", "district").query.sql_with_params()
    )
    pieces, values = [], list(base_values)
    for rule, records in by_rule:
        sql, own = _keys(rule, records, blocking)
        pieces.append(f"SELECT %s, found.* FROM ({sql}) AS found")  # noqa: S608
        values += [rule.code, *own]
    return (
        f"""
        WITH base AS (SELECT * FROM ({base_sql}) AS found (code, key, district)),
             now AS (SELECT * FROM ({" UNION ALL ".join(pieces)}) AS found (code, key, district))
        SELECT code, district,
               count(base.key),
               count(base.key) FILTER (WHERE now.key IS NULL),
               count(base.key) FILTER (WHERE now.key IS NOT NULL),
               count(now.key) FILTER (WHERE base.key IS NULL)
          FROM base FULL JOIN now USING (code, key, district)
         GROUP BY code, district
        """,  # noqa: S608  (the checks' own SQL)
        values,
    )
