from django.apps import AppConfig


class UsersConfig(AppConfig):
    """Who the officers are. The label is that of the tables, which begin with accounts_."""

    name = "core.users"
    label = "accounts"
    verbose_name = "บัญชีผู้ใช้"

    def ready(self) -> None:
        """Connects what is noted at a sign-in."""
        from core.users import open_sessions, proof  # noqa: F401
