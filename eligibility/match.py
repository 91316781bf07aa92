"""Verdicts of all lines at once, with three values, from the tables' masks.

For most lines the fields are independent and a few OR operations are exact. A line with alternatives has
several rows whose fields are shared; while some answer is missing, those few lines are settled one by one
from joint outcomes (`Entangled`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from operator import itemgetter
from typing import Any, NamedTuple

from eligibility.compiled import CompiledAlternatives, CompiledCriterion, CompiledLine, CompiledReserve
from eligibility.masks import NOTHING, Masks
from eligibility.relations import FAIL, FULL, PART
from eligibility.tables.base import Finding, Outcome, Requirement, Table, bit
from eligibility.tables.places import PlaceTable

REMEMBERED = 20_000  # settled entangled lines, and states of knowledge, kept in memory
SELDOM = 0.05  # a field that a smaller share of lines reads is asked together with others like it
Known = Mapping[str, Any]  # field -> what the action says of it; a missing key is unknown

# possible outcomes of « the worst of two », for sets of outcomes written as 3 bits
_WORST = [
    [
        sum({bit(min(x, y)) for x in (FAIL, PART, FULL) if a & bit(x) for y in (FAIL, PART, FULL) if b & bit(y)})
        for b in range(8)
    ]
    for a in range(8)
]




# a part of what is known, the masks remembered for it, how to compute them
_Asked = tuple[Callable[[Known], Any], Callable[[Any], Masks | None], Callable[[Any], Masks]]


class _Plan(NamedTuple):
    """For actions that give the same fields: what the others do together, and the tables to ask."""

    silent: Masks
    asked: tuple[_Asked, ...]
    opened: tuple[dict[Any, tuple[int, int]], ...]  # what `eligible` keeps, by table


class Verdicts(NamedTuple):
    """Bit i is line number i; every line is in exactly one of the four."""

    eligible: int
    subject_to: int
    depends: int
    ineligible: int


class Matcher:
    """All lines at once: from what is known of each field to the verdict of every line."""

    def __init__(self, tables: Mapping[str, Table], lines: Sequence[CompiledLine]):
        self._all_tables = tables
        self._all = (1 << len(lines)) - 1
        self._count = len(lines)
        self._ways = max((len(line.rows) for line in lines), default=1)
        absent = reserved = 0  # rows that no line has, rows always under a reserve
        for line in lines:
            for way in range(self._ways):
                row = 1 << (way * self._count + line.index)
                if way >= len(line.rows):
                    absent |= row
                    continue
                if line.rows[way].reserved:
                    reserved |= row
                for requirement in line.rows[way].requirements:
                    tables[requirement.field].add(row, requirement)
        for table in tables.values():
            table.freeze()
        self._tables = {name: table for name, table in tables.items() if table.rows}
        self._often = {name for name, table in self._tables.items() if len(table.rows) >= SELDOM * len(lines)}
        self._shifts = [way * self._count for way in range(1, self._ways)]
        self._constant = Masks(absent, absent, absent | reserved, reserved)
        self._plans: dict[frozenset[str], _Plan] = {}
        self._settled: dict[tuple[Any, ...], Any] = {}
        self._shapes: dict[int, dict[str, _FieldOfLine]] = {}
        self._several_rows = sum(1 << line.index for line in lines if len(line.rows) > 1)
        self._several_places = sum(
            1 << line.index
            for line in lines
            if any(sum(r.field == "perimeter" for r in row.requirements) > 1 for row in line.rows)
        )
        self._lines = lines

    @property
    def fields(self) -> Iterable[str]:
        """Fields that some line reads."""
        return self._tables.keys()

    def _plan(self, given: frozenset[str]) -> _Plan:
        plan = self._plans.get(given)
        if plan is None:
            silent = self._constant
            for name, table in self._tables.items():
                if name not in given:
                    silent |= table.masks(None)
            often = tuple(name for name in self._often if name in given)
            seldom = tuple(name for name in self._tables if name in given and name not in self._often)
            asked: list[_Asked] = [
                (itemgetter(name), table.seen.get, table.masks)
                for name, table in ((name, self._tables[name]) for name in often)
            ]
            if seldom:
                asked.append(self._together(seldom))
            plan = self._plans[given] = _Plan(silent, tuple(asked), tuple({} for _ in asked))
        return plan

    def _together(self, names: tuple[str, ...]) -> _Asked:
        """Fields that few lines read are asked as one: their masks are kept by all their values at once."""
        seen: dict[Any, Masks] = {}
        tables = [self._tables[name] for name in names]

        def masks(keys: Any) -> Masks:
            found = NOTHING
            for table, key in zip(tables, keys if len(tables) > 1 else (keys,), strict=True):
                found |= table.masks(key)
            if len(seen) >= REMEMBERED:
                seen.clear()
            seen[keys] = found
            return found

        return itemgetter(*names), seen.get, masks

    def eligible(self, known: Known) -> int:
        """The eligible lines alone, one bit each; cheaper than all verdicts."""
        plan = self._plan(frozenset(known))
        blocked = plan.silent.can_fail | plan.silent.can_part
        never_full = plan.silent.never_full
        opened = plan.opened
        for (pick, seen, masks), remembered in zip(plan.asked, opened, strict=True):
            key = pick(known)
            found = remembered.get(key)
            if found is None:
                a, _, c, d = seen(key) or masks(key)
                if len(remembered) >= REMEMBERED:
                    remembered.clear()
                found = remembered[key] = (a | d, c)
            blocked |= found[0]
            never_full |= found[1]
        free = ~blocked
        for shift in self._shifts:
            free |= ~blocked >> shift
        free &= self._all
        # rows that hold in some completions only may yet hold in turn: these lines are settled jointly
        doubtful = blocked & ~never_full
        for shift in self._shifts:
            doubtful |= doubtful >> shift
        doubtful &= self._several_rows & ~free
        if self._several_places and self._shares_places(known):
            doubtful |= self._several_places
        for index in bits(doubtful):
            row = 1 << index
            free = free | row if self.possible(self._lines[index], known) == bit(FULL) else free & ~row
        return free

    def verdicts(self, known: Known) -> Verdicts:
        """The verdict of every line."""
        plan = self._plan(frozenset(known))
        can_fail, must_fail, never_full, can_part = plan.silent
        for pick, seen, masks in plan.asked:
            key = pick(known)
            a, b, c, d = seen(key) or masks(key)
            can_fail |= a
            must_fail |= b
            never_full |= c
            can_part |= d
        meets = ~must_fail
        full = meets & ~never_full
        part = meets & can_part
        entangled = self._several_places if self._several_places and self._shares_places(known) else 0
        if self._several_rows:
            unsettled = (can_fail ^ must_fail) | (full & part)
            rows = (can_fail, meets, full, part, unsettled)
            for shift in self._shifts:  # the best of a line's rows
                can_fail &= rows[0] >> shift
                meets |= rows[1] >> shift
                full |= rows[2] >> shift
                part |= rows[3] >> shift
                unsettled |= rows[4] >> shift
            unsettled &= self._several_rows
            part &= ~(full & self._several_rows & ~unsettled)
            entangled |= unsettled
        everything = self._all
        can_fail, meets, full, part = can_fail & everything, meets & everything, full & everything, part & everything
        for index in bits(entangled):
            possible, row = self.possible(self._lines[index], known), 1 << index
            can_fail = can_fail | row if possible & 1 else can_fail & ~row
            part = part | row if possible & 2 else part & ~row
            full = full | row if possible & 4 else full & ~row
            meets = meets | row if possible & 6 else meets & ~row
        depends = meets & (can_fail | (full & part))
        sure = meets & ~depends
        return Verdicts(sure & full, sure & part, depends, everything & ~meets)

    def _shares_places(self, known: Known) -> bool:
        table, key = self._tables.get("perimeter"), known.get("perimeter")
        return isinstance(table, PlaceTable) and table.needs_exact(key)

    def joint(self, line: CompiledLine, known: Known) -> dict[str, tuple["_FieldOfLine", set[tuple[int, ...]]]]:
        """For each field of a line: what it asks, and the outcomes of each of its rows, over completions."""
        result = {}
        for name, asked in self._shape(line).items():
            vectors = self._tables[name].vectors(asked.requirements, known.get(name))
            result[name] = (asked, {asked.rows(vector) for vector in vectors})
        return result

    def _shape(self, line: CompiledLine) -> dict[str, "_FieldOfLine"]:
        shape = self._shapes.get(line.index)
        if shape is None:
            shape = self._shapes[line.index] = {name: _FieldOfLine(line, name) for name in line.fields}
        return shape

    def possible(self, line: CompiledLine, known: Known) -> int:
        """Set of possible outcomes of one line, by joint completions."""
        return self._remember(
            "possible", line, known, lambda: outcomes_of(line, [rows for _, rows in self.joint(line, known).values()])
        )

    def _remember(self, what: str, line: CompiledLine, known: Known, compute: Callable[[], Any]) -> Any:
        """Entangled lines are costly and few: what was found is kept by what the action says of their fields."""
        key = (what, line.index, *(known.get(name) for name in line.fields))
        found = self._settled.get(key)
        if found is None:
            if len(self._settled) >= REMEMBERED:
                self._settled.clear()
            found = self._settled[key] = compute()
        return found

    def questions(self, line: CompiledLine, known: Known) -> tuple[str, ...]:
        """The unknown fields that make the difference for a line that depends: changing it alone may change the verdict."""
        return self._remember("questions", line, known, lambda: self._questions(line, known))

    def _questions(self, line: CompiledLine, known: Known) -> tuple[str, ...]:
        joint = self.joint(line, known)
        found: list[str] = []
        for name, (asked, rows) in joint.items():
            others = [other for field, (_, other) in joint.items() if field != name]
            if len(rows) < 2:
                continue
            table = self._tables[name]
            if isinstance(table, PlaceTable):
                for field, sets in table.pivots(asked.requirements, known.get(name)).items():
                    variants = [{asked.rows(v) for v in vectors} for vectors in sets]
                    if any(_matters(line, variant, others) for variant in variants):
                        found.append(field)
            elif _matters(line, rows, others):
                found.append(name)
        if not found:  # territorial fields exclude each other: together they make the difference
            place = self._all_tables["perimeter"]
            found = place.unknown(known.get("perimeter")) if isinstance(place, PlaceTable) else []
        return tuple(found)


    def completions_of(self, item: CompiledCriterion | CompiledAlternatives, known: Known) -> Iterator[Outcome]:
        """Outcome and reserves of one item of a line, in every completion."""
        for found in self._outcomes_of([item], known):
            yield item_outcome(item, found)

    def reserves(self, line: CompiledLine, known: Known) -> Finding:
        """Reserves of a line, all its criteria read together in every completion where it does not fail."""
        return self._remember("reserves", line, known, lambda: self._reserves(line, known))

    def _reserves(self, line: CompiledLine, known: Known) -> Finding:
        together = []
        for found in self._outcomes_of([*line.items, *line.reserves], known):
            outcomes = [item_outcome(item, found) for item in line.items]
            worst = min(outcome for outcome, _ in outcomes)
            own = {r.reserve.id for r in line.reserves if r.condition is None or found[r.condition][0] == PART}
            together.append((worst, frozenset(own).union(*(names for _, names in outcomes))))
        return Finding.of(together)

    def _outcomes_of(
        self, items: Sequence[CompiledCriterion | CompiledAlternatives | CompiledReserve], known: Known
    ) -> Iterator[dict[Requirement, Outcome]]:
        requirements = list(dict.fromkeys(r for item in items for r in item.requirements))
        fields: dict[str, list[Requirement]] = {}
        for requirement in requirements:
            fields.setdefault(requirement.field, []).append(requirement)
        joints = [
            [dict(zip(group, joint, strict=True)) for joint in self._all_tables[name].outcomes(group, known.get(name))]
            for name, group in fields.items()
        ]
        for completion in product(*joints):
            yield {requirement: outcome for part in completion for requirement, outcome in part.items()}


def item_outcome(item: CompiledCriterion | CompiledAlternatives, found: Mapping[Requirement, Outcome]) -> Outcome:
    """A criterion's outcome; of alternatives the best branch, or all the branches that hold under a reserve."""
    if not hasattr(item, "branches"):
        return found[item.requirement]
    best, names = FAIL, frozenset[str]()
    for branch in item.branches:
        outcomes = [found[c.requirement] for c in branch.criteria]
        outcome = min(o for o, _ in outcomes)
        if outcome == FAIL:
            continue
        own = frozenset[str]().union(*(n for _, n in outcomes)) | ({branch.reserve.id} if branch.reserve else set())
        outcome = PART if own else outcome
        names = names | own
        best = max(best, outcome)
    return best, (names if best == PART else frozenset())


