"""What an action may say of one field, and how each of two rulebooks reads it.

The fields of an action are independent of each other (the territory counts as one), so an action is one fragment per
field. Two rulebooks share a field if they read it at the same place in the action, whatever they call it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.actions.reading import read_action
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.fields.bounds import Bounded
from eligibility.fields.builtin import OBJECTIVES, PERIMETER, PERIOD
from eligibility.fields.kind import GivenField
from eligibility.fields.outcomes import Outcome
from eligibility.fields.table import Requirement
from eligibility.rulebook.territory import OUTSIDE
from eligibility.workbench.analyse.witness import Document, action_of, request_of

SITE = "site"  # where the territory is given
Asked = tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rulebook learns of its field: a key of its table; None: nothing."""

    key: Any = None


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of an action, and what each rulebook makes of it; None: it cannot read it."""

    document: Document
    readings: tuple[Reading | None, Reading | None]

    @property
    def common(self) -> bool:
        """Can both read it?"""
        return None not in self.readings


class Fragments:
    """The fragments worth trying between two rulebooks. What does not depend on a line is made once."""

    def __init__(self, old: Rulebook, new: Rulebook):
        self._both = (old, new)
        self._fields = tuple({f.paths[0]: f for f in rulebook.given.values()} for rulebook in self._both)
        self._same_territory = old.source.territory == new.source.territory
        self._alone: dict[str, list[Fragment]] = {}

    def path(self, side: int, field: str) -> str:
        """Where a field is given in an action."""
        return SITE if field == PERIMETER else self._both[side].given[field].paths[0]

    def field(self, side: int, path: str) -> str | None:
        """The field that a rulebook reads at this place."""
        if path == SITE:
            return PERIMETER
        definition = self._fields[side].get(path)
        return definition.id if definition else None

    def other_places(self) -> bool:
        """Is there a place, or a name of a place, that the two do not read alike?"""
        return not self._same_territory and any(f.readings[0] != f.readings[1] for f in self._values(SITE))

    def of(self, path: str, asked: tuple[Asked, Asked]) -> list[Fragment]:
        """Fragments that reach, between them, all that this field can do to what two lines ask of it.

        First what both can read, then silence where the two do not suppose the same of it, then the rest.
        """
        fields = [field for field in (self._given(0, path), self._given(1, path)) if field]
        found = self._spans(path, asked) if any(field.bounded for field in fields) else []
        found += self._values(path)
        common = [f for f in found if f.common]
        if any(field.many for field in fields):
            common += self._together(common, self._single_groups(asked))
        silence = [] if common and self._same_domain(path) else [Fragment({}, (Reading(), Reading()))]
        return [*common, *silence, *(f for f in found if not f.common)]

    def _given(self, side: int, path: str) -> GivenField | None:
        return self._fields[side].get(path)

    def _alike(self, path: str) -> bool:
        """Do both read the same kind of thing here?"""
        return type(self._given(0, path)) is type(self._given(1, path))

    def domain(self, side: int, path: str) -> Any:
        """What a rulebook supposes possible where the action says nothing of the field."""
        if path == SITE:
            return self._both[side].territory.places
        field = self._given(side, path)
        return field.domain if field else None

    def _same_domain(self, path: str) -> bool:
        return bool(self.domain(0, path) == self.domain(1, path))

    # -- values and places

    def _values(self, path: str) -> list[Fragment]:
        """One value of a closed list, one state of the territory, one name of a place that the two read otherwise."""
        if path not in self._alone:
            self._alone[path] = [*self._each(path), *(self._names() if path == SITE else ())]
        return self._alone[path]

    def _each(self, path: str) -> Iterator[Fragment]:
        known = [dict.fromkeys(self._keys(side, path)) for side in (0, 1)]
        alike = path == SITE or self._alike(path)
        for key in dict.fromkeys([*known[0], *known[1]]):
            side = 0 if key in known[0] else 1
            document = self._write(side, path, key)
            own = tuple(key in keys for keys in known)
            if alike and all(own):
                yield Fragment(document, (Reading(key), Reading(key)))
            else:
                yield Fragment(document, (self._read(0, path, document), self._read(1, path, document)))

    def _keys(self, side: int, path: str) -> Iterable[Any]:
        if path == SITE:
            return [(frozenset({state}),) for state in self._both[side].territory.states]
        field = self._given(side, path)
        return [((value,),) for value in field.values] if field else []

    def _names(self) -> Iterator[Fragment]:
        """Names that the two do not place alike: of quarters, places and structures."""
        if self._same_territory:
            return
        known: dict[tuple[str, str], None] = {}
        for rulebook in self._both:
            names = rulebook.resolver.names
            known |= dict.fromkeys(("quarter", name) for name in sorted({*names.places, *names.ambiguities}))
            known |= dict.fromkeys(("structure", name) for name in sorted(names.structures))
            known |= dict.fromkeys(("commune", name) for name in sorted(names.communes))
        for (key, name), mostly in ((one, mostly) for one in known for mostly in (True, False)):
            document: Document = {"site": {key: name}, "beneficiaries": {"mostly_from_qpv": mostly}}
            readings = self._read(0, SITE, document), self._read(1, SITE, document)
            if readings[0] != readings[1]:
                yield Fragment(document, readings)

    def _write(self, side: int, path: str, key: Any) -> Document:
        field = self.field(side, path)
        assert field is not None
        action: Document = action_of(self._both[side], {field: key})["action"]
        return {
            name: value for name, value in action.items() if name != OBJECTIVES or field == self.field(side, OBJECTIVES)
        }

    def _read(self, side: int, path: str, document: Document) -> Reading | None:
        rulebook, field = self._both[side], self.field(side, path)
        action = document if SITE in document else {**document, SITE: {"commune": OUTSIDE}}
        try:
            known = read_action(rulebook, request_of(rulebook, {"action": action}).action)
        except InputError:
            return None
        return Reading(known.keys.get(field) if field else None)

    # -- bounds

    def _spans(self, path: str, asked: tuple[Asked, Asked]) -> list[Fragment]:
        """Every span between thresholds of the two lines: each threshold, both its neighbours, and the ends."""
        found: dict[Any, Fragment] = {}
        alike = self._alike(path)
        for side in (0, 1):
            field = self._given(side, path)
            if not isinstance(field, Bounded):
                continue
            for key in self._cut(path, field, asked):
                if key not in found:
                    document = self._write(side, path, key)
                    reading = Reading(key)
                    readings = (
                        (reading, reading) if alike else (self._read(0, path, document), self._read(1, path, document))
                    )
                    found[key] = Fragment(document, readings)
        return list(found.values())

    def _cut(self, path: str, field: Bounded, asked: tuple[Asked, Asked]) -> list[tuple[Any, Any]]:
        ends = [one.ends for one in (self._given(0, path), self._given(1, path)) if type(one) is type(field)]
        first, last, step = min(end[0] for end in ends), max(end[1] for end in ends), ends[0][2]
        if field.id == PERIOD:  # one day before and one after
            first, last = first - step, last + step
        bounds = {field.exact(bound) for requirement in (*asked[0], *asked[1]) for bound in requirement.bounds}
        values = sorted({v for b in {first, last, *bounds} for v in (b - step, b, b + step) if first <= v <= last})
        plain = {v: int(v not in bounds) for v in values}  # the thresholds themselves come first: people write these
        if len(field.paths) == 1:
            return [(v, v) for v in sorted(values, key=lambda v: (plain[v], v))]
        spans = [(start, end) for start in values for end in values if start <= end]
        return sorted(spans, key=lambda span: (plain[span[0]] + plain[span[1]], span))

    # -- several values

    def _single_groups(self, asked: tuple[Asked, Asked]) -> tuple[Asked, Asked]:
        """What is asked, group by group: each takes the best of the named values, or the worst if it is excluded."""
        old, new = (
            tuple(
                one
                for r in side
                for one in (
                    *(Requirement(r.field, (group,)) for group in r.groups),
                    *((Requirement(r.field, excluded=r.excluded),) if r.excluded else ()),
                )
            )
            for side in asked
        )
        return old, new

    def _together(self, alone: Sequence[Fragment], asked: tuple[Asked, Asked]) -> Iterator[Fragment]:
        """Sets of values, each only if it reaches what no smaller one does."""
        reached: dict[tuple[Outcome, ...], Fragment] = {}
        for fragment in alone:
            reached.setdefault(self._vector(fragment, asked), fragment)
        single = list(reached.items())
        waiting = list(single)
        while waiting:
            _, fragment = waiting.pop(0)
            for _, one in single:
                joined = _joined(fragment, one)
                vector = self._vector(joined, asked)
                if vector not in reached:
                    reached[vector] = joined
                    waiting.append((vector, joined))
                    yield joined

    def _vector(self, fragment: Fragment, asked: tuple[Asked, Asked]) -> tuple[Outcome, ...]:
        outcomes: list[Outcome] = []
        for side, reading in enumerate(fragment.readings):
            if asked[side] and reading is not None:
                table = self._both[side].tables[asked[side][0].field]
                outcomes += next(iter(table.vectors(asked[side], reading.key)))
        return tuple(outcomes)


def _joined(one: Fragment, other: Fragment) -> Fragment:
    """Both fragments say values of one list: together they say the values of both."""

    def key(side: int) -> Reading:
        keys = [f.readings[side].key for f in (one, other) if f.readings[side]]  # type: ignore[union-attr]
        return Reading(None if None in keys else tuple(sorted({value for k in keys for value in k})))

    return Fragment(joined_documents(one.document, other.document), (key(0), key(1)))


def joined_documents(one: Mapping[str, Any], other: Mapping[str, Any]) -> Document:
    """Two parts of an action in one; lists are joined."""
    result = dict(one)
    for name, value in other.items():
        mine = result.get(name)
        if isinstance(mine, dict) and isinstance(value, dict):
            result[name] = joined_documents(mine, value)
        elif isinstance(mine, list) and isinstance(value, list):
            result[name] = [*mine, *(v for v in value if v not in mine)]
        else:
            result[name] = value
    return result
