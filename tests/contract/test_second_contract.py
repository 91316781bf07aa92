"""A second invented contract, other in everything: nothing in the code knows the first one."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.checks.run import check_folder
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.cases import outcomes
from schemas.funder import Nature
from schemas.rulebook import RulebookSource
from tests.support.cli_runner import run
from tests.support.paths import RULES
from tests.support.service_client import Client, started
from tests.support.small import SECOND

ACTION = {
    "objectives": ["2.1.1"],
    "site": {"quarter": "Le Vieux Bassin"},
    "beneficiaries": {"age_min": 6, "age_max": 11},
    "kinds": ["swimming_lesson"],
    "starts_on": "2025-01-10",
    "ends_on": "2025-06-30",
}


@pytest.fixture(scope="module")
def second() -> Rulebook:
    return load_rulebook(SECOND)


def names(source: RulebookSource) -> dict[str, set[str]]:
    """What one contract calls things, by kind of thing."""
    territory = source.territory
    return {
        "lieux": {
            name
            for group in (territory.communes, territory.quarters)
            for item in group
            for name in (item.name, *item.aliases)
        },
        "codes": {commune.insee for commune in territory.communes} | {quarter.code for quarter in territory.quarters},
        "objectifs": {
            title for axis in source.objectives.axes for title in (axis.title, *(o.title for o in axis.children))
        },
        "financeurs": {file.funder.id for file in source.funders} | {family.id for family in source.contract.families},
        "lignes": {line.id for file in source.funders for line in file.lines},
        "périmètres": {perimeter.id for perimeter in source.perimeters.perimeters},
        "règles": {rule.id for rule in source.perimeters.rules},
        "faits déduits": {derived.id for derived in source.perimeters.derived},
        "période": {str(source.contract.period.from_), str(source.contract.period.until)},
    }


def test_it_shares_no_name_with_the_real_rulebook(second: Rulebook, rulebook: Rulebook) -> None:
    mine, theirs = names(second.source), names(rulebook.source)
    assert {kind: mine[kind] & theirs[kind] for kind in mine if mine[kind] & theirs[kind]} == {}


def test_it_has_its_own_fields_and_values(second: Rulebook, rulebook: Rulebook) -> None:
    """Only the two fields that every rulebook must have, ages and the facts of places are the same."""
    fields = {field.id for field in second.source.vocabulary.fields}
    shared = {"objectives", "period", "age", "commune", "qpv", "mostly_from_qpv"}
    assert fields & {field.id for field in rulebook.source.vocabulary.fields} == shared
    values = {value.id for values in second.source.vocabulary.lists.values() for value in values}
    known = {value.id for values in rulebook.source.vocabulary.lists.values() for value in values}
    assert values & known == {"other"}


def test_it_uses_the_whole_format(second: Rulebook) -> None:
    lines = [line for file in second.source.funders for line in file.lines]
    assert len(lines) >= 11 and len(second.source.territory.quarters) == 3 and len(second.source.objectives.axes) == 2
    assert {line.nature for line in lines} >= set(Nature) - {Nature.droit_commun_renforce}


def test_lint_has_nothing_to_say() -> None:
    assert [str(issue) for issue in check_folder(RulebookFolder(SECOND))] == []


def test_its_cases_hold(second: Rulebook) -> None:
    found = list(outcomes(second))
    assert len(found) >= 18
    assert {outcome.case.name: outcome.mistakes for outcome in found if outcome.mistakes} == {}


def test_each_command_knows_it() -> None:
    for command in (["lint", SECOND], ["cases", SECOND]):
        assert run(*command).exit_code == 0, command
    for words in (["lines"], ["line", "port-natation"], ["coverage"], ["export"]):
        result = run(*words, "--rules", SECOND)
        assert result.exit_code == 0, (words, result.output)


def test_check(tmp_path: Path) -> None:
    action = tmp_path / "action.json"
    action.write_text(json.dumps(ACTION), encoding="utf-8")
    result = run("check", action, "--rules", SECOND, "--json", "--all")
    answer = json.loads(result.stdout)
    assert answer["rulebook"]["id"] == "baie-de-grisemer-2024-2029"
    verdicts = {line["id"]: line["verdict"] for line in answer["lines"]}
    assert verdicts["port-natation"] == "eligible" and len(verdicts) == 11
    text = " ".join(run("check", action, "--rules", SECOND, "--all").stdout.split())
    assert "Les Bassins (QN99101N)" in text and "Table des partenaires de la Baie" in text


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("rules")
    shutil.copytree(SECOND, folder / SECOND.name)
    with started(folder) as client:
        yield client


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("rules")
    for rulebook in (SECOND, *(path.parent for path in RULES.glob("*/contract.yaml"))):
        (folder / rulebook.name).symlink_to(rulebook)
    with started(folder) as client:
        yield client


PAGES = ("", "/objectives", "/territories", "/vocabulary", "/funders", "/corrections", "/lines", "/lines/port-natation")


def test_the_service_answers_with_it_alone(alone: Client, second: Rulebook) -> None:
    answer = alone.post({"action": ACTION}).json()
    assert answer["rulebook"]["hash"] == second.source.content_hash
    assert {line["id"] for line in answer["lines"] if line["verdict"] == "eligible"} == {
        "port-natation",
        "port-guichet",
    }
    for path in ("/docs", "/openapi.json"):
        assert alone.get(path).status_code == 200


def test_the_service_answers_beside_the_first_one(alone: Client, beside: Client) -> None:
    """The answer does not depend on the company; a request that does not choose is asked to."""
    name = "baie-de-grisemer-2024-2029"
    chosen = beside.post({"rulebook": name, "action": ACTION})
    assert chosen.json() == alone.post({"rulebook": name, "action": ACTION}).json()
    assert beside.post({"action": ACTION}).status_code == 422
    assert len(beside.get("/v1/rulebooks").json()["rulebooks"]) == 2


@pytest.mark.parametrize("page", PAGES)
def test_its_pages(alone: Client, beside: Client, page: str) -> None:
    path = f"/v1/rulebooks/baie-de-grisemer-2024-2029{page}"
    response = alone.get(path)
    assert response.status_code == 200, response.text
    assert beside.get(path).json() == response.json()


def test_places_of_the_first_contract_are_outside_the_second(alone: Client, rulebook: Rulebook) -> None:
    insee = rulebook.source.territory.communes[0].insee
    answer = alone.post({"action": {**ACTION, "site": {"commune": insee}}}).json()
    assert {line["id"]: line["verdict"] for line in answer["lines"]}["port-natation"] == "ineligible"
