"""Fields with a closed list of the vocabulary: one value of it, or a complete list of values."""

from collections.abc import Sequence
from typing import Any, ClassVar

from eligibility.errors import Problem
from eligibility.fields.kind import Cell, Form, Reading, Said
from eligibility.fields.lists import ListField
from eligibility.fields.outcomes import Outcome
from eligibility.fields.relations import Relations
from eligibility.french.text import enumerate_french, nearest
from schemas.criterion import Criterion
from schemas.result import Choice
from schemas.vocabulary import FieldDefinition


class OneChoice(ListField):
    """One value of a closed list."""

    operators: ClassVar[tuple[str, ...]] = ("any_of", "none_of")
    listed = True
    cell: Cell | None = "code"
    form: Form = "radio"

    def __init__(self, definition: FieldDefinition, relations: Relations):
        super().__init__(definition)
        self.relations = relations

    @property
    def values(self) -> Sequence[str]:
        return list(self.relations.values)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(value.id, value.label) for value in self.relations.values.values())

    def outcome(self, named: str, required: str) -> Outcome:
        return self.relations.outcome(named, required)

    def value(self, value: str) -> str:
        return self.relations.values[value].label

    def expected(self, criterion: Criterion) -> str:
        labels = [self.value(value) for value in criterion.values]
        if criterion.none_of is not None:
            return f"tout sauf {enumerate_french(labels)}"
        return enumerate_french(labels, "et" if criterion.all_of is not None else "ou")

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        if not isinstance(given[0], str):
            return Reading.wrong(pointers[0], f"« {self.label} » attend un seul code.")
        return self._read([given[0]], pointers)

    def _read(self, codes: list[str], pointers: Sequence[str]) -> Reading:
        """`pointers`: where each code stands."""
        known = self.relations.values
        problems = [
            self._unknown(code, pointer) for code, pointer in zip(codes, pointers, strict=True) if code not in known
        ]
        if problems:
            return Reading(problems=tuple(problems))
        kept = sorted(set(codes))
        label = ", ".join(known[code].label for code in kept)
        return Reading(tuple((code,) for code in kept), (Said(kept if self.many else kept[0], label),))

    def _unknown(self, code: str, pointer: str) -> Problem:
        labels = {f"{v.id} ({v.label})": v.id for v in self.relations.values.values()}
        close = nearest(code, labels, cutoff=50) or tuple(labels)[:5]
        message = f"« {code} » n'est pas une valeur connue pour « {self.label} ». Valeurs proches : {enumerate_french(close)}."
        return Problem(pointer, message, tuple(labels[name] for name in close), "unknown-code")


class SeveralChoices(OneChoice):
    """A complete list of values of a closed list."""

    operators = ("any_of", "all_of", "none_of")
    many = True
    cell: Cell | None = "codes"
    form: Form = "checkboxes"

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        codes = given[0]
        if not isinstance(codes, list) or not codes:
            return Reading.wrong(pointers[0], f"« {self.label} » attend une liste d'au moins un code.")
        return self._read(codes, [f"{pointers[0]}/{index}" for index in range(len(codes))])
