"""Past sales of the old systems: months that stand confirmed there (DOMAIN.md 8, 14).

The way in is sales.months.taking_over, one month at a time; what a file says in headings: month,
producer code, category, the four amounts.
"""

from typing import IO

from core.jobs.progress import Progress
from core.reading import FileRefused
from core.users.models import User
from taking_over.mapping import Mapped
from taking_over.models import TakenTable
from taking_over.taking import Result


def take(
    file: IO[bytes], table: TakenTable, *, by: User, mapped: Mapped, progress: Progress
) -> Result:
    """Not yet: the months of the past come in by sales.months.taking_over."""
    raise FileRefused("ยังไม่รับยอดจำหน่ายของระบบเดิมทางนี้")
