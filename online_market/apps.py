from django.apps import AppConfig


class OnlineMarketConfig(AppConfig):
    name = "online_market"
    verbose_name = "ตัวชี้วัดตลาดออนไลน์"
