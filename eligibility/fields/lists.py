"""What all fields with a closed list of values share: objectives, choices, yes or no."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from eligibility.fields.choice_table import Choice, ChoiceTable
from eligibility.fields.kind import Fault, GivenField, VariantChange
from eligibility.fields.outcomes import FULL, PART, Outcome
from eligibility.fields.table import Requirement
from eligibility.french.text import near
from schemas.criterion import Criterion, is_printed


class ListField(GivenField):
    """A field with a closed list: an action names some of its values."""

    operators: ClassVar[tuple[str, ...]] = ("any_of", "all_of", "none_of")

    @abstractmethod
    def outcome(self, named: str, required: str) -> Outcome:
        """How an action that names one value meets a criterion that requires another."""

    @property
    def admitted(self) -> Sequence[str]:
        """What a criterion may name."""
        return self.values

    @property
    def domain(self) -> Any:
        return frozenset(self.values)

    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        for value in criterion.values if self.admitted else ():
            if value not in self.admitted:
                message = f"« {value} » n'est pas une valeur de « {self.id} »."
                yield Fault("unknown-value", message, near(value, self.admitted))

    def meeting(self, criterion: Criterion, least: Outcome) -> set[str]:
        """Values that, named alone, come to this outcome or better."""
        table, requirement = self.table(), self.requirement(criterion)
        return {value for value in self.values if (table.settled(requirement, ((value,),)) or 0) >= least}

    def always(self, criterion: Criterion) -> bool:
        return criterion.any_of is not None and len(self.meeting(criterion, FULL)) == len(self.values)

    def compatible(self, first: Criterion, second: Criterion) -> bool:
        return self.many or bool(self.meeting(first, PART) & self.meeting(second, PART))

    def variants(self, criterion: Criterion) -> Iterator[tuple[VariantChange, Criterion]]:
        yield from list_variants(self.values, self.covered(criterion.values), criterion)

    def table(self) -> ChoiceTable:
        return ChoiceTable(self.id, self.part_id, self.values, self.outcome, single=not self.many)

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        excluded = tuple(sorted(set(criterion.none_of or ())))
        return Requirement(self.id, groups_of(criterion), excluded, soft=soft, printed=is_printed(criterion))

    @abstractmethod
    def value(self, value: str) -> str:
        """The label of one value."""

    def said(self, key: Choice) -> str:
        return ", ".join(self.value(value) for (value,) in key)

    def written(self, key: Choice) -> Sequence[Any]:
        values = [value for (value,) in key]
        return [values if self.many else values[0]]

    def codes(self, given: Sequence[Any]) -> tuple[str, ...]:
        return tuple(given[0] if self.many else given)

    def of_codes(self, codes: tuple[str, ...]) -> Sequence[Any]:
        return [list(codes) if self.many else codes[0]]


def groups_of(criterion: Criterion) -> tuple[tuple[str, ...], ...]:
    """Groups of values, each of which needs one."""
    if criterion.any_of is not None:
        return (tuple(sorted(set(criterion.any_of))),)
    return tuple((value,) for value in sorted(set(criterion.all_of or ())))


def list_variants(
    values: Sequence[str], named: set[str], criterion: Criterion
) -> Iterator[tuple[VariantChange, Criterion]]:
    """All the other values; one value more. All of several values: one of them is enough. None of several: all but one."""
    others = [value for value in values if value not in named]
    if criterion.any_of is not None:
        if others:
            following = next_value(values, named)
            yield "flip", criterion.model_copy(update={"any_of": others})
            yield "widen", criterion.model_copy(update={"any_of": [*criterion.any_of, following]})
    elif criterion.all_of is not None:
        if others:
            yield "flip", criterion.model_copy(update={"all_of": None, "any_of": others})
        yield "widen", criterion.model_copy(update={"all_of": None, "any_of": list(criterion.all_of)})
    elif criterion.none_of is not None:
        yield "flip", criterion.model_copy(update={"none_of": None, "any_of": list(criterion.none_of)})
        if len(criterion.none_of) > 1:
            yield "widen", criterion.model_copy(update={"none_of": criterion.none_of[:-1]})


def next_value(values: Sequence[str], but: set[str]) -> str | None:
    """The value after the first excepted one, in the order of the list, that is not excepted."""
    start = min((values.index(value) for value in but if value in values), default=0)
    return next((value for value in [*values[start:], *values[:start]] if value not in but), None)
