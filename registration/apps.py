from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Registration rounds and the one state machine of producers, products and outlets."""

    name = "registration"
    verbose_name = "การลงทะเบียน"
