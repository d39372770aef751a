"""The upgrade; then the machine is started anew, and looked after as the guide says. The end of it ends
the machine, with 0 where all went as it should."""

import subprocess
import traceback

from . import looking_after, upgrade
from .portal import ARCHIVES

STARTED = ARCHIVES / "started"


def main() -> None:
    try:
        if not STARTED.exists():
            upgrade.rehearse()
            STARTED.touch()
            end("reboot")
        else:
            looking_after.rehearse()
            end("exit", "0")
    except BaseException:
        traceback.print_exc()
        end("exit", "1")
        raise


def end(*how: str) -> None:
    subprocess.run(["systemctl", "--no-block", *how], check=True)


if __name__ == "__main__":
    main()
