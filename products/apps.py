from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = "ผลิตภัณฑ์"

    def ready(self):
        from products import closure, merging  # noqa: F401  (their receivers)
