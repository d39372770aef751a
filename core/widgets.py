"""Controls of forms, put together in Python: the markup of Django's own templates, of which a list of 77
provinces asks for 155. A report's page spent a third of itself on its six lists."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_TYPES_OF_INPUT = (
    "checkbox", "color", "date", "datetime", "email", "hidden", "number", "password", "search", "tel",
    "text", "time", "url",
)  # fmt: skip


class DrawnInPython(DjangoTemplates):
    """The renderer of `FORM_RENDERER`. Whatever it does not know is Django's to draw."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, dict(context), request)
        # Every word in it is escaped.
        return mark_safe(draw(context["widget"]))  # noqa: S308


def _attributes(widget: Mapping[str, Any]) -> str:
    said = [
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    ]
    return "".join(said)


def _text(value: Any) -> SafeString:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{_text(value)}"'
    return (
        f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{said}{_attributes(widget)}>'
    )


def _textarea(widget: Mapping[str, Any]) -> str:
    name, typed = _text(widget["name"]), _text(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{typed}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    drawn = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for group, choices, _ in widget["optgroups"]:
        options = "".join(map(_option, choices))
        drawn.append(f'<optgroup label="{_text(group)}">{options}</optgroup>' if group else options)
    drawn.append("</select>")
    return "".join(drawn)


def _option(option: Mapping[str, Any]) -> str:
    value, label = _text(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


_OF = "django/forms/widgets/"
_DRAWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"{_OF}{kind}.html": _input for kind in _TYPES_OF_INPUT},
    f"{_OF}textarea.html": _textarea,
    f"{_OF}select.html": _select,
}
