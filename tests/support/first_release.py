"""Run by test_upgrade.py in a process of its own, on an empty database: the first release's tables with
rows in them, then every migration since. Prints what became of the rows, as JSON.

In a process of its own, since migrations write to the default database.
"""

import json
from datetime import UTC, date, datetime

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

APPS = ("areas", "accounts", "producers", "products", "chuanchim", "sales")
MOMENT = datetime(2026, 11, 6, 3, tzinfo=UTC)
NO_AMOUNTS = dict.fromkeys(("domestic_online", "export_offline", "export_online"), 0)


def fill(apps) -> None:
    """What an office of the first release had: producers active and cancelled, a product with its one
    picture, an outlet's items in one text, an account switched off, a confirmed month."""
    make = {
        model.__name__: model._base_manager.create
        for name in APPS
        for model in apps.get_app_config(name).get_models()
    }
    province = make["Province"](
        code="24", name_th="ฉะเชิงเทรา", name_en="-", region="east", statistical_region="east"
    )
    district = make["District"](
        code="2402", name_th="บางคล้า", name_en="-", type_th="อำเภอ", province=province
    )
    person = {"password": "!", "full_name": "เจ้าหน้าที่", "role": "district", "district": district}
    clerk = make["User"](username="clerk", is_active=True, **person)
    make["User"](username="gone", is_active=False, **person)
    active = make["Producer"](
        code="2402-1",
        name="กลุ่มทอผ้า",
        kind="group",
        district=district,
        registered_on=date(2014, 5, 1),
    )
    make["Producer"](code="2402-2", name="เลิกแล้ว", district=district, status="cancelled")
    make["Product"](name="ผ้าขาวม้า", category="fabric", producer=active, picture="old/one.jpg")
    make["Product"](name="ผ้าถุง", category="fabric", producer=active)
    make["Outlet"](name="ร้านริมน้ำ", items="ข้าวแกง, ขนมจีน\nข้าวแกง", district=district)
    month = make["SalesMonth"](
        month=date(2026, 10, 1),
        district_due=date(2026, 11, 5),
        province_due=date(2026, 11, 6),
        close_due=date(2026, 11, 10),
        opened_at=MOMENT,
        opened_by=clerk,
    )
    of_province = make["ProvinceMonth"](month=month, province=province)
    of_district = make["DistrictMonth"](month=month, district=district)
    make["SalesRow"](
        month=date(2026, 10, 1),
        district_month=of_district,
        producer=active,
        category="fabric",
        kind="group",
        entry="amounts",
        domestic_offline="359900.25",
        updated_at=MOMENT,
        updated_by=clerk,
        **NO_AMOUNTS,
    )
    confirmed = {"status": "province_confirmed", "district_confirmed_at": MOMENT}
    of_district._meta.model._base_manager.filter(pk=of_district.pk).update(
        **confirmed,
        district_confirmed_by=clerk,
        province_confirmed_at=MOMENT,
        province_confirmed_by=clerk,
    )
    of_province._meta.model._base_manager.filter(pk=of_province.pk).update(
        status="confirmed", confirmed_at=MOMENT, confirmed_by=clerk
    )
    snapshot = make["Snapshot"](
        province_month=of_province, version=1, taken_at=MOMENT, taken_by=clerk
    )
    make["SnapshotLine"](
        snapshot=snapshot,
        district=district,
        category="fabric",
        kind="group",
        producers=1,
        domestic_offline="359900.25",
        **NO_AMOUNTS,
    )
    make["SnapshotProducers"](snapshot=snapshot, district=district, kind="group", producers=1)


def assess(apps) -> None:
    """Quadrants as they were assessed before the mark: by rule, and otherwise with a reason."""
    product = apps.get_model("products", "Product").objects.order_by("pk")[0]
    scheme = apps.get_model("products", "QuadrantScheme").objects.get()
    by = apps.get_model("accounts", "User").objects.get(username="clerk")
    for computed, result, reason in (("D", "D", ""), ("", "C", "กรรมการเห็นชอบ")):
        apps.get_model("products", "Assessment").objects.create(
            product=product,
            scheme=scheme,
            answers={"standard": "1.3"},
            computed=computed,
            proposed="D",
            result=result,
            reason=reason,
            assessed_on=MOMENT.date(),
            at=MOMENT,
            by=by,
        )


def became() -> dict:
    """The same rows, by today's models."""
    from chuanchim.models import Item, Outlet
    from core.users.models import AccountStep, User
    from producers.models import Producer
    from products.models import Assessment, Product, ProductPicture
    from sales.models import PeriodProducers, SalesRow, SnapshotLine

    producers = Producer.objects.order_by("code")
    return {
        "producers": [
            [one.code, one.status, str(one.registered_on), one.announced_at is not None,
             one.cancelled_at is not None]
            for one in producers
        ],
        "accounts": [list(one) for one in User.objects.order_by("username").values_list(
            "username", "standing", "is_active")],
        "steps": [list(one) for one in AccountStep.objects.values_list(
            "account__username", "name", "reason")],
        "products": [list(one) for one in Product.objects.order_by("name").values_list(
            "name", "category", "status")],
        "assessments": [list(one) for one in Assessment.objects.order_by("pk").values_list(
            "scheme__kind", "computed", "proposed", "result", "reason", "certificate_number")],
        "pictures": [list(one) for one in ProductPicture.objects.values_list(
            "product__name", "file", "position", "is_cover")],
        "outlets": [list(one) for one in Outlet.objects.values_list("name", "status")],
        "items": [list(one) for one in Item.objects.order_by("pk").values_list(
            "outlet__name", "name")],
        "rows": [[one.producer.code, str(one.total)] for one in SalesRow.objects.all()],
        "lines": [str(total) for total in SnapshotLine.objects.values_list(
            "domestic_offline", flat=True)],
        "periods": sorted(set(PeriodProducers.objects.values_list("period", flat=True))),
    }  # fmt: skip


def main() -> None:
    django.setup()
    executor = MigrationExecutor(connection)
    first = [(name, "0001_initial") for name in APPS]
    executor.migrate(first)
    fill(executor.loader.project_state(first).apps)
    executor = MigrationExecutor(connection)
    assessed = [("products", "0016_more_category_words")]
    executor.migrate([*executor.loader.graph.leaf_nodes("pghistory"), *assessed])
    assess(executor.loader.project_state(assessed).apps)
    call_command("migrate", verbosity=0)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    print(json.dumps(became(), ensure_ascii=False))


if __name__ == "__main__":
    main()
