"""Changes of the machine: commands of the system and files outside the release. In tests another one."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .failure import Refused


class Machine:
    """Does what it is told and says a line of it; the same again changes nothing."""

    def run(
        self,
        *command: str | Path,
        user: str | None = None,
        env: Mapping[str, str] | None = None,
        given: str | None = None,
        cwd: Path | None = None,
    ) -> str:
        said = [*(("runuser", "-u", user, "--") if user else ()), *command]
        done = subprocess.run(
            said, env=None if env is None else dict(env), input=given, cwd=cwd,
            capture_output=True, text=True, errors="replace",
        )  # fmt: skip
        if done.returncode:
            tail = "\n    ".join((done.stderr or done.stdout).strip().splitlines()[-8:])
            raise Refused(
                f"{' '.join(str(part) for part in command[:4])} failed:\n    {tail}",
                "mend what it says and run the command again: what is done already stays done.",
                "คำสั่งไม่สำเร็จ สาเหตุอยู่ในข้อความข้างบน",
            )
        return done.stdout

    def has(self, program: str) -> bool:
        return shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is not None

    def user(self, name: str, groups: tuple[str, ...] = ()) -> None:
        try:
            pwd.getpwnam(name)
        except KeyError:
            self.run(
                "useradd", "--system", "--user-group", "--home-dir", "/nonexistent",
                "--shell", "/usr/sbin/nologin", name,
            )  # fmt: skip
        for group in groups:
            self.run("usermod", "--append", "--groups", group, name)

    def folder(self, path: Path, mode: int, owner: str = "root", group: str | None = None) -> None:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        shutil.chown(path, owner, group or owner)

    def write(self, path: Path, text: str, mode: int = 0o644) -> bool:
        """False where it stands there already. Whole or not at all, and never readable meanwhile."""
        if path.exists() and path.read_text() == text:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".new")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
            file.write(text)
        half.chmod(mode)
        half.replace(path)
        return True

    def say(self, line: str) -> None:
        print(line, flush=True)
