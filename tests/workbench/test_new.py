"""eligibility new: a rulebook that holds at once, commands that work as printed, nothing overwritten."""

import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import setuptools

from eligibility import load_rulebook
from eligibility.checks.run import check_folder
from eligibility.rulebook.load import RulebookFolder, content_hash
from eligibility.workbench.cases import outcomes
from tests.rulebook.test_schemas import test_a_file_names_its_schema_and_conforms_to_it as conforms
from tests.support.cli_runner import run, told
from tests.support.paths import ROOT
from tests.support.service_client import started

pytestmark = pytest.mark.usefixtures("terminal")
new = importlib.import_module("eligibility.cli.new")  # the package's own name for it is the command
NAME = "trifouilly-2024-2030"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("new", NAME).exit_code == 0
    return Path(NAME)


def test_lint_has_nothing_to_say(made: Path) -> None:
    assert [str(issue) for issue in check_folder(RulebookFolder(made))] == []


def test_it_is_named_and_its_cases_hold(made: Path) -> None:
    rulebook = load_rulebook(made)
    assert rulebook.contract.id == NAME
    found = list(outcomes(rulebook))
    assert len(found) >= 3 and not [outcome for outcome in found if outcome.mistakes]


def test_each_file_says_in_french_what_to_do(made: Path) -> None:
    for file in made.rglob("*.yaml"):
        comments = [line for line in file.read_text(encoding="utf-8").splitlines()[1:] if line.startswith("#")]
        assert comments, f"{file} : pas de mode d'emploi"


def test_each_file_names_a_schema_that_exists(made: Path) -> None:
    for file in made.rglob("*.yaml"):
        if not file.name.endswith(".action.yaml"):  # an action names its own schema, whatever its folder
            conforms(file)
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert (file.parent / first.removeprefix("# yaml-language-server: $schema=")).is_file(), file


def test_no_schema_line_if_none_can_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "SCHEMAS", tmp_path / "absent")
    new.create(tmp_path / NAME)
    assert "$schema" not in (tmp_path / NAME / "contract.yaml").read_text(encoding="utf-8")
    assert check_folder(RulebookFolder(tmp_path / NAME)) == []


def test_the_commands_work_as_printed(tmp_path: Path) -> None:
    """Typed in a shell, from the same folder, with a space in the path. The last one is served in process."""
    folder = tmp_path / "mes contrats"
    target = folder / NAME
    new.create(target)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    lint, check, serve = (command for _, command in new.next_commands(target))
    for command, answer in ((lint, "aucune erreur, 0 avertissement"), (check, "Sur 2 lignes étudiées")):
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 and answer in " ".join(done.stdout.split()), done.stderr
    assert serve.startswith(f"ELIGIBILITY_RULES='{folder}' ") and serve.endswith(" service.app:app")
    with started(folder) as client:
        assert client.get(f"/v1/rulebooks/{NAME}").status_code == 200


def test_programs_are_called_so_that_the_terminal_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python, tool = tmp_path / "python", tmp_path / "eligibility"
    tool.write_text("")
    tool.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", "/nowhere")
    assert new.program("eligibility") == str(tool)  # installed there, but not on the path
    assert new.program("uvicorn") == f"{python} -m uvicorn"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert new.program("eligibility") == "eligibility"


def test_it_never_overwrites(made: Path) -> None:
    (made / "contract.yaml").write_text("mon travail", encoding="utf-8")
    assert told(run("new", NAME), 2) == [
        f"✗ {NAME} existe déjà : rien n'a été changé. Choisissez un autre nom, ou un autre dossier avec --in."
    ]
    assert (made / "contract.yaml").read_text(encoding="utf-8") == "mon travail"


def test_in_another_folder(tmp_path: Path) -> None:
    assert run("new", NAME, "--in", tmp_path / "a" / "b").exit_code == 0
    assert (tmp_path / "a" / "b" / NAME / "contract.yaml").is_file()
    (tmp_path / "fichier").write_text("")
    (sentence,) = told(run("new", NAME, "--in", tmp_path / "fichier"), 2)
    assert sentence.endswith("ne peut pas être créé. Vérifiez le chemin et vos droits d'accès.")


@pytest.mark.parametrize(
    "name, better",
    [
        ("Contrat de ville de Trifouilly 2024-2030", "trifouilly-2024-2030"),
        ("Contrat de ville de l'Étang 2024/2030", "etang-2024-2030"),
        ("contrat de ville", "contrat-de-ville"),
        ("Œuvre", "oeuvre"),
        ("../ailleurs", "ailleurs"),
        ("…", "mon-contrat"),
        ("É" * 100, "e" * 80),
    ],
)
def test_a_name_that_cannot_be_is_replaced_by_one_that_can(tmp_path: Path, name: str, better: str) -> None:
    (sentence,) = told(run("new", name, "--in", tmp_path), 2)
    assert sentence.endswith(f"Tapez par exemple : new {better}")
    assert list(tmp_path.iterdir()) == []
    assert new.checked_name(better) == better


def test_an_action_beside_the_rules_is_not_part_of_what_is_hashed(made: Path) -> None:
    before = content_hash(made)
    (made / "exemple.action.yaml").write_text("action: {objectives: ['1']}\n", encoding="utf-8")
    assert content_hash(made) == before


def test_the_starter_is_installed_with_the_package() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    packaged = {file for pattern in data["eligibility"] for file in (ROOT / "eligibility").glob(pattern)}
    assert set(new.STARTER.rglob("*.yaml")) <= packaged
    assert set(new.SCHEMAS.glob("*.json")) <= {
        file for pattern in data["schemas"] for file in (ROOT / "schemas").glob(pattern)
    }
    assert int(setuptools.__version__.split(".")[0]) >= 63  # the first that reads « ** » in these patterns
