"""Where a PDF draws: its matrices of six numbers."""

Matrix = tuple[float, ...]  # a b c d e f, as the PDF writes them
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def matrix(said: bytes) -> Matrix:
    return tuple(map(float, said.split()))


def times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
            e * g + f * i + k, e * h + f * j + m)  # fmt: skip


def inverse(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return (
        d / area,
        -b / area,
        -c / area,
        a / area,
        (c * f - d * e) / area,
        (b * e - a * f) / area,
    )
