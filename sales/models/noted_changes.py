"""Triggers that note which groups of a province's open month have to be found anew
(sales.models.open_anomalies): a group is a category and a kind; its rows are held against each other."""

import pgtrigger

# Planned anew each time, by how many rows changed: a plan made for one row would meet twenty thousand.
# Also of rows that whoever changes this one does not see: those of a producer that moved away.
_NOTE = """
    area := current_setting('portal.area', true);
    PERFORM set_config('portal.area', '*', true);
    EXECUTE $note$
    INSERT INTO sales_changedgroup (month, province_id, category, kind, transaction)
    SELECT DISTINCT g.month, d.province_id, g.category, g.kind, pg_current_xact_id()::text::bigint
      FROM ({groups}) AS g (month, district_month_id, category, kind)
      JOIN sales_salesmonth m ON m.month = g.month AND m.status = 'open' AND m.source = 'portal'
      JOIN sales_districtmonth dm ON dm.id = g.district_month_id
      JOIN areas_district d ON d.code = dm.district_id
    $note${given};
    PERFORM set_config('portal.area', coalesce(area, ''), true);
    RETURN NULL;
"""
_DECLARED = [("area", "text")]
# A figure is also part of the past of the producer's rows in the twelve months after it: of those that
# stand there, and, since one may be written unseen at this moment, of those that would stand beside it.
_OF_ROWS = _NOTE.format(
    groups="""
      WITH changed AS MATERIALIZED ({changed}),
           own AS (SELECT DISTINCT month, district_month_id, category, kind FROM changed),
           later AS MATERIALIZED (
               SELECT month FROM sales_salesmonth
                WHERE status = 'open' AND month > (SELECT min(month) FROM own)),
           standing AS MATERIALIZED (
               SELECT month FROM later
                WHERE EXISTS (SELECT FROM sales_districtmonth dm
                                JOIN sales_salesrow r ON r.district_month_id = dm.id
                               WHERE dm.month_id = later.month))
      SELECT month, district_month_id, category, kind FROM own
      UNION
      SELECT later.month, own.district_month_id, own.category, own.kind
        FROM own JOIN later ON later.month > own.month
         AND later.month <= own.month + interval '1 year'
      UNION
      SELECT r.month, r.district_month_id, r.category, r.kind
        FROM changed JOIN standing ON standing.month > changed.month
         AND standing.month <= changed.month + interval '1 year'
        JOIN sales_salesrow r ON r.producer_id = changed.producer_id
         AND r.category = changed.category AND r.month = standing.month""",
    given="",
)
_FILLED = (
    "SELECT id, month, district_month_id, producer_id, category, kind, entry, total"
    " FROM {rows} WHERE entry <> 'blank'"
)
_OLD, _NEW = _FILLED.format(rows="old_rows"), _FILLED.format(rows="new_rows")


def _of_rows(name: str, operation, changed: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        declare=_DECLARED,
        func=_OF_ROWS.format(changed=changed),
    )


OF_ROWS = [
    _of_rows("notes_group_insert", pgtrigger.Insert, _NEW, new="new_rows"),
    _of_rows("notes_group_delete", pgtrigger.Delete, _OLD, old="old_rows"),
    _of_rows(
        "notes_group_update",
        pgtrigger.Update,
        f"({_OLD} EXCEPT {_NEW}) UNION ALL ({_NEW} EXCEPT {_OLD})",
        old="old_rows",
        new="new_rows",
    ),
]

_ITS_ROWS = """
    SELECT DISTINCT r.month, r.district_month_id, r.category, r.kind FROM sales_salesrow r
     WHERE r.entry <> 'blank' AND r.{of} = $1"""
# A month that is entered again is asked again.
OF_DISTRICT_MONTHS = pgtrigger.Trigger(
    name="notes_groups",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("status"),
    condition=pgtrigger.Condition(
        "NEW.status IN ('entering', 'returned') AND OLD.status NOT IN ('entering', 'returned')"
    ),
    declare=_DECLARED,
    func=_NOTE.format(groups=_ITS_ROWS.format(of="district_month_id"), given=" USING NEW.id"),
)
OF_MONTHS = pgtrigger.Trigger(
    name="notes_groups",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("status"),
    condition=pgtrigger.Condition("NEW.status = 'open' AND OLD.status <> 'open'"),
    declare=_DECLARED,
    func=_NOTE.format(groups=_ITS_ROWS.format(of="month"), given=" USING NEW.month"),
)
