"""What one test of one field can come to, and sets of what it can come to while something is unknown.

An outcome is ordered: of several tests that must all hold the worst counts, of several ways that do as well the best.
A set of outcomes is a small integer with one bit per outcome, because a request makes thousands of them.
"""

from collections.abc import Iterable
from enum import IntEnum

from schemas.result import Status, Verdict


class Outcome(IntEnum):
    """Of one test in one completion: it fails, it holds in part (hence under a reserve), it holds."""

    FAIL = 0
    PART = 1
    FULL = 2


FAIL, PART, FULL = Outcome.FAIL, Outcome.PART, Outcome.FULL

CONTRARY = (FULL, PART, FAIL)

OutcomeSet = int
ONLY_FAIL, ONLY_PART, ONLY_FULL = (1 << outcome for outcome in Outcome)  # sets of one outcome

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
# MATTERS[a][b]: does what happens within `a` change « both must hold », for some outcome of the other within `b`?
MATTERS = [[any(len({min(x, y) for x in members(a)}) > 1 for y in members(b)) for b in SETS] for a in SETS]

VERDICTS_OF: dict[OutcomeSet, Verdict] = {ONLY_FULL: "eligible", ONLY_PART: "subject_to", ONLY_FAIL: "ineligible"}


def verdict_of(outcomes: OutcomeSet) -> Verdict:
    """The verdict of a line, from the set of what it can come to: `depends` if completions do not agree."""
    return VERDICTS_OF.get(outcomes, "depends")


def status_of(outcomes: OutcomeSet) -> Status:
    """The status of a criterion, from the set of what it can come to."""
    if outcomes == ONLY_FAIL:
        return "failed"
    return "unknown" if outcomes & ONLY_FAIL else "met"


def contrary(outcome: Outcome) -> Outcome:
    """Of « none of these », from how far what is named is one of these."""
    return CONTRARY[outcome]


def soften(outcome: int) -> Outcome:
    """A reserve's condition: not met, nothing happens; met, even in part, the reserve applies."""
    return FULL if outcome == FAIL else PART
