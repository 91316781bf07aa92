"""The oracle against sentences of docs/semantics.md, by hand; and its own shortcuts against plain enumeration."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.support.reference as oracle
from schemas.criterion import Criterion
from schemas.funder import FunderFile
from schemas.perimeters import PerimetersFile
from schemas.rulebook import RulebookSource
from schemas.territory import TerritoryFile
from schemas.vocabulary import VocabularyFile
from tests.support import strategies
from tests.support.effort import examples
from tests.support.naive_chainer import chain
from tests.support.reference import Book, Contradiction, Days, Outcome, Relation, Window, narrow, reference
from tests.support.strategies import SOURCE, assemble, build

# -- a small contract: a town of which some quarters left the priority geography, one in veille, one neither

TERRITORY = TerritoryFile.model_validate(
    {
        "communes": [
            {"insee": "59001", "name": "Ville", "status": "prioritaire", "veille": "some", "source": SOURCE},
            {"insee": "59002", "name": "Bourg", "status": "veille", "veille": "all", "source": SOURCE},
            {"insee": "59003", "name": "Village", "status": "autre", "veille": "none", "source": SOURCE},
        ],
        "quarters": [{"code": "QP059001", "name": "Cité", "communes": ["59001"], "tags": ["npnru"], "source": SOURCE}],
    }
)
PUBLICS = [
    {"id": "habitants", "label": "habitants"},
    {"id": "enfants", "label": "enfants", "dimension": "age", "implies": ["habitants"]},
    {"id": "jeunes", "label": "jeunes", "dimension": "age", "implies": ["habitants"]},
    {"id": "adolescents", "label": "ados", "dimension": "age", "implies": ["jeunes"], "overlaps": ["enfants"]},
    {"id": "personnes_agees", "label": "aînés", "dimension": "age", "implies": ["habitants"]},
    {"id": "salaries", "label": "salariés", "dimension": "emploi", "implies": ["habitants"], "excludes": ["enfants"]},
    {"id": "other", "label": "autre", "implies": ["habitants"]},
]


def field(id_: str, type_: str, *paths: str, values: str | None = None) -> dict[str, Any]:
    return {"id": id_, "type": type_, "paths": paths, "values": values, "label": id_, "question": f"{id_} ?"}


VOCABULARY = VocabularyFile.model_validate(
    {
        "fields": [
            field("objectives", "objectives", "objectives"),
            field("publics", "choice_set", "beneficiaries.publics", values="publics")
            | {"part": {"id": "part-public", "text": "Pour cette part"}},
            field("age", "range", "beneficiaries.age_min", "beneficiaries.age_max"),
            field("kinds", "choice_set", "kinds", values="kinds"),
            field("carrier", "choice", "carrier.type", values="carriers"),
            field("period", "period", "starts_on", "ends_on"),
            field("budget", "number", "budget"),
            field("international", "boolean", "international"),
        ],
        "lists": {
            "publics": PUBLICS,
            "kinds": [{"id": k, "label": k} for k in ("works", "training", "other")],
            "carriers": [{"id": c, "label": c} for c in ("association", "commune", "other")],
        },
    }
)


def rule(
    id_: str, when: dict[str, list[str]], then: tuple[Any, ...] | None = None, opens: Sequence[tuple[Any, ...]] = ()
) -> dict[str, Any]:
    return {
        "id": id_,
        "title": id_,
        "when": [{"field": f, "any_of": v} for f, v in when.items()],
        "then": {"field": then[0], "value": then[1]} if then else None,
        "opens": [{"perimeter": p, "reserve": r} for p, r in opens],
        "source": SOURCE,
    }


RULES = [
    rule("dedans", {"agglomeration": ["oui"]}, opens=[("agglomeration", None)]),
    rule("prioritaire", {"in_qpv": ["oui"]}, then=("zone", "prioritaire")),
    rule("veille", {"veille": ["oui"]}, then=("zone", "veille")),
    rule("iti", {"zone": ["prioritaire", "veille"]}, opens=[("iti", None)]),
    rule("etat", {"zone": ["prioritaire"]}, opens=[("etat", None)]),
    rule("vecu", {"in_qpv": ["non"], "mostly_from_qpv": ["oui"]}, then=("vecu", "oui")),
    rule("etat-vecu", {"vecu": ["oui"]}, opens=[("etat", "quartier-vecu")]),
]
PERIMETERS = PerimetersFile.model_validate(
    {
        "derived": [{"id": "zone", "label": "zone", "values": {}}, {"id": "vecu", "label": "vécu", "values": {}}],
        "reserves": [{"id": "quartier-vecu", "text": "À apprécier.", "body": "Conférence", "source": SOURCE}],
        "perimeters": [
            {"id": p, "label": p, "expected": p, "source": SOURCE} for p in ("agglomeration", "iti", "etat")
        ],
        "rules": RULES,
    }
)


def rulebook(**line: Any) -> RulebookSource:
    given = {
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
    } | line
    reserves = [
        {"id": "convention", "text": "Convention.", "body": "Comité", "source": SOURCE},
        {
            "id": "revoyure",
            "text": "Revoyure.",
            "body": "Région",
            "when": {"field": "period", "from": date(2016, 1, 1)},
            "source": SOURCE,
        },
        {
            "id": "jury",
            "text": "Jury.",
            "body": "Jury",
            "when": {"field": "budget", "at_least": 1000},
            "source": SOURCE,
        },
    ]
    funder = {
        "id": "f",
        "name": "F",
        "short_name": "F",
        "family": "tous",
        "contacts": [{"id": "c", "organisation": "F", "source": SOURCE}],
        "reserves": reserves,
    }
    file = FunderFile.model_validate({"funder": funder, "lines": [given]})
    return assemble(TERRITORY, VOCABULARY, PERIMETERS, (file,))


def judged(line: dict[str, Any], **action: Any) -> Outcome:
    if "site" not in action:
        action.setdefault("objectives", ["1.1.1"])
    return reference(rulebook(**line), build(action))["ligne"]


def is_settled(outcome: Outcome, verdict: str, *reserves: str) -> bool:
    same = outcome.reserves == outcome.certain_reserves == set(reserves)
    return outcome.verdict == verdict and same and not outcome.questions


def depends_on(outcome: Outcome, *fields: str) -> bool:
    return outcome.verdict == "depends" and outcome.questions == set(fields)


# -- ages: « moins de 26 ans » is at_most 25, both bounds included

UNDER_26 = {"criteria": [{"field": "age", "at_most": 25}]}
FROM_16_TO_25 = {"criteria": [{"field": "age", "at_least": 16, "at_most": 25}]}


def test_under_26() -> None:
    assert is_settled(judged(UNDER_26, age_min=18, age_max=25), "eligible")
    assert is_settled(judged(UNDER_26, age_min=18, age_max=26), "subject_to", "part-age")
    assert is_settled(judged(UNDER_26, age_min=26, age_max=30), "ineligible")
    assert is_settled(judged(UNDER_26, age_min=26), "ineligible")
    assert depends_on(judged(UNDER_26, age_min=18), "age")
    assert depends_on(judged(UNDER_26), "age")


def test_naming_a_public_sets_no_age() -> None:
    assert depends_on(judged(FROM_16_TO_25, publics=["jeunes"]), "age")


# -- publics

FOR_YOUNG = {"criteria": [{"field": "publics", "any_of": ["jeunes"]}]}


@pytest.mark.parametrize(
    ("publics", "verdict", "reserves"),
    [
        (["jeunes"], "eligible", []),
        (["adolescents"], "eligible", []),  # they are jeunes
        (["habitants"], "subject_to", ["part-public"]),  # habitants contains all
        (["salaries"], "unlikely", []),  # another dimension: somebody could be both, which is no overlap
        (["enfants"], "subject_to", ["part-public"]),  # adolescents overlap enfants, so jeunes do
        (["personnes_agees"], "ineligible", []),  # same dimension, nothing declared
        (["personnes_agees", "adolescents"], "eligible", []),  # one named public is enough
    ],
)
def test_a_line_reserved_for_the_young(publics: list[str], verdict: str, reserves: list[str]) -> None:
    assert is_settled(judged(FOR_YOUNG, publics=publics), verdict, *reserves)


def test_unknown_public_depends_but_a_line_for_all_does_not() -> None:
    assert depends_on(judged(FOR_YOUNG), "publics")
    assert is_settled(judged({"criteria": [{"field": "publics", "any_of": ["habitants"]}]}), "eligible")


def test_values_of_two_dimensions_are_open_unless_they_exclude_each_other() -> None:
    relation = Relation(VOCABULARY.lists["publics"])
    assert relation.meets("salaries", "enfants") == relation.meets("salaries", "personnes_agees") == oracle.FAIL
    assert not relation.is_open("salaries", "enfants")
    assert relation.is_open("salaries", "personnes_agees") and relation.is_open("personnes_agees", "salaries")


def test_all_of_takes_the_worst_of_the_best() -> None:
    both = {"criteria": [{"field": "publics", "all_of": ["jeunes", "salaries"]}]}
    assert is_settled(judged(both, publics=["jeunes", "salaries"]), "eligible")
    assert is_settled(judged(both, publics=["jeunes"]), "unlikely")
    assert is_settled(judged(both, publics=["jeunes", "habitants"]), "subject_to", "part-public")


# -- objectives


def test_objectives_at_several_levels() -> None:
    assert is_settled(judged({"objectives": ["1.1"]}, objectives=["1.1.2"]), "eligible")
    assert is_settled(judged({"objectives": ["1"]}, objectives=["1.1"]), "eligible")
    assert is_settled(judged({"objectives": ["2"]}, objectives=["1.1"]), "ineligible")
    assert depends_on(judged({"objectives": ["1.1.2"]}, objectives=["1.1"]), "objectives")
    assert is_settled(judged({"objectives": ["1.1.2"]}, objectives=["2.1.1", "1.1.2"]), "eligible")
    assert depends_on(judged({"objectives": ["1.1.2"]}, site={"commune": "59001"}), "objectives")


# -- dates

IEJ = {"criteria": [{"field": "period", "ends_by": date(2017, 12, 31)}]}
UNTIL_2017 = {"valid": {"until": date(2017, 12, 31)}}


def test_straddling_the_end_of_validity_is_a_reserve() -> None:
    inside = {"starts_on": date(2017, 1, 1), "ends_on": date(2017, 12, 31)}
    assert is_settled(judged(UNTIL_2017, **inside), "eligible")
    assert is_settled(judged(UNTIL_2017, **inside | {"ends_on": date(2018, 1, 1)}), "subject_to", "part-period")
    assert is_settled(judged(UNTIL_2017, starts_on=date(2018, 1, 1), ends_on=date(2018, 2, 1)), "ineligible")


def test_the_iej_must_be_finished() -> None:
    assert is_settled(judged(IEJ, starts_on=date(2017, 1, 1), ends_on=date(2017, 12, 31)), "eligible")
    assert is_settled(judged(IEJ, starts_on=date(2017, 1, 1), ends_on=date(2018, 1, 1)), "ineligible")
    assert is_settled(judged(IEJ, starts_on=date(2018, 1, 1)), "ineligible")
    assert depends_on(judged(IEJ, starts_on=date(2017, 1, 1)), "period")


def test_no_date_is_assumed_within_the_period() -> None:
    assert is_settled(judged({}), "eligible")
    assert depends_on(judged(UNTIL_2017), "period")
    assert judged({}).statuses == {"period": "met"}


def test_dates_outside_the_period() -> None:
    outside = judged({}, starts_on=date(2021, 1, 1), ends_on=date(2021, 3, 1))
    assert is_settled(outside, "ineligible") and outside.statuses == {"period": "failed"}
    assert is_settled(judged({}, starts_on=date(2020, 12, 31), ends_on=date(2021, 1, 1)), "subject_to", "part-period")


def test_the_review_clause_is_a_reserve_after_2015() -> None:
    line = {"reserves": ["revoyure"]}
    assert is_settled(judged(line, starts_on=date(2015, 3, 1), ends_on=date(2015, 12, 31)), "eligible")
    assert is_settled(judged(line, starts_on=date(2015, 3, 1), ends_on=date(2016, 1, 1)), "subject_to", "revoyure")
    assert depends_on(judged(line), "period")


def test_period_in_a_branch_is_tested_by_itself() -> None:
    until_2017 = {"all": [{"field": "period", "until": date(2017, 12, 31)}]}
    line = {"criteria": [{"alternatives": [until_2017, {"all": [{"field": "international", "is": True}]}]}]}
    dates = {"starts_on": date(2018, 1, 1), "ends_on": date(2018, 1, 2)}
    assert judged(line, **dates).statuses == {"alternatives": "unknown", "period": "met"}
    assert depends_on(judged(line, **dates), "international")


# -- territory

STATE, ITI, EVERYWHERE = {"perimeter": "etat"}, {"perimeter": "iti"}, {"perimeter": "agglomeration"}
OUTSIDE_QUARTER = {"commune": "59001", "qpv": "none"}


def test_quartier_vecu_true_false_unsaid() -> None:
    assert is_settled(judged(STATE, site=OUTSIDE_QUARTER, mostly_from_qpv=True), "subject_to", "quartier-vecu")
    assert is_settled(judged(STATE, site=OUTSIDE_QUARTER, mostly_from_qpv=False), "ineligible")
    assert depends_on(judged(STATE, site=OUTSIDE_QUARTER), "mostly_from_qpv")
    assert is_settled(judged(STATE, site={"qpv": "QP059001"}), "eligible")  # free of reserve wins


def test_quartier_vecu_outside_the_agglomeration_and_for_the_iti() -> None:
    abroad = {"commune": "75056"}
    assert is_settled(judged(STATE, site=abroad, mostly_from_qpv=True), "subject_to", "quartier-vecu")
    assert is_settled(judged(ITI, site={"commune": "59003"}, mostly_from_qpv=True), "ineligible")
    assert is_settled(judged(EVERYWHERE, site=abroad, mostly_from_qpv=True), "ineligible")


def test_a_commune_alone_leaves_the_zone_unknown() -> None:
    assert depends_on(judged(STATE, site={"commune": "59001"}, mostly_from_qpv=False), "qpv")
    assert is_settled(judged(EVERYWHERE, site={"commune": "59001"}), "eligible")


def test_qpv_none_does_not_say_not_in_veille() -> None:
    assert depends_on(judged(ITI, site=OUTSIDE_QUARTER), "veille")
    assert is_settled(judged(ITI, site={"commune": "59002"}), "eligible")
    assert is_settled(judged(ITI, site={"commune": "59003"}), "ineligible")


def test_several_sites() -> None:
    inside, village = {"qpv": "QP059001"}, {"commune": "59003"}
    assert is_settled(judged(ITI, site=[inside, {"commune": "59002"}]), "eligible")
    assert is_settled(judged(ITI, site=[inside, village]), "subject_to", "part-sites")
    assert is_settled(judged(ITI, site=[village, village]), "ineligible")
    assert is_settled(judged(STATE, site=[inside, village], mostly_from_qpv=True), "subject_to", "quartier-vecu")
    unsaid = judged(STATE, site=[inside, village])  # either reserve, but a reserve in any case
    assert unsaid.verdict == "subject_to" and not unsaid.questions
    assert unsaid.reserves == {"part-sites", "quartier-vecu"} and not unsaid.certain_reserves


def test_a_site_that_cannot_be() -> None:
    for site in ({"qpv": "QP059001", "commune": "59003"}, {"qpv": "QP059001", "veille": True}):
        with pytest.raises(Contradiction):
            judged({}, site=site)


# -- alternatives, reserves, statuses

WAYS = {
    "criteria": [
        {
            "alternatives": [
                {"all": [{"field": "carrier", "any_of": ["association"]}]},
                {"all": [{"field": "international", "is": True}], "reserve": "convention"},
            ]
        }
    ]
}


def test_a_reserve_on_one_way_counts_only_if_no_way_is_free() -> None:
    assert is_settled(judged(WAYS, carrier="association"), "eligible")
    assert is_settled(judged(WAYS, carrier="commune", international=True), "subject_to", "convention")
    assert is_settled(judged(WAYS, carrier="commune", international=False), "ineligible")
    unknown = judged(WAYS)
    assert depends_on(unknown, "carrier", "international")
    assert unknown.reserves == {"convention"} and not unknown.certain_reserves


def test_an_unknown_field_may_leave_the_verdict_settled() -> None:
    outcome = judged({"reserves": ["convention"], **UNTIL_2017}, starts_on=date(2017, 1, 1))
    assert outcome.verdict == "subject_to" and not outcome.questions
    assert outcome.reserves == {"convention", "part-period"} and outcome.certain_reserves == {"convention"}


def test_a_reserve_that_depends_on_a_number() -> None:
    line = {"reserves": ["jury"]}
    assert is_settled(judged(line, budget="999.99"), "eligible")
    assert is_settled(judged(line, budget="1000"), "subject_to", "jury")
    assert depends_on(judged(line), "budget")


def test_all_failing_criteria_are_reported() -> None:
    line = {"objectives": ["2"], **ITI, "criteria": [{"field": "kinds", "any_of": ["works"]}, *UNDER_26["criteria"]]}
    outcome = judged(line, objectives=["1"], site={"commune": "59003"}, kinds=["training"])
    assert is_settled(outcome, "ineligible")
    assert outcome.statuses == {
        "objectives": "failed",
        "perimeter": "failed",
        "kinds": "failed",
        "age": "unknown",
        "period": "met",
    }


def test_criteria_that_conflict_fail_though_none_does_alone() -> None:
    quarter = {"all": [{"field": "perimeter", "any_of": ["etat"]}]}
    abroad = {"all": [{"field": "international", "is": True}]}
    line = {
        "criteria": [
            {"field": "international", "is": False},
            {"alternatives": [quarter, abroad]},
            {"alternatives": [{"all": [{"field": "period", "until": date(2014, 1, 1)}]}, abroad]},
        ]
    }
    outcome = judged(line)
    assert is_settled(outcome, "ineligible")
    assert set(outcome.statuses.values()) == {"met", "unknown"}


# -- the naive chainer


def test_chaining() -> None:
    chained = chain(PERIMETERS, frozenset({("in_qpv", "non"), ("mostly_from_qpv", "oui"), ("veille", "oui")}))
    assert chained.facts == {("zone", "veille"), ("vecu", "oui")}
    assert chained.open == {"iti": None, "etat": "quartier-vecu"}
    assert chain(PERIMETERS, frozenset()) == chain(PERIMETERS, frozenset({("in_qpv", "?")}))


# -- the oracle's shortcuts against plain enumeration


def every_subset(values: list[str], signature: Any) -> list[frozenset[str]]:
    return [frozenset(chosen) for n in range(1, len(values) + 1) for chosen in combinations(values, n)]


@examples(2 / 3)
@given(st.data())
def test_representative_sets_are_enough(data: st.DataObject) -> None:
    """Every non-empty subset, one by one, gives the same outcome as one subset per signature."""
    source = data.draw(strategies.rulebooks())
    action = data.draw(strategies.actions(source))
    short = reference(source, action)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, "subsets", every_subset)
        assert reference(source, action) == short


@examples()
@given(st.data())
def test_representative_ages_and_dates_are_enough(data: st.DataObject) -> None:
    source = rulebook()
    book, day = Book(source), timedelta(days=1)
    age = Criterion.model_validate(data.draw(strategies.criterion("age")))
    windows = [Window(*(data.draw(strategies.maybe(st.sampled_from(strategies.DAYS))) for _ in range(5))) for _ in "ab"]
    days = Days(windows[0], narrow(*windows))
    a, b = sorted(data.draw(st.integers(0, 120)) for _ in range(2))
    span = (strategies.DAYS[-1] - strategies.DAYS[0]) // day
    start, end = (strategies.DAYS[0] + n * day for n in sorted(data.draw(st.integers(0, span)) for _ in range(2)))
    known: dict[str, Any] = data.draw(
        st.sampled_from([{}, {"age_min": a}, {"age_max": b}, {"starts_on": start}, {"ends_on": end}])
    )
    action = build({"objectives": ["1"], **known})
    ages = oracle.domain(book, "age", [age], days, action)
    assert oracle.fate_of(book, age, {"age": (a, b)}) in [oracle.fate_of(book, age, {"age": v}) for v in ages]
    dates = oracle.domain(book, "period", [], days, action)
    assert days.fate((start, end)) in [days.fate(v) for v in dates]


@examples(3 / 2)
@given(st.data())
def test_adding_information_never_turns_a_settled_verdict(data: st.DataObject) -> None:
    """Invariant 3, of the definitions themselves."""
    source = data.draw(strategies.rulebooks())
    before, after = data.draw(strategies.refinements(source))
    coarse, fine = reference(source, before), reference(source, after)
    for id_, outcome in coarse.items():
        after_ = fine[id_].verdict
        if outcome.verdict != "depends":
            assert after_ == outcome.verdict or (outcome.verdict, after_) == ("unlikely", "ineligible")
        assert fine[id_].reserves <= outcome.reserves
        for criterion, status in outcome.statuses.items():
            assert status in ("unknown", fine[id_].statuses[criterion])
        for criterion, basis in outcome.bases.items():
            assert basis in ("read", fine[id_].bases[criterion])
