"""Perimeter rules that have dates of their own: the days of the contract are cut into spells of constant rules.

A dated rule applies to actions that begin within its dates, so an action is in one spell. A perimeter that is open
the same way in every spell keeps its name; another has one name per way of being open, and lines that require it
require the right name in each spell. Without dated rules there is one spell, and nothing changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from eligibility.infer import Conclusions, Inference
from eligibility.territory import State, Territory
from schemas.perimeters import PerimeterRule, PerimetersFile

DAY = timedelta(days=1)
Openings = dict[State, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class Spell:
    """First and last day on which an action begins, both included (None: no bound), and the names of dated perimeters."""

    first: date | None
    last: date | None
    names: Mapping[str, str]


class Spells:
    """What the rules conclude in every state of the territory, whatever the spell."""

    def __init__(self, perimeters: PerimetersFile, territory: Territory):
        cuts = _cuts(perimeters.rules)
        every = [_conclude(perimeters, territory, first or last or date.min) for first, last in cuts]
        self.conclusions = every[0] if len(every) == 1 else {}
        self.spells: tuple[Spell, ...] = ()
        if len(every) == 1:
            return
        names: list[dict[str, str]] = [{} for _ in cuts]
        for perimeter in perimeters.perimeters:
            ways = [{s: c.open[perimeter.id] for s, c in one.items() if perimeter.id in c.open} for one in every]
            if any(way != ways[0] for way in ways):
                for index, way in enumerate(ways):
                    names[index][perimeter.id] = f"{perimeter.id}@{ways.index(way)}"
        self.spells = tuple(Spell(first, last, named) for (first, last), named in zip(cuts, names, strict=True))
        self.conclusions = {state: self._together(state, every) for state in territory.states}

    def _together(self, state: State, every: list[dict[State, Conclusions]]) -> Conclusions:
        """Facts of all spells, perimeters by their name in each, rules of any spell."""
        here = [one[state] for one in every]
        opened: dict[str, str | None] = {}
        for conclusions, spell in zip(here, self.spells, strict=True):
            for perimeter, reserve in conclusions.open.items():
                opened[spell.names.get(perimeter, perimeter)] = reserve
                opened.setdefault(perimeter, reserve)
        facts = frozenset.intersection(*(conclusions.facts for conclusions in here))
        return Conclusions(facts, opened, tuple(dict.fromkeys(rule for c in here for rule in c.proofs)))

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


def _cuts(rules: Iterable[PerimeterRule]) -> list[tuple[date | None, date | None]]:
    """Stretches of days in which the same rules apply; the first has no beginning, the last no end."""
    starts = {rule.valid.from_ for rule in rules} | {rule.valid.until and rule.valid.until + DAY for rule in rules}
    ordered = sorted(day for day in starts if day)
    return list(zip([None, *ordered], [*(day - DAY for day in ordered), None], strict=True))


def _conclude(perimeters: PerimetersFile, territory: Territory, day: date) -> dict[State, Conclusions]:
    """What the rules that apply to actions begun on this day conclude."""
    rules = [rule for rule in perimeters.rules if (rule.valid.from_ or day) <= day <= (rule.valid.until or day)]
    inference = Inference(perimeters.model_copy(update={"rules": rules}))
    return {state: inference.conclude(territory.base_facts(state)) for state in territory.states}
