from django.apps import AppConfig


class PersonalConfig(AppConfig):
    """National ids: encrypted, found by a keyed hash, masked, revealed with a reason (DOMAIN.md 12)."""

    name = "core.personal"
    verbose_name = "ข้อมูลส่วนบุคคล"
