#!/usr/bin/python3
"""Stands in for systemctl in a rehearsal's root, where systemd is not init: begins and ends the units of
the installation by what their files say (account, environment, socket, command). It hardens nothing."""

import json
import os
import pwd
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

UNITS, RUN = Path("/etc/systemd/system"), Path("/run/stand-in")


def main(asked: list[str]) -> int:
    RUN.mkdir(exist_ok=True)
    verb, *names = [word for word in asked if not word.startswith("--")]
    if verb == "is-active":
        told = ["active" if _is_active(name) else "inactive" for name in names]
        print("\n".join(told))
        return 0 if set(told) == {"active"} else 3
    for name in names:
        _done(verb, name, enables_now="--now" in asked)
    return 0


def _done(verb: str, name: str, *, enables_now: bool) -> None:
    begins = verb in ("start", "restart", "reload-or-restart") or (verb == "enable" and enables_now)
    if cluster := re.fullmatch(r"postgresql@(\d+)-(\w+)", name):
        _postgresql(verb, *cluster.groups())
    elif name.startswith("nginx"):
        if begins:
            pid = Path("/run/nginx.pid")  # `nginx -t` leaves it empty
            is_up = pid.exists() and pid.read_text().strip()
            subprocess.run(["nginx", *(["-s", "reload"] if is_up else [])], check=True)
    elif name.endswith(".service"):
        if verb in ("stop", "restart"):
            _end(name)
        if begins and not _is_active(name):
            _begin(name)


def _postgresql(verb: str, version: str, cluster: str) -> None:
    asked = {"reload-or-restart": "restart"}.get(verb, verb)
    subprocess.run(["pg_ctlcluster", version, cluster, asked], check=asked != "stop")


def _begin(name: str) -> None:
    unit = _read(name)
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    for line in unit.get("Environment", []):
        env |= dict(part.split("=", 1) for part in shlex.split(line))
    for path in unit.get("EnvironmentFile", []):
        for line in Path(path.lstrip("-")).read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not key.startswith("#"):
                env[key] = " ".join(shlex.split(value))
    account = pwd.getpwnam(unit["User"][0])
    for folder in unit.get("RuntimeDirectory", []):
        own = Path("/run") / folder
        own.mkdir(exist_ok=True)
        os.chown(own, account.pw_uid, account.pw_gid)
    command = [
        re.sub(r"\$\{(\w+)\}", lambda found: env.get(str(found[1]), ""), word)
        for word in shlex.split(unit["ExecStart"][0])
    ]
    listening = _listening(name)
    child = os.fork()
    if child:
        if unit.get("Type") == ["oneshot"]:
            _, status = os.waitpid(child, 0)
            if status:
                said = Path(f"{RUN / name}.log").read_text()[-1500:]
                sys.exit(f"{name} failed:\n{said}")
        else:
            (RUN / f"{name}.pid").write_text(str(child))
        return
    os.setsid()
    log = os.open(RUN / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if listening is not None:
        os.dup2(listening.fileno(), 3)
        os.set_inheritable(3, True)
        env |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
    os.umask(0o027)
    os.initgroups(account.pw_name, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.chdir(unit["WorkingDirectory"][0])
    os.execve(command[0], command, env)  # noqa: S606


def _listening(name: str) -> socket.socket | None:
    """The socket of its socket unit, made anew: nobody waits at it while the service is away."""
    if not (UNITS / name.replace(".service", ".socket")).exists():
        return None
    unit = _read(name.replace(".service", ".socket"))
    path = Path(unit["ListenStream"][0])
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    made.listen(64)
    path.chmod(int(unit["SocketMode"][0], 8))
    subprocess.run(["chown", f"{unit['SocketUser'][0]}:{unit['SocketGroup'][0]}", path], check=True)
    return made


def _end(name: str) -> None:
    process = _process(name)
    if process is None:
        return
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
        for _ in range(400):
            if not _is_active(name):
                break
            time.sleep(0.1)
        else:
            os.killpg(process, signal.SIGKILL)
    (RUN / f"{name}.pid").unlink(missing_ok=True)


def _process(name: str) -> int | None:
    try:
        return int((RUN / f"{name}.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None


def _is_active(name: str) -> bool:
    if not name.endswith(".service"):
        return (UNITS / name).exists()
    process = _process(name)
    if process is None:
        return False
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _read(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not key.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


if __name__ == "__main__":
    with (RUN.parent / "stand-in.asked").open("a") as file:
        file.write(json.dumps(sys.argv[1:]) + "\n")
    sys.exit(main(sys.argv[1:]))
