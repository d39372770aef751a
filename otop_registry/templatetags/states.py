"""The colours of states, where a page gives them; built in to every template."""

from django import template

register = template.Library()


@register.filter
def tone(name: str, tones: str) -> str:
    """The colour of a state (.state-* of static/css/portal.css) by its name, the last word for every
    other: `{{ step.name|tone:"approve=done return,reopen=returned entering" }}`"""
    *given, other = tones.split()
    by_name = {
        one: colour
        for names, _, colour in (word.partition("=") for word in given)
        for one in names.split(",")
    }
    return by_name.get(name, other)
