"""Names and gaps of the log of changes."""

import pytest

from operations.segments import Segment, first_missing

MIB = 1 << 20


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("000000010000000000000000", 0),
        ("0000000100000000000000FF", 255),
        ("000000010000000100000000", 256),
        ("00000002000000030000000A", 3 * 256 + 10),
    ],
)
def test_a_name_is_a_number(name, number):
    segment = Segment.named(name, 16 * MIB)
    assert (segment.timeline, segment.number) == (int(name[:8], 16), number)
    assert segment.name(16 * MIB) == name


def test_the_segment_of_a_position():
    assert Segment.at(1, "1/2000028", 16 * MIB).name(16 * MIB) == "000000010000000100000002"
    assert Segment.at(1, "0/FFFFFFFF", 16 * MIB).name(16 * MIB) == "0000000100000000000000FF"
    assert Segment.at(1, "1/0", 64 * MIB).name(64 * MIB) == "000000010000000100000000"


def test_what_is_missing():
    there = [Segment(1, number) for number in (3, 4, 5, 7, 8)]
    assert first_missing(Segment(1, 3), there) == (Segment(1, 6), [Segment(1, 7), Segment(1, 8)])
    assert first_missing(Segment(1, 7), there) == (Segment(1, 9), [])
    assert first_missing(Segment(1, 2), there)[0] == Segment(1, 2)


def test_a_later_timeline_goes_on():
    there = [Segment(1, 3), Segment(1, 4), Segment(2, 4), Segment(2, 5)]
    assert first_missing(Segment(1, 3), there) == (Segment(1, 6), [])
