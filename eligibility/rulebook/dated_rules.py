"""Perimeter rules that have dates of their own: the days of the contract are cut into spells of constant rules.

A dated rule applies to actions that begin within its dates, so an action is in one spell. A perimeter that is open
the same way in every spell keeps its name; another has one name per way of being open, and lines that require it
require the right name in each spell. Without dated rules there is one spell, and nothing changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from eligibility.rulebook.inference import Conclusions, Inference, conclusions_of
from eligibility.rulebook.rule_graph import leading_to
from eligibility.rulebook.territory import State, Territory
from schemas.perimeters import PerimeterRule, PerimetersFile

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """First and last day on which an action begins, both included (None: no bound), and the names of dated perimeters."""

    first: date | None
    last: date | None
    names: Mapping[str, str]

    def holds(self, rule: PerimeterRule) -> bool:
        """Does the rule apply to actions that begin then?"""
        first, last = rule.valid.from_, rule.valid.until
        ends_before = last and self.first and last < self.first
        begins_after = first and self.last and first > self.last
        return not ends_before and not begins_after


class Spells:
    """What the rules conclude in every state of the territory, whatever the spell."""

    def __init__(
        self,
        perimeters: PerimetersFile,
        territory: Territory,
        every: list[dict[State, Conclusions]] | None = None,
        before: "Spells | None" = None,
    ):
        """`every`: what the rules conclude in each spell, if it is known already. `before`: the same rules, as they
        were before any decision of an instance: spells that a decision alone makes alike stay apart."""
        self._rules, self._territory = perimeters.rules, territory
        cuts = [Spell(first, last, {}) for first, last in _cuts(self._rules)]
        self.every = every or [_conclude(perimeters, territory, spell) for spell in cuts]
        undecided = before.every if before else self.every
        self.conclusions: Mapping[State, Conclusions] = self.every[0]
        self.undecided: Mapping[State, Conclusions] = undecided[0]
        self.spells: tuple[Spell, ...] = ()
        if len(cuts) == 1:
            return
        names: list[dict[str, str]] = [{} for _ in cuts]
        self._open: set[str] = set()
        for perimeter in perimeters.perimeters:
            ways = [_ways(one, perimeter.id) for one in self.every]
            told_apart = list(zip(ways, (_ways(one, perimeter.id) for one in undecided), strict=True))
            if any(way != told_apart[0] for way in told_apart):
                for index, way in enumerate(told_apart):
                    name = names[index][perimeter.id] = f"{perimeter.id}@{told_apart.index(way)}"
                    self._open |= {name} if any(way) else set()
        self.spells = tuple(Spell(cut.first, cut.last, named) for cut, named in zip(cuts, names, strict=True))
        self.conclusions = {state: self._together(self.every, state) for state in territory.states}
        self.undecided = {state: self._together(undecided, state) for state in territory.states}

    def _together(self, every: list[dict[State, Conclusions]], state: State) -> Conclusions:
        """Facts of all spells, perimeters by their name in each, rules of any spell."""
        here = [one[state] for one in every]
        opened: dict[str, str | None] = {}
        for conclusions, spell in zip(here, self.spells, strict=True):
            for perimeter, reserve in conclusions.open.items():
                opened[spell.names.get(perimeter, perimeter)] = reserve
                opened.setdefault(perimeter, reserve)
        facts = frozenset.intersection(*(conclusions.facts for conclusions in here))
        return Conclusions(facts, opened, tuple(dict.fromkeys(rule for c in here for rule in c.proofs)))

    def opening(self, perimeters: PerimetersFile) -> "Spells":
        """The same spells once the rules open other perimeters: the same rules fire, nothing is chained again."""
        rules = {rule.id: rule for rule in perimeters.rules}
        every = [
            {state: conclusions_of([rules[name] for name in one.proofs]) for state, one in spell.items()}
            for spell in self.every
        ]
        return Spells(perimeters, self._territory, every)

    def on(self, start: date | None) -> Mapping[State, Conclusions]:
        """What holds for an action that begins on a day; on an unknown day, what holds whenever it begins."""
        if start is None or not self.spells:
            return self.conclusions
        return next(
            conclusions
            for spell, conclusions in zip(self.spells, self.every, strict=True)
            if spell.last is None or start <= spell.last
        )

    def of(self, perimeters: Iterable[str]) -> list[Spell]:
        """Spells that tell these perimeters apart, equal neighbours joined; none if no dated rule opens any of them."""
        wanted = set(perimeters)
        joined: list[Spell] = []
        for spell in self.spells:
            names = {name: spell.names[name] for name in wanted & spell.names.keys()}
            if joined and joined[-1].names == names:
                joined[-1] = Spell(joined[-1].first, spell.last, names)
            else:
                joined.append(Spell(spell.first, spell.last, names))
        return joined if len(joined) > 1 else []

    def closed(self, spell: Spell, perimeters: Iterable[str]) -> bool:
        """Is none of these perimeters open anywhere for actions that begin then, whatever an instance decides?"""
        return all(name in spell.names and spell.names[name] not in self._open for name in perimeters)

    def lacking(self, spell: Spell, perimeters: Iterable[str]) -> list[PerimeterRule]:
        """Dated rules on the way to these perimeters that do not apply to actions that begin in the spell."""
        return [rule for rule in leading_to(perimeters, self._rules) if not spell.holds(rule)]


def _ways(spell: Mapping[State, Conclusions], perimeter: str) -> dict[State, str | None]:
    """Where a perimeter is open in a spell, and under which reserve."""
    return {state: one.open[perimeter] for state, one in spell.items() if perimeter in one.open}


def _cuts(rules: Iterable[PerimeterRule]) -> list[tuple[date | None, date | None]]:
    """Stretches of days in which the same rules apply; the first has no beginning, the last no end."""
    starts = {rule.valid.from_ for rule in rules} | {rule.valid.until and rule.valid.until + DAY for rule in rules}
    ordered = sorted(day for day in starts if day)
    return list(zip([None, *ordered], [*(day - DAY for day in ordered), None], strict=True))


def _conclude(perimeters: PerimetersFile, territory: Territory, spell: Spell) -> dict[State, Conclusions]:
    """What the rules that apply to actions begun in a spell conclude."""
    inference = Inference(
        perimeters.model_copy(update={"rules": [rule for rule in perimeters.rules if spell.holds(rule)]})
    )
    return {state: inference.conclude(territory.base_facts(state)) for state in territory.states}
