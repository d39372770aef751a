from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """What offices write to each other: notices, questions with their answers, briefings."""

    name = "correspondence"
    verbose_name = "หนังสือแจ้งและคำถาม"
