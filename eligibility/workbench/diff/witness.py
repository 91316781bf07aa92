"""Actions to which two versions of a line do not answer the same.

An action is one fragment per field (see `fragments`). Each fragment is read by both rulebooks, and what it does to each
criterion of both lines is kept; fields are then put together one after the other, equal outcomes once. So every action
with one site whose fields are wholly said or, where the two rulebooks do not suppose the same of silence, not said, is
tried, up to those that do the same to every criterion: « none » means that there is none among them. For lines that are
boxes (one way, each field by itself) as for lines with alternatives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eligibility.actions.reading import read_action
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.joint import Entangled
from eligibility.errors import InputError
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.fields.outcomes import (
    FAIL,
    FULL,
    ONLY_FAIL,
    PART,
    Fate,
    Outcome,
    holds,
    members,
    outcome_set,
    verdict_of,
)
from eligibility.fields.table import Requirement
from eligibility.rulebook.territory import OUTSIDE
from eligibility.workbench.analyse.answers import FREE, Way, answer_of, both, ways_of
from eligibility.workbench.analyse.witness import Document, request_of
from eligibility.workbench.diff.fragments import SITE, Asked, Fragment, Fragments, joined_documents
from eligibility.workbench.diff.model import Effect
from eligibility.workbench.diff.reserves import same_names
from schemas.result import Verdict

# a move between the two that are closed is neither a gain nor a loss
ORDER: Mapping[Verdict, int] = {"ineligible": 0, "unlikely": 0, "depends": 1, "subject_to": 2, "eligible": 3}
EFFECTS: tuple[Effect, ...] = ("lost", "gained", "reserves", "content")  # in the order in which they are told
OTHER_WORDS = (-1,)  # how plainly a line shows that it is closed by printed words in one version only
Vectors = frozenset[tuple[Fate, ...]]  # over completions, the outcome of each way of one line
Option = tuple[Vectors | None, Vectors | None, Fragment]


@dataclass(frozen=True, slots=True)
class Difference:
    """An action to which the two versions do not answer alike, and how. `paths`: where in the action the two rulebooks part, if that can be told."""

    effect: Effect
    document: Document
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """A verdict, its worst and best outcome over completions, and its reserves. Closed is closed: FAIL, by whatever words.

    `printed`: closed, and by printed words in every completion.
    """

    worst: Outcome
    best: Outcome
    reserves: frozenset[str]
    printed: bool

    @property
    def verdict(self) -> Verdict:
        return verdict_of(outcome_set((self.worst, self.best)))

    def step(self, other: "_Said") -> int:
        """From this one to the other: 1 better, -1 worse, 0 the same verdict."""
        if self.verdict == other.verdict:
            return 0
        steps = other.worst - self.worst, other.best - self.best
        if min(steps) < 0 < max(steps):
            return 1 if ORDER[other.verdict] > ORDER[self.verdict] else -1
        return 1 if max(steps) > 0 else -1


@dataclass(frozen=True, slots=True)
class _Line:
    """One of the two lines: its ways item by item, those of its figures that only this version has, and names of reserves."""

    items: tuple[tuple[Way, ...], ...]
    figures: tuple[Way, ...]
    names: Mapping[str, str]

    @property
    def ways(self) -> tuple[Way, ...]:
        return (*(way for item in self.items for way in item), *self.figures)

    def said(self, vectors: Vectors) -> _Said:
        """Verdict and reserves, over all completions."""
        answers = {answer_of(self._by_item(vector)) for vector in vectors}
        held = [names for names in answers if isinstance(names, frozenset)]
        reserves = self.renamed(frozenset[str]().union(*held))
        outcomes = {(PART if names else FULL) if isinstance(names, frozenset) else FAIL for names in answers}
        return _Said(min(outcomes), max(outcomes), reserves, answers == {FAIL})

    def renamed(self, reserves: frozenset[str]) -> frozenset[str]:
        """Reserves as the old version calls them."""
        return frozenset(self.names.get(name, name) for name in reserves)

    def _by_item(self, vector: tuple[Fate, ...]) -> list[list[Fate]]:
        told = iter(vector)
        return [[next(told) for _ in item] for item in self.items]

    def offers(self, vectors: Vectors) -> bool:
        """Does one of its own figures apply, whatever the completion?"""
        count = len(self.figures)
        return any(all(holds(v[-count + index][0]) for v in vectors) for index in range(count))


class Search:
    """Looks for witnesses between two rulebooks."""

    def __init__(self, old: Rulebook, new: Rulebook):
        self._both = (old, new)
        self.fragments = Fragments(old, new)
        self._judges = tuple(Entangled(rulebook.tables) for rulebook in self._both)
        self._same: dict[tuple[str, Asked], bool] = {}
        self._fragments: dict[tuple[str, Asked, Asked], list[tuple[Any, Any, Fragment]]] = {}

    def untouched(self, old: CompiledLine, new: CompiledLine) -> bool:
        """Do two lines ask the same, and does all that they read mean the same? Then no action tells them apart."""
        lines = self._lines(old, new, ((), ()))
        if lines[0].items != _renamed(lines[1]):
            return False
        asked: dict[str, dict[Requirement, None]] = {}
        for way in lines[0].ways:
            for requirement in way.requirements:
                asked.setdefault(requirement.field, {})[requirement] = None
        return all(self._reads_alike(field, tuple(requirements)) for field, requirements in asked.items())

    def _reads_alike(self, field: str, asked: Asked) -> bool:
        memo = (field, asked)
        if memo not in self._same:
            self._same[memo] = self._alike(field, asked)
        return self._same[memo]

    def _alike(self, field: str, asked: Asked) -> bool:
        old, new = self._both
        if field == PERIMETER:
            names = {name for requirement in asked for name in requirement.values}
            opened = [
                {
                    state: {n: c.open[n] for n in sorted(names) if n in c.open}
                    for state, c in rulebook.conclusions.items()
                }
                for rulebook in self._both
            ]
            return opened[0] == opened[1] and not self.fragments.other_places()
        mine, other = old.fields.get(field), new.fields.get(field)
        if mine is None or other is None or (mine.type, mine.paths) != (other.type, other.paths):
            return False
        path = mine.paths[0]
        if self.fragments.domain(0, path) != self.fragments.domain(1, path):
            return False
        if mine.values is None or other.values is None:
            return True
        tables = old.relations[mine.values], new.relations[other.values]
        required = {value for requirement in asked for value in requirement.named}
        return all(tables[0].outcome(n, r) == tables[1].outcome(n, r) for n in tables[0].values for r in required)

    def found(
        self,
        old: CompiledLine,
        new: CompiledLine,
        figures: tuple[Sequence[Asked], Sequence[Asked]] | None = None,
    ) -> list[Difference]:
        """One action that gains and one that loses, if there are; else one that has other reserves, else one that is
        closed by printed words in one version only.

        `figures`: what each line offers that the other does not has these conditions (perhaps none): also an action
        to which both are open and that is offered something else.
        """
        probes = tuple(tuple(Way(asked, FREE) for asked in side) for side in figures or ((), ()))
        lines = self._lines(old, new, (probes[0], probes[1]))
        wanted: dict[Effect, list[tuple[tuple[int, ...], dict[str, Option]]]] = {}
        for sides, trail in self._reached(lines):
            effect, rank = _effect(lines, sides, figures is not None)
            if effect:
                wanted.setdefault(effect, []).append((rank, trail))
        if "gained" in wanted or "lost" in wanted:
            wanted.pop("reserves", None)
        if len(wanted) > 1 and "content" in wanted:
            wanted["content"] = [one for one in wanted["content"] if one[0] != OTHER_WORDS]
        result = []
        for effect in EFFECTS:
            for _, trail in sorted(wanted.get(effect, ()), key=lambda item: item[0]):
                document = self._document(trail)
                if self.shows(effect, old, new, document):
                    paths = frozenset(path for path, (a, b, _) in trail.items() if a != b)
                    result.append(Difference(effect, document, paths))
                    break
        return result

    def shows(self, effect: Effect, old: CompiledLine, new: CompiledLine, document: Document) -> bool:
        """Read again as any action, does it have this effect?"""
        lines = self._lines(old, new, ((), ()))
        said = [self._said(side, line, document) for side, line in enumerate((old, new))]
        said = [
            one and replace(one, reserves=line.renamed(one.reserves)) for one, line in zip(said, lines, strict=True)
        ]
        return said != [None, None] and _told(said[0], said[1], True)[0] == effect

    def _said(self, side: int, line: CompiledLine, document: Document) -> _Said | None:
        try:
            known = read_action(self._both[side], request_of(self._both[side], document).action).keys
        except InputError:
            return None
        possible = self._judges[side].possible(line, known)
        outcomes = [outcome if holds(outcome) else FAIL for outcome in members(possible)]
        reserves = self._judges[side].reserves(line, known).reserves if holds(outcomes[-1]) else FREE
        return _Said(outcomes[0], outcomes[-1], reserves, possible == ONLY_FAIL)

    # -- putting fields together

    def _lines(
        self, old: CompiledLine, new: CompiledLine, figures: tuple[tuple[Way, ...], tuple[Way, ...]]
    ) -> tuple[_Line, _Line]:
        names = same_names(self._both, (old, new))
        items = [tuple(tuple(ways) for ways in ways_of(line)) for line in (old, new)]
        return _Line(items[0], figures[0], {}), _Line(items[1], figures[1], names)

    def _reached(
        self, lines: tuple[_Line, _Line]
    ) -> list[tuple[tuple[Vectors | None, Vectors | None], dict[str, Option]]]:
        """What actions come to, for both lines, each with the first action that does."""
        start = tuple(frozenset([tuple(way.start for way in line.ways)]) for line in lines)
        reached: dict[tuple[Vectors | None, Vectors | None], dict[str, Option]] = {(start[0], start[1]): {}}
        for path in self._paths(lines):
            options = self._options(path, lines)
            following: dict[tuple[Vectors | None, Vectors | None], dict[str, Option]] = {}
            for so_far, trail in reached.items():
                for option in options:
                    joined = _with(so_far[0], option[0]), _with(so_far[1], option[1])
                    if joined not in following and joined != (None, None):
                        following[joined] = {**trail, path: option}
            reached = following
        return list(reached.items())

    def _paths(self, lines: tuple[_Line, _Line]) -> list[str]:
        return sorted(
            {
                self.fragments.path(side, r.field)
                for side, line in enumerate(lines)
                for way in line.ways
                for r in way.requirements
            }
        )

    def _options(self, path: str, lines: tuple[_Line, _Line]) -> list[Option]:
        """What the field given there can do to each way of both lines, each with a fragment that does it."""
        asked = tuple(
            tuple(
                dict.fromkeys(
                    r for way in line.ways for r in way.requirements if self.fragments.path(side, r.field) == path
                )
            )
            for side, line in enumerate(lines)
        )
        result: dict[tuple[Vectors | None, Vectors | None], Option] = {}
        for old, new, fragment in self._outcomes(path, (asked[0], asked[1])):
            option = _by_way(lines[0], asked[0], old), _by_way(lines[1], asked[1], new), fragment
            result.setdefault(option[:2], option)
        return list(result.values())

    def _outcomes(self, path: str, asked: tuple[Asked, Asked]) -> list[tuple[Any, Any, Fragment]]:
        memo = (path, *asked)
        if memo not in self._fragments:
            found: dict[tuple[Any, Any], tuple[Any, Any, Fragment]] = {}
            for fragment in self.fragments.of(path, asked):
                sides = [
                    None
                    if reading is None
                    else frozenset(self._both[side].tables[asked[side][0].field].outcomes(asked[side], reading.key))
                    if asked[side]
                    else frozenset([()])
                    for side, reading in enumerate(fragment.readings)
                ]
                found.setdefault((sides[0], sides[1]), (sides[0], sides[1], fragment))
            self._fragments[memo] = list(found.values())
        return self._fragments[memo]

    def _document(self, trail: Mapping[str, Option]) -> Document:
        action: Document = {}
        for _, _, fragment in trail.values():
            action = joined_documents(action, fragment.document)
        if "objectives" not in action and SITE not in action:
            old, new = self._both
            common = [leaf for leaf in old.objectives.leaves if leaf in new.objectives.leaves]
            objectives = common and all(OBJECTIVES in rulebook.fields for rulebook in self._both)
            action |= (
                {"objectives": common[:1]} if objectives and "objectives" not in trail else {SITE: {"commune": OUTSIDE}}
            )
        return {"action": action}


def _with(so_far: Vectors | None, option: Vectors | None) -> Vectors | None:
    if so_far is None or option is None:
        return None
    return frozenset(tuple(map(both, a, b)) for a in so_far for b in option)


def _by_way(line: _Line, asked: Asked, outcomes: Any) -> Vectors | None:
    if outcomes is None:
        return None
    found = [dict(zip(asked, joint, strict=True)) for joint in outcomes]
    return frozenset(tuple(way.outcome(by_requirement) for way in line.ways) for by_requirement in found)


def _renamed(line: _Line) -> tuple[tuple[Way, ...], ...]:
    """The ways of a line, its reserves named as in the old version."""
    return tuple(tuple(Way(w.requirements, line.renamed(w.reserve), w.soft) for w in item) for item in line.items)


def _effect(
    lines: tuple[_Line, _Line], sides: tuple[Vectors | None, Vectors | None], offers: bool
) -> tuple[Effect | None, tuple[int, ...]]:
    """What a set of outcomes shows, and how plainly (the least is best)."""
    said = [None if vectors is None else line.said(vectors) for line, vectors in zip(lines, sides, strict=True)]
    effect, rank = _told(said[0], said[1], offers)
    if effect == "content" and rank != OTHER_WORDS and any(line.figures for line in lines):
        own = [vectors is not None and line.offers(vectors) for line, vectors in zip(lines, sides, strict=True)]
        return ("content", (int(all(own)), *rank)) if any(own) else (None, rank)
    return effect, rank


def _told(old: _Said | None, new: _Said | None, offers: bool) -> tuple[Effect | None, tuple[int, ...]]:
    """What two answers show, and how plainly: both read, both settled, far apart, few reserves."""
    if old is None or new is None:
        read = old or new
        open_ = read is not None and read.worst > FAIL
        plain = (-read.worst, len(read.reserves)) if read else ()
        return (None if not open_ else "lost" if new is None else "gained"), (1, *plain)
    step = old.step(new)
    unsure = int("depends" in (old.verdict, new.verdict))
    rank = (0, unsure, -abs(ORDER[new.verdict] - ORDER[old.verdict]), len(old.reserves) + len(new.reserves))
    if step:
        return ("gained" if step > 0 else "lost"), rank
    if old.best == FAIL:  # closed on both sides: no gain, no loss, but perhaps no longer by printed words
        return ("content" if old.printed != new.printed else None), OTHER_WORDS
    if old.reserves != new.reserves:
        return "reserves", rank
    return ("content" if offers and not unsure else None), (0, -ORDER[old.verdict])
