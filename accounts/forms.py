"""Signing in, and setting a password: one's own, or that of an account one looks after."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import ValidationError

from core.areas.scope import Role
from core.users.models import User


class PortalSignInForm(AdminAuthenticationForm):
    """Says what to check, and what happens at the fifth wrong password."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": (
            "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจแป้นพิมพ์ไทย/อังกฤษและตัวพิมพ์ใหญ่-เล็ก แล้วลองอีกครั้ง "
            "(ผิดครบ 5 ครั้ง ต้องรอ 15 นาที)"
        ),
    }

    def get_invalid_login_error(self) -> ValidationError:
        """Whoever knew the password of an account not in use is told so (StandingBackend)."""
        refusal = getattr(self.request, "sign_in_refusal", "")
        if refusal:
            return ValidationError(refusal, code="not_in_use")
        return super().get_invalid_login_error()


class OwnPasswordChangeForm(AdminPasswordChangeForm):
    """Ends the duty to change the first password. The old password is refused as the new one, or
    the first would stay in use."""

    def clean(self):
        cleaned = super().clean()
        new = self.cleaned_data.get("new_password1")
        if new and self.user.check_password(new):
            self.add_error("new_password1", "เหมือนรหัสผ่านเดิม ตั้งรหัสผ่านใหม่ที่ต่างจากเดิม")
        return cleaned

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit=commit)


class AccountForm(SetPasswordMixin, forms.ModelForm):
    """An account as the department keeps it. A password typed here is a first password, written by
    accounts.lifecycle; without one a new account is invited."""

    password1, password2 = SetPasswordMixin.create_password_fields("รหัสผ่าน", "รหัสผ่านอีกครั้ง")

    class Meta:
        model = User
        fields = [
            "username",
            "full_name",
            "position",
            "role",
            "province",
            "district",
            "may_certify",
            "email",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "username" in self.fields:
            self.fields["username"].widget.attrs["autocomplete"] = "off"  # another person's name
        for name in ("password1", "password2"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self):
        cleaned = super().clean()
        role = cleaned.get("role", self.instance.role)
        if cleaned.get("may_certify") and role and role != Role.DISTRICT:
            self.add_error("may_certify", "สิทธิรับรองยอดมีได้เฉพาะบัญชีของอำเภอ")
        if bool(self.cleaned_data.get("password1")) != bool(self.cleaned_data.get("password2")):
            self.add_error("password2", ValidationError("พิมพ์รหัสผ่านให้ครบทั้งสองช่อง"))
        self.validate_passwords()
        return cleaned

    def _post_clean(self):
        """The rules compare the password with the name: after the instance has it."""
        super()._post_clean()
        self.validate_password_for_user(self.instance)
