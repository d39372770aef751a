"""The server is given what fits its machine, and a small one what PostgreSQL gives by itself."""

import pytest

from local_postgres.memory import MB, memory_of_machine, settings_fitting

GB = 1024 * MB


@pytest.mark.parametrize(
    ("memory", "shared", "sort"),
    [
        (512 * MB, "128MB", "4MB"),
        (2 * GB, "256MB", "4MB"),
        (8 * GB, "1024MB", "8MB"),
        (24 * GB, "3072MB", "16MB"),
        (256 * GB, "4096MB", "16MB"),
    ],
)
def test_settings_grow_with_the_machine_between_bounds(memory, shared, sort):
    settings = settings_fitting(memory)
    assert (settings["shared_buffers"], settings["work_mem"]) == (shared, sort)


def test_a_container_is_not_taken_for_its_machine(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr("local_postgres.memory.LIMIT_OF_CONTAINER", limit)
    whole = memory_of_machine()
    limit.write_text("max\n")
    assert memory_of_machine() == whole
    limit.write_text(f"{256 * MB}\n")
    assert memory_of_machine() == 256 * MB
