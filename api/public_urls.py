"""Addresses of the API, and of the page for who uses it. Within v1 none of them ever changes."""

from django.urls import path, re_path

from api.description import openapi
from api.door import nothing_here, through_the_door
from api.resources import api
from api.views.guide import GuidePage

_resources, _, _ = api.urls


urlpatterns = [
    path("p/api/", GuidePage.as_view(), name="api-guide"),
    path("api/v1/openapi.json", through_the_door(openapi), name="api-description"),
    *(
        path(f"api/v1/{one.pattern}", through_the_door(one.callback), name=f"api-{one.name}")
        for one in _resources
        if one.name not in ("api-root",)
    ),
    re_path(r"^api(?P<rest>/.*)?$", through_the_door(nothing_here), name="api-nothing"),
]
