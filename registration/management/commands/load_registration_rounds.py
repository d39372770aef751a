"""Load a plan of rounds from a CSV; repeating it brings the dates up to date."""

import csv
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from registration.models import Round, Window

REAL_PLAN = settings.BASE_DIR / "fixtures" / "registration_rounds_2560_2561.csv"
_WINDOWS = {"1": Window.REGISTER, "2": Window.CERTIFY, "3": Window.ANNOUNCE}


@transaction.atomic
def load_rounds(path: Path) -> list[Round]:
    """Write every round of the file, all or none; `from_iso` and `to_iso` are the corrected dates.

    Raises CommandError, in Thai, with the round that is wrong.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    windows: dict[tuple[int, int], dict[str, date]] = {}
    for number, line in enumerate(lines, 2):
        try:
            window = _WINDOWS[line["step"]]
            days = windows.setdefault((int(line["fiscal_year_be"]), int(line["quarter"])), {})
            days[f"{window}_from"] = date.fromisoformat(line["from_iso"])
            days[f"{window}_until"] = date.fromisoformat(line["to_iso"])
        except (KeyError, ValueError, TypeError) as error:
            raise CommandError(f"{path.name} บรรทัด {number}: อ่านไม่ได้ ({error})") from error
    return [_write(year, quarter, days) for (year, quarter), days in sorted(windows.items())]


def _write(year: int, quarter: int, days: dict[str, date]) -> Round:
    found = Round.objects.filter(fiscal_year=year, quarter=quarter).first()
    round = found or Round(fiscal_year=year, quarter=quarter)
    for name, day in days.items():
        setattr(round, name, day)
    try:
        round.full_clean()
    except ValidationError as error:
        raise CommandError(f"{round}: {' '.join(error.messages)}") from error
    round.save()
    return round


class Command(BaseCommand):
    help = "โหลดแผนรอบการลงทะเบียนจากไฟล์ CSV"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=REAL_PLAN)

    def handle(self, *args, **options):
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"ไม่พบไฟล์ {path}")
        for round in load_rounds(path):
            days = " · ".join(round.window_words(window) for window in Window)
            self.stdout.write(f"{round}: {days}")
