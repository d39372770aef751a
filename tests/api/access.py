"""Who may ask the API: everybody, and nobody may write."""

from tests.support.access import Address

EVERYBODY = {"get": " ".join(["200"] * 7), "post": " ".join(["405"] * 7)}
NOBODY = {"get": " ".join(["404"] * 7), "post": " ".join(["405"] * 7)}
LISTS = (
    "products", "producers", "outlets", "provinces", "districts", "subdistricts", "categories",
    "kinds", "standards", "rounds",
)  # fmt: skip

ADDRESSES = [
    Address("p/api/", **EVERYBODY),
    Address("api/v1/openapi.json", **EVERYBODY),
    *(Address(f"api/v1/{name}", **EVERYBODY) for name in LISTS),
    # Of the catalogue's scene.
    Address("api/v1/products/<int:key>", "api/v1/products/{shown_product}", **EVERYBODY),
    Address("api/v1/producers/<int:key>", "api/v1/producers/{shown_maker}", **EVERYBODY),
    Address("api/v1/outlets/<int:key>", "api/v1/outlets/{shown_outlet}", **EVERYBODY),
    Address("^api(?P<rest>/.*)?$", "api/v1/sales", **NOBODY),
]
