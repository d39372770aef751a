from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "core.accounts"
    verbose_name = "บัญชีผู้ใช้"
