"""Which part of a text comes nearest to words that are not in it?"""

MOST_STEPS = 2_000_000  # about a second; beyond it only the longest common beginning is looked for


def nearest(wanted: str, text: str) -> tuple[int, int]:
    """Give ``[start, end)`` of the part of ``text`` that takes the fewest single-character changes to ``wanted``.

    The alignment is Sellers' (edit distance with a free start and end). Among equals the earliest end wins.
    """
    if len(wanted) * len(text) > MOST_STEPS:
        return _longest_beginning(wanted, text)
    costs = [0] * (len(text) + 1)  # costs[j]: changes for the words so far against a part that ends at j
    starts = list(range(len(text) + 1))  # starts[j]: where that part begins
    for row, letter in enumerate(wanted, start=1):
        diagonal, diagonal_start = costs[0], starts[0]
        costs[0] = row
        for column, printed in enumerate(text, start=1):
            best, begin = diagonal + (letter != printed), diagonal_start
            diagonal, diagonal_start = costs[column], starts[column]
            if diagonal + 1 < best:
                best, begin = diagonal + 1, diagonal_start
            if costs[column - 1] + 1 < best:
                best, begin = costs[column - 1] + 1, starts[column - 1]
            costs[column], starts[column] = best, begin
    end = min(range(len(costs)), key=costs.__getitem__)
    return starts[end], end


def _longest_beginning(wanted: str, text: str) -> tuple[int, int]:
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in text else (low, middle - 1)
    start = text.find(wanted[:low])
    return start, min(start + len(wanted), len(text))
