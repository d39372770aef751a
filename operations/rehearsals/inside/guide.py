"""The commands of docs/operations.md as they stand there, by chapter; and who runs each of them.

Stands alone: it is copied into the bare Debian, and the tests hold the guide against it.
"""

import re

PROGRAMS = ("sudo", "systemctl", "pg_ctlcluster", "mv", "chown", "tar", "apt-get")
# Not in the rehearsal: the test that runs the same code.
TESTED = {
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
