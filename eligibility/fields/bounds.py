"""Fields with a minimum and a maximum: ages, as a span; a number, as a point."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from eligibility.errors import InputError, Problem, pointer_to
from eligibility.fields.interval_table import IntervalTable, Span
from eligibility.fields.kind import Cell, Fault, Form, GivenField, Reading, Said, VariantChange
from eligibility.fields.table import Requirement, Table
from eligibility.french import ages, numbers
from eligibility.french.reading import Unreadable, cited
from eligibility.french.text import enumerate_french, french_number
from schemas.criterion import Criterion, is_printed

OLDEST = 120
MOST = Decimal(10) ** 12
CENT = Decimal("0.01")


class Bounded(GivenField):
    """`first`, `last` and `step`: the values that it may take, each with its neighbours."""

    bounded = True
    between: ClassVar[str] = "-"  # its two ends, in an address
    awaits: ClassVar[str] = ""  # what it awaits, where its label does not say it

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

    def of_codes(self, codes: tuple[str, ...]) -> Sequence[Any]:
        """As people write them too: an address is also what a form sends."""
        if len(codes) != 1:
            listed = enumerate_french([cited(code) for code in codes], "et")
            raise self.unread(f"{listed} : une seule réponse est attendue.")
        try:
            return self.typed(codes[0])
        except Unreadable as error:
            raise self.unread(str(error)) from None

    @abstractmethod
    def typed(self, text: str) -> Sequence[Any]:
        """One value per path from what a person typed. Raises Unreadable."""

    def unread(self, message: str) -> InputError:
        """The error of an answer that cannot be read."""
        return InputError(
            Problem(pointer_to("action", *self.paths[0].split(".")), f"« {self.label} »{self.awaits} : {message}")
        )

    def halves(self, text: str) -> Iterator[tuple[str, str]]:
        """Every way to cut a text in what is said of its two ends."""
        parts = text.split(self.between)
        for index in range(1, len(parts)):
            yield self.between.join(parts[:index]).strip(), self.between.join(parts[index:]).strip()


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

    def typed(self, text: str) -> Sequence[Any]:
        wrong = None
        for low, high in self.halves(text):
            try:
                bounds = [ages.age(low).value if low else None, ages.age(high, oldest=True).value if high else None]
                break
            except Unreadable as error:
                wrong = error
        else:
            if wrong and text.endswith(self.between):  # a form of two ends, of which one is empty
                raise wrong
            bounds = list(ages.ages(text).value)
        if None not in bounds and bounds[0] > bounds[1]:  # type: ignore[operator]
            youngest, oldest = self.path_labels
            raise Unreadable(
                f"« {youngest} » ({bounds[0]} ans) dépasse « {oldest} » ({bounds[1]} ans). Corrigez l'un des deux âges, ou échangez-les."
            )
        return bounds


class Number(_Numbers):
    """One number, to the hundredth. Its unit goes with what is found; its label says it where something is asked."""

    form: Form = "number"
    awaits = " attend un nombre"
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

    def typed(self, text: str) -> Sequence[Any]:
        value = numbers.number(text, self.definition.unit or "").value
        return [int(value) if value == value.to_integral_value() else float(value)]

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
