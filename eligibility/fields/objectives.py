"""The objectives of a contract: codes on several levels, of which an action serves some.

A code above the lowest level stands for any of the sub-objectives below it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from eligibility.errors import Problem
from eligibility.fields.choice_table import Choice
from eligibility.fields.kind import Form, Reading, Said
from eligibility.fields.lists import ListField
from eligibility.fields.outcomes import FAIL, FULL, Outcome
from eligibility.fields.table import Requirement
from eligibility.french.text import enumerate_french
from eligibility.rulebook.objectives import Objectives, above, covers
from schemas.criterion import Criterion, is_printed
from schemas.vocabulary import FieldDefinition

NOTHING = ("",)  # asked of an action where every objective is banned: no objective is that


class ServedObjectives(ListField):
    """The objectives that an action serves."""

    many = True
    form: Form = "number"

    def __init__(self, definition: FieldDefinition, objectives: Objectives):
        super().__init__(definition)
        self._objectives, self._titles = objectives, objectives.titles

    @property
    def values(self) -> Sequence[str]:
        return self._objectives.leaves

    @property
    def admitted(self) -> Sequence[str]:
        return list(self._titles)

    def outcome(self, named: str, required: str) -> Outcome:
        return FULL if covers(required, named) else FAIL

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        """« None of these » is a ban: it fails where every objective given lies under it, so another one is needed."""
        if criterion.none_of is None:
            return super().requirement(criterion, soft)
        others = tuple(sorted(set(self.values) - self.covered(criterion.none_of)))
        return Requirement(self.id, (others or NOTHING,), soft=soft, printed=is_printed(criterion))

    def covered(self, values: Iterable[str]) -> set[str]:
        return set(self._objectives.served(values))

    def value(self, value: str) -> str:
        return f"{value} ({self._titles[value]})"

    def expected(self, criterion: Criterion) -> str:
        """One objective with its title; several by their codes alone, for brevity."""
        codes = criterion.values
        if criterion.none_of is not None:
            return f"tout objectif sauf {enumerate_french(codes)}"
        if len(codes) == 1:
            return f"l'objectif {self.value(codes[0])}"
        if criterion.all_of is not None:
            return f"tous les objectifs {enumerate_french(codes, 'et')}"
        return f"l'un des objectifs {enumerate_french(codes)}"

    def said(self, key: Choice) -> str:
        return ", ".join(self.value(leaves[0]) if len(leaves) == 1 else self._above(leaves) for leaves in key)

    def _above(self, leaves: tuple[str, ...]) -> str:
        code = common_code(leaves)
        return f"{code} ({self._titles.get(code, '')}, sans préciser davantage)"

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        codes: list[str] = []
        problems = []
        for index, text in enumerate(given[0]):
            code = text.strip().rstrip(".")
            if code not in self._titles:
                close = self._near(code)
                message = f"« {text} » n'est pas un objectif de ce contrat. Codes proches : {enumerate_french(close)}."
                problems.append(Problem(f"{pointers[0]}/{index}", message, close, "unknown-code"))
            elif code not in codes:
                codes.append(code)
        if problems:
            return Reading(problems=tuple(problems))
        key = tuple(sorted(self._objectives.below(code) for code in codes))
        label = " ; ".join(sorted(f"{code} {self._titles[code]}" for code in codes))
        return Reading(key, (Said(sorted(codes), label),))

    def _near(self, code: str) -> tuple[str, ...]:
        """Codes that share the longest beginning with a wrong one."""
        while code and not self._objectives.beside(code):
            code = above(code)
        return self._objectives.beside(code)[:6]

    def written(self, key: Choice) -> Sequence[Any]:
        return [[leaves[0] if len(leaves) == 1 else common_code(leaves) for leaves in key]]


def common_code(leaves: Sequence[str]) -> str:
    """The lowest code above all these sub-objectives."""
    split = [leaf.split(".") for leaf in leaves]
    shared = 0
    while all(len(parts) > shared and parts[shared] == split[0][shared] for parts in split):
        shared += 1
    return ".".join(split[0][:shared])
