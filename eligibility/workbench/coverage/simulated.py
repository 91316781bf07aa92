"""Simulated actions, drawn from a rulebook's own vocabulary, objectives and territory.

Every other one says all that lines may ask; the others are told as carriers tell theirs at first, with much left out.
Seeded, and drawn from sorted values: the same rulebook gives the same actions, whatever the order of its files.
They show what a rulebook answers, not how often people ask it: each value is as likely as another.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.rulebook.objectives import above
from eligibility.rulebook.territory import NO_QUARTER, State
from eligibility.workbench.analyse.witness import Document, action_of, request_of
from schemas.action import EvaluationRequest

ACTIONS = 60
KEPT = 0.5  # how often an action that is told in part says a field, or its place and its objective exactly
SECOND = 0.15  # how often an action names a second value where it may name several

Known = dict[str, Any]  # field -> complete value, in the form that its table reads


def simulated_actions(rulebook: Rulebook, count: int = ACTIONS, seed: int = 0) -> tuple[EvaluationRequest, ...]:
    """`count` actions, whole and told in part by turns, each read against this very edition."""
    draw = _Draw(rulebook, Random(f"simulated-{seed}"))
    edition = {"as_of": rulebook.texts_from}
    documents = (draw.partial() if number % 2 else draw.whole() for number in range(count))
    return tuple(request_of(rulebook, document | edition) for document in documents)


class _Draw:
    def __init__(self, rulebook: Rulebook, random: Random):
        self._rulebook, self._random = rulebook, random
        answers = {name: sorted(rulebook.tables[name].answers()) for name in sorted(rulebook.given)}
        self._answers = {name: values for name, values in answers.items() if values}
        self._places = tuple(filter(None, _in_and_out(rulebook.territory.states)))

    def whole(self) -> Document:
        return action_of(self._rulebook, self._known())

    def partial(self) -> Document:
        known = {name: value for name, value in self._known().items() if name == PERIMETER or self._keeps()}
        if OBJECTIVES in known and not self._keeps():
            known[OBJECTIVES] = self._wider(known[OBJECTIVES])
        document = action_of(self._rulebook, known)
        if not self._keeps():
            document["action"]["site"] = {"commune": document["action"]["site"]["commune"]}
        if not self._keeps():
            del document["action"]["beneficiaries"]["mostly_from_qpv"]
        return document

    def _known(self) -> Known:
        # a contract is about its quarters: one place in two lies in one of them, however few they are
        state = self._random.choice(self._random.choice(self._places))
        return {name: self._value(name) for name in self._answers} | {PERIMETER: (frozenset({state}),)}

    def _value(self, name: str) -> Any:
        value = self._random.choice(self._answers[name])
        if self._rulebook.given[name].many and self._random.random() < SECOND:
            return tuple(sorted({*value, *self._random.choice(self._answers[name])}))
        return value

    def _wider(self, objectives: Sequence[tuple[str, ...]]) -> Any:
        """Each objective one level up, which leaves open the sub-objective."""
        below = self._rulebook.objectives.below
        return tuple(sorted({below(above(leaf)) for (leaf,) in objectives}))

    def _keeps(self) -> bool:
        return self._random.random() < KEPT


def _in_and_out(states: Sequence[State]) -> Iterator[tuple[State, ...]]:
    """Those in a priority quarter, then the others."""
    yield tuple(state for state in states if state.place.qpv != NO_QUARTER)
    yield tuple(state for state in states if state.place.qpv == NO_QUARTER)
