"""The day of the texts on every surface: the commands, the pages and files of the service, the same errors everywhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eligibility import load_rulebook
from eligibility.export import FORMATS, export
from tests.cli.test_cli import FORUM
from tests.rulebook.test_editions import BEFORE, ON
from tests.support.amended import CHANGED_LINE, LONGER, NEW_LINE, amended
from tests.support.cli_runner import run, small, told
from tests.support.openapi import conform
from tests.support.service_client import Client, is_problem, started
from tests.support.small import SMALL

pytestmark = pytest.mark.usefixtures("terminal")
BASE = "/v1/rulebooks/val-fictif"
TOO_EARLY = "Aucun texte de ce règlement n'est connu au 28/02/2015 : le premier l'est au 01/03/2015. Donnez une date plus récente, ou retirez as_of."
NO_DAY = "« as_of » : cette date n'existe pas ou est mal écrite. Écrivez-la année-mois-jour, par exemple 2015-09-30."
CONTRACT_ONLY = "Textes connus au 01/03/2015 : le contrat. Pas encore connu à cette date : Avenant n° 1 (01/06/2016)."
WITH_FIRST = "Textes connus au 01/06/2016 : le contrat et Avenant n° 1 (01/06/2016)."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return amended(tmp_path_factory.mktemp("rules") / "val", NEW_LINE, CHANGED_LINE, extends=LONGER)


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    with started(folder.parent) as client:
        yield client


@pytest.fixture(scope="module")
def openapi(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def words(text: str) -> str:
    return " ".join(text.split())


# -- commands


def test_lines_of_a_day(folder: Path) -> None:
    old, new = (words(run("lines", "--rules", folder, *day).stdout) for day in (("--as-of", BEFORE), ()))
    assert "fonds-atelier" not in old and "3 lignes." in old and old.endswith(CONTRACT_ONLY)
    assert "fonds-atelier" in new and "4 lignes." in new and new.endswith(WITH_FIRST)
    assert words(run("lines", "--rules", folder, "--as-of", ON).stdout) == new
    assert small("lines").stdout.rstrip().endswith("3 lignes.")  # no amendment: nothing more to say


def test_a_line_of_a_day(folder: Path) -> None:
    old, new = (
        words(run("line", "conseil-forum", "--rules", folder, *day).stdout) for day in (("--as-of", BEFORE), ())
    )
    assert "de 16 à 25 ans" in old and "le 31 décembre 2018" in old and old.endswith(CONTRACT_ONLY)
    assert "de 16 à 29 ans (AV1, article 1)" in new and "le 31 décembre 2019" in new and new.endswith(WITH_FIRST)
    assert told(run("line", "fonds-atelier", "--rules", folder, "--as-of", BEFORE), 2)[0].startswith(
        "✗ La ligne « fonds-atelier » n'existe pas."
    )


def test_export_of_a_day(folder: Path) -> None:
    rulebook = load_rulebook(folder)
    for name in FORMATS:
        for day in (BEFORE, ON):
            edition = rulebook.at(day)
            assert edition is not None
            assert run("export", "--format", name, "--rules", folder, "--as-of", day).stdout_bytes == export(
                edition, name
            )
        assert run("export", "--format", name, "--rules", folder).stdout_bytes == export(rulebook, name)
        assert export(rulebook, name) != export(rulebook.editions[0][1], name)


def test_coverage_of_a_day(folder: Path, tmp_path: Path) -> None:
    counts = {}
    for day in (BEFORE, ON):
        file = tmp_path / f"{day}.json"
        assert run("coverage", "--rules", folder, "--as-of", day, "--json", file).exit_code == 0
        found = json.loads(file.read_text(encoding="utf-8"))
        counts[day] = (len(found["conditions"]), found["notice"])
    assert counts == {
        BEFORE: (3, f"Ce contrat inventé est terminé. {CONTRACT_ONLY}"),
        ON: (4, f"Ce contrat inventé est terminé. {WITH_FIRST}"),
    }
    assert WITH_FIRST in words(run("coverage", "--rules", folder).stdout)


def test_check_shows_the_texts_known(folder: Path) -> None:
    old, new = (words(run("check", FORUM, "--rules", folder, *day).stdout) for day in (("--as-of", BEFORE), ()))
    assert (
        "• Textes connus au 31/05/2016 : le contrat. Pas encore connu à cette date : Avenant n° 1 (01/06/2016)." in old
    )
    assert ", textes connus au 31/05/2016." in old
    assert f"• {WITH_FIRST}" in new and ", textes connus au 01/06/2016." in new


@pytest.mark.parametrize(
    "command", [("lines",), ("line", "conseil-forum"), ("export",), ("coverage",), ("check", FORUM)]
)
def test_days_that_cannot_be(command: tuple[str, ...]) -> None:
    assert told(small(*command, "--as-of", "2015-02-28"), 2) == [f"✗ as_of : {TOO_EARLY}"]
    for wrong in ("2015-02-30", "hier"):
        (sentence,) = told(small(*command, "--as-of", wrong), 2)
        assert sentence.startswith("✗ as_of : « as_of » : ") and "année-mois-jour" in sentence


@pytest.mark.parametrize(
    "command", [("lint",), ("cases",), ("analyse",), ("mutate", "--line", "conseil-forum", "--at-least", "0")]
)
def test_a_folder_may_be_given_either_way(command: tuple[str, ...], tmp_path: Path) -> None:
    named, *options = command
    bare, after = run(named, SMALL, *options), run(named, *options, "--rules", SMALL)
    assert (bare.exit_code, bare.output) == (after.exit_code, after.output)
    assert run(named, SMALL, *options, "--rules", SMALL).output == bare.output  # twice the same is no contradiction
    assert told(run(named, SMALL, *options, "--rules", tmp_path), 2) == [
        f"✗ Deux dossiers sont donnés : {SMALL}, et --rules {tmp_path}. Gardez-en un seul."
    ]
    assert told(run(named, *options, "--rules", tmp_path / "absent"), 1) == [
        f"✗ {tmp_path / 'absent'}:1: ce dossier de règlement n'existe pas. Vérifiez le chemin."
    ]


# -- the service


def test_the_rulebook_lists_its_amendments(client: Client, openapi: dict[str, Any]) -> None:
    found = client.get(BASE).json()
    conform(openapi, "Rulebook", found)
    (amendment,) = found["amendments"]
    assert {key: amendment[key] for key in ("id", "title", "known_from", "extends_until")} == {
        "id": "avenant-1", "title": "Avenant n° 1", "known_from": "2016-06-01", "extends_until": "2019-12-31",
    }  # fmt: skip
    assert amendment["source"]["entry"] == "AV1-01"
    assert (found["period"]["until"], found["counts"]["lines"]) == ("2019-12-31", 4)
    assert "amendments" in openapi["components"]["schemas"]["Rulebook"]["required"]


def test_lists_of_a_day(client: Client, openapi: dict[str, Any]) -> None:
    old, new, now = (client.get(f"{BASE}/lines{query}") for query in (f"?as_of={BEFORE}", f"?as_of={ON}", ""))
    assert (old.json()["count"], old.json()["texts_from"], new.json()["count"], new.json()["texts_from"]) == (
        3,
        "2015-03-01",
        4,
        "2016-06-01",
    )
    assert now.content == new.content
    for answer in (old, new):
        conform(openapi, "LineList", answer.json())
    assert [line["id"] for line in client.get(f"{BASE}/lines?as_of={BEFORE}&funder=fonds").json()["lines"]] == [
        "fonds-jardins"
    ]
    assert [line["id"] for line in client.get(f"{BASE}/lines?funder=fonds").json()["lines"]] == [
        "fonds-jardins",
        "fonds-atelier",
    ]
    for listed in old.json()["lines"]:  # a link of an old list leads to the old version
        line = client.get(listed["url"]).json()
        assert (line["id"], line["texts_from"]) == (listed["id"], "2015-03-01")
        conform(openapi, "Line", line)


def test_a_line_in_its_versions(client: Client, openapi: dict[str, Any]) -> None:
    old, new = (client.get(f"{BASE}/lines/conseil-forum?as_of={day}").json() for day in (BEFORE, ON))
    ages = [[c["expected"] for c in line["criteria"] if c["field"] == "age"] for line in (old, new)]
    assert ages == [["de 16 à 25 ans"], ["de 16 à 29 ans"]]
    assert [(line["introduced_by"], line["repealed_by"], line["validity"]["until"]) for line in (old, new)] == [
        (None, "avenant-1", "2018-12-31"), ("avenant-1", None, "2019-12-31"),
    ]  # fmt: skip
    conform(openapi, "Line", new)
    assert client.get(f"{BASE}/lines/conseil-forum").json() == new
    gone = client.get(f"{BASE}/lines/fonds-atelier?as_of={BEFORE}")
    assert (
        gone.status_code == 404
        and gone.json()["type"] == "/problems/unknown-line"
        and "fonds-atelier" not in gone.json()["suggestions"]
    )


@pytest.mark.parametrize("page", ["/lines", "/lines/fonds-jardins", "/lines.csv", "/aides-territoires.json"])
def test_each_edition_has_its_own_tag(client: Client, page: str) -> None:
    """Even a page that no amendment changes: it says which texts it was read in."""
    tags = {}
    for query in ("", f"?as_of={BEFORE}", f"?as_of={ON}", "?as_of=2030-01-01"):
        response = client.get(BASE + page + query)
        tags[query] = response.headers["etag"]
        assert client.get(BASE + page + query, headers={"If-None-Match": tags[query]}).status_code == 304
    old = tags.pop(f"?as_of={BEFORE}")
    assert len(set(tags.values())) == 1 and old not in tags.values()
    assert client.get(f"{BASE}{page}?as_of={BEFORE}", headers={"If-None-Match": tags[""]}).status_code == 200


def test_files_of_a_day_are_those_of_the_command(client: Client, folder: Path) -> None:
    for name, page in (("csv", "lines.csv"), ("aides-territoires", "aides-territoires.json")):
        response = client.get(f"{BASE}/{page}?as_of={BEFORE}&kind=funding")
        assert (
            response.content
            == run("export", "--format", name, "--kind", "funding", "--rules", folder, "--as-of", BEFORE).stdout_bytes
        )
        assert (
            response.headers["content-disposition"]
            == f'attachment; filename="val-fictif-1.0.0-textes-2015-03-01-funding-{page}"'
        )
        assert (
            client.get(f"{BASE}/{page}").headers["content-disposition"]
            == f'attachment; filename="val-fictif-1.0.0-{page}"'
        )


@pytest.mark.parametrize("page", ["/lines", "/lines/fonds-jardins", "/lines.csv", "/aides-territoires.json"])
@pytest.mark.parametrize(
    ("day", "kind", "message"), [("2015-02-28", "too-early", TOO_EARLY), ("2015-02-30", "invalid-request", NO_DAY)]
)
def test_the_errors_of_a_day_are_those_of_an_evaluation(
    client: Client, page: str, day: str, kind: str, message: str
) -> None:
    got, posted = client.get(f"{BASE}{page}?as_of={day}"), client.post({"as_of": day, "action": {"objectives": ["1"]}})
    assert is_problem(got) and got.status_code == posted.status_code == 422
    assert {key: got.json()[key] for key in ("type", "title", "status", "detail")} == {
        key: posted.json()[key] for key in ("type", "title", "status", "detail")
    }
    (error,) = got.json()["errors"]
    assert (got.json()["type"], error["parameter"], error["message"]) == (f"/problems/{kind}", "as_of", message)


@pytest.mark.parametrize(
    "query",
    ["as_of=1433116800", "as_of=2016-06-01T00:00:00", "as_of=", "as_of=2016-06-01&as_of=2016-06-02", "asof=2016-06-01"],
)
def test_a_day_that_is_not_written_as_a_day(client: Client, query: str) -> None:
    for page in ("/lines", "/lines/fonds-jardins", "/lines.csv"):
        response = client.get(f"{BASE}{page}?{query}")
        assert response.status_code == 422 and is_problem(response), (page, query)


def test_the_documentation_names_the_parameter(openapi: dict[str, Any]) -> None:
    for page in ("/lines", "/lines/{line}", "/lines.csv", "/aides-territoires.json"):
        operation = openapi["paths"]["/v1/rulebooks/{rulebook}" + page]["get"]
        (parameter,) = [one for one in operation["parameters"] if one["name"] == "as_of"]
        assert not parameter["required"] and "Date des textes connus" in parameter["description"]
        assert "date" in json.dumps(parameter["schema"])
        assert {"too-early", "invalid-request"} <= set(
            operation["responses"]["422"]["content"]["application/problem+json"]["examples"]
        )