class _FieldOfLine:
    """What the rows of one line ask of one field."""

    def __init__(self, line: CompiledLine, name: str):
        self.requirements = tuple(dict.fromkeys(r for row in line.rows for r in row.requirements if r.field == name))
        place = {requirement: index for index, requirement in enumerate(self.requirements)}
        self._read = [[place[r] for r in row.requirements if r.field == name] for row in line.rows]

    def rows(self, vector: Sequence[int]) -> tuple[int, ...]:
        """Outcome of each row, as far as this field goes."""
        return tuple([min([vector[index] for index in read], default=FULL) for read in self._read])


def outcomes_of(line: CompiledLine, fields: Sequence[set[tuple[int, ...]]]) -> int:
    """Possible outcomes of a line from those of its rows field by field: the best of its rows, each the worst of its fields."""
    if len(line.rows) == 1:
        possible = bit(PART) if line.rows[0].reserved else bit(FULL)
        for rows in fields:
            possible = _WORST[possible][sum({bit(row[0]) for row in rows})]
        return possible
    possible = 0
    for ways in _combine(line, fields):
        possible |= bit(max(ways))
    return possible


def _combine(line: CompiledLine, fields: Sequence[set[tuple[int, ...]]]) -> set[tuple[int, ...]]:
    reached = {tuple(PART if row.reserved else FULL for row in line.rows)}
    for rows in fields:
        reached = {tuple(map(min, a, b)) for a, b in product(reached, rows)}
    return reached


def _matters(line: CompiledLine, variant: set[tuple[int, ...]], others: Sequence[set[tuple[int, ...]]]) -> bool:
    """Is there a completion of the other fields in which this one changes the outcome?"""
    return any(
        len({max(map(min, rest, rows)) for rows in variant}) > 1 for rest in _combine(line, others)
    )


def bits(mask: int) -> Iterable[int]:
    """Positions of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
