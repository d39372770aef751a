"""Install the release before, fill it, upgrade, go back, fail, upgrade again."""

import subprocess
from pathlib import Path

from . import AFTER, BEFORE, BROKEN
from .portal import (
    ARCHIVES,
    HOST,
    databases,
    indented,
    is_well,
    manage,
    reported,
    run,
    same,
    sql,
    stands,
    told,
)

PAPER = "/tmp/registry.pdf"  # noqa: S108


def rehearse() -> None:
    with told(f"{BEFORE} installed on a bare Debian"):
        subprocess.run(["tar", "xf", ARCHIVES / f"otop-{BEFORE}.tar.gz", "-C", "/tmp"], check=True)  # noqa: S108
        run("sh", f"/tmp/otop-{BEFORE}/deploy/install.sh", "--host", HOST, "--workers", "2")  # noqa: S108
    with told("filled with the demo"):
        manage("demo")
    is_well(BEFORE)
    filled = stands()
    report = reported()
    print(f"    {sum(count for count, _ in filled.values()):,} rows in {len(filled)} tables")
    with told(f"otop upgrade otop-{AFTER}.tar.gz"):
        print(indented(run("otop", "upgrade", str(ARCHIVES / f"otop-{AFTER}.tar.gz"))))
    is_well(AFTER)
    same(filled, stands())
    assert reported() == report, "the report of the nation says something else"
    paper = manage("report", "registry", "--as", "department", "--format", "pdf", "--output", PAPER)
    print(f"    the same report; on paper {Path(PAPER).stat().st_size:,} bytes {paper}".rstrip())
    sql(
        "UPDATE producers_producer SET name = name || ' (หลังปรับรุ่น)'"
        " WHERE id = (SELECT min(id) FROM producers_producer)"
    )
    with told("otop rollback"):
        run("otop", "rollback", "--lose-work-since-upgrade")
    is_well(BEFORE)
    same(filled, stands())
    aside = [name for name in databases() if name.startswith("otop_after_")]
    assert len(aside) == 1, databases()
    print(f"    what was entered since is in {aside[0]}")
    with told(f"an upgrade that fails (otop-{BROKEN}.tar.gz)"):
        done = subprocess.run(
            ["otop", "upgrade", str(ARCHIVES / f"otop-{BROKEN}.tar.gz")],
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1, done
    print(indented(done.stderr.strip()[:400]))
    is_well(BEFORE)
    same(filled, stands())
    with told(f"otop upgrade otop-{AFTER}.tar.gz once more"):
        run("otop", "upgrade", str(ARCHIVES / f"otop-{AFTER}.tar.gz"))
    is_well(AFTER)
    same(filled, stands())
    print("Nothing was lost, and each way back was found.")
