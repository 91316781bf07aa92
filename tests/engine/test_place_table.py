"""The table of perimeters against plain enumeration: an invented territory of five places, every question asked of it."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from eligibility.fields.outcomes import FAIL, FULL, PART, UNLIKELY, Fate, Outcome
from eligibility.fields.place_table import PlaceTable, Sites
from eligibility.fields.table import Requirement
from eligibility.rulebook.inference import Conclusions
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE, STATE_FIELDS, Place, State

AWAY, TOWN, WATCHED = Place(OUTSIDE, NO_QUARTER, False), Place("1", NO_QUARTER, False), Place("1", NO_QUARTER, True)
QUARTER, OTHER = Place("1", "Q", False), Place("2", "Q", False)
PLACES = (AWAY, TOWN, WATCHED, QUARTER, OTHER)
STATES = [State(place, mostly) for place in PLACES for mostly in (False, True)]


def opened(state: State, decided: bool) -> dict[str, str | None]:
    """Which perimeters are open, under which reserve; before a decision two more are."""
    place, found = state.place, dict[str, str | None]()
    if place in (QUARTER, WATCHED):
        found["p"] = None
    elif place == TOWN and state.mostly_from_qpv:
        found["p"] = "r"
    if place in (QUARTER, OTHER):
        found["q"] = None if state.mostly_from_qpv else "s"
    elif place == WATCHED:
        found["q"] = "r"
    if not decided and place == TOWN:
        found |= {"q": "t"} if state.mostly_from_qpv else {"p": "u", "q": "t"}
    return found


def concluded(decided: bool) -> dict[State, Conclusions]:
    return {state: Conclusions(frozenset(), opened(state, decided), ()) for state in STATES}


def asks(*perimeters: str, soft: bool = False, printed: bool = True) -> Requirement:
    return Requirement("perimeter", (perimeters,), soft=soft, printed=printed)


P, Q, READ_P, READ_Q = asks("p"), asks("q"), asks("p", printed=False), asks("q", printed=False)
EITHER, SOFT_P, SOFT_Q = asks("p", "q", printed=False), asks("p", soft=True), asks("q", soft=True)
ROWS: list[list[Requirement]] = [
    [P], [Q], [READ_P], [READ_Q], [EITHER], [P], [P, READ_Q], [READ_P, Q], [READ_P, SOFT_Q], [P, SOFT_P], [Q, SOFT_P],
    [SOFT_P], [SOFT_Q], [READ_P, READ_Q, EITHER], [],
]  # fmt: skip
JOINT = [(P,), (READ_Q,), (SOFT_Q,), (P, Q), (READ_P, SOFT_Q, EITHER)]


def keys(sites: int) -> Iterator[Sites]:
    """What may be known of so many sites: for one, every set of places, and the answer on people or not."""
    if sites == 1:
        for size in range(1, len(PLACES) + 1):
            for places in combinations(PLACES, size):
                for mostly in ((False,), (True,), (False, True)):
                    yield (frozenset(State(place, one) for place in places for one in mostly),)
        return
    known = [
        {AWAY}, {TOWN}, {QUARTER, WATCHED}, {TOWN, WATCHED}, {AWAY, TOWN, QUARTER}, {QUARTER, OTHER},
    ]  # fmt: skip
    people: list[tuple[tuple[bool, ...], tuple[bool, ...]]] = [
        ((False,), (False,)),
        ((True,), (True,)),
        ((False, True), (False, True)),
        ((False,), (False, True)),
    ]
    for chosen in product(known, repeat=sites) if sites == 2 else zip(known, known[1:], known[2:], strict=False):
        for first, others in people:
            said: tuple[tuple[bool, ...], ...] = (first, *[others] * (sites - 1))
            yield tuple(
                frozenset(State(place, one) for place in places for one in ones)
                for places, ones in zip(chosen, said, strict=True)
            )


KEYS = {number: [*keys(number)] for number in (1, 2, 3)}


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    made = PlaceTable("perimeter", "part", concluded(True), concluded(False))
    for number, requirements in enumerate(ROWS):
        for requirement in requirements:
            made.add(1 << number, requirement)
    made.freeze()
    return made


# -- what each must be, by plain enumeration


def completions(key: Sites | None) -> list[tuple[State, ...]]:
    """What the sites may be, all with the same answer on people."""
    sites = key or (frozenset(STATES),)
    return [chosen for chosen in product(*map(sorted, sites)) if len({state.mostly_from_qpv for state in chosen}) == 1]


def shut(requirement: Requirement, state: State) -> set[str]:
    before, after = opened(state, False), opened(state, True)
    return {str(before[name]) for name in requirement.groups[0] if name in before and name not in after}


def at(requirement: Requirement, state: State) -> Fate:
    ways = [way for name, way in opened(state, True).items() if name in requirement.groups[0]]
    if None in ways:
        return FULL, frozenset()
    if ways:
        return PART, frozenset(str(way) for way in ways)
    words = requirement.printed or state.place == AWAY or shut(requirement, state)
    return (FAIL if words else UNLIKELY), frozenset()


def fate(requirement: Requirement, states: tuple[State, ...]) -> Fate:
    found = [at(requirement, state) for state in states]
    met = [reserves for outcome, reserves in found if outcome in (PART, FULL)]
    if requirement.soft:
        return (PART if met else FULL), frozenset()
    if not met:
        return max(outcome for outcome, _ in found), frozenset()
    names = frozenset[str]().union(*met, {"part"} if len(met) < len(found) else ())
    return (FULL if all(outcome == FULL for outcome, _ in found) else PART), names


def ends(requirements: tuple[Requirement, ...], states: tuple[State, ...]) -> tuple[Outcome, ...]:
    return tuple(fate(requirement, states)[0] for requirement in requirements)


@pytest.mark.parametrize("sites", KEYS)
def test_the_masks_of_every_row(table: PlaceTable, sites: int) -> None:
    """With several sites, those of rows with one territorial requirement."""
    for key in (*KEYS[sites], None) if sites == 1 else KEYS[sites]:
        masks = table.masks(key)
        for number, requirements in enumerate(ROWS):
            if sites > 1 and len(requirements) > 1:
                continue
            found = {min(ends(tuple(requirements), states), default=FULL) for states in completions(key)}
            expected = (
                bool(found & {FAIL, UNLIKELY}), found <= {FAIL, UNLIKELY}, FULL not in found, PART in found,
                found == {FAIL},
            )  # fmt: skip
            assert tuple(bool(mask >> number & 1) for mask in masks) == expected, (key, requirements)


@pytest.mark.parametrize("sites", KEYS)
def test_the_joint_outcomes_of_requirements(table: PlaceTable, sites: int) -> None:
    for key in KEYS[sites][::2]:
        for asked in JOINT:
            expected = {tuple(fate(one, states) for one in asked) for states in completions(key)}
            assert table.outcomes(asked, key) == expected
            assert table.vectors(asked, key) == {ends(asked, states) for states in completions(key)}


def pivots(asked: tuple[Requirement, ...], key: Sites | None) -> dict[str, set[frozenset[tuple[Outcome, ...]]]]:
    sites, result = key or (frozenset(STATES),), dict[str, set[frozenset[tuple[Outcome, ...]]]]()
    for states in completions(key):
        for name, number in product(STATE_FIELDS[:3], range(len(sites))):
            alike = [state for state in sites[number] if state.others(name) == states[number].others(name)]
            reached = frozenset(ends(asked, (*states[:number], one, *states[number + 1 :])) for one in alike)
            if len(reached) > 1:
                result.setdefault(name, set()).add(reached)
        turned = tuple(State(state.place, not state.mostly_from_qpv) for state in states)
        if all(state in site for state, site in zip(turned, sites, strict=True)):
            reached = frozenset({ends(asked, states), ends(asked, turned)})
            if len(reached) > 1:
                result.setdefault("mostly_from_qpv", set()).add(reached)
    return result


@pytest.mark.parametrize("sites", KEYS)
def test_what_one_answer_changes(table: PlaceTable, sites: int) -> None:
    for key in (*KEYS[1][::2], None) if sites == 1 else KEYS[sites][::5]:
        for asked in JOINT:
            assert table.pivots(asked, key) == pivots(asked, key), (key, asked)


def test_what_is_unknown_of_a_place(table: PlaceTable) -> None:
    assert table.unknown(None) == list(STATE_FIELDS)
    assert table.unknown((frozenset({State(TOWN, True), State(WATCHED, True)}), frozenset({State(AWAY, True)}))) == [
        "veille"
    ]
    assert table.unknown((frozenset({State(TOWN, True)}),)) == []


def test_outside_is_where_every_site_is_for_sure(table: PlaceTable) -> None:
    away, town = frozenset({State(AWAY, True), State(AWAY, False)}), frozenset({State(TOWN, True)})
    assert [table.outside(key) for key in ((away,), (away, away), (away, town), (away | town,), None)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_decision_is_said_where_it_shut_a_way_wherever_the_sites_are(table: PlaceTable) -> None:
    town, benefits = frozenset({State(TOWN, False)}), frozenset({State(TOWN, True)})
    said = [
        table.decided(asked, key)
        for key in ((town,), (benefits,), (town | benefits,), (town, frozenset({State(AWAY, False)})), None)
        for asked in (P, Q, EITHER)
    ]
    assert said == [["u"], ["t"], ["t", "u"], [], ["t"], ["t"], [], ["t"], ["t", "u"], *[[]] * 6]


def test_rows_of_several_sites_are_looked_at_one_by_one(table: PlaceTable) -> None:
    one = frozenset({State(TOWN, True)})
    assert [table.needs_exact(key) for key in (None, (one,), (one, one))] == [False, False, True]


def test_samples_and_answers(table: PlaceTable) -> None:
    """One state of each class; every state."""
    assert list(table.answers()) == [(frozenset({state}),) for state in sorted(STATES)]
    (*samples,) = table.samples([P])
    classes = {(frozenset(opened(s, True).items()), frozenset(shut(EITHER, s)), s.place == AWAY) for s in STATES}
    assert len(samples) == len(classes) and samples[0] == (frozenset({min(STATES)}),)
    assert {len(key) for key in samples} == {1} and len(set(samples)) == len(samples)
