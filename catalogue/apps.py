from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "บัญชีสินค้าสาธารณะ"

    def ready(self) -> None:
        from catalogue import consenting  # noqa: F401  (its receivers)
