"""The lines of a rulebook and the facts of an action in plain Python, for the loop and the peers.

Lines are read from the models, not from what the engine compiled; closed lists are related by the tests' reference.
Facts come from `read_action(...).keys`: every engine starts from the same resolved inputs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any

from eligibility.engine.compile import Rulebook
from eligibility.fields.period import action_within
from schemas.criterion import Alternatives, Criterion
from schemas.funder import Funder, Line
from schemas.result import Source
from schemas.vocabulary import FieldType
from tests.support.reference import FAIL, OK, PART, Book

PERIMETER, PERIOD, OBJECTIVES = "perimeter", "period", "objectives"
FULL = OK
BITS = (1, 2, 4)  # of FAIL, PART, FULL: a set of possible outcomes is a sum of these


@dataclass(frozen=True)
class Group:
    """Required values of which one is enough: what may be named to meet it, fully or in part."""

    full: frozenset[str]
    part: frozenset[str]


@dataclass(frozen=True)
class Test:
    """One criterion. Of `groups`, bounds and `perimeters`, one is used, as the field's type says."""

    id: str
    field: str
    expected: str
    source: Source
    groups: tuple[Group, ...] = ()
    low: Any = None
    high: Any = None
    deadline: date | None = None
    perimeters: tuple[str, ...] = ()
    part_reserve: str = ""


@dataclass(frozen=True)
class Way:
    tests: tuple[Test, ...]
    reserve: str | None


@dataclass(frozen=True)
class Choice:
    """Alternatives: one way is enough."""

    id: str
    source: Source
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Prepared:
    index: int
    id: str
    tests: tuple[Test, ...]
    choices: tuple[Choice, ...]
    reserved: bool  # a reserve of the line always applies
    conditions: tuple[Test, ...]  # of the reserves that apply only sometimes

    @cached_property
    def rows(self) -> tuple[tuple[tuple[Test, ...], bool], ...]:
        """Each combination of ways: its tests, and whether it is under a reserve."""
        return tuple(
            (
                self.tests + tuple(test for way in ways for test in way.tests),
                self.reserved or any(way.reserve for way in ways),
            )
            for ways in product(*(choice.ways for choice in self.choices))
        )


