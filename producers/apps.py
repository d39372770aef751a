from django.apps import AppConfig


class ProducersConfig(AppConfig):
    name = "producers"
    verbose_name = "ผู้ผลิต ผู้ประกอบการ"
