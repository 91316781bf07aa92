"""The territorial field: named perimeters, opened or not by the inference in every state of the territory.

States that open the same perimeters the same way, and close the others by the same words, form one class; a site is a
set of possible classes. Whether the action mostly benefits a quarter is one fact of the action, shared by all its sites.

A perimeter that is not open is refused as its criterion is, printed or read; by printed words whatever the criterion
outside the territory of the contract, and where an instance decided against the only way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.fields.masks import NOTHING, Masks
from eligibility.fields.opened import Opened, opened_in, opening
from eligibility.fields.outcomes import FAIL, FULL, PART, Fate, Outcome, holds, soften
from eligibility.fields.table import Requirement, Table
from eligibility.memory.bounded import Memo
from eligibility.rulebook.inference import Conclusions
from eligibility.rulebook.territory import STATE_FIELDS, State

REMEMBERED = 4096  # states of knowledge kept in memory
Sites = tuple[frozenset[State], ...]  # for each site, the states that it may be in

_Ends = tuple[tuple[Outcome, Outcome], ...]  # per requirement: worst and best outcome over some sites


@dataclass(frozen=True, slots=True)
class _Class:
    full: int  # rows met without reserve
    part: int
    refused: int  # rows that fail by printed words


class PlaceTable(Table):
    """The perimeters of all lines: which lines each state of the territory opens, freely or under a reserve.

    `undecided`: what rules conclude before any decision of an instance, where some were taken.
    """

    def __init__(
        self,
        field: str,
        part: str,
        conclusions: Mapping[State, Conclusions],
        undecided: Mapping[State, Conclusions] | None = None,
    ):
        super().__init__(field, part)
        self._all = frozenset(conclusions)
        self._here_of = {
            state: opened_in(state, c, undecided[state] if undecided else c) for state, c in conclusions.items()
        }
        self._classes_of = set(self._here_of.values())
        self._pivots: Memo[tuple[tuple[Requirement, ...], Sites | None], dict[str, set[frozenset[Any]]]] = Memo(
            REMEMBERED
        )

    def freeze(self) -> None:
        self._slots: list[dict[tuple[tuple[str, ...], bool], int]] = []
        self._soft: dict[tuple[str, ...], int] = {}
        depth: dict[int, int] = defaultdict(int)
        for row, requirement in self.rows:
            wanted = requirement.groups[0]
            if requirement.soft:
                self._soft[wanted] = self._soft.get(wanted, 0) | row
                continue
            slot = depth[row]
            depth[row] += 1
            if len(self._slots) <= slot:
                self._slots.append({})
            alike = (wanted, requirement.printed)
            self._slots[slot][alike] = self._slots[slot].get(alike, 0) | row
        self._has = [_union(wanted) for wanted in self._slots]
        self._classes = [{here: self._class(wanted, here) for here in self._classes_of} for wanted in self._slots]

    @staticmethod
    def _class(wanted: Mapping[tuple[tuple[str, ...], bool], int], here: Opened) -> _Class:
        full = part = refused = 0
        for (perimeters, printed), rows in wanted.items():
            match opening(perimeters, printed, here)[0]:
                case Outcome.FULL:
                    full |= rows
                case Outcome.PART:
                    part |= rows
                case Outcome.FAIL:
                    refused |= rows
        return _Class(full, part, refused)

    def _sites(self, key: Sites | None) -> Sites:
        return key if key is not None else (self._all,)

    def _by_benefit(self, key: Sites | None) -> list[list[set[Opened]]]:
        """For each possible answer to the shared question, the classes that each site may be in."""
        result = []
        for mostly in (False, True):
            sites = [
                {self._here_of[state] for state in states if state.mostly_from_qpv is mostly}
                for states in self._sites(key)
            ]
            if all(sites):
                result.append(sites)
        return result

    def _masks(self, key: Sites | None) -> Masks:
        can_fail = can_part = 0
        must_fail = never_full = must_refuse = -1
        for sites in self._by_benefit(key):
            one = self._several_sites(sites) if len(sites) > 1 else self._one_site(sites[0])
            can_fail |= one.can_fail
            must_fail &= one.must_fail
            never_full &= one.never_full
            can_part |= one.can_part
            must_refuse &= one.must_refuse
        return Masks(can_fail, must_fail, never_full, can_part, must_refuse)

    def _one_site(self, classes: set[Opened]) -> Masks:
        """All requirements of a row are read in the same state: exact however many they are."""
        can_fail = can_part = 0
        must_fail = never_full = must_refuse = -1
        for place in classes:
            fail = part = refused = 0
            for has, slot in zip(self._has, self._classes, strict=True):
                here = slot[place]
                fail |= has & ~(here.full | here.part)
                part |= here.part
                refused |= here.refused
            for perimeters, rows in self._soft.items():
                if holds(opening(perimeters, True, place)[0]):
                    part |= rows
            part &= ~fail
            can_fail |= fail
            must_fail &= fail
            never_full &= fail | part
            can_part |= part
            must_refuse &= refused
        return Masks(can_fail, must_fail, never_full, can_part, must_refuse)

    def _several_sites(self, sites: Sequence[set[Opened]]) -> Masks:
        """Met if all sites meet it, in part if some do; if none does, the best of them counts. Exact for rows with one
        territorial requirement."""
        result = NOTHING
        for has, slot in zip(self._has, self._classes, strict=True):
            all_can_fail = all_must_fail = all_can_full = all_must_refuse = has
            any_can_fail = any_can_meet = any_can_part = 0
            for classes in sites:
                can_fail = can_part = can_full = 0
                must_fail = must_refuse = has
                for place in classes:
                    here = slot[place]
                    fail = has & ~(here.full | here.part)
                    can_fail |= fail
                    must_fail &= fail
                    must_refuse &= here.refused
                    can_part |= here.part
                    can_full |= here.full
                all_can_fail &= can_fail
                all_must_fail &= must_fail
                all_must_refuse &= must_refuse
                all_can_full &= can_full
                any_can_fail |= can_fail
                any_can_meet |= can_part | can_full
                any_can_part |= can_part
            mixed = any_can_fail & any_can_meet
            result |= Masks(all_can_fail, all_must_fail, has & ~all_can_full, any_can_part | mixed, all_must_refuse)
        for perimeters, rows in self._soft.items():  # applies as soon as one site meets the condition
            meets = [{holds(opening(perimeters, True, place)[0]) for place in classes} for classes in sites]
            sure = any(outcomes == {True} for outcomes in meets)
            maybe = any(True in outcomes for outcomes in meets)
            result |= Masks(0, 0, rows if sure else 0, rows if maybe else 0)
        return result

    def outside(self, key: Sites | None) -> bool:
        """Is every site certainly outside the territory of the contract?"""
        return key is not None and all(self._here_of[state].outside for states in key for state in states)

    def decided(self, requirement: Requirement, key: Sites | None) -> list[str]:
        """The reserves whose unfavourable decision closes what would be open, wherever the sites are."""
        shut = [
            {
                here[perimeter]
                for perimeter in requirement.groups[0]
                if perimeter in (here := self._here_of[state].decided)
            }
            for states in self._sites(key)
            for state in states
        ]
        return sorted(set().union(*shut)) if all(shut) else []

    def needs_exact(self, key: Sites | None) -> bool:
        """Several sites, some unknown: rows with several territorial requirements need `vectors`."""
        return key is not None and len(key) > 1

    def vectors(self, requirements: Sequence[Requirement], key: Sites | None) -> set[tuple[Outcome, ...]]:
        return {tuple(outcome for outcome, _ in joint) for joint in self.outcomes(requirements, key)}

    def samples(self, requirements: Sequence[Requirement]) -> Iterator[Sites]:
        """One site, in one state of each class. With several sites a criterion is met by all, some or none of them:
        mixed sites give no verdict that their states do not, but « for that part »."""
        seen = set()
        for state in sorted(self._all):
            if self._here_of[state] not in seen:
                seen.add(self._here_of[state])
                yield (frozenset({state}),)

    def answers(self) -> Iterator[Sites]:
        """One site in each state."""
        return ((frozenset({state}),) for state in sorted(self._all))

    def outcomes(self, requirements: Sequence[Requirement], key: Sites | None) -> set[tuple[Fate, ...]]:
        result: set[tuple[Fate, ...]] = set()
        for sites in self._by_benefit(key):
            # per requirement: worst and best outcome over the sites so far, and the reserves of reserved ways
            reached: set[tuple[tuple[Outcome, Outcome, frozenset[str]], ...]] = {
                tuple((FULL, FAIL, frozenset()) for _ in requirements)
            }
            for classes in sites:
                here = {tuple(opening(r.groups[0], r.printed, place) for r in requirements) for place in classes}
                reached = {
                    tuple(
                        (min(worst, outcome), max(best, outcome), names | reserves)
                        for (worst, best, names), (outcome, reserves) in zip(so_far, found, strict=True)
                    )
                    for so_far in reached
                    for found in here
                }
            result |= {
                tuple(self._together(r, *ends) for r, ends in zip(requirements, joint, strict=True))
                for joint in reached
            }
        return result

    def _together(self, requirement: Requirement, worst: Outcome, best: Outcome, names: frozenset[str]) -> Fate:
        """All sites meet it: met. Some do: in part. None does: failed, as where it fails least."""
        if requirement.soft:
            return soften(best), frozenset()
        if not holds(best):
            return best, frozenset()
        if not holds(worst):
            names |= {self.part}
        return (FULL, names) if worst == FULL else (PART, names)

    def pivots(self, requirements: Sequence[Requirement], key: Sites | None) -> dict[str, set[frozenset[Any]]]:
        """For each base field, the sets of joint outcomes reached by changing it alone."""
        memo = (tuple(requirements), key)
        found = self._pivots.get(memo)
        if found is None:
            found = self._pivots.keep(memo, self._compute_pivots(requirements, key))
        return found

    def _compute_pivots(self, requirements: Sequence[Requirement], key: Sites | None) -> dict[str, set[frozenset[Any]]]:
        result: dict[str, set[frozenset[Any]]] = {}
        for mostly in (False, True):
            sites = [[s for s in states if s.mostly_from_qpv is mostly] for states in self._sites(key)]
            if all(sites):
                self._pivot_places(requirements, sites, result)
        benefit = self._pivot_benefit(requirements, key)
        if benefit:
            result["mostly_from_qpv"] = benefit
        return result

    def _here(self, requirements: Sequence[Requirement], state: State) -> _Ends:
        outcomes = [opening(r.groups[0], r.printed, self._here_of[state])[0] for r in requirements]
        return tuple((outcome, outcome) for outcome in outcomes)

    def _pivot_places(
        self, requirements: Sequence[Requirement], sites: list[list[State]], result: dict[str, set[frozenset[Any]]]
    ) -> None:
        """One site's commune, quarter or veille changes; everything else stays."""
        none: set[_Ends] = {tuple((FULL, FAIL) for _ in requirements)}
        options = [{self._here(requirements, state) for state in states} for states in sites]
        before, after = [none], [none]
        for option, reverse in zip(options, reversed(options), strict=True):
            before.append(_join(before[-1], option))
            after.append(_join(after[-1], reverse))
        for index, states in enumerate(sites):
            others = _join(before[index], after[len(sites) - 1 - index])
            for name in STATE_FIELDS[:3]:
                for group in _group_by(states, name):
                    here = {self._here(requirements, state) for state in group}
                    if len(here) > 1:
                        variants = (frozenset(self._final(requirements, e) for e in _join({o}, here)) for o in others)
                        result.setdefault(name, set()).update(v for v in variants if len(v) > 1)
        for name in [name for name, variants in result.items() if not variants]:
            del result[name]

    def _pivot_benefit(self, requirements: Sequence[Requirement], key: Sites | None) -> set[frozenset[Any]]:
        """The answer on beneficiaries changes, for all sites at once; no place does."""
        start: _Ends = tuple((FULL, FAIL) for _ in requirements)
        reached = {(start, start)}
        for states in self._sites(key):
            pairs = set()
            for group in _group_by(states, "mostly_from_qpv"):
                if len(group) == 2:
                    no, yes = sorted(group, key=lambda state: state.mostly_from_qpv)
                    pairs.add((self._here(requirements, no), self._here(requirements, yes)))
            reached = {(_merge(a, no), _merge(b, yes)) for a, b in reached for no, yes in pairs}
        finals = (frozenset((self._final(requirements, a), self._final(requirements, b))) for a, b in reached)
        return {final for final in finals if len(final) > 1}

    def _final(self, requirements: Sequence[Requirement], ends: _Ends) -> tuple[Outcome, ...]:
        return tuple(self._together(r, *end, frozenset())[0] for r, end in zip(requirements, ends, strict=True))

    def unknown(self, key: Sites | None) -> list[str]:
        """Base fields on which the states of some site differ."""
        return [
            name
            for name in STATE_FIELDS
            if any(len({state.field(name) for state in states}) > 1 for states in self._sites(key))
        ]


def _group_by(states: Iterable[State], name: str) -> list[list[State]]:
    """States that agree on everything but `name`."""
    groups: dict[tuple[object, ...], list[State]] = defaultdict(list)
    for state in states:
        groups[state.others(name)].append(state)
    return list(groups.values())


def _merge(a: _Ends, b: _Ends) -> _Ends:
    return tuple((min(x[0], y[0]), max(x[1], y[1])) for x, y in zip(a, b, strict=True))


def _join(reached: set[_Ends], option: set[_Ends]) -> set[_Ends]:
    return {_merge(a, b) for a in reached for b in option}


def _union(wanted: Mapping[tuple[tuple[str, ...], bool], int]) -> int:
    rows = 0
    for mask in wanted.values():
        rows |= mask
    return rows