class Opened(dict[str, str | None]):
    """Perimeters open in one place, each with its reserve: a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


World = tuple[Mapping[str, str | None], ...]  # for each site, the perimeters open there and their reserves


@dataclass(frozen=True)
class Facts:
    """What is known. A closed list is a tuple of named values, each the values that it may stand for."""

    values: Mapping[str, tuple[tuple[str, ...], ...]]
    spans: Mapping[str, tuple[Any, Any]]
    worlds: tuple[World, ...]  # what the territory may be; one if it is known
    places: Mapping[str, int]  # perimeter -> its possible outcomes
    found: Mapping[str, str] = field(hash=False)  # field -> what the action says, in French


class Preparation:
    """Reads lines and actions of one rulebook."""

    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook
        self._book = Book(rulebook.source)
        self._groups: dict[tuple[str, tuple[str, ...]], Group] = {}
        self.every_value = {
            name: ["oui", "non"] if d.type == FieldType.boolean else self._book.every_value(name)
            for name, d in self._book.fields.items()
            if _closed(d.type)
        }
        self.single = {name for name, d in self._book.fields.items() if d.type in (FieldType.choice, FieldType.boolean)}
        self.domains = self._domains()
        self.classes: dict[Opened, str] = {}
        for conclusions in rulebook.conclusions.values():
            self.classes.setdefault(Opened(conclusions.open), f"w{len(self.classes)}")
        leaves = self._book.leaves.items()
        self.wide = {code: tuple(sorted(below)) for code, below in leaves if len(below) > 1}
        self._codes = {below: code for code, below in sorted(self.wide.items(), reverse=True)}
        self.lines = tuple(self._lines())

    def _domains(self) -> dict[str, tuple[Any, Any]]:
        period = self._book.period
        extents = {FieldType.range: (0, 120), FieldType.number: (Decimal(0), Decimal(10**12))}
        extents[FieldType.period] = (period.from_, period.until)
        return {name: extents[d.type] for name, d in self._book.fields.items() if d.type in extents}

    def _lines(self) -> Iterable[Prepared]:
        files = ((file.funder, line) for file in self._rulebook.source.funders for line in sorted(file.lines, key=_id))
        for index, (funder, line) in enumerate(files):
            yield self._line(index, funder, line)

    def _line(self, index: int, funder: Funder, line: Line) -> Prepared:
        tests: list[Criterion] = []
        choices: list[Choice] = []
        if line.objectives is not None:
            tests.append(Criterion(field=OBJECTIVES, any_of=line.objectives, source=line.objectives_source))
        if line.perimeter is not None:
            own = line.perimeter_source or self._rulebook.perimeters[line.perimeter].source
            tests.append(Criterion(field=PERIMETER, any_of=[line.perimeter], source=own))
        made = [self._test(line, criterion) for criterion in tests] + [self._period(line)]
        for item in line.criteria:
            if isinstance(item, Alternatives):
                choices.append(self._choice(line, item, len(choices) + 1))
            elif item.field != PERIOD:
                made.append(self._test(line, item))
        reserves = {reserve.id: reserve for reserve in funder.reserves}
        held = [reserves.get(name) for name in line.reserves]
        return Prepared(
            index,
            line.id,
            tuple(made),
            tuple(choices),
            any(reserve is None or reserve.when is None for reserve in held),
            tuple(self._test(line, reserve.when) for reserve in held if reserve and reserve.when),
        )

    def _choice(self, line: Line, item: Alternatives, number: int) -> Choice:
        ways = tuple(Way(tuple(self._test(line, c, item.source) for c in b.all), b.reserve) for b in item.alternatives)
        name = "alternatives" if number == 1 else f"alternatives-{number}"
        return Choice(name, self._source(line, item.source), ways)

    def _source(self, line: Line, *names: str | None) -> Source:
        return self._rulebook.sources[next(name for name in (*names, line.source[0]) if name)]

    def _test(self, line: Line, criterion: Criterion, default: str | None = None) -> Test:
        name = criterion.field
        groups: tuple[Group, ...] = ()
        if name != PERIMETER:
            if criterion.any_of is not None:
                groups = (self._group(name, criterion.any_of),)
            elif criterion.all_of is not None:
                groups = tuple(self._group(name, [value]) for value in criterion.all_of)
            elif criterion.is_ is not None:
                groups = (Group(frozenset(["oui" if criterion.is_ else "non"]), frozenset()),)
        return Test(
            id=name,
            field=name,
            expected=self._rulebook.wording.expected(criterion),
            source=self._source(line, criterion.source, default),
            groups=groups,
            low=self._bound(name, criterion.from_, criterion.at_least),
            high=self._bound(name, criterion.until, criterion.at_most),
            deadline=criterion.ends_by,
            perimeters=tuple(sorted(criterion.any_of or ())) if name == PERIMETER else (),
            part_reserve={"publics": "part-public", PERIMETER: "part-sites"}.get(name, f"part-{name}"),
        )

    def _bound(self, name: str, day: date | None, number: Decimal | None) -> Any:
        if number is not None and self._book.fields[name].type == FieldType.range:
            return int(number)
        return day if day is not None else number

    def _period(self, line: Line) -> Test:
        given = next((c for c in line.criteria if isinstance(c, Criterion) and c.field == PERIOD), None)
        period = self._book.period
        low = max(d for d in (period.from_, line.valid.from_, given and given.from_) if d)
        high = min(d for d in (period.until, line.valid.until, given and given.until) if d)
        deadline = given.ends_by if given else None
        undated = not (given or line.valid.from_ or line.valid.until)
        contract = self._rulebook.contract.period.source if undated else None
        source = self._source(line, given.source if given else None, line.valid_source, contract)
        expected = action_within(low, high, deadline)
        return Test(PERIOD, PERIOD, expected, source, low=low, high=high, deadline=deadline, part_reserve="part-period")

    def _group(self, name: str, required: list[str]) -> Group:
        key = (name, tuple(required))
        if key not in self._groups:
            best = {v: max(self._book.meets(name, v, r) for r in required) for v in self._book.every_value(name)}
            self._groups[key] = Group(
                frozenset(v for v, outcome in best.items() if outcome == OK),
                frozenset(v for v, outcome in best.items() if outcome == PART),
            )
        return self._groups[key]

    def label(self, name: str) -> str:
        return self._rulebook.wording.label(name)

    def code_of(self, leaves: tuple[str, ...]) -> str:
        """The wide objective that stands for these."""
        return self._codes[tuple(sorted(leaves))]

    # -- facts

    def facts(self, keys: Mapping[str, Any]) -> Facts:
        """The engine's own keys of an action, told to the others."""
        values = {name: key for name, key in keys.items() if name != PERIMETER and name not in self.domains}
        spans = {name: key for name, key in keys.items() if name in self.domains}
        worlds = self._worlds(keys.get(PERIMETER))
        places = {
            perimeter: sum({BITS[outcome_of_place((perimeter,), world)] for world in worlds})
            for perimeter in self._rulebook.perimeters
        }
        wording = self._rulebook.wording
        names = [*self._book.fields, PERIMETER]
        found = {name: wording.found(name, keys.get(name)) for name in names if name in keys or name == PERIOD}
        return Facts(values, spans, worlds, places, found)

    def class_of(self, facts: Facts) -> str:
        """Name of the class of a site that is fully known."""
        ((opened,),) = facts.worlds
        return self.classes[Opened(opened)]

    def _worlds(self, key: Any) -> tuple[World, ...]:
        conclusions = self._rulebook.conclusions
        sites = key if key is not None else (frozenset(conclusions),)
        worlds: dict[tuple[frozenset[Any], ...], World] = {}
        for mostly in (False, True):
            options = [
                {frozenset((o := conclusions[s].open).items()): o for s in states if s.mostly_from_qpv is mostly}
                for states in sites
            ]
            for names in product(*options):
                world = tuple(option[name] for option, name in zip(options, names, strict=True))
                worlds[names] = world
        return tuple(worlds.values())


def outcome_of_place(perimeters: tuple[str, ...], world: World) -> int:
    """All sites inside: met; some: met in part; none: failed."""
    outcomes = []
    for opened in world:
        ways = [opened[p] for p in perimeters if p in opened]
        outcomes.append(FAIL if not ways else FULL if None in ways else PART)
    return FAIL if max(outcomes) == FAIL else FULL if min(outcomes) == FULL else PART


def reserves_of_place(perimeters: tuple[str, ...], world: World) -> tuple[str, ...] | None:
    """Reserves under which the sites are in the perimeters; None if none of them is."""
    ways = [[opened[p] for p in perimeters if p in opened] for opened in world]
    if not any(ways):
        return None
    names = {name for site in ways if None not in site for name in site if name}
    return tuple(sorted(names | ({"part-sites"} if not all(ways) else set())))


def _closed(field_type: FieldType) -> bool:
    return field_type in (FieldType.objectives, FieldType.choice, FieldType.choice_set, FieldType.boolean)


def _id(line: Line) -> str:
    return line.id
