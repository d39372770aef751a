"""A machine that only remembers what it was told to run; files go below a folder of the test."""

from collections.abc import Callable, Mapping
from pathlib import Path

from operations.failure import Refused
from operations.machine import Machine


class Remembered(Machine):
    """`answers`: what a command that begins so prints, or the failure it ends with."""

    def __init__(self, answers: Mapping[str, str | Exception] | None = None) -> None:
        self.answers = dict(answers or {})
        self.told: list[str] = []
        self.said: list[str] = []
        self.on: dict[str, Callable[[], None]] = {}

    def run(self, *command, user=None, env=None, given=None, cwd=None) -> str:
        told = " ".join(str(part) for part in command)
        self.told.append(told)
        for beginning, answer in self.answers.items():
            if beginning in told:
                if isinstance(answer, Exception):
                    raise answer
                return answer
        return ""

    def has(self, program: str) -> bool:
        return True

    def user(self, name, groups=()) -> None:
        self.told.append(f"user {name} {' '.join(groups)}".strip())

    def folder(self, path: Path, mode: int, owner: str = "root", group: str | None = None) -> None:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        self.told.append(f"folder {path.name} {mode:o} {owner}")

    def say(self, line: str) -> None:
        self.said.append(line)


def failing(why: str) -> Refused:
    return Refused(why, "mend it")
