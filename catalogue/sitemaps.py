"""sitemap.xml of the public catalogue, and robots.txt: crawlers find what is shown, and nothing else."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from catalogue import published, structured
from catalogue.views.public import PublicView
from chuanchim.models import Outlet
from producers.models import Producer
from products.models import Product


class RecordSitemap(Sitemap):
    """Of one register: number and last change of each record that is shown."""

    limit = 20_000

    def __init__(self, model: type[Any], name: str) -> None:
        self.model, self.name = model, name

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.PUBLIC_ADDRESS).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.PUBLIC_ADDRESS).scheme

    def items(self) -> Any:
        rows = published.published(self.model).order_by("pk")
        return rows.values_list("pk", "content_changed_at")

    def location(self, item: tuple[int, Any]) -> str:
        return reverse(self.name, args=[item[0]])

    def lastmod(self, item: tuple[int, Any]) -> Any:
        return item[1]


def sitemaps() -> dict[str, Any]:
    return {
        "products": RecordSitemap(Product, "catalogue-product"),
        "producers": RecordSitemap(Producer, "catalogue-producer"),
        "outlets": RecordSitemap(Outlet, "catalogue-outlet"),
    }


class SitemapIndex(PublicView):
    """The sitemaps there are, a file for each 20,000 records."""

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = index(request, sitemaps(), sitemap_url_name="sitemap-section")
        return _drawn_now(answer)


class SitemapSection(PublicView):
    """One of them."""

    def get(self, request: HttpRequest, section: str) -> HttpResponse:
        return _drawn_now(sitemap(request, sitemaps(), section=section))


def _drawn_now(answer: TemplateResponse) -> HttpResponse:
    """While rows are still seen as the portal's."""
    answer.render()
    answer["Cache-Control"] = "public, no-cache"
    return answer


class Robots(PublicView):
    """What crawlers may ask for: the catalogue; an office's page would only lead them to the sign-in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = [
            "User-agent: *",
            "Allow: /p/",
            "Allow: /static/",
            "Disallow: /",
            f"Sitemap: {structured.address(reverse('sitemap'))}",
        ]
        answer = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
        answer["Cache-Control"] = "public, no-cache"
        return answer
