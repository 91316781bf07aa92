"""eligibility diff: revisions of git, what is printed, the page, the JSON; whatever is typed, a French sentence."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eligibility.workbench.diff import Diff, compare, opened, words
from tests.support.cli_runner import run
from tests.support.cli_runner import told as told_error
from tests.support.diff_scenarios import (
    AGE,
    CONSEIL,
    CONTRACT,
    FONDS,
    FORUM_AT_26,
    OLDER,
    PLANTED,
    REGISTER,
    edited,
    forum,
    garden,
)
from tests.support.effort import OTHER_SEED
from tests.support.html_page import Page
from tests.support.paths import ROOT
from tests.support.small import SECOND, SMALL

# -- revisions


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Essai", "-c", "user.email=essai@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits of the small rulebook in rules/small: the second admits an age more; the first has the tag v1."""
    top = tmp_path / "depot"
    top.mkdir()
    edited(top / "rules" / "small", {})
    git(top, "init", "--quiet")
    git(top, "add", "rules")
    git(top, "commit", "--quiet", "-m", "un")
    git(top, "tag", "v1")
    file = top / "rules" / "small" / CONSEIL
    file.write_text(file.read_text(encoding="utf-8").replace("at_most: 25", "at_most: 26"), encoding="utf-8")
    git(top, "commit", "--quiet", "-am", "deux")
    return top / "rules" / "small"


@pytest.mark.parametrize(("old", "new"), [
    ("v1", "HEAD"), ("HEAD~1", "{folder}"), ("v1:rules/small", "HEAD:rules/small"), ("v1:./rules/small", "{folder}"),
])  # fmt: skip
def test_revisions(repository: Path, tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "diff.json"
    result = run("diff", old, new.format(folder=repository), "--rules", repository, "--json", file)
    assert result.exit_code == 0, result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    assert [(line["after"]["id"], line["witnesses"][0]["effect"]) for line in document["changed"]] == [
        ("conseil-forum", "gained")
    ]
    assert document["old"]["label"] == old and document["new"]["as_of"] == "2015-03-01"


@pytest.mark.parametrize("name", [
    "--output=x", "-x", ";rm -rf x", "$(touch x)", "v1..HEAD", "^v1", "@{-1}", ":/un", "nulle-part", "", " ", "v1\n",
    "HEAD:", "v1^{tree}", "--", "..",
])  # fmt: skip
def test_hostile_names(repository: Path, tmp_path: Path, name: str, terminal: None) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if ".git" not in path.parts)
    result = run("diff", "--rules", repository, "--", name, repository)
    assert result.exit_code in (1, 2) and result.stdout == "" and result.stderr.startswith("✗ "), result.output
    assert "Traceback" not in result.stderr
    assert sorted(path for path in tmp_path.rglob("*") if ".git" not in path.parts) == before


@pytest.mark.parametrize(("name", "code", "sentence"), [
    ("nulle-part", 2, "« nulle-part » n'est ni un dossier, ni une révision de {top}."),
    ("v1:ailleurs", 1, "v1:ailleurs:1: pas de dossier « ailleurs » dans la révision v1. Employez RÉVISION:dossier."),
    ("v1:rules", 1, "v1:rules:1: il n'y a pas de règlement ici : contract.yaml manque."),
    ("v1:rules/small/contract.yaml", 1, "v1:rules/small/contract.yaml:1: pas de dossier"),
    ("{top}", 1, "{top}:1: il n'y a pas de règlement ici : contract.yaml manque."),
])  # fmt: skip
def test_what_is_no_version(repository: Path, terminal: None, name: str, code: int, sentence: str) -> None:
    top = repository.parents[1]
    (said, *_) = told_error(run("diff", name.format(top=top), repository), code)
    assert said.startswith(f"✗ {sentence.format(top=top)}"), said


