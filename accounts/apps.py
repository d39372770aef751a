from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Invitations, the life of an account, the yearly review; User itself is in core.users.

    The models are there too, since their tables carry the label `accounts`.
    """

    name = "accounts"
    label = "account_life"
    verbose_name = "การดูแลบัญชีผู้ใช้"

    def ready(self) -> None:
        """Connects what begins at a sign-in."""
        from accounts.second_factor import requirement  # noqa: F401
