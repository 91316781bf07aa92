"""The oracle on what a refusal rests on, by hand from docs/semantics.md; and its own invariants. No engine here."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.funder import FunderFile
from schemas.rulebook import RulebookSource
from schemas.vocabulary import VocabularyFile
from tests.engine.test_reference import PERIMETERS, TERRITORY, VOCABULARY, depends_on, is_settled
from tests.support import strategies
from tests.support.effort import examples
from tests.support.reference import PRINTED, READ, Closed, Fate, Outcome, best, conflicts, reference, worst
from tests.support.strategies import SOURCE, assemble, build

# -- the small contract of test_reference, with kinds of which one pair is open

KINDS = [
    {"id": "works", "label": "travaux"},
    {"id": "renovation", "label": "rénovation", "implies": ["works"]},
    {"id": "training", "label": "formation"},
    {"id": "support", "label": "accompagnement", "open": ["training"]},
    {"id": "mentoring", "label": "parrainage", "implies": ["support"]},
    {"id": "equipment", "label": "équipement", "overlaps": ["works"]},
    {"id": "other", "label": "autre"},
]
OPEN_VOCABULARY = VocabularyFile.model_validate(
    VOCABULARY.model_dump() | {"lists": VOCABULARY.model_dump()["lists"] | {"kinds": KINDS}}
)
LINE = {
    "id": "ligne",
    "title": "Ligne",
    "summary": "Ligne.",
    "kind": "funding",
    "nature": "droit_commun",
    "commitment": "firm",
    "objectives": None,
    "perimeter": None,
    "dispositif": "Ligne",
    "source": ["T-10"],
}
RESERVES = [
    {"id": "convention", "text": "Convention.", "body": "Comité", "source": SOURCE},
    {"id": "vote", "text": "Vote.", "body": "F", "own_decision": True, "source": SOURCE},
    {
        "id": "vote-2016",
        "text": "Vote.",
        "body": "F",
        "own_decision": True,
        "when": {"field": "period", "from": date(2016, 1, 1)},
        "source": SOURCE,
    },
    {
        "id": "creation",
        "text": "Création.",
        "body": "F",
        "when": {"field": "period", "begins_from": date(2016, 1, 1)},
        "source": SOURCE,
    },
]


def rulebook(**line: Any) -> RulebookSource:
    funder = {
        "id": "f",
        "name": "F",
        "short_name": "F",
        "family": "tous",
        "contacts": [{"id": "c", "organisation": "F", "source": SOURCE}],
        "reserves": RESERVES,
    }
    file = FunderFile.model_validate({"funder": funder, "lines": [LINE | line]})
    return assemble(TERRITORY, OPEN_VOCABULARY, PERIMETERS, (file,))


def judged(line: dict[str, Any], appraisals: dict[str, bool] | None = None, **action: Any) -> Outcome:
    if "site" not in action:
        action.setdefault("objectives", ["1.1.1"])
    return reference(rulebook(**line), build(action), appraisals)["ligne"]


def closed(outcome: Outcome, **bases: str) -> str:
    """The verdict of a closed line, which has no reserve and no question, once its failing criteria are checked."""
    assert outcome.bases == bases
    assert {id_ for id_, status in outcome.statuses.items() if status == "failed"} == set(bases)
    assert not (outcome.reserves or outcome.certain_reserves or outcome.questions)
    return outcome.verdict


def asks(field: str, basis: str | None, **operator: Any) -> dict[str, Any]:
    return {"criteria": [{"field": field, **operator, "basis": basis}]}


VERDICT = {"printed": "ineligible", "read": "unlikely"}
each_basis = pytest.mark.parametrize("basis", VERDICT)


# -- one criterion: its basis is that of the refusal


@each_basis
@pytest.mark.parametrize(
    ("criterion", "action"),
    [
        ({"field": "kinds", "any_of": ["works"]}, {"kinds": ["training"]}),
        ({"field": "kinds", "none_of": ["training"]}, {"kinds": ["training"]}),
        ({"field": "kinds", "all_of": ["works", "training"]}, {"kinds": ["works"]}),
        ({"field": "publics", "any_of": ["jeunes"]}, {"publics": ["personnes_agees"]}),
        ({"field": "age", "at_most": 25}, {"age_min": 26, "age_max": 30}),
        ({"field": "age", "at_least": 16}, {"age_max": 15}),
        ({"field": "carrier", "any_of": ["commune"]}, {"carrier": "association"}),
        ({"field": "budget", "at_least": 1000}, {"budget": "999.99"}),
        ({"field": "international", "is": True}, {"international": False}),
    ],
)
def test_a_refusal_rests_on_the_basis_of_its_criterion(
    criterion: dict[str, Any], action: dict[str, Any], basis: str
) -> None:
    outcome = judged({"criteria": [criterion | {"basis": basis}]}, **action)
    assert closed(outcome, **{criterion["field"]: basis}) == VERDICT[basis]
    assert not outcome.conflicts


def test_no_basis_is_printed_until_the_rulebooks_are_marked() -> None:
    assert closed(judged(asks("kinds", None, any_of=["works"]), kinds=["training"]), kinds="printed") == "ineligible"


@each_basis
def test_the_basis_changes_nothing_where_the_criterion_holds_or_may_hold(basis: str) -> None:
    works = asks("kinds", basis, any_of=["works"])
    assert is_settled(judged(works, kinds=["renovation"]), "eligible")
    assert is_settled(judged(works, kinds=["equipment"]), "subject_to", "part-kinds")
    unknown = judged(works)
    assert depends_on(unknown, "kinds") and not unknown.bases and unknown.statuses["kinds"] == "unknown"


@each_basis
def test_other_and_open_pairs_fail_as_read_whatever_the_basis(basis: str) -> None:
    works, training = asks("kinds", basis, any_of=["works"]), asks("kinds", basis, any_of=["training"])
    support = asks("kinds", basis, any_of=["support"])
    assert closed(judged(works, kinds=["other"]), kinds="read") == "unlikely"
    assert closed(judged(training, kinds=["support"]), kinds="read") == "unlikely"
    assert closed(judged(support, kinds=["training"]), kinds="read") == "unlikely"  # either way round
    assert closed(judged(asks("carrier", basis, any_of=["commune"]), carrier="other"), carrier="read") == "unlikely"
    # the listed pair only; and a listed value is never the `other` that a line asks for
    assert closed(judged(training, kinds=["mentoring"]), kinds=basis) == VERDICT[basis]
    assert closed(judged(asks("kinds", basis, any_of=["other"]), kinds=["works"]), kinds=basis) == VERDICT[basis]
    assert is_settled(judged(asks("kinds", basis, any_of=["other"]), kinds=["other"]), "eligible")


def test_of_several_values_named_the_best_counts_and_of_several_required_the_worst() -> None:
    works = asks("kinds", "printed", any_of=["works"])
    assert closed(judged(works, kinds=["training"]), kinds="printed") == "ineligible"
    assert closed(judged(works, kinds=["training", "other"]), kinds="read") == "unlikely"
    assert is_settled(judged(works, kinds=["training", "other", "works"]), "eligible")
    both = asks("kinds", "printed", all_of=["works", "training"])
    assert closed(judged(both, kinds=["works", "other"]), kinds="read") == "unlikely"
    assert (
        closed(judged(both, kinds=["support"]), kinds="printed") == "ineligible"
    )  # open to training, apart from works
    assert closed(judged(both, kinds=["support", "equipment"]), kinds="read") == "unlikely"


@each_basis
def test_none_of(basis: str) -> None:
    no_training = asks("kinds", basis, none_of=["training", "other"])
    assert closed(judged(no_training, kinds=["training"]), kinds=basis) == VERDICT[basis]
    assert closed(judged(no_training, kinds=["other"]), kinds="read") == "unlikely"
    assert closed(judged(no_training, kinds=["training", "other"]), kinds=basis) == VERDICT[basis]  # the worst
    assert is_settled(judged(no_training, kinds=["support"]), "eligible")  # an open pair is no exclusion
    assert is_settled(judged(no_training, kinds=["works"]), "eligible")
    assert closed(judged(asks("kinds", basis, none_of=["works"]), kinds=["renovation"]), kinds=basis) == VERDICT[basis]
    assert is_settled(judged(asks("kinds", basis, none_of=["works"]), kinds=["other"]), "eligible")


# -- several criteria, several completions


def test_as_bad_as_the_worst_criterion() -> None:
    line = {
        "objectives": ["2"],
        "objectives_basis": "read",
        "criteria": [
            {"field": "kinds", "any_of": ["works"], "basis": "printed"},
            {"field": "carrier", "any_of": ["commune"], "basis": "printed"},
        ],
    }
    assert closed(judged(line), objectives="read") == "unlikely"
    assert closed(judged(line, kinds=["training"]), objectives="read", kinds="printed") == "ineligible"
    assert closed(judged(line, objectives=["2"], carrier="association"), carrier="printed") == "ineligible"


def test_unlikely_may_become_ineligible_once_more_is_known() -> None:
    """All kinds but works fail, `other` as read: with the objective outside, closed whatever the kind."""
    line = {"objectives": ["2"], "objectives_basis": "read", **asks("kinds", "printed", any_of=["works"])}
    assert closed(judged(line), objectives="read") == "unlikely"
    assert closed(judged(line, kinds=["other"]), objectives="read", kinds="read") == "unlikely"
    assert closed(judged(line, kinds=["training"]), objectives="read", kinds="printed") == "ineligible"


def test_a_criterion_is_printed_only_if_it_fails_as_printed_in_every_completion() -> None:
    line = {"perimeter": "etat", "perimeter_basis": "read"}
    unsaid = judged(line, site={"qpv": "none"}, mostly_from_qpv=False)  # outside the communes, or not
    assert closed(unsaid, perimeter="read") == "unlikely"
    assert closed(judged(line, site={"commune": "75056"}, mostly_from_qpv=False), perimeter="printed") == "ineligible"


def test_the_questions_do_not_tell_unlikely_from_ineligible() -> None:
    two = [
        {"field": "kinds", "any_of": ["works"], "basis": "read"},
        {"field": "age", "at_most": 25, "basis": "printed"},
        {"field": "age", "at_most": 60, "basis": "read"},
    ]
    assert depends_on(judged({"criteria": two}, kinds=["works"]), "age")
    assert depends_on(judged({"criteria": two}), "kinds", "age")
    assert closed(judged({"criteria": two}, kinds=["training"]), kinds="read") == "unlikely"


def test_two_criteria_on_one_field() -> None:
    line = {
        "criteria": [
            {"field": "age", "at_least": 16, "basis": "printed"},
            {"field": "age", "at_most": 25, "basis": "read"},
        ]
    }
    assert closed(judged(line, age_min=6, age_max=10), age="printed") == "ineligible"
    assert closed(judged(line, age_min=30, age_max=40), **{"age-2": "read"}) == "unlikely"
    assert is_settled(judged(line, age_min=16, age_max=25), "eligible")
    assert is_settled(judged(line, age_min=10, age_max=20), "subject_to", "part-age")


# -- alternatives


@pytest.mark.parametrize(("first", "second"), [*product(VERDICT, VERDICT)])
def test_a_group_is_its_best_way(first: str, second: str) -> None:
    ways = [
        {"all": [{"field": "carrier", "any_of": ["commune"], "basis": first}]},
        {"all": [{"field": "international", "is": True, "basis": second}], "reserve": "convention"},
    ]
    outcome = judged({"criteria": [{"alternatives": ways}]}, carrier="association", international=False)
    basis = "printed" if (first, second) == ("printed", "printed") else "read"
    assert closed(outcome, alternatives=basis) == VERDICT[basis]


def test_a_way_is_as_bad_as_its_worst_criterion() -> None:
    ways = [
        {"all": [{"field": "carrier", "any_of": ["commune"], "basis": "read"}, {"field": "budget", "at_least": 1000}]},
        {"all": [{"field": "international", "is": True, "basis": "printed"}]},
    ]
    line = {"criteria": [{"alternatives": ways}]}
    said: dict[str, Any] = {"carrier": "association", "international": False}
    assert closed(judged(line, **said, budget="10"), alternatives="printed") == "ineligible"
    assert closed(judged(line, **said, budget="1000"), alternatives="read") == "unlikely"
    assert closed(judged(line, **said), alternatives="read") == "unlikely"  # printed in one completion only


def test_combining_fates() -> None:
    some, none = frozenset({"a"}), frozenset[str]()
    cases: list[tuple[list[Fate], Fate, Fate]] = [
        ([none, some], some, none),
        ([some, frozenset({"b"})], frozenset({"a", "b"}), frozenset({"a", "b"})),
        ([READ, some], READ, some),
        ([PRINTED, READ], PRINTED, READ),
        ([PRINTED, none], PRINTED, none),
        ([PRINTED, PRINTED], PRINTED, PRINTED),
    ]
    for fates, all_, one in cases:
        assert worst(fates) == worst(fates[::-1]) == all_
        assert best(fates) == best(fates[::-1]) == one


# -- objectives and bans


@each_basis
def test_objectives(basis: str) -> None:
    line = {"objectives": ["2"], "objectives_basis": basis}
    assert closed(judged(line, objectives=["1.1", "1.2"]), objectives=basis) == VERDICT[basis]
    assert is_settled(judged(line, objectives=["1.1", "2.1"]), "eligible")
    assert depends_on(judged(line, site={"commune": "59001"}), "objectives")


@each_basis
def test_a_ban_fails_where_every_objective_lies_under_it(basis: str) -> None:
    line = {"criteria": [{"field": "objectives", "none_of": ["1.1"], "basis": basis}]}
    assert closed(judged(line, objectives=["1.1.2"]), objectives=basis) == VERDICT[basis]
    assert closed(judged(line, objectives=["1.1"]), objectives=basis) == VERDICT[basis]
    assert is_settled(judged(line, objectives=["1.1.2", "2.1"]), "eligible")  # « not to the others in the list »
    assert depends_on(judged(line, objectives=["1"]), "objectives")


@pytest.mark.parametrize(("named", "ban"), [*product(VERDICT, VERDICT)])
def test_no_line_fits_by_an_objective_under_its_ban(named: str, ban: str) -> None:
    line = {
        "objectives": ["1.1", "1.2"],
        "objectives_basis": named,
        "criteria": [{"field": "objectives", "none_of": ["1.1"], "basis": ban}],
    }
    alone = judged(line, objectives=["1.1.1"])
    assert closed(alone, objectives=ban, **{"objectives-2": ban}) == VERDICT[ban]
    beside = judged(line, objectives=["1.1.1", "2.1.1"])  # the best of two: 2.1.1 is not named, 1.1.1 is banned
    basis = "printed" if (named, ban) == ("printed", "printed") else "read"
    assert closed(beside, objectives=basis) == VERDICT[basis]
    assert is_settled(judged(line, objectives=["1.1.1", "1.2"]), "eligible")


# -- territory

ETAT = {"perimeter": "etat", "perimeter_basis": "read"}
CITY, VILLAGE, ABROAD = {"commune": "59001", "qpv": "none"}, {"commune": "59003"}, {"commune": "75056"}


def etat(*sites: dict[str, Any], mostly: bool = False, favour: bool | None = None, basis: str = "read") -> Outcome:
    decided = {} if favour is None else {"quartier-vecu": favour}
    line = ETAT | {"perimeter_basis": basis}
    return judged(line, decided, site=list(sites), mostly_from_qpv=mostly)


def test_the_basis_of_a_perimeter_is_the_line_s() -> None:
    assert closed(etat(VILLAGE), perimeter="read") == "unlikely"
    assert closed(etat(VILLAGE, basis="printed"), perimeter="printed") == "ineligible"


def test_outside_the_territory_it_fails_as_printed_where_it_does_not_hold() -> None:
    assert closed(etat(ABROAD), perimeter="printed") == "ineligible"
    assert is_settled(etat(ABROAD, mostly=True), "subject_to", "quartier-vecu")
    assert is_settled(judged({}, site=ABROAD), "eligible")  # no territorial criterion


def test_where_an_unfavourable_decision_alone_keeps_it_shut_it_fails_as_printed() -> None:
    assert is_settled(etat(VILLAGE, mostly=True, favour=True), "eligible")
    assert closed(etat(VILLAGE, mostly=True, favour=False), perimeter="printed") == "ineligible"
    assert closed(etat(VILLAGE, mostly=False, favour=False), perimeter="read") == "unlikely"
    unsaid = judged(ETAT, {"quartier-vecu": False}, site=VILLAGE)
    assert closed(unsaid, perimeter="read") == "unlikely"


def test_of_several_sites() -> None:
    quarter = {"qpv": "QP059001"}
    assert closed(etat(VILLAGE, ABROAD), perimeter="read") == "unlikely"  # none holds: the best
    assert closed(etat(ABROAD, ABROAD), perimeter="printed") == "ineligible"
    assert is_settled(etat(quarter, ABROAD), "subject_to", "part-sites")
    assert is_settled(etat(quarter, VILLAGE, mostly=True), "subject_to", "quartier-vecu")


# -- dates


def dated(line: dict[str, Any], start: str, end: str) -> Outcome:
    return judged(line, starts_on=date.fromisoformat(start), ends_on=date.fromisoformat(end))


def test_the_contract_s_period_is_printed_for_every_line() -> None:
    line = {"valid": {"from": date(2016, 1, 1)}, "valid_basis": "read"}
    assert closed(dated(line, "2021-01-01", "2021-02-01"), period="printed") == "ineligible"
    assert closed(dated(line, "2014-01-01", "2014-02-01"), period="printed") == "ineligible"
    assert closed(dated(line, "2015-01-01", "2015-02-01"), period="read") == "unlikely"
    assert is_settled(dated(line, "2015-12-31", "2016-02-01"), "subject_to", "part-period")
    assert is_settled(dated(line, "2020-12-31", "2021-01-01"), "subject_to", "part-period")


def test_printed_bounds_are_taken_together_first_then_all() -> None:
    line = {
        "valid": {"until": date(2017, 12, 31)},
        "valid_basis": "printed",
        "criteria": [
            {"field": "period", "ends_by": date(2016, 12, 31), "basis": "read"},
            {"field": "period", "from": date(2015, 7, 1), "basis": "printed"},
        ],
    }
    assert closed(dated(line, "2018-01-01", "2018-02-01"), period="printed") == "ineligible"
    assert closed(dated(line, "2015-01-01", "2015-06-30"), period="printed") == "ineligible"
    assert closed(dated(line, "2016-12-01", "2017-01-01"), period="read") == "unlikely"
    assert is_settled(dated(line, "2015-06-30", "2015-12-31"), "subject_to", "part-period")
    assert closed(judged(line, starts_on=date(2017, 1, 1)), period="read") == "unlikely"
    assert closed(judged(line, starts_on=date(2018, 1, 1)), period="printed") == "ineligible"


def test_bounds_that_leave_no_day_together() -> None:
    line = {
        "valid": {"until": date(2016, 1, 1)},
        "criteria": [{"field": "period", "from": date(2017, 1, 1), "basis": "read"}],
    }
    assert closed(dated(line, "2015-06-01", "2018-01-01"), period="read") == "unlikely"
    assert closed(judged(line), period="read") == "unlikely"
    assert closed(judged(line, starts_on=date(2016, 6, 1)), period="printed") == "ineligible"


@each_basis
def test_only_the_first_day_is_tested_where_the_words_say_that_something_begins(basis: str) -> None:
    line = asks("period", basis, begins_from=date(2016, 1, 1), begins_until=date(2016, 12, 31))
    assert closed(dated(line, "2015-12-31", "2016-06-01"), period=basis) == VERDICT[basis]  # no overlap
    assert closed(dated(line, "2017-01-01", "2017-06-01"), period=basis) == VERDICT[basis]
    assert is_settled(dated(line, "2016-01-01", "2016-01-01"), "eligible")
    assert is_settled(dated(line, "2016-12-31", "2020-12-31"), "eligible")  # whenever it ends
    assert closed(judged(line, starts_on=date(2015, 1, 1)), period=basis) == VERDICT[basis]
    assert depends_on(judged(line, ends_on=date(2020, 1, 1)), "period")
    assert closed(judged(line, ends_on=date(2015, 12, 31)), period=basis) == VERDICT[basis]


def test_a_reserve_on_what_begins() -> None:
    line = {"reserves": ["creation"]}
    assert is_settled(dated(line, "2015-12-31", "2016-06-01"), "eligible")
    assert is_settled(dated(line, "2016-01-01", "2016-06-01"), "subject_to", "creation")
    assert depends_on(judged(line), "period")


# -- intentions

INTENTION = {"commitment": "intention"}


@pytest.mark.parametrize(
    ("line", "reserves"),
    [
        (INTENTION, ["intention"]),
        (INTENTION | {"kind": "support"}, []),  # there it is a badge
        ({"commitment": "conditional"}, []),
        (INTENTION | {"reserves": ["convention"]}, ["convention", "intention"]),
        (INTENTION | {"reserves": ["vote"]}, ["vote"]),  # the partner's own decision, always to be taken
        (INTENTION | {"reserves": ["vote-2016"]}, ["intention", "vote-2016"]),  # not always
        ({"reserves": ["vote"]}, ["vote"]),
    ],
)
def test_a_funding_line_of_intention_carries_that_reserve(line: dict[str, Any], reserves: list[str]) -> None:
    outcome = judged(line, starts_on=date(2016, 2, 1), ends_on=date(2016, 3, 1))
    assert is_settled(outcome, "subject_to" if reserves else "eligible", *reserves)


def test_an_intention_never_depends_on_its_other_reserve_and_a_closed_line_has_none() -> None:
    unsaid = judged(INTENTION | {"reserves": ["vote-2016"]})
    assert unsaid.verdict == "subject_to" and unsaid.certain_reserves == {"intention"}
    assert unsaid.reserves == {"intention", "vote-2016"}
    line = INTENTION | asks("kinds", "read", any_of=["works"])
    assert closed(judged(line, kinds=["training"]), kinds="read") == "unlikely"
    assert depends_on(judged(line), "kinds")


def test_the_own_decision_of_a_way_does_not_count() -> None:
    ways = [{"all": [{"field": "international", "is": yes}], "reserve": "vote"} for yes in (True, False)]
    outcome = judged(INTENTION | {"criteria": [{"alternatives": ways}]}, international=True)
    assert is_settled(outcome, "subject_to", "vote", "intention")


# -- conflicts


def clash(*bases: str) -> dict[str, Any]:
    """Young and old at once, and a third criterion that is beside the point."""
    young, old = ({"field": "age", **bound, "basis": b} for bound, b in zip([{"at_most": 15}, {"at_least": 60}], bases))
    return {"criteria": [young, {"field": "budget", "at_least": 1000, "basis": "printed"}, old]}


NARROW: dict[str, Any] = {"age_min": 20, "age_max": 50}


@pytest.mark.parametrize("bases", [*product(VERDICT, VERDICT)])
def test_no_conflict_where_one_criterion_fails_alone(bases: tuple[str, str]) -> None:
    outcome = judged(clash(*bases), **NARROW)
    basis = "printed" if "printed" in bases else "read"
    assert closed(outcome, **{"age": bases[0], "age-2": bases[1]}) == VERDICT[basis] and not outcome.conflicts


def test_criteria_that_conflict() -> None:
    """Works alone are asked, training alone is asked: each may hold, never both, for one carrier."""
    pair = {"field": "carrier", "any_of": ["commune"], "basis": "printed"}
    other = {"field": "carrier", "any_of": ["association"], "basis": "printed"}
    outcome = judged({"criteria": [pair, other]})
    assert outcome.statuses == {"carrier": "unknown", "carrier-2": "unknown", "period": "met"}
    # carrier `other` fails both as read: not every completion is closed by printed words
    assert closed(outcome) == "unlikely"
    assert outcome.conflicts == {frozenset({"carrier", "carrier-2"})}
    assert not judged({"criteria": [pair, other]}, carrier="other").conflicts


def test_printed_criteria_that_conflict() -> None:
    yes, no = ({"field": "international", "is": value, "basis": "printed"} for value in (True, False))
    outcome = judged({"criteria": [yes, no]})
    assert closed(outcome) == "ineligible"
    assert outcome.conflicts == {frozenset({"international", "international-2"})}
    read = judged({"criteria": [yes, no | {"basis": "read"}]})
    assert closed(read) == "unlikely" and read.conflicts == outcome.conflicts


def test_every_smallest_set_is_listed_and_no_larger_one() -> None:
    yes, no = ({"field": "international", "is": value, "basis": "printed"} for value in (True, False))
    outcome = judged({"criteria": [yes, no, yes | {"basis": "read"}, {"field": "budget", "at_least": 10}]})
    assert closed(outcome) == "ineligible"  # as printed: the read twin of `yes` does not count
    assert outcome.conflicts == {frozenset({"international", "international-2"})}
    unlikely = judged({"criteria": [yes | {"basis": "read"}, no, yes | {"basis": "read"}]})
    assert closed(unlikely) == "unlikely"
    assert unlikely.conflicts == {
        frozenset({"international", "international-2"}),
        frozenset({"international-2", "international-3"}),
    }


def test_a_printed_conflict_where_one_criterion_fails_in_every_completion_as_read() -> None:
    """The perimeter fails wherever the site is, as printed outside only; the national test fails as printed inside."""
    inside: list[Fate] = [READ, PRINTED]
    outside: list[Fate] = [PRINTED, frozenset()]
    table = [{"perimeter": perimeter, "autre": autre} for perimeter, autre in (inside, outside)]
    assert conflicts(table, "ineligible") == {frozenset({"perimeter", "autre"})}
    assert conflicts(table, "unlikely") == frozenset()


# -- invariants of the definition, on random rulebooks


@examples()
@given(st.data())
def test_every_refusal_has_printed_words_and_no_closed_line_has_reserves_or_questions(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    for outcome in reference(source, data.draw(strategies.actions(source))).values():
        closed_ = outcome.verdict in ("unlikely", "ineligible")
        if outcome.verdict == "ineligible":
            assert "printed" in outcome.bases.values() or outcome.conflicts
        if outcome.verdict == "unlikely":
            assert "printed" not in outcome.bases.values()
            assert bool(outcome.conflicts) != bool(outcome.bases)
        if closed_:
            assert not outcome.reserves and not outcome.questions
        else:
            assert not outcome.bases and not outcome.conflicts
        assert bool(outcome.questions) == (outcome.verdict == "depends")
        assert set(outcome.bases) == {id_ for id_, status in outcome.statuses.items() if status == "failed"}
        assert len({len(ids) for ids in outcome.conflicts}) < 2 and all(len(ids) > 1 for ids in outcome.conflicts)


@examples()
@given(st.data())
def test_turning_a_criterion_from_printed_to_read(data: st.DataObject) -> None:
    """Invariant 9."""
    source = data.draw(strategies.rulebooks())
    line, turned = data.draw(strategies.turned_to_read(source))
    action = data.draw(strategies.actions(source))
    before, after = reference(source, action), reference(turned, action)
    for id_, old in before.items():
        new = after[id_]
        if id_ != line:
            assert new == old
            continue
        assert new.verdict == old.verdict or (old.verdict, new.verdict) == ("ineligible", "unlikely")
        same = replace(old, verdict=new.verdict, bases=new.bases, conflicts=new.conflicts)
        assert new == same
        assert all(basis == old.bases[name] or basis == "read" for name, basis in new.bases.items())


def test_random_rulebooks_show_everything() -> None:
    """What is never drawn is never compared."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=80,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def series(data: st.DataObject) -> None:
        source = data.draw(strategies.rulebooks())
        for outcome in reference(source, data.draw(strategies.actions(source))).values():
            seen[outcome.verdict] += 1
            seen.update(f"{outcome.verdict}:{basis}" for basis in outcome.bases.values())
            seen[f"{outcome.verdict}:conflicts"] += bool(outcome.conflicts)
            seen["intention"] += "intention" in outcome.reserves

    series()
    kinds = ["eligible", "subject_to", "depends", "unlikely", "ineligible", "unlikely:read", "unlikely:conflicts"]
    kinds += ["ineligible:printed", "ineligible:read", "ineligible:conflicts", "intention"]
    assert all(seen[kind] for kind in kinds), seen


def test_closed_fates_come_before_all_others() -> None:
    assert sorted([2, 1, READ, PRINTED]) == [PRINTED, READ, 1, 2] and list(Closed) == [PRINTED, READ]