def test_outside_of_any_repository(tmp_path: Path, terminal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = edited(tmp_path / "seul", {})
    (said,) = told_error(run("diff", "v1", folder), 2)
    assert said == f"✗ « v1 » n'est pas un dossier, et {folder} n'est pas dans un dépôt git où chercher une révision."


def test_without_git(terminal: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (said,) = told_error(run("diff", "v1", SMALL), 2)
    assert said == "✗ Pour comparer des révisions il faut git, qui n'est pas installé ici. Donnez deux dossiers."


def test_a_revision_that_does_not_load_tells_its_issues(repository: Path, terminal: None) -> None:
    file = repository / FONDS
    file.write_text(
        file.read_text(encoding="utf-8").replace("perimeter: quartiers", "perimeter: quartier"), encoding="utf-8"
    )
    git(repository, "commit", "--quiet", "-am", "faute")
    (said,) = told_error(run("diff", "HEAD", SMALL, "--rules", repository), 1)
    assert said.startswith(
        "✗ HEAD/funders/fonds.yaml:18: la ligne « fonds-jardins » nomme le périmètre « quartier », qui n'existe pas."
    )


def test_a_tree_with_a_link_that_leaves_it(repository: Path, terminal: None) -> None:
    (repository / "notes.yaml").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "lien")
    (said,) = told_error(run("diff", "HEAD", SMALL, "--rules", repository), 1)
    assert said.startswith("✗ HEAD:1: la révision contient un fichier qui ne peut pas être extrait")


# -- the command


def test_the_whole_answer(tmp_path: Path, terminal: None, golden: Callable[[str, str], None]) -> None:
    actions = tmp_path / "actions.yaml"
    actions.write_text("- title: Forum des 26 ans\n  objectives: ['1.1.1']\n  site: {qpv: QP001001}\n  kinds: [forum]\n  beneficiaries: {age_min: 26, age_max: 26}\n"
                       "  starts_on: 2015-10-01\n  ends_on: 2015-10-02\n", encoding="utf-8")  # fmt: skip
    rule = next(case for case in PLANTED if case.name == "a perimeter rule without its reserve").edits
    new = edited(tmp_path / "new", {
        **rule, CONSEIL: [(AGE, AGE.replace("25", "26")), ('"0.85"', '"0.80"')], FONDS: [("title: Jardins partagés", "title: Jardins")],
    })  # fmt: skip
    result = run("diff", SMALL, new, "--portfolio", actions)
    assert result.exit_code == 0, result.output
    text = result.stdout.replace(str(SMALL), "ancien").replace(str(new), "nouveau")
    golden(
        "diff.txt",
        "".join(line.rstrip() + "\n" for line in re.sub(r"\([0-9a-f]{12}\)", "(empreinte)", text).splitlines()),
    )


def test_the_documentation_shows_what_is_printed(tmp_path: Path, terminal: None) -> None:
    """`UPDATE_DOCS=1 pytest tests/workbench/test_diff_command.py` renews it."""
    page = ROOT / "docs" / "diff.md"
    (tmp_path / "actions").mkdir()
    action = {
        "title": "Natation des douze ans",
        "objectives": ["2.1.1"],
        "site": {"qpv": "QN99101N"},
        "kinds": ["swimming_lesson"],
        **dates(2025),
    }
    (tmp_path / "actions" / "natation.json").write_text(
        json.dumps(action | {"beneficiaries": {"age_min": 12, "age_max": 12}}), encoding="utf-8"
    )
    new = edited(tmp_path / "contrat-2025", {
        "funders/mairie-du-port.yaml": [("{field: age, at_most: 11, basis: printed}", "{field: age, at_most: 12, basis: printed}")],
        "perimeters.yaml": [("[{field: rivage, any_of: [bourg]}, {field: mostly", "[{field: rivage, any_of: [bourg, large]}, {field: mostly")],
    }, SECOND)  # fmt: skip
    printed = run("diff", SECOND, new, "--portfolio", tmp_path / "actions").stdout
    for path, name in ((str(SECOND), "contrat-2024"), (str(new), "contrat-2025")):
        printed = printed.replace(path, name)
    shown = "\n".join(line.rstrip() for line in re.sub(r" \([0-9a-f]{12}\)", "", printed).strip("\n").splitlines())
    text = page.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_DOCS"):
        text = re.sub(r"```text\n.*?```", lambda _: f"```text\n{shown}\n```", text, flags=re.DOTALL)
        page.write_text(text, encoding="utf-8")
    assert f"```text\n{shown}\n```" in text, "UPDATE_DOCS=1 pytest tests/workbench/test_diff_command.py"


def dates(year: int) -> dict[str, str]:
    return {"starts_on": f"{year}-01-01", "ends_on": f"{year}-02-01"}


def test_texts_alone_change_nothing_for_anybody(tmp_path: Path, terminal: None) -> None:
    new = edited(
        tmp_path / "new",
        garden("title: Jardins partagés", "title: Jardins")
        | {REGISTER: [("Le vote du budget est attendu", "Le vote est attendu")]},
    )
    text = " ".join(run("diff", SMALL, new).stdout.split())
    assert "Rien ne change pour personne : chaque action garde ses réponses. Ce qui change : 2 textes modifiés." in text
    assert "− Jardins partagés + Jardins" in text
    assert "Registre : 1 modification (B-03)" in text


def compared(old: Path, new: Path) -> Diff:
    with opened(str(old), Path) as before, opened(str(new), Path) as after:
        return compare(before, after)


def test_a_map_may_change_something_near_its_limits(tmp_path: Path) -> None:
    diff = compared(
        SMALL, edited(tmp_path / "new", {"territory/quarters.geojson": [("[5.03, 46.02]", "[5.031, 46.02]")]})
    )
    assert words.conclusion(diff) == (
        "Rien ne change pour personne : chaque action garde ses réponses. Sauf peut-être près des limites : une carte change. "
        "Ce qui change : 1 texte modifié."
    )


def test_bad_actions_are_told_and_the_rest_is_read(tmp_path: Path, terminal: None) -> None:
    (tmp_path / "bon.json").write_text(json.dumps(FORUM_AT_26 | OLDER), encoding="utf-8")
    (tmp_path / "vide.json").write_text("{}", encoding="utf-8")
    new = edited(tmp_path / "r" / "new", forum(AGE, AGE.replace("25", "26")))
    for file in new.rglob("*.yaml"):  # only the actions are to be found there
        assert file.is_relative_to(tmp_path / "r")
    folder = tmp_path / "actions"
    folder.mkdir()
    for name in ("bon.json", "vide.json"):
        (tmp_path / name).rename(folder / name)
    result = run("diff", SMALL, new, "--portfolio", folder)
    assert result.exit_code == 2
    assert "1 action touchée sur 1 : 1 gagne une ligne au moins." in result.stdout
    assert result.stderr.startswith("✗ vide.json : ") and result.stderr.endswith("1 action laissée de côté.\n")


@pytest.mark.parametrize("option", ["--old-as-of", "--new-as-of"])
def test_a_day_that_is_none(option: str, terminal: None) -> None:
    (said,) = told_error(run("diff", SMALL, SMALL, option, "hier"), 2)
    assert "une date est attendue" in said


def test_json_says_all(tmp_path: Path) -> None:
    file = tmp_path / "diff.json"
    case = next(case for case in PLANTED if case.name == "the contract made longer")
    assert run("diff", SMALL, edited(tmp_path / "new", case.edits), "--json", file).exit_code == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    (group,) = document["groups"]
    assert (document["same"], document["for_nobody"], document["portfolio"]) == (False, False, None)
    assert [ref["id"] for ref in group["lines"]["gained"]] == ["conseil-creation", "conseil-forum"]
    assert group["witnesses"][0][1]["action"]["action"]["starts_on"] == "2019-06-30"


def test_the_page_stands_alone(tmp_path: Path) -> None:
    file, actions = tmp_path / "diff.html", tmp_path / "a.json"
    actions.write_text(json.dumps({**FORUM_AT_26, **OLDER, "title": "<script>alert(1)</script>"}), encoding="utf-8")
    new = edited(
        tmp_path / "new",
        {CONSEIL: [(AGE, AGE.replace("25", "26")), ("title: Forums des métiers", 'title: "Forums <b> & métiers"')]},
    )
    assert run("diff", SMALL, new, "--html", file, "--portfolio", actions).exit_code == 0
    page = Page(file.read_text(encoding="utf-8"))
    assert [address for address in page.addresses if not address.startswith(("#", "data:,"))] == []
    assert not re.search(r"https?://|@import|url\(", page.text) and "script" not in page.tags
    assert len(page.ids) == len(set(page.ids)) and page.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:]))
    assert page.tables["par-ligne"][1:] == [["Forums <b> & métiersconseil-forum", "0", "1", "0"]]


def test_an_empty_page_says_so(tmp_path: Path) -> None:
    file = tmp_path / "diff.html"
    assert run("diff", SMALL, SMALL, "--html", file).exit_code == 0
    assert "rien ne change pour personne" in Page(file.read_text(encoding="utf-8")).text


@pytest.mark.deep
def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    new = edited(
        tmp_path / "new", forum(AGE, AGE.replace("25", "26")) | {CONTRACT: [("until: 2018-12-31", "until: 2019-06-30")]}
    )
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    code = "import sys; from eligibility.cli import app; app(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, "diff", SMALL, new, "--json", there],
        env=os.environ | {"PYTHONHASHSEED": OTHER_SEED, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    result = run("diff", SMALL, new, "--json", here)
    assert (result.exit_code, result.stdout) == (0, done.stdout)
    assert here.read_text(encoding="utf-8") == there.read_text(encoding="utf-8")
