"""Who may open the pages of the public catalogue: everybody those below /p/, offices the consents."""

from io import BytesIO

from chuanchim.models import OutletPicture
from core.pictures.processing import prepare
from tests.support import factories as make
from tests.support.access import Address, Stage
from tests.support.catalogue_factories import agreed
from tests.support.pictures import plain

EVERYBODY = {"get": "200 200 200 200 200 200 200", "post": "405 405 405 405 405 405 405"}

ADDRESSES = [
    Address(
        "catalogue/producers/<int:pk>/",
        "catalogue/producers/{shown_maker}/",
        {"withdraw": "1"},
        get="login 200 404 200 404 200 200",
        post="login 302 404 404 404 404 404",
    ),
    Address(
        "catalogue/outlets/<int:pk>/",
        "catalogue/outlets/{shown_outlet}/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 404 404 404 404",
    ),
    Address("p/", **EVERYBODY),
    Address("p/<int:pk>/", "p/{shown_product}/", **EVERYBODY),
    Address("p/<int:pk>/qr.svg", "p/{shown_product}/qr.svg", **EVERYBODY),
    Address("p/producers/<int:pk>/", "p/producers/{shown_maker}/", **EVERYBODY),
    Address("p/outlets/", "p/outlets/?province=24&lang=en", **EVERYBODY),
    Address("p/outlets/<int:pk>/", "p/outlets/{shown_outlet}/?lang=en", **EVERYBODY),
    Address(
        "p/pictures/<slug:kind>/<int:pk>/<slug:size>.jpg",
        "p/pictures/products/{shown_picture}/full.jpg",
        **EVERYBODY,
    ),
    Address("sitemap.xml", **EVERYBODY),
    Address("sitemap-<slug:section>.xml", "sitemap-products.xml", **EVERYBODY),
    Address("robots.txt", **EVERYBODY),
]


def scene(stage: Stage) -> dict[str, object]:
    """A producer with a product and an outlet, all of them shown, with pictures and where to buy."""
    maker = make.producer(stage.of, "วิสาหกิจชุมชนทอผ้าสมมติ", kind="sme", phone="038000000")
    maker.sales_channels.create(kind="online", place="ร้านสมมติ", link="https://shop.example/")
    product = make.product(maker, "fabric", name="ผ้าไหมสมมติ", story="เล่าเรื่อง", price=350)
    picture = make.product_picture(product)
    agreed(maker, product)
    outlet = make.outlet(stage.of, "ครัวสมมติ")
    outlet.items.create(name="แกงส้ม", price=80)
    OutletPicture(outlet=outlet).keep(prepare(BytesIO(plain()))).save()
    agreed(outlet)
    return {
        "shown_maker": maker.pk,
        "shown_product": product.pk,
        "shown_outlet": outlet.pk,
        "shown_picture": picture.pk,
    }
