"""The page that holds a form: where to go back to, when its post cannot be done now."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from django.urls import resolve, reverse


def page_of_form(request: HttpRequest) -> str:
    """The page a post was sent from, or its own address, whichever can be opened; else the home."""
    from_page = urlsplit(request.META.get("HTTP_REFERER", ""))
    candidates = [request.get_full_path()]
    if from_page.netloc == request.get_host():
        candidates.insert(0, from_page._replace(scheme="", netloc="").geturl())
    return next((one for one in candidates if _can_be_opened(one)), reverse("admin:index"))


def _can_be_opened(address: str) -> bool:
    """Whether it answers to GET. Sign-in and sign-out lead nowhere."""
    if not address.startswith("/") or address.startswith("//"):
        return False
    try:
        found = resolve(urlsplit(address).path)
    except Http404:
        return False
    if found.view_name in ("admin:login", "admin:logout"):
        return False
    view = getattr(found.func, "view_class", None)
    return view is None or (hasattr(view, "get") and "get" in view.http_method_names)
