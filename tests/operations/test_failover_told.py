"""What the rehearsal of a failover tells: the longest time without an acknowledged save."""

import pytest

from operations.rehearsals.failover import ORDER, Kill
from operations.rehearsals.writers import Writer

ACKNOWLEDGED = [8.0, 9.0, 9.5, 10.0, 14.5, 15.0, 16.0, 30.0]


@pytest.mark.parametrize(
    ("begun", "whole", "pause"),
    [(10.0, 4.0, 4.5), (9.0, 0.5, 1.0), (40.0, 5.0, 5.0), (27.0, 2.0, 2.0)],
)
def test_a_pause_is_the_longest_time_without_a_save(begun, whole, pause):
    assert Kill("database", begun, whole, 0).pause(ACKNOWLEDGED) == pause


def test_everything_is_killed_within_ten():
    assert set(ORDER) == {
        "database", "machine", "replica", "replica machine", "etcd", "haproxy", "pgbouncer",
    }  # fmt: skip
    assert len(ORDER) == 10


def test_an_answer_with_another_figure_is_noticed():
    writer = Writer(1, "bangkhla", "-", "/")
    told = {"outcome": "saved", "amounts": {"domestic_offline": "3.00"}, "version": 2}
    writer._keep(7, "4.00", told)
    assert (writer.saved, len(writer.wrong)) == ([], 1)
    writer._keep(7, "4.00", {"outcome": "refused", "errors": {}})
    assert (writer.saved, len(writer.wrong)) == ([], 2)
    writer._keep(7, "1003.00", told | {"amounts": {"domestic_offline": "1,003.00"}})
    assert [(one.row, one.figure) for one in writer.saved] == [(7, "1003.00")]
