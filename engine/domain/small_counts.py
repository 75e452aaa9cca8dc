"""Which lines of a published table stay hidden, because a small number could tell who is meant."""

from collections.abc import Sequence
from typing import Final

SMALLEST_PUBLISHED: Final = 5
"""Fewer households than this are not published.

Assumption: the law asks for openness without persons (R62, policy 7.2) and names no number; statistics offices use
3 to 10.
"""


def is_small(count: int) -> bool:
    """Whether a number of households is too small to be published; none at all is no secret."""
    return 0 < count < SMALLEST_PUBLISHED


def hidden_lines(counts: Sequence[int]) -> frozenset[int]:
    """The positions of `counts` to hide, so that no small one follows from the total and the lines that stay.

    Where the small lines alone would give themselves away, the next larger ones are hidden with them.
    """
    hidden = {at for at, count in enumerate(counts) if is_small(count)}
    larger = sorted((at for at, count in enumerate(counts) if count and at not in hidden), key=lambda at: counts[at])
    for at in larger:
        if not hidden or (len(hidden) > 1 and not is_small(sum(counts[one] for one in hidden))):
            break
        hidden.add(at)
    return frozenset(hidden)
