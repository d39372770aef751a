"""Dividing whole numbers exactly: largest remainder, no fractions kept."""

from collections.abc import Sequence


def divide(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in whole parts by `weights`; the parts add up to it exactly.

    What rounding down leaves goes one by one to the largest remainders, first come first.
    """
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda index: -(amount * weights[index] % whole))
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts
