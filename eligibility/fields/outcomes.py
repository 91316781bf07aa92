"""What one test of one field can come to, and sets of what it can come to while something is unknown.

An outcome is ordered: of several tests that must all hold the worst counts, of several ways that do as well the best.
A set of outcomes is a small integer with one bit per outcome, because a request makes thousands of them.
"""

from collections.abc import Iterable
from enum import IntEnum

from schemas.result import Status, Verdict


class Outcome(IntEnum):
    """Of one test in one completion: it fails by the printed words, it fails as we read them, it holds in part (hence
    under a reserve), it holds."""

    FAIL = 0
    UNLIKELY = 1
    PART = 2
    FULL = 3


FAIL, UNLIKELY, PART, FULL = Outcome.FAIL, Outcome.UNLIKELY, Outcome.PART, Outcome.FULL

OutcomeSet = int
ONLY_FAIL, ONLY_UNLIKELY, ONLY_PART, ONLY_FULL = (1 << outcome for outcome in Outcome)  # sets of one outcome
CLOSED = ONLY_FAIL | ONLY_UNLIKELY  # what does not hold, whatever the refusal rests on

Fate = tuple[Outcome, frozenset[str]]  # of one test in one completion: its outcome, and the reserves that go with it


def outcome_set(outcomes: Iterable[int]) -> OutcomeSet:
    """The set that holds these outcomes."""
    found = 0
    for outcome in outcomes:
        found |= 1 << outcome
    return found


def members(outcomes: OutcomeSet) -> list[Outcome]:
    """The outcomes of a set, worst first."""
    return [outcome for outcome in Outcome if outcomes >> outcome & 1]


SETS = range(1 << len(Outcome))
# WORST[a][b]: outcomes of « both must hold », for two tests that do not depend on each other
WORST = [[outcome_set(min(x, y) for x in members(a) for y in members(b)) for b in SETS] for a in SETS]
# MATTERS[a][b]: does what happens within `a` change whether « both must hold », for some outcome of the other within `b`?
# Which way it does not hold makes no difference: nobody is asked to find out whether a refusal is printed.
MATTERS = [
    [any(len({max(UNLIKELY, min(x, y)) for x in members(a)}) > 1 for y in members(b)) for b in SETS] for a in SETS
]

VERDICTS_OF: dict[OutcomeSet, Verdict] = {
    ONLY_FULL: "eligible",
    ONLY_PART: "subject_to",
    ONLY_UNLIKELY: "unlikely",
    CLOSED: "unlikely",
    ONLY_FAIL: "ineligible",
}


def holds(outcome: int) -> bool:
    """Wholly or in part?"""
    return outcome > UNLIKELY


def all_closed(outcomes: OutcomeSet) -> bool:
    """Does it hold in no completion?"""
    return not outcomes & ~CLOSED


def verdict_of(outcomes: OutcomeSet) -> Verdict:
    """The verdict of a line, from the set of what it can come to: `depends` if completions do not agree."""
    return VERDICTS_OF.get(outcomes, "depends")


def status_of(outcomes: OutcomeSet) -> Status:
    """The status of a criterion, from the set of what it can come to."""
    if all_closed(outcomes):
        return "failed"
    return "unknown" if outcomes & CLOSED else "met"


def refusal(printed: bool) -> Outcome:
    """The outcome of a criterion that is not met, by what its refusal rests on."""
    return FAIL if printed else UNLIKELY


def excluded(outcome: Outcome, printed: bool) -> Outcome:
    """Of « none of these », from how far what is named is one of these."""
    if outcome == FULL:
        return refusal(printed)
    return PART if outcome == PART else FULL


def soften(outcome: int) -> Outcome:
    """A reserve's condition: not met, nothing happens; met, even in part, the reserve applies."""
    return PART if holds(outcome) else FULL
