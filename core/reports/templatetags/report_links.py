"""Addresses of reports, as pages link to them."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from core.users.models import User

register = template.Library()


@register.simple_tag
def report_url(key: str, **asked: object) -> str:
    """A report asked for what the page shows: `{% report_url "rt3" period=month|month_key %}`. What is
    empty is left out."""
    given = {name: value for name, value in asked.items() if value not in (None, "")}
    address = reverse("admin:report", kwargs={"key": key})
    return f"{address}?{urlencode(given)}" if given else address


@register.filter
def named_by(area_id: str, user: User) -> str:
    """The area as this person's addresses name it: an office's own goes without saying, only the
    department, which sees all of them, says which."""
    return "" if user.area else area_id
