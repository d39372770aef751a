"""How much of the machine's memory the server is given. PostgreSQL's own defaults are for a machine of
twenty years ago, and know nothing of the one they run on."""

from __future__ import annotations

import os
from pathlib import Path

MB = 1024 * 1024
LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def settings_fitting(memory: int) -> dict[str, str]:
    """Settings for a machine of so many bytes, on which the portal runs beside the server.

    An eighth is PostgreSQL's own, half is likely to be cache of the system; a sort may take a
    thousandth, since a hundred connections may each do some. Small machines keep the defaults.
    """
    return {
        "shared_buffers": f"{_between(128, memory // MB // 8, 4096)}MB",
        "effective_cache_size": f"{max(512, memory // MB // 2)}MB",
        "work_mem": f"{_between(4, memory // MB // 1000, 16)}MB",
        # What the workers of one hash join share lies in /dev/shm, which in a container is 64 MB.
        "hash_mem_multiplier": "1.0",
        "maintenance_work_mem": f"{_between(64, memory // MB // 64, 512)}MB",
    }


def memory_of_machine() -> int:
    """Bytes, or what its container may use of them."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        allowed = LIMIT_OF_CONTAINER.read_text().strip()
    except OSError:
        return whole
    return min(whole, int(allowed)) if allowed.isdecimal() else whole


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted, most))
