"""How many records fail each check: of a district or a province as they stand now, out of what is kept
of its districts (quality.kept); of the nation as counted once a day.

A register is counted by one statement, all its checks together, by district; `refresh` writes what that
statement finds without a row passing through here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Model, QuerySet, Subquery, Sum
from django.utils import timezone

from core.areas.compiled import CompiledDoor
from core.areas.scope import Officer
from core.compiled import CompiledSql
from core.jobs import nationwide
from core.thai import calendar
from core.users.models import User
from quality import kept as kept_tallies
from quality.checking import condition
from quality.models import Campaign, DistrictTally, QualityCount
from quality.progress import keep_figures
from quality.rules import Rule, all_rules, get_rule, preparations, registers, rule_of_code
from quality.severity import blocking_codes

# Counts of single days are kept this long; of the first day of a month for good.
DAYS_KEPT = 60


@dataclass(frozen=True)
class Tally:
    """Of `of` records `faulty` fail a check."""

    faulty: int = 0
    of: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.faulty + other.faulty, self.of + other.of)

    @property
    def percent(self) -> int:
        """Whole percent, rounded up so that one fault is never none."""
        return -(-100 * self.faulty // self.of) if self.of else 0


# By code of the area (a district's, a province's) and of the check.
Tallies = Mapping[tuple[str, str], Tally]


def tallies_of(user: User, areas: Mapping[str, object]) -> Tallies:
    """As the records stand now, by district, of what this person sees of an area: two queries where what
    is kept is not behind, for the districts of which it is those of `live` too."""
    changed = kept_tallies.changed_in(user, areas)
    behind = set(changed)
    found = {
        (district, code): Tally(faulty, of)
        for district, code, faulty, of in kept_tallies.tallies_in(user, areas)
        if district not in behind and get_rule(code)
    }
    return {**found, **live(user, districts=changed)} if changed else found


def live(
    user: User,
    *,
    codes: Collection[str] | None = None,
    areas: Mapping[str, object] | None = None,
    districts: Collection[str] = (),
) -> Tallies:
    """Counted now, by district, of what this person sees: one query a register, one for the severities.

    `codes`: these checks only. `areas`: narrower, as {"district": code} or {"province": code};
    `districts`: or these, by code.
    """
    blocking, tallies = blocking_codes(), {}
    level = next((one for one in ("district", "province") if (areas or {}).get(one)), "")
    area: dict[str, Any] = {"area": str((areas or {})[level])} if level else {}
    if districts:
        level, area = "districts", {"area": sorted(districts)}
    for rules in registers().values():
        wanted = tuple(rule.code for rule in rules if codes is None or rule.code in codes)
        if not wanted:
            continue
        counted = _counted(
            wanted, frozenset(blocking).intersection(wanted), level, calendar.today()
        )
        for district, of, *faulty in counted.read(user, **area):
            for code, count in zip(wanted, faulty, strict=True):
                tallies[district, code] = Tally(count, of)
    return tallies


@lru_cache(maxsize=64)
def _counted(
    codes: tuple[str, ...], blocking: frozenset[str], level: str, day: date
) -> CompiledDoor:
    """The statement of some checks of one register, for a district, several, a province or all
    (`level`). Kept by what it depends on beside the code: which checks block, and the day, which some
    of them compare with."""
    rules = [rule_of_code(code) for code in codes]
    register = rules[0].register

    def build(officer: Any, area: Any = "") -> QuerySet[Any]:
        records = within(rules[0], register.visible_to(officer), {level: area} if level else {})
        return _grouped(rules, records, blocking).values_list(register.district_path, "of", *codes)

    kinds: dict[str, Any] = {"area": list[str] if level == "districts" else str} if level else {}
    return CompiledDoor(build, **kinds)


def within(rule: Rule, records: QuerySet[Any], areas: Mapping[str, Any]) -> QuerySet[Any]:
    """Of `records` those of a district, of several, or of a province."""
    path = rule.register.district_path
    if areas.get("districts"):
        return records.filter(**{f"{path}__among": areas["districts"]})
    if areas.get("district"):
        return records.filter(**{path: areas["district"]})
    if areas.get("province"):
        return records.filter(**{f"{path}__province": areas["province"]})
    return records


def _grouped(rules: list[Rule], records: QuerySet[Any], blocking: Collection[str]) -> QuerySet[Any]:
    path = rules[0].register.district_path
    return (
        rules[0]
        .register.counted(records)
        .order_by()
        .values(path)
        .annotate(
            of=Count("pk"),
            **{
                rule.code: Count("pk", filter=condition(rule, blocks=rule.code in blocking))
                for rule in rules
            },
        )
    )


def in_all(tallies: Tallies) -> dict[str, Tally]:
    """Of every check, all areas together; a check that nothing is counted of is there too."""
    together = {rule.code: Tally() for rule in all_rules()}
    for (_, code), tally in tallies.items():
        together[code] += tally
    return together


def count_in(user: User, codes: Iterable[str] | None = None) -> dict[str, Tally]:
    """What `manage.py quality` prints: every check through this person's door, counted now."""
    together = in_all(live(user, codes=None if codes is None else set(codes)))
    return {code: tally for code, tally in together.items() if codes is None or code in codes}


