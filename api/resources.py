"""The resources of /api/v1/ and their description; what each answers is in records.py and lists.py."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from api import lists, problems, records, schemas, sums
from api.parameters import (
    DistrictsAsked,
    Paged,
    PagedByCode,
    ProducersAsked,
    ProductsAsked,
    RecordsAsked,
    SubdistrictsAsked,
    SumsAsked,
)
from producers.models import Producer
from products.models import Category

# Its own documentation page stays off: it loads scripts of its own; ours is /p/api/.
api = NinjaAPI(
    title="OTOP registry",
    version="1",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)


@api.exception_handler(problems.Refused)
def refused(request: HttpRequest, error: problems.Refused) -> HttpResponse:
    return error.answer


@api.exception_handler(ValidationError)
def not_right(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.of_parameters(error)


@api.get("/products", response=schemas.ProductPage, tags=["catalogue"], url_name="products")
def products(request: HttpRequest, asked: Query[ProductsAsked]) -> HttpResponse:
    """Products: announced, still made, and agreed to be shown."""
    return records.page(records.PRODUCTS, request, asked)


@api.get(
    "/products/{int:key}", response=schemas.Product, tags=["catalogue"], url_name="products-one"
)
def one_product(request: HttpRequest, key: int) -> HttpResponse:
    """One product."""
    return records.one(records.PRODUCTS, request, key)


@api.get("/producers", response=schemas.ProducerPage, tags=["catalogue"], url_name="producers")
def producers(request: HttpRequest, asked: Query[ProducersAsked]) -> HttpResponse:
    """Producers: announced, and agreed to be shown."""
    return records.page(records.PRODUCERS, request, asked)


@api.get(
    "/producers/{int:key}", response=schemas.Producer, tags=["catalogue"], url_name="producers-one"
)
def one_producer(request: HttpRequest, key: int) -> HttpResponse:
    """One producer."""
    return records.one(records.PRODUCERS, request, key)


@api.get("/outlets", response=schemas.OutletPage, tags=["catalogue"], url_name="outlets")
def outlets(request: HttpRequest, asked: Query[RecordsAsked]) -> HttpResponse:
    """OTOP ชวนชิม outlets: announced, and agreed to be shown."""
    return records.page(records.OUTLETS, request, asked)


@api.get("/outlets/{int:key}", response=schemas.Outlet, tags=["catalogue"], url_name="outlets-one")
def one_outlet(request: HttpRequest, key: int) -> HttpResponse:
    """One outlet."""
    return records.one(records.OUTLETS, request, key)


@api.get("/provinces", response=schemas.ProvincePage, tags=["areas"], url_name="provinces")
def provinces(request: HttpRequest, asked: Query[PagedByCode]) -> HttpResponse:
    """The 77 provinces, Bangkok among them."""
    return lists.provinces(request, asked)


@api.get("/districts", response=schemas.DistrictPage, tags=["areas"], url_name="districts")
def districts(request: HttpRequest, asked: Query[DistrictsAsked]) -> HttpResponse:
    """Districts (อำเภอ, and เขต of Bangkok)."""
    return lists.districts(request, asked)


@api.get("/subdistricts", response=schemas.SubdistrictPage, tags=["areas"], url_name="subdistricts")
def subdistricts(request: HttpRequest, asked: Query[SubdistrictsAsked]) -> HttpResponse:
    """Subdistricts (ตำบล, and แขวง of Bangkok)."""
    return lists.subdistricts(request, asked)


@api.get("/categories", response=schemas.CodeList, tags=["codes"], url_name="categories")
def categories(request: HttpRequest) -> HttpResponse:
    """Categories of products."""
    return lists.codes(request, Category.choices)


@api.get("/kinds", response=schemas.CodeList, tags=["codes"], url_name="kinds")
def kinds(request: HttpRequest) -> HttpResponse:
    """Kinds of producers."""
    return lists.codes(request, Producer.Kind.choices)


@api.get("/standards", response=schemas.StandardPage, tags=["codes"], url_name="standards")
def standards(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """Standards that a product can be certified to."""
    return lists.standards(request, asked)


@api.get("/rounds", response=schemas.RoundPage, tags=["rounds"], url_name="rounds")
def rounds(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """Registration rounds whose results the department announced."""
    return lists.rounds(request, asked)


@api.get("/sales", response=schemas.SumPage, tags=["sales"], url_name="sales")
def sales(request: HttpRequest, asked: Query[SumsAsked]) -> HttpResponse:
    """Sales of a closed month as confirmed, but for what would tell of one producer."""
    return sums.page(request, asked)


@api.get("/sales-months", response=schemas.SalesMonthPage, tags=["sales"], url_name="sales-months")
def sales_months(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """The months whose sums are published."""
    return sums.months(request, asked)
