"""Invariant 6: a counterfactual that is offered gives what it promised, and changes only what a carrier may change."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook, evaluate
from eligibility.actions.requests import parse_request
from eligibility.counterfactual import counterfactuals
from eligibility.counterfactual.options import FAR
from eligibility.errors import InputError
from schemas.action import Action, EvaluationRequest
from schemas.counterfactual import Counterfactual
from schemas.rulebook import RulebookSource
from schemas.vocabulary import FieldDefinition
from tests.support import strategies
from tests.support.cli_runner import run
from tests.support.effort import examples
from tests.support.openapi import validator
from tests.support.paths import ROOT
from tests.support.reference import Book, judge, reference
from tests.support.service_client import Client, is_problem
from tests.support.whole_actions import whole_actions

OPEN = ("eligible", "subject_to")
CHOICES = ("budget", "international", "hors_ecole")
several = examples()


@st.composite
def questions(draw: st.DrawFn, choices: bool = True) -> tuple[RulebookSource, Action]:
    """A rulebook in which some fields are choices of the project, and an action, whole more often than not."""
    source = draw(strategies.rulebooks())
    if choices:
        fields = [f.model_copy(update={"project_choice": f.id in CHOICES}) for f in source.vocabulary.fields]
        source = replace(source, vocabulary=source.vocabulary.model_copy(update={"fields": fields}))
    return source, draw(st.one_of(whole_actions(source), whole_actions(source), strategies.actions(source)))


def all_of(source: RulebookSource, action: Action) -> tuple[Counterfactual, ...]:
    return counterfactuals(compile_rulebook(source), EvaluationRequest(action=action), None, None, None, FAR)


def parts(action: Action) -> dict[str, Any]:
    """What an action says, by field; lists as sets."""
    flat = strategies.unbuild(action)
    flat["period"] = (flat.pop("starts_on", None), flat.pop("ends_on", None))
    return {
        name: frozenset(value) if name in ("objectives", "publics", "kinds", "themes") else value
        for name, value in flat.items()
    }


def places(source: RulebookSource, action: Action) -> list[list[Any]]:
    book = Book(source)
    return [book.states(site) for site in book.sites(action)]


# -- 6, on random rulebooks, the oracle as judge


@several
@given(questions())
def test_each_offer_gives_what_it_promises(question: tuple[RulebookSource, Action]) -> None:
    source, action = question
    before = reference(source, action)
    for offer in all_of(source, action):
        assert before[offer.line].verdict == offer.was
        assert offer.verdict in OPEN and offer.verdict != offer.was
        assert reference(source, Action.model_validate(offer.action))[offer.line].verdict == offer.verdict


@several
@given(questions())
def test_only_what_a_carrier_may_change_is_changed(question: tuple[RulebookSource, Action]) -> None:
    source, action = question
    said = parts(action)
    for offer in all_of(source, action):
        changed = Action.model_validate(offer.action)
        now = parts(changed)
        assert places(source, changed) == places(source, action)
        assert {name for name in said.keys() | now.keys() if name != "site" and said.get(name) != now.get(name)} == {
            change.field for change in offer.changes
        }
        for change in offer.changes:
            before: Any = said.get(change.field)
            after: Any = now[change.field]
            match change.field:
                case "objectives" | "kinds":
                    assert before < after and "other" not in after - before
                case "carrier":
                    assert before is not None and after != "other"
                case "mostly_from_qpv":
                    assert before is None and after is True
                case "period":
                    assert any(before) and [not day for day in before] >= [not day for day in after]
                    assert None in before or after[1] - after[0] <= before[1] - before[0]
                case field:
                    assert field in CHOICES
        assert [offer.was == "ineligible" or change.field == "period" for change in offer.changes]


@several
@given(questions())
def test_no_part_of_the_changes_is_enough(question: tuple[RulebookSource, Action]) -> None:
    source, action = question
    for offer in all_of(source, action):
        assert 1 <= len(offer.changes) <= 2
        for fewer in parts_of(action, offer):
            assert reference(source, fewer)[offer.line].verdict not in OPEN


def parts_of(action: Action, offer: Counterfactual) -> Iterator[Action]:
    """The action with one only of two changes made."""
    if len(offer.changes) == 1:
        return
    before, after = (
        action.model_dump(exclude_none=True),
        Action.model_validate(offer.action).model_dump(exclude_none=True),
    )
    first, second = (change.path for change in offer.changes)
    if first == second:
        given_ = before[first]
        for code in set(after[first]) - set(given_):
            yield Action.model_validate(before | {first: [*given_, code]})
        return
    for change in offer.changes:
        paths = ["starts_on", "ends_on"] if change.field == "period" else [change.path]
        one = Action.model_validate(before).model_dump(exclude_none=True)
        for path in paths:
            *parents, last = path.split(".")
            target, source = one, after
            for name in parents:
                target, source = target.setdefault(name, {}), source[name]
            if last in source:
                target[last] = source[last]
        yield Action.model_validate(one)


# -- completeness


@several
@given(questions())
def test_a_line_that_one_change_opens_is_offered_with_one_change(question: tuple[RulebookSource, Action]) -> None:
    source, action = question
    book = Book(source)
    offered = {offer.line: len(offer.changes) for offer in all_of(source, action) if offer.was == "ineligible"}
    others = list(single_changes(action))
    for file in source.funders:
        for line in file.lines:
            was = judge(book, file, line, action)
            read = any(was.bases.get(name) == "read" for name, status in was.statuses.items() if status == "failed")
            if was.verdict != "ineligible" or read:  # of what fails as we read the text, one asks the funder
                assert line.id not in offered
            elif offered.get(line.id) != 1:
                for other in others:
                    found = judge(book, file, line, other)
                    assert found.verdict not in OPEN or "part-carrier" in found.reserves, (line.id, other)


def single_changes(action: Action) -> Iterator[Action]:
    """Every single change that is permitted, numbers and dates at a few points."""
    flat = strategies.unbuild(action)
    for name, values in (("objectives", strategies.CODES), ("kinds", strategies.NAMED_LISTS["kinds"])):
        for value in values if name in flat else ():
            if value != "other":
                yield strategies.build(flat | {name: sorted({*flat[name], value})})
    if "carrier" in flat:
        yield from (
            strategies.build(flat | {"carrier": value})
            for value in strategies.NAMED_LISTS["carriers"]
            if value != "other"
        )
    yield from (strategies.build(flat | {flag: value}) for flag in strategies.FLAGS for value in (True, False))
    yield from (strategies.build(flat | {"budget": value}) for value in strategies.EUROS)
    if "mostly_from_qpv" not in flat:
        yield strategies.build(flat | {"mostly_from_qpv": True})
    if "starts_on" in flat and "ends_on" in flat:
        length = flat["ends_on"] - flat["starts_on"]
        days = sorted({d + timedelta(days=by) for d in strategies.OUTER_DAYS for by in (0, 1)})
        for first, last in [*combinations(days, 2), *((day, day) for day in days)]:
            if last - first <= length:
                yield strategies.build(flat | {"starts_on": first, "ends_on": last})
        for day in days:
            yield strategies.build(flat | {"starts_on": day, "ends_on": day + length})
            yield strategies.build(flat | {"starts_on": day - length, "ends_on": day})


# -- on the rulebook, to the word


def offers(rulebook: Rulebook, action: dict[str, Any], *lines: str) -> list[tuple[str, str, list[str]]]:
    request = parse_request({"action": action}, rulebook.detail_names)
    return [
        (o.line, o.verdict, [change.sentence for change in o.changes])
        for o in counterfactuals(rulebook, request, lines or None)
    ]


TRAINING = {
    "objectives": ["4.2.3"],
    "site": {"qpv": "QP059002"},
    "beneficiaries": {"mostly_from_qpv": True, "publics": ["professionnels"], "age_min": 18, "age_max": 75},
    "carrier": {"type": "association"},
    "kinds": ["training"],
}
HOMEWORK = {
    "objectives": ["3.4.4"],
    "site": {"structure": "École élémentaire Robert Mohen"},
    "beneficiaries": {"mostly_from_qpv": True, "publics": ["enfants", "eleves"], "age_min": 6, "age_max": 11},
    "carrier": {"type": "centre_social", "commune": "Douai"},
    "kinds": ["school_support"],
    "starts_on": "2015-09-14",
    "ends_on": "2015-12-18",
    "details": {"outside_school_hours": True},
}
SHOP = {
    "objectives": ["1.2.2"],
    "site": {"qpv": "QP059007", "commune": "Douai"},
    "beneficiaries": {"mostly_from_qpv": True, "publics": ["createurs"], "age_min": 31, "age_max": 31},
    "carrier": {"type": "shop"},
    "kinds": ["business_creation"],
    "starts_on": "2016-03-01",
    "ends_on": "2016-12-31",
    "budget": 2500,
}
YOUNG = {
    "objectives": ["1.2.2"],
    "site": {"qpv": "QP059002"},
    "beneficiaries": {"mostly_from_qpv": True, "publics": ["jeunes_neet"], "age_min": 18, "age_max": 25},
    "carrier": {"type": "mission_locale"},
    "kinds": ["employment_support"],
}
STATE = "etat-credits-specifiques-ville"
CASES: dict[str, tuple[dict[str, Any], str, str, list[str]]] = {
    "dates moved into the contract, with their length, whatever later reserve they carry": (
        TRAINING | {"starts_on": "2021-03-01", "ends_on": "2021-06-30"}, STATE, "subject_to",
        ["finir l'action au plus tard le 31 décembre 2020 (par exemple du 1er septembre 2020 au 31 décembre 2020)"],
    ),
    "dates before the contract": (
        TRAINING | {"starts_on": "2014-11-03", "ends_on": "2014-11-03"}, "cad-montage-actions", "eligible",
        ["commencer l'action au plus tôt le 1er janvier 2015"],
    ),
    "a deadline": (
        YOUNG | {"starts_on": "2017-02-01", "ends_on": "2018-03-31"}, "iej-accompagnement", "subject_to",
        ["finir l'action au plus tard le 31 décembre 2017 (par exemple du 3 novembre 2016 au 31 décembre 2017)"],
    ),
    "the reserve « for that part » of an action that straddles the end": (
        TRAINING | {"starts_on": "2020-11-01", "ends_on": "2021-02-28"}, "cad-montage-actions", "eligible",
        ["finir l'action au plus tard le 31 décembre 2020 (par exemple du 3 septembre 2020 au 31 décembre 2020)"],
    ),
    "an action longer than the contract": (
        TRAINING | {"starts_on": "2015-01-01", "ends_on": "2025-02-28"}, "cad-montage-actions", "eligible",
        ["finir l'action au plus tard le 31 décembre 2020"],
    ),
    "a partner as carrier": (
        HOMEWORK, "departement-ccas", "subject_to",
        ["porter l'action avec un partenaire : centre communal d'action sociale"],
    ),
    "another kind of action, the one that lines name most often beside it": (
        HOMEWORK, "departement-ete-nord", "subject_to", ["si l'action comprend aussi réellement ceci : loisirs"],
    ),
    "the nearest objective": (
        TRAINING | {"objectives": ["4.1.3"]}, "cad-developpement-social-durable", "subject_to",
        ["si l'action sert aussi réellement l'objectif 4.2 (Soutenir l'engagement citoyen et créer les conditions de participation des habitants)"],
    ),
    "a choice of the project, an amount": (
        SHOP, "cad-aide-tpe", "subject_to", ["Budget total (euros) : prévoir 4\u202f000 € au moins"],
    ),
    "two changes, each of a field that fails": (
        SHOP | {"objectives": ["1.1.3"]}, "cad-aide-tpe", "subject_to",
        ["Budget total (euros) : prévoir 4\u202f000 € au moins", "si l'action sert aussi réellement l'objectif 1.2 (Accompagner les publics vers l'emploi)"],
    ),
    "a choice of the project, yes or no": (
        HOMEWORK | {"kinds": ["leisure"], "details": {"outside_school_hours": False}}, "caf-alsh", "subject_to",
        ["pouvoir répondre « oui » à la question : L'action a-t-elle lieu en dehors du temps scolaire ?"],
    ),
    "beneficiaries that nobody counted, and dates": (
        {"objectives": ["4.2.3"], "site": {"commune": "Flines-lez-Raches"}, "starts_on": "2014-06-01", "ends_on": "2014-06-01"}, STATE, "subject_to",
        ["compter les bénéficiaires : il faut que plus de la moitié habite un quartier prioritaire", "commencer l'action au plus tôt le 1er janvier 2015"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_would_change_it(rulebook: Rulebook, name: str) -> None:
    action, line, verdict, sentences = CASES[name]
    assert offers(rulebook, action, line) == [(line, verdict, sentences)]


NEVER: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "another public, other ages": (
        YOUNG | {"starts_on": "2016-02-01", "ends_on": "2016-03-31", "beneficiaries": {"mostly_from_qpv": True, "publics": ["personnes_agees"], "age_min": 65, "age_max": 85}},
        "iej-accompagnement", {"publics": "failed", "age": "failed"},
    ),
    "another place": (TRAINING | {"site": {"commune": "62108"}}, "cad-montage-actions", {"perimeter": "failed"}),
    "beneficiaries counted again": (
        TRAINING | {"site": {"commune": "Flines-lez-Raches"}, "beneficiaries": {"mostly_from_qpv": False}}, STATE, {"perimeter": "failed"},
    ),
    "somebody who cannot carry the action of another": (
        {"objectives": ["1.3.1"], "site": {"qpv": "QP059002"}, "kinds": ["early_childhood"], "carrier": {"type": "association"}}, "caf-pala", {"carrier": "failed"},
    ),
    "an answer that is missing": (
        {"objectives": ["3.4.4"], "site": {"qpv": "QP059002"}, "kinds": ["school_support"]}, "caf-alsh",
        {"kinds": "failed", "publics": "unknown", "carrier": "unknown", "outside_school_hours": "unknown"},
    ),
    "what fails as we read the text": (HOMEWORK, "caf-alsh", {"kinds": "failed"}),
    "a line that is open": (TRAINING | {"starts_on": "2016-01-04", "ends_on": "2016-02-05"}, "cad-montage-actions", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_what_is_never_offered(rulebook: Rulebook, name: str) -> None:
    action, line, why = NEVER[name]
    result = evaluate(rulebook, parse_request({"action": action}, rulebook.detail_names))
    reasons = next(found for found in result.lines if found.id == line).reasons
    assert {reason.criterion: reason.status for reason in reasons if reason.status != "met"} == why
    assert offers(rulebook, action, line) == []


def test_choices_of_the_project_are_not_facts_about_places_or_people(rulebook: Rulebook) -> None:
    assert {f.id for f in rulebook.fields.values() if f.project_choice} == {
        "budget", "international", "job_creation", "outside_school_hours", "hiring_clause", "social_education_partner",
        "educational_project", "regional_digital_scheme", "liberal_care_team",
    }  # fmt: skip
    with pytest.raises(ValueError, match="project_choice"):
        FieldDefinition.model_validate(
            {"id": "age", "type": "range", "paths": ["x"], "label": "Âge", "question": "Âge ?", "project_choice": True}
        )


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.yaml"))[::3], ids=lambda file: file.stem)
def test_funding_first_then_fewest_changes_then_firm(rulebook: Rulebook, file: Path) -> None:
    request = parse_request(yaml.safe_load(file.read_text(encoding="utf-8")), rulebook.detail_names)
    every = counterfactuals(rulebook, request, most=None, per_funder=None, reach=FAR)
    rank = [
        (
            o.kind != "funding",
            len(o.changes),
            ("firm", "conditional", "intention").index(rulebook.by_id[o.line].commitment),
        )
        for o in every
    ]
    assert rank == sorted(rank)
    assert len({o.line for o in every}) == len(every)


def test_a_few_offers_of_each_funder_in_order(rulebook: Rulebook) -> None:
    request = parse_request({"action": HOMEWORK}, rulebook.detail_names)
    every = counterfactuals(rulebook, request, most=None, per_funder=None)
    assert {o.kind for o in every} == {"funding", "support"}
    few = counterfactuals(rulebook, request, most=12, per_funder=2)
    assert len(few) == 12
    funders = [o.funder.id for o in few]
    assert max(funders.count(funder) for funder in funders) <= 2
    capped = [o for index, o in enumerate(every) if [p.funder.id for p in every[:index]].count(o.funder.id) < 2]
    assert [o.line for o in few] == [o.line for o in capped[:12]]


def test_a_remote_addition_is_offered_only_if_asked_for(rulebook: Rulebook) -> None:
    request = parse_request({"action": HOMEWORK}, rulebook.detail_names)

    def axes(**options: Any) -> set[str]:
        found = counterfactuals(rulebook, request, most=None, per_funder=None, **options)
        return {code.split(".")[0] for offer in found for code in offer.action["objectives"]}

    assert axes() == {"3"}
    assert axes(reach=FAR) == axes(lines=rulebook.by_id) == {"1", "2", "3", "4"}


def test_a_partner_brings_its_own_seat(rulebook: Rulebook) -> None:
    (offer,) = counterfactuals(
        rulebook, parse_request({"action": HOMEWORK}, rulebook.detail_names), ["departement-ccas"]
    )
    assert offer.action["carrier"] == {"type": "ccas"}


def test_the_changed_action_holds_codes_only_and_is_judged_as_promised(rulebook: Rulebook) -> None:
    told = HOMEWORK | {
        "title": "Aide aux devoirs",
        "carrier": {"type": "centre_social", "siret": "35600000000048"},
        "budget": 950.5,
    }
    request = parse_request({"action": told}, rulebook.detail_names)
    found = counterfactuals(rulebook, request)
    for offer in found:
        assert "title" not in offer.action and "siret" not in offer.action["carrier"]
        assert offer.action["site"] == {"commune": "59178", "qpv": "QP059004"} and offer.action["budget"] == 950.5
        again = parse_request({"action": json.loads(json.dumps(offer.action))}, rulebook.detail_names)
        assert {line.id: line.verdict for line in evaluate(rulebook, again).lines}[offer.line] == offer.verdict


def test_the_request_is_left_as_it_was_and_errors_are_told(rulebook: Rulebook) -> None:
    request = parse_request({"action": HOMEWORK}, rulebook.detail_names)
    before = request.model_copy(deep=True)
    assert counterfactuals(rulebook, request) == counterfactuals(rulebook, request)
    assert request == before
    with pytest.raises(InputError):
        counterfactuals(rulebook, parse_request({"action": {"objectives": ["9.9"]}}))
    with pytest.raises(InputError):
        counterfactuals(rulebook, EvaluationRequest(as_of=date(2000, 1, 1), action=request.action))


# -- over HTTP and in the terminal

PATH = "/v1/evaluations/counterfactuals"


def test_the_service_offers_what_the_engine_offers(client: Client, rulebook: Rulebook) -> None:
    openapi = client.get("/openapi.json").json()
    post = openapi["paths"][PATH]["post"]
    schema = validator(openapi, "WhatIf")
    examples = post["requestBody"]["content"]["application/json"]["examples"]
    assert len(examples) >= 4
    for example in [{"action": HOMEWORK}, *(e["value"] for e in examples.values())]:
        response = client.post(example, PATH)
        assert response.status_code == 200 and response.headers["cache-control"] == "no-store"
        answer = response.json()
        schema.validate(answer)
        assert (answer["rulebook"]["hash"], answer["engine"]["name"]) == (rulebook.source.content_hash, "eligibility")
        request = parse_request(example, rulebook.detail_names)
        assert [c["line"] for c in answer["counterfactuals"]] == [c.line for c in counterfactuals(rulebook, request)]


def test_the_service_tells_what_is_wrong(client: Client) -> None:
    for body, path in (
        ({"action": {}}, PATH),
        ({"action": HOMEWORK, "rulebook": "ailleurs"}, PATH),
        ({"action": HOMEWORK}, f"{PATH}?include=all"),
    ):
        response = client.post(body, path)
        assert response.status_code == 422 and is_problem(response)


def test_the_terminal_says_it_in_french() -> None:
    file = ROOT / "examples" / "formation-benevoles-2021.yaml"
    text = " ".join(run("check", file, "--what-if").stdout.split())
    assert "Ce qui changerait la réponse seulement si c'est vrai de votre projet" in text
    assert (
        "→ finir l'action au plus tard le 31 décembre 2020 (par exemple du 1er septembre 2020 au 31 décembre 2020)"
        in text
    )
    answer = json.loads(run("check", file, "--what-if", "--json").stdout)
    assert answer["counterfactuals"][0]["changes"][0]["field"] == "period"
    assert "Ce qui changerait" not in run("check", file).stdout
