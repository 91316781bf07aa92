"""Fields that are answered by yes or no."""

from collections.abc import Iterator, Sequence
from typing import Any

from eligibility.fields.choice_table import Choice as Named
from eligibility.fields.kind import Cell, Fault, Form, Reading, Said, VariantChange
from eligibility.fields.lists import ListField
from eligibility.fields.outcomes import FAIL, FULL, Outcome
from eligibility.fields.table import Requirement, Table
from eligibility.rulebook.territory import NO, YES
from schemas.criterion import Criterion, is_printed
from schemas.result import Choice

SAID = {"true": True, "oui": True, "false": False, "non": False}  # in an address


class YesNo(ListField):
    """Yes or no."""

    operators = ("is",)
    cell: Cell | None = "boolean"
    form: Form = "radio"

    @property
    def values(self) -> Sequence[str]:
        return (YES, NO)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("true", YES), Choice("false", NO))

    def outcome(self, named: str, required: str) -> Outcome:
        return FULL if named == required else FAIL

    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        yield from ()

    def always(self, criterion: Criterion) -> bool:
        return False

    def variants(self, criterion: Criterion) -> Iterator[tuple[VariantChange, Criterion]]:
        yield "flip", criterion.model_copy(update={"is_": not criterion.is_})

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        return Requirement(self.id, ((self.expected(criterion),),), soft=soft, printed=is_printed(criterion))

    def value(self, value: str) -> str:
        return value

    def expected(self, criterion: Criterion) -> str:
        return YES if criterion.is_ else NO

    def in_full(self, key: Named) -> str:
        return f"{self.label} : {self.said(key)}"

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        if not isinstance(given[0], bool):
            return Reading.wrong(pointers[0], f"« {self.label} » attend true ou false.")
        word = YES if given[0] else NO
        return Reading(((word,),), (Said(given[0], word),))

    def written(self, key: Named) -> Sequence[Any]:
        return [key == ((YES,),)]

    def other_answers(
        self, table: Table, requirements: Sequence[Requirement], key: Named | None
    ) -> Iterator[tuple[Named, bool, str]]:
        for word in self.values:
            if key != ((word,),):
                yield ((word,),), word == YES, f"pouvoir répondre « {word} » à la question : {self.definition.question}"

    def codes(self, given: Sequence[Any]) -> tuple[str, ...]:
        return (YES if given[0] else NO,)

    def of_codes(self, codes: tuple[str, ...]) -> Sequence[Any]:
        return [SAID.get(codes[0], codes[0])]
