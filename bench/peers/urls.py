from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("bench/", include("bench.peers.admin")),
    path("", admin.site.urls),
]
