"""Addresses of the API, and of the page for who uses it. Within v1 none of them ever changes."""

from django.urls import URLPattern, path, re_path

from api.description import openapi
from api.door import nothing_here, through_the_door
from api.resources import api
from api.views.guide import GuidePage

_resources = [
    (str(one.pattern), one.name, one.callback)
    for one in api.urls[0]
    if isinstance(one, URLPattern) and one.name != "api-root"
]


urlpatterns = [
    path("p/api/", GuidePage.as_view(), name="api-guide"),
    path("api/v1/openapi.json", through_the_door(openapi), name="api-description"),
    *(
        path(f"api/v1/{pattern}", through_the_door(view), name=f"api-{name}")
        for pattern, name, view in _resources
    ),
    re_path(r"^api(?P<rest>/.*)?$", through_the_door(nothing_here), name="api-nothing"),
]
