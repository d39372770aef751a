"""Forms of a record and of its repeating parts that never write over what somebody else saved.

Each field carries what it showed when the page was made. On saving, a field this person left alone
keeps what the database holds by now; a field both changed is refused with the other's value said.
"""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.thai import calendar
from core.users.scoped_admin import DistrictOwnedForm


class KeepsOthersEdits(forms.ModelForm):
    """Mixed into the forms of records and rows; needs `instance` read anew for this request."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in self._guarded():
                self.fields[name].show_hidden_initial = True

    def _guarded(self) -> list[str]:
        """Fields of the model itself; files cannot be compared by what the page showed."""
        columns = {field.name for field in self.instance._meta.fields}
        return [
            name
            for name, field in self.fields.items()
            if name in columns and not isinstance(field, forms.FileField) and not field.disabled
        ]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.is_bound:
            for name in self._guarded():
                self._keep_or_refuse(name)
        return cleaned

    def _keep_or_refuse(self, name: str) -> None:
        bound = self[name]
        if name not in self.cleaned_data or bound.html_initial_name not in self.data:
            return
        saved = self.initial.get(name)
        shown = cast(Any, self)._widget_data_value(
            bound.field.hidden_widget(), bound.html_initial_name
        )
        if not bound.field.has_changed(saved, shown):
            return  # nobody changed it meanwhile
        if not cast(Any, bound)._has_changed():
            self.cleaned_data[name] = bound.field.clean(bound.field.prepare_value(saved))
            return
        if bound.field.has_changed(saved, bound.data):
            self._show_afresh(bound, saved)
            refusal = (
                f"ผู้อื่นแก้ช่องนี้เป็น “{self._in_words(name, saved)}” แล้ว ตรวจแล้วบันทึกอีกครั้งถ้าต้องการใช้ค่าที่พิมพ์"
            )
            self.add_error(name, ValidationError(refusal, code="changed_meanwhile"))

    def _show_afresh(self, bound: forms.BoundField, saved: object) -> None:
        """The refused page shows what is saved now as its beginning: saving again is then meant."""
        self.data = data = cast(QueryDict, self.data).copy()
        value = bound.field.prepare_value(saved)
        formatted = bound.field.hidden_widget().format_value(value)
        if isinstance(saved, date):
            formatted = bound.field.widget.format_value(saved)
        data[bound.html_initial_name] = "" if formatted is None else formatted

    def _in_words(self, name: str, saved: object) -> str:
        if saved in (None, ""):
            return "ว่าง"
        if isinstance(saved, date):
            return calendar.day_short(saved)
        field = self.instance._meta.get_field(name)
        if field.is_relation:
            return str(field.related_model._default_manager.filter(pk=saved).first())
        return str(dict(field.flatchoices).get(saved, saved))


class DistrictRecordForm(KeepsOthersEdits, DistrictOwnedForm):
    """The form of a record that belongs to a district."""
