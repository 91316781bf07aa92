"""What an unknown or known field can do to every row, as bit masks over rows (Python integers).

A row is one way to satisfy a line; with n lines, bit k*n + i is the k-th way of line i. Four masks say, per row,
what may happen over all completions of one field:
    can_fail    some completion fails
    must_fail   every completion fails
    never_full  no completion is met without reserve
    can_part    some completion is met with a reserve
Fields are independent of each other, so the masks of several fields combine with OR alone.
"""

from typing import NamedTuple


class Masks(NamedTuple):
    """Four sets of rows, as bits: what one field can and must do to each."""

    can_fail: int = 0
    must_fail: int = 0
    never_full: int = 0
    can_part: int = 0

    def __or__(self, other: "Masks") -> "Masks":
        return Masks(
            self.can_fail | other.can_fail,
            self.must_fail | other.must_fail,
            self.never_full | other.never_full,
            self.can_part | other.can_part,
        )


NOTHING = Masks()


def from_possible(bit: int, possible: int) -> Masks:
    """Masks of one row from its set of possible outcomes (bit FAIL=1, PART=2, FULL=4)."""
    return Masks(
        bit if possible & 1 else 0,
        bit if possible == 1 else 0,
        bit if not possible & 4 else 0,
        bit if possible & 2 else 0,
    )
