"""A third contract, whose fields, zones and years are called otherwise: nothing that it shows has the words of the first."""

import json
import re
import shutil
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.batch import template_csv
from eligibility.french.text import after_quarter, fold
from tests.support.cli_runner import run
from tests.support.html_page import Page
from tests.support.service_client import Client, started
from tests.support.small import SECOND

# what only the first contract has, as it might stand in code or templates; its own names are added below
WORDS = {
    "douai", "douaisis", "qp suivi", "dispositif de 2015", "quartier quartier", "quartier vecu", "veille", "npnru", "anru",
    "feder", "iti", "2015", "2016", "2020", "region nord", "conference des financeurs", "public vise", "budget total",
}  # fmt: skip
LAW = {  # what every contract has, and the columns that every table may have
    "beneficiaires en majorite d un quartier prioritaire",
    "quartier prioritaire",
    "nature de l action",
    "objectif du contrat",
    "age des beneficiaires",
}
ACTION = {
    "objectives": ["2.1.1"],
    "site": {"quarter": "Quartier du Vieux Bassin"},
    "beneficiaries": {"age_min": 6, "age_max": 11},
    "kinds": ["swimming_lesson"],
}
PAGES_READ = 60


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second contract with quarters whose names begin with that word."""
    folder = tmp_path_factory.mktemp("rules") / "troisieme"
    shutil.copytree(SECOND, folder)
    for file in folder.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("Le Vieux Bassin", "Quartier du Vieux Bassin").replace(
            "Les Bassins", "Quartier des Bassins"
        )
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(third: Path) -> Iterator[Client]:
    with started(third.parent) as client:
        yield client


@pytest.fixture(scope="module")
def words(third: Path, rulebook: Rulebook) -> set[str]:
    """Of the first contract: words that code might hold, its names of places, funders, aims, fields; none is the third's."""
    source = rulebook.source
    names: set[str] = set()
    for commune in source.territory.communes:
        names |= {commune.name, *commune.aliases}
    for quarter in source.territory.quarters:
        names |= {quarter.name, *quarter.aliases}
    names |= {file.funder.name for file in source.funders} | {source.contract.conference, source.contract.agglomeration}
    names |= {field.label for field in source.vocabulary.fields} | {axis.title for axis in source.objectives.axes}
    own = fold(" ".join(file.read_text(encoding="utf-8") for file in third.rglob("*.yaml")))
    everyday = {fold(name) for name in names if len(fold(name)) > 6 and " " in fold(name)} - LAW
    return {word for word in WORDS | everyday if f" {word} " not in f" {own} "}


def found_in(text: str, words: set[str]) -> set[str]:
    folded = f" {fold(text)} "
    return {word for word in words if f" {word} " in folded}


def test_the_commands(third: Path, words: set[str], tmp_path: Path) -> None:
    action = tmp_path / "action.json"
    action.write_text(json.dumps(ACTION), encoding="utf-8")
    told = {}
    for line in (
        "check {action} --all --what-if", "lines", "coverage", "coverage --by zone", "coverage --by basis", "export",
        "line port-natation", "double-entry",
    ):  # fmt: skip
        result = run(*line.format(action=action).split(), "--rules", third)
        assert result.exit_code == 0, (line, result.output)
        told[line] = re.sub(r"quartier +quartier", "", result.output)  # two columns of a table
    for command in ("lint", "cases", "analyse"):
        told[command] = run(command, third).output
    told["template"] = template_csv(load_rulebook(third)).decode("utf-8-sig")
    assert {line: found for line, text in told.items() if (found := found_in(text, words))} == {}


def test_the_pages(client: Client, words: set[str]) -> None:
    name = "baie-de-grisemer-2024-2029"
    start = f"/contrats/{name}"
    answer = f"{start}/reponse?objectives=2.1.1&place=99101.QN99101N.non&craft=swimming_lesson"
    waiting, seen, read = (
        deque([start, answer, f"{start}/reglement/glossaire", f"{start}/reglement/quartiers"]),
        set[str](),
        0,
    )
    wrong = {}
    while waiting and read < PAGES_READ:
        address = waiting.popleft()
        response = client.get(address, follow_redirects=True)
        if response.status_code != 200 or not response.headers["content-type"].startswith("text/html"):
            continue
        read += 1
        if found := found_in(Page(response.text).text, words):
            wrong[address] = found
        for link in re.findall(r'href="([^"]+)"', response.text):
            target = urldefrag(urljoin(f"http://test{response.url.path}", link.replace("&amp;", "&"))).url.removeprefix(
                "http://test"
            )
            if target.startswith("/") and target.partition("?")[0] not in seen:
                seen.add(target.partition("?")[0])
                waiting.append(target)
    assert read > 40
    assert wrong == {}


def test_the_page_of_what_was_understood_uses_its_fields(client: Client) -> None:
    start = "/contrats/baie-de-grisemer-2024-2029"
    home = client.get(start).text
    assert not re.search(r'name="(publics|carrier|kinds)"', home)
    sentence = "leçon de natation pour les mousses, à Kervalin"
    page = client.request("POST", f"{start}/decrire", data={"sentence": sentence}, follow_redirects=True).text
    names = set(re.findall(r'name="([a-z_]+)"', page))
    assert {"craft", "crew"} <= names and not names & {"publics", "kinds", "carrier"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Les Épis", "Les Épis"),
        ("Quartier de la Gare", "de la Gare"),
        ("Quartiers Nord", "Nord"),
        ("quartier Saint-Roch", "Saint-Roch"),
        ("Quartier", "Quartier"),
        ("Le Quartier Vert", "Le Quartier Vert"),
    ],
)
def test_the_word_quarter_is_said_once(name: str, said: str) -> None:
    assert after_quarter(name) == said
