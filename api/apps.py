from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = "บริการข้อมูล (API)"
