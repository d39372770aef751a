"""The totals of snapshots in force, and how complete their months are, a month at a time. A snapshot that is
touched has its totals written anew by its own trigger."""

from django.db import migrations

_TOTALS = """
    UPDATE sales_snapshot s SET superseded_at = NULL
      FROM sales_provincemonth pm
     WHERE pm.id = s.province_month_id AND pm.month_id = %s AND s.superseded_at IS NULL
"""
# As sales.figures.completeness counts it.
_COMPLETENESS = """
    INSERT INTO sales_districtcompleteness
           (district_month_id, rows, filled, producers_with_row, producers_without)
    SELECT stands.id, coalesce(counted.rows, 0), coalesce(counted.filled, 0),
           coalesce(counted.producers, 0), coalesce(missing.producers, 0)
      FROM (SELECT dm.id, dm.district_id,
                   (dm.month_id + interval '1 month')::timestamp AT TIME ZONE 'Asia/Bangkok' AS ends
              FROM sales_districtmonth dm
              JOIN sales_salesmonth m ON m.month = dm.month_id AND m.source <> 'taken_over'
              JOIN areas_district a ON a.code = dm.district_id
              JOIN sales_provincemonth pm ON pm.province_id = a.province_id
               AND pm.month_id = dm.month_id
              JOIN sales_snapshot s ON s.province_month_id = pm.id AND s.superseded_at IS NULL
             WHERE dm.month_id = %(month)s) stands
      LEFT JOIN (
           SELECT r.district_month_id, count(*) AS rows,
                  count(*) FILTER (WHERE r.entry <> 'blank') AS filled,
                  count(DISTINCT r.producer_id) AS producers
             FROM sales_salesrow r JOIN sales_districtmonth d ON d.id = r.district_month_id
            WHERE d.month_id = %(month)s GROUP BY 1) counted ON counted.district_month_id = stands.id
      LEFT JOIN LATERAL (
           SELECT count(*) AS producers FROM producers_producer p
            WHERE p.district_id = stands.district_id AND p.certified_at < stands.ends
              AND (p.cancelled_at IS NULL OR p.cancelled_at >= stands.ends)
              AND EXISTS (
                  SELECT 1 FROM products_product product
                   WHERE product.producer_id = p.id AND product.production = 'made'
                     AND product.category <> '' AND product.certified_at < stands.ends
                     AND (product.cancelled_at IS NULL OR product.cancelled_at >= stands.ends))
              AND NOT EXISTS (
                  SELECT 1 FROM sales_salesrow r
                   WHERE r.producer_id = p.id AND r.month = %(month)s)) missing ON true
"""


def fill(apps, schema_editor):
    apps.get_model("sales", "DistrictCompleteness").objects.all().delete()
    months = apps.get_model("sales", "SalesMonth").objects.order_by("month")
    for month in months.values_list("month", flat=True):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_TOTALS, [month])
            cursor.execute(_COMPLETENESS, {"month": month})


class Migration(migrations.Migration):
    atomic = False  # a month at a time; it may be run again

    dependencies = [
        ("sales", "0019_snapshot_totals_and_completeness"),
        ("products", "0022_gaps"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
