from django.apps import AppConfig


class SendingConfig(AppConfig):
    """Forms as they are sent: each is done once, and none is answered with an error of the database."""

    name = "core.sending"
    verbose_name = "แบบฟอร์มที่ส่งแล้ว"
