"""What the checks see of a rulebook: its files, and tables of what they declare, each made once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

from eligibility.checks.walk import parts
from eligibility.errors import Issue
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.kind import FieldKind, GivenField
from eligibility.fields.kinds import given_fields
from eligibility.fields.place import Perimeters
from eligibility.fields.relations import Relations
from eligibility.rulebook.editions import last_day
from eligibility.rulebook.objectives import Objectives
from eligibility.rulebook.territory import BASE_FIELDS, Territory
from eligibility.rulebook.yaml_source import Where
from schemas.base import Model
from schemas.funder import FunderFile, Line
from schemas.perimeters import DerivedField
from schemas.register import Entry, RegisterFile
from schemas.rulebook import RulebookSource
from schemas.second_reading import KeptFile, SecondReadingFile, TablesFile, ToldFile
from schemas.vocabulary import FieldDefinition

_OWN_VALUES = ("commune", "commune_status", "qpv", "quarter_tag")  # base fields that each contract fills in
AnyModel = TypeVar("AnyModel", bound=Model)


class Spot(NamedTuple):
    """Where something is written: a file, and the path of a value in it."""

    file: str
    where: Where = ()

    def at(self, *below: str | int) -> "Spot":
        """Something inside it."""
        return Spot(self.file, (*self.where, *below))


@dataclass(frozen=True)
class SecondBooks:
    """What a second reader wrote: commitments by file, tables, what answers say; and the differences that are kept."""

    readings: Mapping[str, SecondReadingFile] = field(default_factory=dict)
    kept: KeptFile = field(default_factory=KeptFile)
    tables: TablesFile = field(default_factory=TablesFile)
    told: ToldFile = field(default_factory=ToldFile)


class Index:
    """A rulebook by its files. `locate` gives the line of a path in a file (1 for models made in memory)."""

    def __init__(
        self,
        source: RulebookSource,
        funders: Mapping[str, FunderFile] | None = None,
        registers: Mapping[str, RegisterFile] | None = None,
        locate: Callable[[str, Where], int] = lambda _file, _where: 1,
        books: SecondBooks | None = None,
    ):
        self.source = source
        self.funders = funders or {f"funders/{file.funder.id}.yaml": file for file in source.funders}
        self.registers = registers or {f"register/{n}.yaml": file for n, file in enumerate(source.registers)}
        self.books = books or SecondBooks()
        self._locate = locate

    def line(self, spot: Spot) -> int:
        """The line on which something is written."""
        return self._locate(spot.file, spot.where)

    def issue(self, spot: Spot, code: str, message: str, mend: str = "", warning: bool = False) -> Issue:
        return Issue(spot.file, self.line(spot), code, message, mend, "warning" if warning else "error")

    @cached_property
    def _parts(self) -> dict[type[Model], list[tuple[Spot, Model]]]:
        """Every model of every file with its place, by class."""
        source = self.source
        files: dict[str, Model] = {
            "contract.yaml": source.contract,
            "objectives.yaml": source.objectives,
            "territory.yaml": source.territory,
            "vocabulary.yaml": source.vocabulary,
            "perimeters.yaml": source.perimeters,
            "corrections.yaml": source.corrections,
            **self.funders,
            **self.registers,
        }
        by_class: dict[type[Model], list[tuple[Spot, Model]]] = {}
        for name, file in files.items():
            for where, part in parts(file):
                by_class.setdefault(type(part), []).append((Spot(name, where), part))
        return by_class

    def each(self, kind: type[AnyModel]) -> Iterator[tuple[Spot, AnyModel]]:
        """All of one kind (criteria, reserves, lines…), wherever a file has them, with their places."""
        for one, found in self._parts.items():
            if issubclass(one, kind):
                yield from cast(list[tuple[Spot, AnyModel]], found)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {entry.id: entry for _, entry in self.each(Entry)}

    @cached_property
    def line_ids(self) -> set[str]:
        return {line.id for _, line in self.each(Line)}

    @cached_property
    def objectives(self) -> Objectives:
        return Objectives(self.source.objectives)

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        return {field.id: field for field in self.source.vocabulary.fields}

    @cached_property
    def given(self) -> dict[str, GivenField]:
        """The fields that an action gives by values, over all days of the contract, those of its amendments included."""
        source = self.source
        relations = {name: Relations(values) for name, values in source.vocabulary.lists.items()}
        days = (source.contract.period.from_, last_day(source.contract))
        return given_fields(source.vocabulary, relations, self.objectives, days)

    @cached_property
    def kinds(self) -> dict[str, FieldKind]:
        """What a criterion may test."""
        perimeters = {perimeter.id: perimeter for perimeter in self.source.perimeters.perimeters}
        return {**self.given, PERIMETER: Perimeters(perimeters, Territory(self.source.territory), {})}

    @cached_property
    def values(self) -> dict[str, set[str]]:
        """The values of each closed list."""
        return {name: {value.id for value in values} for name, values in self.source.vocabulary.lists.items()}

    @cached_property
    def base_values(self) -> dict[str, set[str]]:
        """What each base field of a place may be, in this territory."""
        territory = Territory(self.source.territory)
        found = {name: {"oui", "non"} for name in BASE_FIELDS if name not in _OWN_VALUES}
        found |= {name: set() for name in _OWN_VALUES}
        for state in territory.states:
            for name, value in territory.base_facts(state):
                found[name].add(value)
        return found

    @cached_property
    def derived(self) -> dict[str, DerivedField]:
        return {field.id: field for field in self.source.perimeters.derived}

    @cached_property
    def perimeters(self) -> set[str]:
        return {perimeter.id for perimeter in self.source.perimeters.perimeters}

    @cached_property
    def perimeter_reserves(self) -> set[str]:
        return {reserve.id for reserve in self.source.perimeters.reserves}

    @cached_property
    def amendments(self) -> dict[str, int]:
        """Each amendment's place among the texts; the contract as signed is 0."""
        return {amendment.id: number for number, amendment in enumerate(self.source.contract.amendments, start=1)}
