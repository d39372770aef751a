"""Controls are drawn as Django draws them."""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from core.widgets import DrawnInPython

STOCK, OURS = DjangoTemplates(), DrawnInPython()

WIDGETS = (
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput,
    forms.HiddenInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.Textarea,
    forms.CheckboxInput, forms.SearchInput, forms.TelInput, forms.ColorInput,
)  # fmt: skip
CHOICES = [
    ("", "ทั้งหมด"),
    ("ภาค", [("20", 'ชลบุรี "ริมทะเล"'), ("24", "ฉะเชิงเทรา <b>")]),
    (2569, gettext_lazy("Yes")),
    ("a&b", mark_safe("<i>เอียง</i>")),
    (None, 2569),
]
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
attributes = st.dictionaries(
    st.sampled_from(["id", "class", "data-said", "required", "min", "aria-label"]),
    st.one_of(
        texts, st.booleans(), st.integers(), st.just(Decimal("1.50")), st.just(mark_safe("a&amp;b"))
    ),
)


def without_breaks(drawn: str) -> str:
    """Between two tags a line break of the stock template says nothing."""
    return re.sub(r">\s*\n\s*<", "><", drawn)


@given(
    st.sampled_from(WIDGETS),
    st.one_of(st.none(), texts, st.integers(), st.just(date(2026, 11, 5))),
    attributes,
)
def test_a_control_is_drawn_as_django_draws_it(widget, value, attrs):
    """Whatever is in it: quotes, ampersands, markup, attributes without a value."""
    said = {"name": 'ช่อง"<1>', "value": value, "attrs": attrs}
    assert widget().render(**said, renderer=OURS) == widget().render(**said, renderer=STOCK)
    assert "<" in widget().render(**said, renderer=OURS)


@given(st.sampled_from(["", "24", "2569", 2569, None, "a&b", "ไม่มี"]), attributes)
def test_a_list_is_drawn_as_django_draws_it(value, attrs):
    for kind in (forms.Select, forms.SelectMultiple, forms.NullBooleanSelect):
        chosen = [value] if kind is forms.SelectMultiple else value
        widget = kind() if kind is forms.NullBooleanSelect else kind(choices=CHOICES)
        ours = widget.render("พื้นที่", chosen, attrs, renderer=OURS)
        assert ours == without_breaks(widget.render("พื้นที่", chosen, attrs, renderer=STOCK))
        assert ours.count("<option") == (3 if kind is forms.NullBooleanSelect else 6)


def test_what_it_does_not_know_is_djangos_to_draw():
    widget = forms.RadioSelect(choices=CHOICES[:1])
    assert widget.render("พื้นที่", "", renderer=OURS) == widget.render("พื้นที่", "", renderer=STOCK)


def test_the_forms_of_the_portal_are_drawn_so():
    class Form(forms.Form):
        place = forms.ChoiceField(choices=CHOICES)

    assert type(Form().renderer) is DrawnInPython
