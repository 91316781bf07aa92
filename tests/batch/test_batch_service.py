"""POST /v1/evaluations/batch: order kept, a bad item spoils nothing, the same bytes as one by one."""

import json
from typing import Any

import httpx
import orjson
import pytest
import yaml

from eligibility import Rulebook
from eligibility.actions.appraise import benefit_reserves
from eligibility.evaluate import evaluate
from schemas.batch import MAX_ACTIONS
from schemas.result import VERDICTS
from tests.support.openapi import conform
from tests.support.paths import ROOT
from tests.support.service_client import Client, is_problem

PATH = "/v1/evaluations/batch"
EXAMPLES = [
    yaml.safe_load(file.read_text(encoding="utf-8"))["action"] for file in sorted((ROOT / "examples").glob("*.yaml"))
][:3]
ACTIONS: list[Any] = json.loads(json.dumps(EXAMPLES, default=str))


def results(response: httpx.Response) -> list[Any]:
    assert response.status_code == 200, response.text[:500]
    assert response.headers["cache-control"] == "no-store" and response.headers["content-type"] == "application/json"
    body = response.json()
    assert body["count"] == len(body["results"])
    results: list[Any] = body["results"]
    return results


def refused(response: httpx.Response) -> Any:
    assert is_problem(response), response.text[:500]
    return response.json()


@pytest.mark.parametrize("include", ["candidates", "all"])
def test_a_batch_equals_its_single_evaluations_to_the_byte(client: Client, include: str) -> None:
    response = client.post({"actions": ACTIONS, "include": include, "as_of": "2016-01-01"}, PATH)
    assert len(results(response)) == len(ACTIONS)
    alone = [
        client.post({"action": action, "as_of": "2016-01-01"}, f"/v1/evaluations?include={include}").content
        for action in ACTIONS
    ]
    assert response.content.endswith(b'"results":[' + b",".join(alone) + b"]}")


def test_verdicts_alone(client: Client) -> None:
    short = results(client.post({"actions": ACTIONS}, PATH))  # what a batch answers if nothing else is asked
    assert short == results(client.post({"actions": ACTIONS, "include": "verdicts"}, PATH))
    for one, whole in zip(
        short, results(client.post({"actions": ACTIONS, "include": "candidates"}, PATH)), strict=True
    ):
        found = {line: verdict for verdict, lines in one["verdicts"].items() for line in lines}
        assert found == {line["id"]: line["verdict"] for line in whole["lines"]}
        assert tuple(one["verdicts"]) == VERDICTS and one["verdicts"]["unlikely"]


def test_the_answer_names_what_it_was_made_with(client: Client, rulebook: Rulebook) -> None:
    body = client.post({"actions": ACTIONS[:1], "include": "verdicts"}, PATH).json()
    assert body["rulebook"]["hash"] == rulebook.source.content_hash and body["engine"]["version"]
    assert body["as_of"] == f"{rulebook.contract.revised_on}"


def test_a_bad_item_does_not_spoil_the_others(client: Client) -> None:
    bad = [
        {"objectives": ["9.9"]},
        {},
        3,
        None,
        [],
        {"objectives": "1"},
        {"site": {"commune": "zzz"}},
        {"objectives": ["1"], "titel": "x"},
        {"objectives": ["1"], "as_of": "2016-01-01"},
    ]
    mixed = [ACTIONS[0], *bad, ACTIONS[1]]
    found = results(client.post({"actions": mixed, "include": "candidates"}, PATH))
    assert "lines" in found[0] and "lines" in found[-1]
    for index, (item, one) in enumerate(zip(bad, found[1:-1], strict=True), start=1):
        alone = refused(client.post({"action": item}))
        assert one["type"] == alone["type"] and one["status"] == alone["status"] and one["title"] == alone["title"]
        assert [e["pointer"] for e in one["errors"]] == [
            e["pointer"].replace("/action", f"/actions/{index}", 1) for e in alone["errors"]
        ]
        assert [e["message"] for e in one["errors"]] == [e["message"] for e in alone["errors"]]


