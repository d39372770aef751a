"""Addresses of the public catalogue. They stand on packages and in other people's books: none of them
ever changes (decision 0041). A record is named by its number, which outlives moves and mergers."""

from django.urls import path

from catalogue.sitemaps import Robots, SitemapIndex, SitemapSection
from catalogue.views.public import (
    OutletPage,
    OutletsPage,
    PictureFile,
    ProducerPage,
    ProductCode,
    ProductPage,
    SearchPage,
)

urlpatterns = [
    path("p/", SearchPage.as_view(), name="catalogue"),
    path("p/<int:pk>/", ProductPage.as_view(), name="catalogue-product"),
    path("p/<int:pk>/qr.svg", ProductCode.as_view(), name="catalogue-code"),
    path("p/producers/<int:pk>/", ProducerPage.as_view(), name="catalogue-producer"),
    path("p/outlets/", OutletsPage.as_view(), name="catalogue-outlets"),
    path("p/outlets/<int:pk>/", OutletPage.as_view(), name="catalogue-outlet"),
    path(
        "p/pictures/<slug:kind>/<int:pk>/<slug:size>.jpg",
        PictureFile.as_view(),
        name="catalogue-picture",
    ),
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap"),
    path("sitemap-<slug:section>.xml", SitemapSection.as_view(), name="sitemap-section"),
    path("robots.txt", Robots.as_view(), name="robots"),
]
