"""Drawing rows by chance so that anybody can draw again: pure, whole numbers only.

A draw is settled by its seed, the list it is drawn from and the method. Turn n takes the number
SHA-256("seed:n") modulo the sum of the weights that are left, and with it the row it falls on, going
through the list in order; that row leaves the list. A row weighs 1, or its satang. Any tool that knows
SHA-256 finds the same rows.

    list  [(11, 500 satang), (12, 1500), (13, 8000)]      equal: each 1/3 at the first turn
                                                          by amount: 5 %, 15 %, 80 %
"""

from collections.abc import Sequence
from hashlib import sha256

SMALLEST_SAMPLE = 5
PERCENT_SAMPLED = 5


def default_size(population: int) -> int:
    """Five rows or five in a hundred, whichever is more; never more than there are."""
    return min(population, max(SMALLEST_SAMPLE, -(-population * PERCENT_SAMPLED // 100)))


def draw(
    rows: Sequence[tuple[int, int]], size: int, seed: str, *, by_amount: bool = False
) -> list[int]:
    """Ids of `size` of the rows (id, satang), in the order they were drawn; none twice.

    By amount a row without satang is never drawn. Raises ValueError for more than there are.
    """
    left = [(row_id, satang if by_amount else 1) for row_id, satang in rows]
    left = [(row_id, weight) for row_id, weight in left if weight > 0]
    if not 0 < size <= len(left):
        raise ValueError(f"{size} of {len(left)}")
    drawn = []
    for turn in range(1, size + 1):
        point = int(sha256(f"{seed}:{turn}".encode()).hexdigest(), 16)
        point %= sum(weight for _, weight in left)
        for position, (row_id, weight) in enumerate(left):
            if point < weight:
                drawn.append(row_id)
                del left[position]
                break
            point -= weight
    return drawn
