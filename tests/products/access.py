"""Who may open the pages of products."""

from datetime import timedelta

from django.core.files.base import ContentFile

from core.thai import calendar
from products.models import HeldStandard, Standard
from tests.support import factories as make
from tests.support.access import (
    Address,
    Stage,
    choices,
    department_lists,
    record_pages,
    report,
    starting_values,
)

# The department's lists, each with one of its starting values.
LISTS = {
    "products/intellectualpropertykind": "ลิขสิทธิ์",
    "products/quadrantscheme": "Quadrant",
    "products/standard": "มผช.",
    "products/subcategory": "ผ้า",
    "products/categoryword": "กระจูด",
}

ADDRESSES = [
    Address(
        "products/assessment/<int:pk>/",
        "products/assessment/{product}/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 422 404 403 403",
    ),
    Address(
        "products/mark/<int:pk>/",
        "products/mark/{product}/",
        get="login 200 404 200 404 200 200",
        post="login 422 404 422 404 403 403",
    ),
    Address(
        "products/certificate/<int:pk>/",
        "products/certificate/{certificate}/",
        get="login 200 404 200 404 200 200",
    ),
    Address(
        "products/expiring/letters/",
        "products/expiring/letters/?days=90",
        get="login 200 404 404 404 404 404",
        post="login 405 405 404 404 404 404",
    ),
    report("expiring", "province=24&district=2402", get="login 200 404 200 404 200 200"),
    report("closure-form", "closure={closure}", get="login 200 404 200 404 200 200"),
    report("closure-report", "closure={closure}", get="login 200 404 200 404 200 200"),
    report("lists", "province=24&district=2402", get="login 200 404 200 404 200 200"),
    choices("products.product.producer", get="login 200 200 200 200 200 200"),
    *record_pages(
        "products/product",
        "{product}",
        list=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
        add=("login 200 200 403 403 403 403", "login 200 200 403 403 403 403"),
        change=("login 200 404 200 404 200 200", "login 302 404 302 404 403 403"),
        history=("login 200 404 200 404 200 200", "login 200 404 200 404 200 200"),
        export=("login 200 200 200 200 200 200", "login 200 200 200 200 200 200"),
    ),
    *department_lists(LISTS),
]


def scene(stage: Stage) -> dict[str, object]:
    product = make.product(stage.maker)
    make.mark_scheme()
    certificate = HeldStandard.objects.create(
        product=make.product(stage.maker, "herb"),
        standard=Standard.objects.first(),
        file=ContentFile(b"%PDF-1.7", "certificate.pdf"),
        expires_on=calendar.today() + timedelta(days=30),
    )
    return {
        "product": product.pk,
        "picture": make.product_picture(product).pk,
        "certificate": certificate.pk,
    } | starting_values(LISTS)
