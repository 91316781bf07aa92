"""Fields with a minimum and a maximum: ages, as a span; a number, as a point."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from eligibility.errors import InputError, Problem
from eligibility.fields.interval_table import IntervalTable, Span
from eligibility.fields.kind import Cell, Fault, Form, GivenField, Reading, Said, VariantChange
from eligibility.fields.table import Requirement, Table
from eligibility.french.text import french_number
from schemas.criterion import Criterion, is_printed

OLDEST = 120
MOST = Decimal(10) ** 12
CENT = Decimal("0.01")


class Bounded(GivenField):
    """`first`, `last` and `step`: the values that it may take, each with its neighbours."""

    bounded = True
    between: ClassVar[str] = "-"  # its two ends, in an address

    @property
    @abstractmethod
    def ends(self) -> tuple[Any, Any, Any]:
        """First value, last value, and the step from one to the next."""

    def exact(self, bound: Any) -> Any:
        """A threshold in the form of its values."""
        return bound

    @property
    def domain(self) -> Any:
        return type(self)

    def table(self) -> IntervalTable:
        first, last, step = self.ends
        return IntervalTable(self.id, self.part_id, (first, last), step, point=len(self.paths) == 1)

    def codes(self, given: Sequence[Any]) -> tuple[str, ...]:
        return (self.between.join("" if one is None else str(one) for one in given),)


class _Numbers(Bounded):
    """A number or a span of numbers, with a unit if the vocabulary names one."""

    operators = ("at_least", "at_most")
    step: ClassVar[Decimal]  # by which a variant widens a bound

    @property
    def unit(self) -> str:
        return f" {self.definition.unit}" if self.definition.unit else ""

    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        yield from ()

    def compatible(self, first: Criterion, second: Criterion) -> bool:
        return True

    def variants(self, criterion: Criterion) -> Iterator[tuple[VariantChange, Criterion]]:
        low, high = criterion.at_least, criterion.at_most
        zero = Decimal(0)
        contrary = (
            {"at_least": high + self.step, "at_most": None}
            if high is not None
            else {"at_least": None, "at_most": max(zero, (low or zero) - self.step)}
        )
        yield "flip", criterion.model_copy(update=contrary)
        wider = {
            "at_least": max(low - self.step, zero) if low is not None else None,
            "at_most": high + self.step if high is not None else None,
        }
        yield "widen", criterion.model_copy(update=wider)

    def _number(self, text: str) -> int | float | None:
        """A number as people write it. Raises InputError for anything else."""
        plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace("€", "").replace(",", ".")
        if not plain:
            return None
        try:
            return int(plain) if plain.lstrip("-").isdigit() else float(plain)
        except ValueError:
            pointer = "/action/" + self.paths[0].replace(".", "/")
            raise InputError(Problem(pointer, f"« {self.label} » attend un nombre, par exemple 25.")) from None


class Ages(_Numbers):
    """The youngest and the oldest, in whole years."""

    form: Form = "age"
    step = Decimal(1)

    @property
    def ends(self) -> tuple[int, int, int]:
        return 0, OLDEST, 1

    @property
    def path_labels(self) -> tuple[str, ...]:
        return ("Le plus jeune", "Le plus âgé")

    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        if any(bound is not None and bound != int(bound) for bound in (criterion.at_least, criterion.at_most)):
            yield Fault("whole-number", f"« {self.id} » se compte en nombres entiers.", "Arrondissez la borne.")

    def always(self, criterion: Criterion) -> bool:
        return (criterion.at_least or 0) <= 0 and (criterion.at_most is None or criterion.at_most >= OLDEST)

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        low, high = (None if bound is None else int(bound) for bound in (criterion.at_least, criterion.at_most))
        return Requirement(self.id, low=low, high=high, soft=soft, printed=is_printed(criterion))

    def expected(self, criterion: Criterion) -> str:
        return _between(criterion.at_least, criterion.at_most, self.unit)

    def said(self, key: Span) -> str:
        low, high = key
        if low is not None and high is not None:
            return f"{low}{self.unit}" if low == high else f"de {low} à {high}{self.unit}"
        if low is not None:
            return f"à partir de {low}{self.unit}, âge maximal non précisé"
        return f"jusqu'à {high}{self.unit}, âge minimal non précisé"

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        key = (given[0], given[1])
        value = [str(bound) for bound in key if bound is not None]
        return Reading(key, (Said(value, self.said(key)),))

    def written(self, key: Span) -> Sequence[Any]:
        return list(key)

    def of_codes(self, codes: tuple[str, ...]) -> Sequence[Any]:
        low, _, high = codes[0].partition(self.between)
        return [self._number(low), self._number(high)]


class Number(_Numbers):
    """One number, to the hundredth. Its unit goes with what is found; its label says it where something is asked."""

    form: Form = "number"
    cell: Cell | None = "number"
    step = CENT

    @property
    def ends(self) -> tuple[Decimal, Decimal, Decimal]:
        return Decimal(0), MOST, CENT

    def exact(self, bound: Any) -> Any:
        return Decimal(bound)

    def always(self, criterion: Criterion) -> bool:
        return criterion.at_most is None and (criterion.at_least or 0) <= 0

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        return Requirement(
            self.id, low=criterion.at_least, high=criterion.at_most, soft=soft, printed=is_printed(criterion)
        )

    def expected(self, criterion: Criterion) -> str:
        return _between(criterion.at_least, criterion.at_most, "")

    def said(self, key: Span) -> str:
        return f"{french_number(key[0])}{self.unit}"

    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        (value,) = given
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return Reading.wrong(pointers[0], f"« {self.label} » attend un nombre.")
        number = Decimal(value)
        if not number.is_finite() or not 0 <= number <= MOST:
            return Reading.wrong(pointers[0], f"« {self.label} » attend un nombre entre 0 et mille milliards.")
        return Reading((number, number), (Said(str(number), self.said((number, number))),))

    def written(self, key: Span) -> Sequence[Any]:
        return [int(key[0]) if key[0] == int(key[0]) else float(key[0])]

    def of_codes(self, codes: tuple[str, ...]) -> Sequence[Any]:
        return [self._number(codes[0])]

    def other_answers(
        self, table: Table, requirements: Sequence[Requirement], key: Span | None
    ) -> Iterator[tuple[Span, Decimal, str]]:
        lows, highs = ({getattr(r, side) for r in requirements} for side in ("low", "high"))
        given = key[0] if key is not None else None
        numbers = [number for number, _ in table.samples(requirements) if number != given]

        def distance(number: Decimal) -> Any:
            return abs(number - given) if given is not None else (number not in lows, number not in highs, number)

        for number in sorted(numbers, key=distance):
            side = " au moins" if number in lows else " au plus" if number in highs else ""
            yield (number, number), number, f"{self.label} : prévoir {self.said((number, number))}{side}"


def _between(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """« de 16 à 25 ans », « 18 ans et plus », « 25 ans au plus »"""
    if low is not None and high is not None:
        return f"de {french_number(low)} à {french_number(high)}{unit}"
    if low is not None:
        return f"{french_number(low)}{unit} et plus"
    return f"{french_number(high)}{unit} au plus" if high is not None else ""
