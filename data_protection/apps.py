from django.apps import AppConfig


class DataProtectionConfig(AppConfig):
    name = "data_protection"
    verbose_name = "การคุ้มครองข้อมูลส่วนบุคคล"
    default_auto_field = "django.db.models.BigAutoField"