# --- Kept for the nation --------------------------------------------------------------------------


class Refreshed(NamedTuple):
    """When the nation was counted, and of how many districts' checks what was kept said something else,
    though nothing noted a change."""

    at: datetime
    wrong: int


@transaction.atomic
def refresh(at: datetime | None = None, *, by: User | None = None) -> Refreshed:
    """Work out what the checks need (learnt words), then count the nation anew for this day, and how
    the open campaigns stand.

    `by`: who asked, nobody for the night. UnderWay while other work over the nation runs.
    One statement a register writes every district x check; today's earlier counts are replaced. Single
    days older than DAYS_KEPT go.
    """
    nationwide.hold("count", by)
    noted = kept_tallies.changed_districts()
    for prepare in preparations():
        prepare()
    kept_tallies.hold_all()
    noted |= kept_tallies.forget_notes_of_others()
    at = at or timezone.now()
    day = timezone.localdate(at)
    QualityCount.objects.filter(counted_on=day).delete()
    QualityCount.objects.filter(counted_on__lt=day - timedelta(days=DAYS_KEPT)).exclude(
        counted_on__day=1
    ).delete()
    blocking = blocking_codes()
    with connection.cursor() as cursor:
        for rules in registers().values():
            records = rules[0].model._default_manager.all()
            sql, values = _lines(rules, _grouped(rules, records, blocking))
            cursor.execute(
                f"INSERT INTO {_table(QualityCount)}"  # noqa: S608  (names of models)
                " (counted_on, counted_at, district_id, code, faulty, of)"
                f" SELECT %s, %s, line.* FROM ({sql}) AS line",
                [day, at, *values],
            )
        cursor.execute(_WRONG, [day, sorted(noted), sorted(_codes_that_move(blocking))])
        wrong = cursor.fetchone()[0]
        cursor.execute(
            f"DELETE FROM {_table(DistrictTally)};"  # noqa: S608
            f" INSERT INTO {_table(DistrictTally)} (district_id, code, faulty, of)"
            f" SELECT district_id, code, faulty, of FROM {_table(QualityCount)}"
            " WHERE counted_on = %s",
            [day],
        )
    for campaign in Campaign.objects.open():
        keep_figures(campaign, at)
    kept_tallies.write_day()
    return Refreshed(at, wrong)


def _codes_that_move(blocking: Collection[str]) -> set[str]:
    """Checks that find something else though no record changed: they compare with the day, or with
    what is learnt before a count."""
    learnt = preparations().values()
    found = set()
    for rule in all_rules():
        failing = rule.model._default_manager.filter(condition(rule, blocks=rule.code in blocking))
        sql, values = failing.query.sql_with_params()
        if any(isinstance(one, date) for one in values) or any(table in sql for table in learnt):
            found.add(rule.code)
    return found


