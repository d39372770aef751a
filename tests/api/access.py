"""Who may ask the API: everybody, and nobody may write."""

from datetime import timedelta

from api import keys
from api.models import Resource
from core.thai import calendar
from tests.support.access import Address, Stage

EVERYBODY = {"get": " ".join(["200"] * 7), "post": " ".join(["405"] * 7)}
NOBODY = {"get": " ".join(["404"] * 7), "post": " ".join(["405"] * 7)}
LISTS = (
    "products", "producers", "outlets", "provinces", "districts", "subdistricts", "categories",
    "kinds", "standards", "rounds", "sales", "sales-months",
)  # fmt: skip

ADDRESSES = [
    Address("p/api/", **EVERYBODY),
    Address("api/v1/openapi.json", **EVERYBODY),
    *(Address(f"api/v1/{name}", **EVERYBODY) for name in LISTS),
    # Of the catalogue's scene.
    Address("api/v1/products/<int:key>", "api/v1/products/{shown_product}", **EVERYBODY),
    Address("api/v1/producers/<int:key>", "api/v1/producers/{shown_maker}", **EVERYBODY),
    Address("api/v1/outlets/<int:key>", "api/v1/outlets/{shown_outlet}", **EVERYBODY),
    Address(
        "partner-keys/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 405 405",
    ),
    Address(
        "partner-keys/new/",
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 422 422",
    ),
    Address(
        "partner-keys/<int:pk>/",
        "partner-keys/{partner_key}/",
        {"reason": "หน่วยงานเลิกใช้"},
        get="login 404 404 404 404 200 200",
        post="login 404 404 404 404 302 302",
    ),
    Address("^api(?P<rest>/.*)?$", "api/v1/secrets", **NOBODY),
]


def scene(stage: Stage) -> dict[str, object]:
    """A key of a partner."""
    made = keys.make(
        partner="มหาวิทยาลัยสมมติ", contact="ศูนย์ข้อมูล", areas=[], resources=Resource.values,
        per_minute=600, per_day=50_000, last_day=calendar.today() + timedelta(days=365),
        by=stage.department,
    )  # fmt: skip
    return {"partner_key": made.key.pk}
