"""Pictures of records: checked, made again without their metadata, shown to who may see the record."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_delete


class PicturesConfig(AppConfig):
    name = "core.pictures"
    verbose_name = "รูปภาพ"

    def ready(self):
        from core.pictures.models import Picture, forget_deleted

        for model in apps.get_models():
            if issubclass(model, Picture):
                post_delete.connect(forget_deleted, sender=model)
