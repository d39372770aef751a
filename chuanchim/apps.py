from django.apps import AppConfig


class ChuanchimConfig(AppConfig):
    name = "chuanchim"
    verbose_name = "OTOP ชวนชิม"
