"""What an unknown or known field can do to every row, as bit masks over rows (Python integers).

A row is one way to satisfy a line; with n lines, bit k*n + i is the k-th way of line i. Five masks say, per row,
what may happen over all completions of one field:
    can_fail      some completion fails
    must_fail     every completion fails
    never_full    no completion is met without reserve
    can_part      some completion is met with a reserve
    must_refuse   every completion fails by the printed words
Fields are independent of each other, so the masks of several fields combine with OR alone.
"""

from typing import NamedTuple

from eligibility.fields.outcomes import CLOSED, ONLY_FAIL, ONLY_FULL, ONLY_PART, OutcomeSet, all_closed


class Masks(NamedTuple):
    """Five sets of rows, as bits: what one field can and must do to each."""

    can_fail: int = 0
    must_fail: int = 0
    never_full: int = 0
    can_part: int = 0
    must_refuse: int = 0

    def __or__(self, other: "Masks") -> "Masks":
        return Masks(
            self.can_fail | other.can_fail,
            self.must_fail | other.must_fail,
            self.never_full | other.never_full,
            self.can_part | other.can_part,
            self.must_refuse | other.must_refuse,
        )


NOTHING = Masks()


def from_possible(rows: int, possible: OutcomeSet) -> Masks:
    """Masks of rows that all have this set of possible outcomes."""
    return Masks(
        rows if possible & CLOSED else 0,
        rows if all_closed(possible) else 0,
        rows if not possible & ONLY_FULL else 0,
        rows if possible & ONLY_PART else 0,
        rows if possible == ONLY_FAIL else 0,
    )
