"""What stood behind the figures of provinces without evidence: how much there was to show."""

from django.db import connection

from demo.accounts import DEMO_PROVINCE
from sales.figures.completeness import keep_what_is_missing

_STANDING = """
    INSERT INTO sales_snapshotdistrict (
        snapshot_id, district_id, rows, rows_with_evidence, total, total_with_evidence,
        sampled, matched, mismatched, without_evidence, out_of_line, explanation)
    SELECT s.id, d.district_id, count(*) FILTER (WHERE r.total > 0), 0, sum(r.total), 0,
           0, 0, 0, 0, '', ''
      FROM sales_snapshot s
      JOIN sales_provincemonth p ON p.id = s.province_month_id
      JOIN areas_district a ON a.province_id = p.province_id
      JOIN sales_districtmonth d ON d.month_id = p.month_id AND d.district_id = a.code
      JOIN sales_salesrow r ON r.district_month_id = d.id
     WHERE p.province_id <> %s
     GROUP BY s.id, d.district_id
"""


def keep_standing_elsewhere() -> None:
    """Beside every snapshot, as sales.figures.snapshots.keep_standing would, but in few statements
    for all.

    Those of the demo province, which has evidence, are kept with it (demo.evidence).
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [DEMO_PROVINCE])
    keep_what_is_missing()
