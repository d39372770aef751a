"""What a check found: the rows of a file, each new, changed, faulty or as the registry has it."""

import hashlib
from dataclasses import dataclass, field

from core.tables.import_rows import ImportRow


@dataclass
class Checked:
    """The outcome of a check; `lines` of one kind each, in the file's order."""

    new: list[ImportRow] = field(default_factory=list)
    changed: list[ImportRow] = field(default_factory=list)
    faulty: list[ImportRow] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.new) + len(self.changed) + len(self.faulty) + self.unchanged

    @property
    def fingerprint(self) -> str:
        """Equal when the same values would be written, so that a load writes only what the preview
        showed."""
        digest = hashlib.sha256()
        for line in [*self.new, *self.changed]:
            told = (line.number, line.pk, line.version, sorted(line.values.items()))
            digest.update(repr(told).encode())
        return digest.hexdigest()