# Kept of a district that was counted and has no note since, beside what was counted now.
_WRONG = """
    SELECT count(*)
      FROM (SELECT district_id, code, faulty, of FROM quality_districttally) kept
      FULL JOIN (SELECT district_id, code, faulty, of FROM quality_qualitycount
                  WHERE counted_on = %s) counted USING (district_id, code)
      JOIN quality_counteddistrict USING (district_id)
     WHERE (kept.faulty, kept.of) IS DISTINCT FROM (counted.faulty, counted.of)
       AND NOT district_id = ANY(%s) AND NOT code = ANY(%s)
"""


def write_tallies(districts: list[str]) -> None:
    """Count these districts and keep what is found in the place of what was; one statement a
    register."""
    DistrictTally.objects.filter(district__among=districts).delete()
    blocking, day = blocking_codes(), calendar.today()
    for rules in registers().values():
        codes = tuple(rule.code for rule in rules)
        kept_by = (codes, blocking.intersection(codes), day)
        _writing(*kept_by).read(districts=districts)


@lru_cache(maxsize=16)
def _writing(codes: tuple[str, ...], blocking: frozenset[str], day: date) -> CompiledSql:
    """The statement of one register, kept as those of `_counted` are."""
    rules = [rule_of_code(code) for code in codes]

    def build(districts: list[str]) -> tuple[str, list[Any]]:
        records = within(rules[0], rules[0].model._default_manager.all(), {"districts": districts})
        sql, values = _lines(rules, _grouped(rules, records, blocking))
        return (
            f"INSERT INTO {_table(DistrictTally)} (district_id, code, faulty, of) {sql}"
            " RETURNING id",
            list(values),
        )

    return CompiledSql(build, districts=list[str])


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _lines(rules: list[Rule], grouped: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """The counted columns of each district as rows: district, code, faulty, of."""
    sql, values = grouped.query.sql_with_params()
    quote = connection.ops.quote_name
    lines = ", ".join(f"('{rule.code}', counted.{quote(rule.code)})" for rule in rules)
    columns = [rules[0].register.district_path, "of", *(rule.code for rule in rules)]
    names = ", ".join(quote(name) for name in columns)
    return (
        f"SELECT counted.{quote(columns[0])}, line.code, line.faulty, counted.of"  # noqa: S608
        f" FROM ({sql}) AS counted ({names})"
        f" CROSS JOIN LATERAL (VALUES {lines}) AS line (code, faulty)",
        values,
    )


@dataclass(frozen=True)
class Kept:
    """What was counted last, by province and check, and when; no moment where nothing was counted."""

    at: datetime | None
    tallies: Tallies


def kept_of(rule: Rule, user: Officer) -> tuple[Tally, datetime] | None:
    """How many of what this person sees failed one check when it was counted last, and when; one query.
    None where it never was."""
    visible = QualityCount.objects.visible_to(user)
    newest = visible.filter(code=rule.code).order_by("-counted_on").values("counted_on")[:1]
    found = (
        visible.filter(code=rule.code, counted_on=Subquery(newest))
        .order_by("counted_at")
        .values_list("counted_at")
        .annotate(Sum("faulty"), Sum("of"))
        .first()
    )
    return (Tally(*found[1:]), found[0]) if found else None


def kept(user: User) -> Kept:
    """The newest counts this person sees, by province; two queries."""
    visible = QualityCount.objects.visible_to(user)
    newest = visible.order_by("-counted_on").values("counted_on", "counted_at").first()
    if newest is None:
        return Kept(None, {})
    rows = (
        visible.filter(counted_on=newest["counted_on"])
        .order_by()
        .values_list("district__province", "code")
        .annotate(Sum("faulty"), Sum("of"))
    )
    # A check that is no longer there is left out.
    return Kept(
        newest["counted_at"],
        {(area, code): Tally(*found) for area, code, *found in rows if get_rule(code)},
    )
