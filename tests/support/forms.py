"""A form as a page shows it, to be filled in and posted as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class ShownForm:
    """Where it posts to ("" is its own page) and what its fields hold."""

    action: str
    fields: dict[str, str | list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[ShownForm] = []
        self._open: ShownForm | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form" and said.get("method") == "post":
            self._open = ShownForm(said.get("action") or "")
            self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self._open.fields[name] = ""
        elif tag == "option" and self._select and "selected" in said:
            self._open.fields[self._select] = said.get("value") or ""
        elif tag == "input" and name and said.get("type") not in ("submit", "file"):
            if said.get("type") in ("checkbox", "radio") and "checked" not in said:
                return
            self._open.fields[name] = said.get("value") or ""

    def handle_data(self, data):
        if self._textarea and self._open is not None:
            self._open.fields[self._textarea] += data.strip()

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def forms_of(page) -> list[ShownForm]:
    """Every post form of an answer."""
    parser = _Forms()
    parser.feed(page.content.decode())
    return parser.found


def form_of(page, action: str = "", holding: str = "") -> ShownForm:
    """The one form that posts there and holds a field of that name."""
    [found] = [
        one
        for one in forms_of(page)
        if one.action == action and (not holding or holding in one.fields)
    ]
    return found


def shown(response) -> dict[str, str]:
    """What a browser would post back of a page: each field and the value it showed."""
    form = response.context["adminform"].form
    posted = {}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        field_data = bound.field.widget.format_value(value)
        field_data = field_data[0] if isinstance(field_data, list) else field_data
        posted[bound.html_name] = "" if field_data is None else field_data
        if bound.field.show_hidden_initial:
            hidden = form.data.get(bound.html_initial_name, posted[bound.html_name])
            posted[bound.html_initial_name] = hidden
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        for bound in formset.management_form:
            posted[bound.html_name] = bound.value()
        for row in formset.initial_forms:
            for bound in row:
                value = bound.value()
                posted[bound.html_name] = "" if value is None or value is False else value
                if bound.field.show_hidden_initial:
                    posted[bound.html_initial_name] = posted[bound.html_name]
    return posted
