"""Where an installation lies on its machine. `root` is / but in tests."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    root: Path = Path("/")

    @property
    def releases(self) -> Path:
        return self.root / "opt/otop/releases"

    @property
    def current(self) -> Path:
        return self.root / "opt/otop/current"

    @property
    def previous(self) -> Path:
        """A link to the release before, for `otop rollback`."""
        return self.root / "opt/otop/previous"

    @property
    def etc(self) -> Path:
        return self.root / "etc/otop"

    @property
    def portal_env(self) -> Path:
        return self.etc / "portal.env"

    @property
    def owner_env(self) -> Path:
        """DATABASE_URL of the role that owns the tables: for migrations alone, never for the web."""
        return self.etc / "owner.env"

    @property
    def backup_env(self) -> Path:
        return self.etc / "backup.env"

    @property
    def tls(self) -> Path:
        return self.etc / "tls"

    @property
    def media(self) -> Path:
        return self.root / "var/lib/otop/media"

    @property
    def backup_state(self) -> Path:
        return self.root / "var/lib/otop-backup"

    @property
    def backup_place(self) -> Path:
        return self.root / "var/backups/otop"

    @property
    def units(self) -> Path:
        return self.root / "etc/systemd/system"

    @property
    def nginx_site(self) -> Path:
        return self.root / "etc/nginx/sites-available/otop.conf"

    @property
    def command(self) -> Path:
        return self.root / "usr/local/bin/otop"


SERVICES = ("otop-web.socket", "otop-web.service", "otop-worker.service", "otop-archive.service")
TIMERS = (
    "otop-nightly.timer",
    "otop-retention.timer",
    "otop-suspension.timer",
    "otop-backup.timer",
)
