"""What stands around every page."""

import base64

from django import template
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.second_factor.requirement import is_missing, is_overdue
from core.thai import calendar

register = template.Library()


@register.simple_tag(takes_context=True)
def side_menu(context: template.Context, name: str) -> SafeString:
    """The menu of the page's person (otop_registry.navigation), drawn once for all who are shown the
    same; `name` tells its two places apart."""
    menu = context.get("menu")
    return mark_safe(menu.drawn_as(name) if menu else "")  # noqa: S308  (drawn by our template)


@register.simple_tag(takes_context=True)
def draft_key(context: template.Context) -> str:
    """The key that what this person typed and has not saved is sealed with in the browser
    (static/js/drafts/sealed.js), base64: always the same, and nobody else's. On the page, so that there
    is no moment in which a draft cannot be opened; pages are never stored by a browser."""
    told = salted_hmac("accounts.drafts", str(context["user"].pk), algorithm="sha256")
    return base64.b64encode(told.digest()).decode()


@register.simple_tag(takes_context=True)
def factor_due(context: template.Context) -> str:
    """Until when the page's person may do without a second factor; nothing where none is missing."""
    user = context["user"]
    if not is_missing(user) or is_overdue(user):
        return ""
    return format_html(
        '<p class="message message-warning">ต้องตั้งการยืนยันขั้นที่สองภายใน {} หลังจากนั้นใช้งานอื่นไม่ได้จนกว่าจะตั้ง '
        '<a href="{}">ตั้งตอนนี้ (ประมาณ 2 นาที)</a></p>',
        calendar.moment(user.second_factor_due_at),
        reverse("admin:own-account"),
    )
