"""Verdicts of all lines at once, with three values, from the tables' masks.

For most lines the fields are independent and a few OR operations are exact. A line with alternatives has
several rows whose fields are shared; while some answer is missing, those few lines are settled one by one
from joint outcomes (`entangled`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from operator import itemgetter
from typing import Any, NamedTuple

from eligibility.engine.compiled import CompiledLine
from eligibility.engine.joint import Entangled, Keys
from eligibility.fields.masks import NOTHING, Masks
from eligibility.fields.outcomes import CLOSED, ONLY_FAIL, ONLY_FULL, ONLY_PART
from eligibility.fields.place_table import PlaceTable
from eligibility.fields.table import Table
from eligibility.memory.bounded import Memo

REMEMBERED = 20_000  # states of knowledge kept in memory
PLANS = 1_000  # sets of fields given whose plan is kept
SELDOM = 0.05  # a field that a smaller share of lines reads is asked together with others like it

# a part of what is known, the masks remembered for it, how to compute them
_Asked = tuple[Callable[[Keys], Any], Callable[[Any], Masks | None], Callable[[Any], Masks]]


class _Plan(NamedTuple):
    """For actions that give the same fields: what the others do together, and the tables to ask."""

    silent: Masks
    asked: tuple[_Asked, ...]
    opened: tuple[Memo[Any, tuple[int, int]], ...]  # what `eligible` keeps, by table


class Verdicts(NamedTuple):
    """Bit i is line number i; every line is in exactly one of the five."""

    eligible: int
    subject_to: int
    depends: int
    unlikely: int
    ineligible: int


class Matcher:
    """All lines at once: from what is known of each field to the verdict of every line."""

    def __init__(self, tables: Mapping[str, Table], lines: Sequence[CompiledLine]):
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
        self._every = dict(tables)
        self._tables = {name: table for name, table in tables.items() if table.rows}
        self._often = {name for name, table in self._tables.items() if len(table.rows) >= SELDOM * len(lines)}
        self._shifts = [way * self._count for way in range(1, self._ways)]
        self._constant = Masks(absent, absent, absent | reserved, reserved, absent)
        self._plans: Memo[frozenset[str], _Plan] = Memo(PLANS)
        self.entangled = Entangled(tables)
        self._several_rows = sum(1 << line.index for line in lines if len(line.rows) > 1)
        self._several_places = sum(
            1 << line.index
            for line in lines
            if any(sum(r.field == "perimeter" for r in row.requirements) > 1 for row in line.rows)
        )
        self._lines = lines
        self.present = ((1 << (self._ways * len(lines))) - 1) & ~absent  # rows that some line has

    def over(self, table: Table) -> "Matcher":
        """The same lines over another table of one field; the other tables are shared."""
        for row, requirement in self._every[table.field].rows:
            table.add(row, requirement)
        table.freeze()
        other = copy(self)
        other._every = {**self._every, table.field: table}
        other._tables = {name: other._every[name] for name in self._tables}
        other._plans = Memo(PLANS)
        other.entangled = Entangled(other._every)
        return other

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
            plan = self._plans.keep(given, _Plan(silent, tuple(asked), tuple(Memo(REMEMBERED) for _ in asked)))
        return plan

    def _together(self, names: tuple[str, ...]) -> _Asked:
        """Fields that few lines read are asked as one: their masks are kept by all their values at once."""
        seen: Memo[Any, Masks] = Memo(REMEMBERED)
        tables = [self._tables[name] for name in names]

        def masks(keys: Any) -> Masks:
            found = NOTHING
            for table, key in zip(tables, keys if len(tables) > 1 else (keys,), strict=True):
                found |= table.masks(key)
            return seen.keep(keys, found)

        return itemgetter(*names), seen.get, masks

    def eligible(self, known: Keys) -> int:
        """The eligible lines alone, one bit each; cheaper than all verdicts."""
        plan = self._plan(frozenset(known))
        blocked = plan.silent.can_fail | plan.silent.can_part
        never_full = plan.silent.never_full
        opened = plan.opened
        for (pick, seen, masks), remembered in zip(plan.asked, opened, strict=True):
            key = pick(known)
            found = remembered.get(key)
            if found is None:
                a, _, c, d, _ = seen(key) or masks(key)
                found = remembered.keep(key, (a | d, c))
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
            free = free | row if self.entangled.possible(self._lines[index], known) == ONLY_FULL else free & ~row
        return free

    def verdicts(self, known: Keys) -> Verdicts:
        """The verdict of every line."""
        plan = self._plan(frozenset(known))
        can_fail, must_fail, never_full, can_part, must_refuse = plan.silent
        for pick, seen, masks in plan.asked:
            key = pick(known)
            a, b, c, d, e = seen(key) or masks(key)
            can_fail |= a
            must_fail |= b
            never_full |= c
            can_part |= d
            must_refuse |= e
        meets = ~must_fail
        full = meets & ~never_full
        part = meets & can_part
        entangled = self._several_places if self._several_places and self._shares_places(known) else 0
        if self._several_rows:
            # rows of one line may fail by printed words in turn: where one may be merely read, the line is settled jointly
            unsettled = (can_fail ^ must_fail) | (full & part) | (must_fail ^ must_refuse)
            rows = (can_fail, meets, full, part, unsettled, must_refuse)
            for shift in self._shifts:  # the best of a line's rows
                can_fail &= rows[0] >> shift
                meets |= rows[1] >> shift
                full |= rows[2] >> shift
                part |= rows[3] >> shift
                unsettled |= rows[4] >> shift
                must_refuse &= rows[5] >> shift
            unsettled &= self._several_rows
            part &= ~(full & self._several_rows & ~unsettled)
            entangled |= unsettled
        everything = self._all
        can_fail, meets, full, part = can_fail & everything, meets & everything, full & everything, part & everything
        refused = must_refuse & everything
        for index in bits(entangled):
            possible, row = self.entangled.possible(self._lines[index], known), 1 << index
            can_fail = can_fail | row if possible & CLOSED else can_fail & ~row
            refused = refused | row if possible == ONLY_FAIL else refused & ~row
            part = part | row if possible & ONLY_PART else part & ~row
            full = full | row if possible & ONLY_FULL else full & ~row
            meets = meets | row if possible & (ONLY_PART | ONLY_FULL) else meets & ~row
        depends = meets & (can_fail | (full & part))
        sure = meets & ~depends
        return Verdicts(sure & full, sure & part, depends, everything & ~(meets | refused), refused)

    def near(self, known: Keys, changeable: Collection[str]) -> tuple[int, int]:
        """Lines with a way that fails on one changeable field at most, and on two at most; on no other field at all."""
        one = two = more = fixed = 0
        alone = self._all & ~self._several_rows  # no other way could make up for what is not known
        for name, table in self._tables.items():
            masks = table.masks(known.get(name))
            if name in changeable:
                more |= two & masks.must_fail
                two |= one & masks.must_fail
                one |= masks.must_fail
            else:
                fixed |= masks.must_fail | (masks.can_fail & alone)
        open_ = self.present & ~fixed & ~more
        return self._any_way(open_ & ~two), self._any_way(open_)

    def partly(self, known: Keys, name: str) -> int:
        """Lines with a way that would hold freely, if this field did not make it hold in part."""
        others = self._constant
        for other, table in self._tables.items():
            if other != name:
                others |= table.masks(known.get(other))
        ways = self.present & ~(others.can_fail | others.can_part | others.never_full)
        return self._any_way(ways & self._tables[name].masks(known.get(name)).can_part)

    def closed(self, name: str, key: Any) -> int:
        """Lines that one field closes by itself, whatever the others."""
        table = self._tables.get(name)
        if table is None:
            return 0
        failing = table.masks(key).must_fail | ~self.present
        lines = failing
        for shift in self._shifts:
            lines &= failing >> shift
        return lines & self._all

    def _any_way(self, rows: int) -> int:
        lines = rows
        for shift in self._shifts:
            lines |= rows >> shift
        return lines & self._all

    def _shares_places(self, known: Keys) -> bool:
        table, key = self._tables.get("perimeter"), known.get("perimeter")
        return isinstance(table, PlaceTable) and table.needs_exact(key)


def bits(mask: int) -> Iterable[int]:
    """Positions of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