def test_appraisals_go_with_their_action(client: Client, rulebook: Rulebook) -> None:
    (reserve,) = benefit_reserves(rulebook)
    commune = next(c for c in rulebook.source.territory.communes if c.veille == "all")
    action = {
        "objectives": [rulebook.objectives.leaves[0]],
        "site": {"commune": commune.insee, "qpv": "none"},
        "beneficiaries": {"mostly_from_qpv": True},
    }
    both = [
        action,
        {**action, "appraisals": {reserve: True}},
        {**action, "appraisals": {"zzz": True}},
        {**action, "appraisals": {reserve: "oui"}},
    ]
    found = results(client.post({"actions": both, "include": "verdicts"}, PATH))
    assert len(found[1]["verdicts"]["subject_to"]) < len(found[0]["verdicts"]["subject_to"])
    assert [e["pointer"] for e in found[2]["errors"]] == ["/actions/2/appraisals/zzz"]
    assert [e["pointer"] for e in found[3]["errors"]] == [f"/actions/3/appraisals/{reserve}"]
    alone = client.post({"action": action, "appraisals": {reserve: True}}).json()
    assert {line["id"] for line in alone["lines"] if line["verdict"] == "subject_to"} == set(
        found[1]["verdicts"]["subject_to"]
    )
    assert reserve in [fact["field"] for fact in alone["facts"]]


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({}, "/actions", "manque"),
        ({"actions": []}, "/actions", "vide"),
        ({"actions": {}}, "/actions", "une liste"),
        ({"actions": [{}] * (MAX_ACTIONS + 1)}, "/actions", f"La liste compte 501 actions : {MAX_ACTIONS} au plus"),
        ({"actions": [{}], "include": "tout"}, "/include", "verdicts, candidates ou all"),
        ({"actions": [{}], "as_of": "hier"}, "/as_of", "date"),
        ({"actions": [{}], "as_of": "1999-01-01"}, "/as_of", "Aucun texte"),
        ({"actions": [{}], "rulebook": "zzz"}, "/rulebook", "règlement chargé"),
        ({"action": {}, "actions": [{}]}, "/action", "Vouliez-vous dire actions"),
        ([], "", "un objet"),
    ],
)
def test_what_is_wrong_for_all(client: Client, body: Any, pointer: str, words: str) -> None:
    (error,) = refused(client.post(body, PATH))["errors"]
    assert error["pointer"] == pointer and words in error["message"]


def test_limits_of_the_body(client: Client) -> None:
    large = {"actions": [{"title": "x" * 290, "objectives": ["1"]}] * 1000}
    assert len(orjson.dumps(large)) > 256 * 1024
    assert "1000 actions" in refused(client.post(large, PATH))["detail"]
    too_large = refused(client.post({"actions": [{"title": "x" * 5_000_000}]}, PATH))
    assert (
        too_large["type"] == "/problems/body-too-large"
        and "coupez la liste" in too_large["detail"]
        and "4096" in too_large["detail"]
    )
    assert refused(client.post({"actions": [{}]}, PATH + "?include=all"))["errors"][0]["parameter"] == "include"
    assert refused(client.get(PATH))["status"] == 405


def test_an_unforeseen_error_takes_its_place_and_says_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:

    whole = evaluate

    def broken(rulebook: Rulebook, demand: Any) -> Any:
        if demand.action.title == "Madame Dupont":
            raise RuntimeError("Madame Dupont, 12 rue des Lilas")
        return whole(rulebook, demand)

    monkeypatch.setattr("service.api.batches.evaluate", broken)
    actions = [ACTIONS[0], {"title": "Madame Dupont", "objectives": ["1"]}, ACTIONS[1]]
    found = results(client.post({"actions": actions, "include": "candidates"}, PATH))
    assert found[1]["type"] == "/problems/internal-error" and "lines" in found[0] and "lines" in found[2]
    assert "Dupont" not in json.dumps(found[1]) + caplog.text and "RuntimeError" in caplog.text


def test_documented_with_examples_that_work(client: Client) -> None:
    openapi = client.get("/openapi.json").json()
    operation = openapi["paths"][PATH]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    assert len(body["examples"]) >= 3

    kinds = set()
    for example in body["examples"].values():
        conform(openapi, "BatchRequest", example["value"])
        response = client.post(example["value"], PATH)
        conform(openapi, "BatchResult", response.json())
        kinds |= {next(iter(one)) for one in results(response)}
    assert {"verdicts", "rulebook", "type"} <= kinds
    assert PATH in client.get("/docs").text
