"""Form fields that read what a clerk types."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from core.thai import calendar


class ThaiDateInput(forms.TextInput):
    """Shows a date in พ.ศ., as it is typed."""

    def __init__(self, attrs: dict | None = None):
        super().__init__({"placeholder": "วว/ดด/ปปปป เช่น 24/11/2569", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, date):
            return f"{value.day}/{value.month}/{calendar.buddhist_year(value)}"
        return super().format_value(value)


class ThaiDateField(forms.Field):
    """A date typed in พ.ศ. (24/11/2569, 24 พ.ย. 2569, Thai digits too); a ค.ศ. year is refused."""

    widget = ThaiDateInput

    def to_python(self, value) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return calendar.parse_thai_date(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error
