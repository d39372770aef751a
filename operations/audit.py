"""`make audit`: whether a known fault concerns a locked library (pip-audit, by name, version and sum).

Ends with 0 where none is known, 1 with the list where one is, and 3 where the database of faults could
not be reached: then nothing is known, which is not the same as none.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from .settings import ROOT

UNREACHED = 3
LOCKS = [ROOT / "requirements" / f"{name}.txt" for name in ("portal", "test", "release")]
# What pip-audit says when its service does not answer, in its own words and those of requests.
_AWAY = (
    "ConnectionError",
    "Could not connect",
    "Failed to establish",
    "Max retries exceeded",
    "NameResolution",
    "Read timed out",
    "ServiceError",
    "HTTPError",
    "ProxyError",
    "SSLError",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", choices=("pypi", "osv"), default="pypi")
    asked = parser.parse_args()
    return max(audit(lock, asked.service) for lock in LOCKS)


def audit(lock: Path, service: str) -> int:
    done = subprocess.run(
        [
            sys.executable, "-m", "pip_audit", "--requirement", lock, "--require-hashes",
            "--disable-pip", "--vulnerability-service", service, "--format", "json",
            "--progress-spinner", "off", "--timeout", "20",
        ],
        capture_output=True, text=True,
    )  # fmt: skip
    return told(lock.name, done.stdout, done.stderr)


def told(lock: str, out: str, err: str) -> int:
    """Says what was found; the way it ends."""
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError):
        if any(word in err for word in _AWAY):
            return _unreached(lock)
        raise SystemExit(err or "pip-audit said nothing") from None
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):  # a mirror answers, which has no such database
        return _unreached(lock)
    faults = [(one, fault) for one in packages for fault in one.get("vulns", [])]
    for one, fault in faults:
        mended = ", ".join(fault["fix_versions"]) or "none yet"
        print(f"{lock}: {one['name']} {one['version']} {fault['id']}, mended in: {mended}")
    if skipped:
        print(f"{lock}: not known to the database: {', '.join(skipped)}")
    print(f"{lock}: {len(packages)} libraries, {len(faults)} known faults")
    return 1 if faults else 0


def _unreached(lock: str) -> int:
    print(
        f"{lock}: the database of known faults could not be reached, so nothing is known.\n"
        f"ตรวจช่องโหว่ของ {lock} ไม่ได้ เพราะติดต่อฐานข้อมูลช่องโหว่ไม่ได้ จึงยังไม่รู้ผล",
        file=sys.stderr,
    )
    return UNREACHED


if __name__ == "__main__":
    sys.exit(main())
