"""What every kind of field can do. A new kind answers each of these; type checking names what it forgets."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from eligibility.errors import Problem
from eligibility.fields.table import Key, Requirement, Table
from eligibility.french.sentences import IN_PART
from schemas.criterion import Criterion
from schemas.result import Choice, Origin
from schemas.vocabulary import FieldDefinition

UNKNOWN = "non précisé"
DECLARED = "vous l'avez déclaré"
VariantChange = Literal["flip", "widen"]
Cell = Literal["boolean", "number", "code", "codes"]
Form = Literal["radio", "checkboxes", "age", "period", "number"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a criterion: a code, what it is, how to mend it."""

    code: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fact to show for a field: its value, how it reads, where it comes from."""

    value: str | list[str] | bool | None
    label: str
    origin: Origin = "declared"
    because: str = DECLARED


@dataclass(frozen=True, slots=True)
class Reading:
    """What an action says of a field: the key of its table (None: nothing), the facts to show, what cannot be read."""

    key: Key = None
    facts: tuple[Said, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def wrong(cls, pointer: str, message: str) -> "Reading":
        return cls(problems=(Problem(pointer, message),))


class FieldKind(ABC):
    """A field that criteria may test."""

    operators: ClassVar[tuple[str, ...]]
    many: ClassVar[bool] = False  # does an action name several values of it?
    bounded: ClassVar[bool] = False  # a minimum and a maximum, not a closed list

    def __init__(self, id_: str, label: str):
        self.id = id_
        self.label = label
        self.part_id = f"part-{id_}"  # the automatic reserve of a criterion that is met in part
        self.part_text = IN_PART

    @property
    def values(self) -> Sequence[str]:
        """Every value of its closed list; empty if it has none."""
        return ()

    def covered(self, values: Sequence[str]) -> set[str]:
        """The values of its list that are named, or stand below one that is."""
        return set(values)

    # -- a criterion, as it is written

    def faults(self, criterion: Criterion) -> Iterator[Fault]:
        """What is wrong in a criterion on this field."""
        wrong = [name for name in criterion.operators if name not in self.operators]
        if wrong:
            message = f"le champ « {self.id} » ne se teste pas avec {wrong[0]}."
            yield Fault("operator", message, f"Opérateurs admis : {', '.join(self.operators)}.")
        else:
            yield from self.wrong_values(criterion)

    @abstractmethod
    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        """Values that the field cannot have."""

    @abstractmethod
    def variants(self, criterion: Criterion) -> Iterator[tuple[VariantChange, Criterion]]:
        """The contrary of a criterion, and the same a little wider."""

    # -- a criterion, as it is judged and told

    @abstractmethod
    def table(self) -> Table:
        """An empty table for the criteria of all lines on this field."""

    @abstractmethod
    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        """What the criterion tests. `soft`: the condition of a reserve."""

    @abstractmethod
    def expected(self, criterion: Criterion) -> str:
        """What a criterion asks, as the end of « la ligne demande : … »."""

    def found(self, key: Key) -> str:
        """What an action says of the field."""
        return UNKNOWN if key is None else self.said(key)

    @abstractmethod
    def said(self, key: Key) -> str:
        """What an action says of the field, when it says something."""

    def in_full(self, key: Key) -> str:
        """The same, where the question does not stand beside it."""
        return self.said(key)


class GivenField(FieldKind):
    """A field of the vocabulary that an action gives by values, one per path."""

    listed: ClassVar[bool] = False  # does its definition name a closed list?
    cell: Cell | None = None  # how a column of a table gives it; None if no single column does
    form: Form  # how a page asks it

    def __init__(self, definition: FieldDefinition):
        super().__init__(definition.id, definition.label)
        self.definition = definition
        self.paths = definition.paths
        if definition.part is not None:
            self.part_id = definition.part.id or self.part_id
            self.part_text = definition.part.text

    @property
    def path_labels(self) -> tuple[str, ...]:
        """What each of its paths gives, in the words of a form."""
        return (self.label,)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Closed answers to its question, if it has any."""
        return ()

    @abstractmethod
    def always(self, criterion: Criterion) -> bool:
        """Does every action meet the criterion, without reserve?"""

    @abstractmethod
    def compatible(self, first: Criterion, second: Criterion) -> bool:
        """Can one action meet both? Only fields with one value at a time can say no."""

    @abstractmethod
    def read(self, given: Sequence[Any], pointers: Sequence[str]) -> Reading:
        """What an action gives, one value per path; at least one of them is given, unless the field assumes something."""

    @abstractmethod
    def written(self, key: Key) -> Sequence[Any]:
        """One value per path that says exactly this key, which is complete."""

    @abstractmethod
    def codes(self, given: Sequence[Any]) -> tuple[str, ...]:
        """What an action gives, as codes in an address."""

    @abstractmethod
    def of_codes(self, codes: tuple[str, ...]) -> Sequence[Any]:
        """One value per path from the codes of an address. Raises InputError for what is no code at all."""

    def other_answers(
        self, table: Table, requirements: Sequence[Requirement], key: Key
    ) -> Iterator[tuple[Key, Any, str]]:
        """Other answers that may do something else to these requirements, the nearest first: key, value and sentence."""
        yield from ()

    @property
    @abstractmethod
    def domain(self) -> Any:
        """What is supposed possible where an action says nothing: equal for fields that suppose the same."""
