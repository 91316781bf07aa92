"""eligibility cases: silent when all hold; otherwise file, line, what was answered and why."""

from pathlib import Path

import pytest

from tests.support.cli_runner import run, told
from tests.support.small import SMALL, changed

pytestmark = pytest.mark.usefixtures("terminal")


def test_all_hold() -> None:
    result = run("cases", SMALL)
    assert (result.exit_code, result.stdout) == (0, "small_rulebook : 4 cas donnent la réponse attendue.\n")


def test_a_case_that_does_not(tmp_path: Path) -> None:
    bad = changed(tmp_path / "bad", {"file": "funders/fonds.yaml", "replace": [["at_most: 5000", "at_most: 3000"]]})
    where, why, end = told(run("cases", bad), 1)
    assert where == f"✗ {bad}/funders/fonds.cases.yaml:3: Un jardin à La Gare, hors du temps scolaire, est financé."
    assert why.startswith("    fonds-jardins : ineligible au lieu de eligible. Budget total (euros) : ")
    assert end == "1 cas donne une autre réponse, sur 4."


def test_an_expectation_that_is_not_met_in_detail(tmp_path: Path) -> None:
    bad = changed(
        tmp_path / "bad",
        {
            "file": "funders/conseil.cases.yaml",
            "replace": [["{verdict: eligible, reserves: []}", "{verdict: eligible, reserves: [vote]}"]],
        },
    )
    assert "    conseil-forum : réserves [] au lieu de [vote]." in told(run("cases", bad), 1)


def test_an_action_that_cannot_be(tmp_path: Path) -> None:
    bad = changed(
        tmp_path / "bad",
        {"file": "funders/conseil.cases.yaml", "replace": [['{commune: "2A004"}', "{qpv: Nulle Part}"]]},
    )
    lines = told(run("cases", bad), 1)
    assert "Nulle Part" in lines[1] and lines[-1] == "1 cas donne une autre réponse, sur 4."


def test_a_rulebook_that_cannot_be_read(tmp_path: Path) -> None:
    bad = changed(tmp_path / "bad", {"file": "corrections.yaml", "content": None})
    assert told(run("cases", bad), 1) == [
        "✗ corrections.yaml:1: ce fichier manque. Créez-le, même réduit à l'essentiel."
    ]
