"""What stands around every page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def side_menu(context: template.Context, name: str) -> SafeString:
    """The menu of the page's person (otop_registry.navigation), drawn once for all who are shown the
    same; `name` tells its two places apart."""
    menu = context.get("menu")
    return mark_safe(menu.drawn_as(name) if menu else "")  # noqa: S308  (drawn by our template)
