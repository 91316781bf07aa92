"""The commands, on the small rulebook: what they print, in French, and how they end (0 done, 1 rulebook, 2 input)."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.cli_runner import run, small, told
from tests.support.paths import DATA
from tests.support.small import SMALL, changed

pytestmark = pytest.mark.usefixtures("terminal")
FORUM = DATA / "actions" / "forum.yaml"


def plain(text: str) -> str:
    """Without what changes from one version to the next, nor spaces at the ends of lines."""
    text = re.sub(r"\([0-9a-f]{12}\), moteur [\w.]+", "(empreinte), moteur X", text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def test_check_is_explained(golden: Callable[[str, str], None]) -> None:
    result = small("check", FORUM)
    assert result.exit_code == 0, result.output
    golden("check.txt", plain(result.stdout))


def test_check_says_what_matters_in_french() -> None:
    text = " ".join(small("check", FORUM).stdout.split())
    for sentence in (
        "Sur 3 lignes étudiées, 1 est ouverte sous réserve d'une décision, 1 dépend d'une réponse manquante, 1 ne convient pas.",
        "Lieu nommé : Les Tilleuls (QP001001)",
        "Convient en partie ; il est demandé : de 16 à 25 ans.",
        "Part du Conseil : 85 %",
        "? À quel objectif l'action répond-elle ?",
        "Appelez d'abord le pilote de l'objectif : Maison de l'emploi du Val.",
        "Ne sont pas encore étudiés ici, et peuvent aussi aider : Caisse du Val. Leur silence n'est pas un refus.",
        "L'outil informe, le financeur décide",
        "1 ligne écartée : --all",
    ):
        assert sentence in text
    assert "fonds-jardins" not in text


def test_check_all_shows_why_not() -> None:
    text = " ".join(small("check", FORUM, "--all").stdout.split())
    assert "✗ Ne conviennent pas" in text
    assert "✗ Nature de l'action : forum ou rencontre. Ne convient pas ; il est demandé : travaux." in text
    assert "--all" not in text


def read_not_printed(tmp_path: Path) -> Path:
    """The small rulebook whose gardens are for works as we read it: the passage does not stop there."""
    works = "{field: kinds, any_of: [works], basis: %s}"
    gardens = {
        "file": "funders/fonds.yaml",
        "replace": [
            [works % "printed", works % "read"],
            ['objectives: ["2"]\n    objectives_basis: printed', 'objectives: ["2"]\n    objectives_basis: read'],
        ],
    }
    return changed(tmp_path / "read", gardens)


def test_check_folds_what_is_unlikely_and_says_whose_reading_it_is(tmp_path: Path) -> None:
    rules = read_not_printed(tmp_path)
    brief, full = (" ".join(run("check", FORUM, "--rules", rules, *extra).stdout.split()) for extra in ([], ["--all"]))
    assert "1 est peu probable" in brief and "ne convient pas" not in brief
    assert "1 ligne peu probable, que le contrat n'exclut pas : --all" in brief and "Jardins partagés" not in brief
    assert "~ Peu probables : le contrat ne les exclut pas — à demander (1)" in full
    assert (
        "~ Nature de l'action : forum ou rencontre. Ne semble pas visé, d'après notre lecture ; "
        "le texte parle de : travaux." in full
    )
    assert "✗" not in full and "→ Contact : Fonds du Val" in full


@pytest.mark.parametrize("extra", [[], ["--all"]], ids=["candidates", "all"])
def test_check_json(extra: list[str]) -> None:
    result = small("check", FORUM, "--json", *extra)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    verdicts = {line["id"]: line["verdict"] for line in answer["lines"]}
    assert verdicts == {"conseil-forum": "subject_to", "conseil-creation": "depends", "fonds-jardins": "ineligible"}
    last = answer["lines"][-1]
    assert ("commitment" in last) == bool(extra)
    assert extra or last["failed"] == ["objectives", "kinds"]


def test_an_action_alone_in_json(tmp_path: Path) -> None:
    file = tmp_path / "action.json"
    file.write_text(json.dumps({"objectives": ["2"], "site": {"qpv": "none", "commune": "08001"}}), encoding="utf-8")
    result = small("check", file)
    assert result.exit_code == 0
    assert "Bréval" in result.stdout


def test_plain_coordinates_in_yaml(tmp_path: Path) -> None:
    file = tmp_path / "action.yaml"
    file.write_text("site: {longitude: 5.025, latitude: 46.025}\n", encoding="utf-8")
    result = small("check", file)
    assert result.exit_code == 0, result.stderr
    assert "Les Tilleuls (QP001001)" in result.stdout


def test_lines() -> None:
    text = small("lines").stdout
    assert [name in text for name in ("conseil-creation", "conseil-forum", "fonds-jardins")] == [True] * 3
    assert text.endswith("3 lignes.\n")


@pytest.mark.parametrize(
    ("option", "value", "left"),
    [
        ("--funder", "fonds", {"fonds-jardins"}),
        ("--kind", "support", {"conseil-creation"}),
        ("--objective", "1.1.1", {"conseil-forum"}),
        ("--objective", "1", {"conseil-forum", "conseil-creation"}),
    ],
)
def test_lines_chosen(option: str, value: str, left: set[str]) -> None:
    assert {
        word for word in small("lines", option, value).stdout.split() if re.fullmatch(r"(conseil|fonds)-\w+", word)
    } == left


def test_line() -> None:
    text = " ".join(small("line", "conseil-creation").stdout.split())
    assert "Conseil du Val · appui · ingénierie · engagement conditionnel" in text
    assert "l'une de ces voies : association ; ou bien commune (sous réserve : Le budget de 2016 reste à voter)" in text
    assert "B-02 — B, création, lignes 11 à 11 du texte" in text


def test_unknown_line() -> None:
    (sentence,) = told(small("line", "conseil-form"), 2)
    assert sentence.startswith("✗ La ligne « conseil-form » n'existe pas. Lignes proches : conseil-forum, ")


def test_lint(tmp_path: Path) -> None:
    result = run("lint", SMALL)
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "small_rulebook : aucune erreur, 0 avertissement.\n",
        "",
    )
    bad = changed(
        tmp_path / "bad", {"file": "funders/fonds.yaml", "replace": [["perimeter: quartiers", "perimeter: quartier"]]}
    )
    assert told(run("lint", bad), 1) == [
        f"✗ {bad}/funders/fonds.yaml:18: la ligne « fonds-jardins » nomme le périmètre « quartier », qui n'existe pas. "
        "Valeurs proches : quartiers ou agglomeration.",
        "1 erreur, 0 avertissement.",
    ]


def test_lint_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    odd = changed(tmp_path / "odd", {"file": "funders/conseil.yaml", "replace": [["    contact: conseil-eco\n", ""]]})
    result = run("lint", odd)
    assert (result.exit_code, result.stdout) == (0, "odd : aucune erreur, 1 avertissement.\n")
    assert result.stderr.startswith(f"! {odd}/funders/conseil.yaml:9: le contact « conseil-eco »")
    assert told(run("lint", odd, "--strict"), 1)[-1] == "0 erreur, 1 avertissement."


def test_register_shows_the_lines_that_no_entry_covers(tmp_path: Path) -> None:
    text = tmp_path / "contrat.txt"
    text.write_text("".join(f"phrase {number}\n" for number in range(1, 19)), encoding="utf-8")
    result = small("register", text)
    assert result.exit_code == 0
    assert result.stdout.split("\n") == [
        "     8 phrase 8", "    13 phrase 13", "    17 phrase 17", "    18 phrase 18", "4 lignes non couvertes.", "",
    ]  # fmt: skip
    assert small("register", text, "--from", "9", "--to", "13").stdout.split("\n")[0] == "    13 phrase 13"


def test_the_commands_say_what_they_are_for() -> None:
    text = " ".join(run("--help").stdout.split())
    for sentence in ("Qui peut financer une action", "Vérifie un règlement.", "Liste les lignes du règlement."):
        assert sentence in text


def test_version_names_the_chainer_and_the_python() -> None:
    assert re.match(r"eligibility \S+, chaîneur (durable-rules|built-in), Python 3\.\d+\.\d+", run("--version").stdout)


def test_serve_says_where_and_keeps_no_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **options: asked.update(options, app=app))
    result = run("serve", "--port", 8123, "--host", "0.0.0.0", "--root-path", "/aide")
    assert result.exit_code == 0 and "http://0.0.0.0:8123" in result.stdout
    assert (asked["app"], asked["host"], asked["port"], asked["root_path"], asked["access_log"]) == (
        "service.app:app",
        "0.0.0.0",
        8123,
        "/aide",
        False,
    )
