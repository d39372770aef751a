"""Addresses of the pages of a district's month."""

from django import template
from django.urls import reverse

from core.thai.templatetags.thai import month_key
from sales.models import DistrictMonth

register = template.Library()


@register.simple_tag
def month_url(name: str, of: DistrictMonth, **more: object) -> str:
    """`{% month_url "admin:sales-grid" district_month %}`; `more` is what the page needs besides."""
    month, district = month_key(of.month_id), of.district_id
    return reverse(name, kwargs={"month": month, "district": district, **more})
