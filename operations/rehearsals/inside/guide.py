"""The commands of docs/operations.md as they stand there, by chapter; and who runs each of them.

Stands alone: it is copied into the bare Debian, and the tests hold the guide against it.
"""

import re

PROGRAMS = ("sudo", "systemctl", "pg_ctlcluster", "mv", "chown", "tar", "apt-get")
# Chapters that looking_after.py follows to the letter.
REHEARSED = ("Look after", "The log that proves itself", "Back up", "Restore")
# What it does not run, by its beginning, and where the same is run.
TESTED = {
    "tar xf otop-": "operations/rehearsals/inside/upgrade.py",
    "sudo sh otop-0.2.0/deploy/install.sh": "operations/rehearsals/inside/upgrade.py",
    "sudo otop users create": "operations/rehearsals/inside/looking_after.py",
    "sudo otop doctor": "operations/rehearsals/inside/looking_after.py",
    "sudo otop upgrade": "operations/rehearsals/inside/upgrade.py",
    "sudo otop rollback": "operations/rehearsals/inside/upgrade.py",
    "sudo otop import-embedded": "tests/operations/test_embedded.py",
    "sudo otop fetch": "tests/operations/test_bucket.py",
}


def chapters(text: str) -> dict[str, list[str]]:
    """Each line of a code block that begins with a program, below the heading it stands under."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        blocks = "\n".join(re.findall(r"^```\n(.*?)^```", body, re.DOTALL | re.MULTILINE))
        lines = [line for line in blocks.splitlines() if line.split(" ")[0] in PROGRAMS]
        if lines:
            found[title.strip()] = lines
    return found


def fitted(command: str, values: dict[str, str]) -> str:
    """With the machine's own version, time and names in the places of the guide's examples. The longest
    example first: one may hold another."""
    for example in sorted(values, key=len, reverse=True):
        command = command.replace(example, values[example])
    return command
