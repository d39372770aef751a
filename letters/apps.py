from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Official letters (หนังสือราชการ) an office sends: templates, the figures in them, numbers."""

    name = "letters"
    verbose_name = "หนังสือราชการ"
