"""eligibility batch: what it writes, what it says, how it ends."""

from pathlib import Path

import pytest
from typer.testing import Result

from eligibility import Rulebook
from eligibility.batch import read_batch
from tests.support.cli_runner import run, small, told
from tests.support.small import SMALL
from tests.support.tables import as_csv

pytestmark = pytest.mark.usefixtures("terminal")
TITLES = ["N°", "Intitulé", "Objectif", "Budget", "Avis"]


def told_of_columns() -> list[str]:
    return [
        "Colonnes comprises (4) : A « N° » → Numéro ; B « Intitulé » ; C « Objectif » → Objectifs ; D « Budget ».",
        "Colonnes gardées telles quelles, sans effet sur les verdicts (1) : E « Avis ».",
        "! Aucune colonne de date n'est reconnue : les dates sont inconnues pour toutes les lignes. Si le tableau en a, titrez-les « Début » et « Fin ».",
        "! Aucune colonne de lieu n'est reconnue : le lieu est inconnu pour toutes les lignes. Si le tableau en a une, titrez-la « Lieu ».",
    ]


@pytest.fixture
def good(tmp_path: Path, small: Rulebook) -> Path:
    file = tmp_path / "actions.csv"
    file.write_bytes(
        as_csv(
            [
                TITLES,
                ["1", "A", small.objectives.leaves[0], "100", "oui"],
                ["2", "B", small.objectives.leaves[0], "", "non"],
            ]
        )
    )
    return file


def test_a_workbook_out(good: Path, tmp_path: Path, small: Rulebook) -> None:
    out = tmp_path / "out.xlsx"
    result = run("batch", good, "-o", out, "--rules", SMALL, "--all", "--as-of", f"{small.contract.revised_on}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [*told_of_columns(), "2 actions lues.", f"Écrit : {out}"]
    batch = read_batch(small, out.read_bytes())
    assert [[row.cell(column) for column in batch.own] for row in batch.rows] == [["oui"], ["non"]]


def test_two_csv_files_out(good: Path, tmp_path: Path, small: Rulebook) -> None:
    result = run("batch", good, "-o", tmp_path / "out.csv", "--rules", SMALL)
    assert result.exit_code == 0
    assert len(read_batch(small, (tmp_path / "out.csv").read_bytes()).good) == 2
    assert "Pourquoi" in (tmp_path / "out-raisons.csv").read_text(encoding="utf-8-sig")


def test_wrong_rows_are_told_and_the_good_ones_written(tmp_path: Path, small: Rulebook) -> None:
    file, out = tmp_path / "actions.csv", tmp_path / "out.xlsx"
    file.write_bytes(
        as_csv(
            [
                TITLES,
                ["1", "Été", "9.9", "", ""],
                ["2", "B", small.objectives.leaves[0], "50 %", ""],
                ["3", "C", small.objectives.leaves[0], "", ""],
            ],
            encoding="cp1252",
        )
    )
    fates, remarks = told_of_columns()[:2], told_of_columns()[2:]
    assert told(run("batch", file, "-o", out, "--rules", SMALL), 2) == [
        *fates,
        "! Le fichier n'est pas en UTF-8 : il a été lu en Windows-1252. Vérifiez les accents.",
        *remarks,
        "? ligne 2, colonne C « Objectif » : « 9.9 » n'est pas un objectif de ce contrat. Codes proches : 1 ou 2.",
        "✗ ligne 2 : Ni l'objectif, ni le lieu ne sont compris : corrigez au moins l'un des deux.",
        "? ligne 3, colonne D « Budget » : « 50 % » est un pourcentage. Donnez le montant en euros.",
        "2 actions lues, 1 complète, 1 avec une case non comprise ; 1 ligne à corriger.",
        f"Écrit : {out}",
    ]
    assert out.is_file()


@pytest.mark.parametrize("name", ["modele.xlsx", "modele.csv"])
def test_the_template(tmp_path: Path, name: str, small: Rulebook) -> None:
    out = tmp_path / name
    assert run("batch", "--template", out, "--rules", SMALL).exit_code == 0
    assert len(read_batch(small, out.read_bytes(), name).good) == 1
    assert run("batch", out, "-o", tmp_path / "resultat.xlsx", "--rules", SMALL).exit_code == 0


def test_what_cannot_be_done(good: Path, tmp_path: Path) -> None:
    absent, out = tmp_path / "absent.csv", tmp_path / "out.xlsx"
    assert told(small_batch(absent, "-o", out), 2) == [f"✗ {absent} : ce fichier n'existe pas. Vérifiez le chemin."]
    assert told(small_batch(tmp_path, "-o", out), 2) == [
        f"✗ {tmp_path} : ce fichier ne peut pas être lu. Vérifiez le chemin et vos droits d'accès."
    ]
    assert told(small_batch(good, "-o", good), 2) == [
        f"✗ {good} est le tableau lui-même. Écrivez le résultat dans un autre fichier."
    ]
    assert told(small_batch(good, "-o", tmp_path / "out.pdf"), 2) == [
        f"✗ -o {tmp_path / 'out.pdf'} : le nom doit finir par .xlsx ou .csv."
    ]
    assert "Donnez un tableau" in told(small_batch(), 2)[0]
    assert "as_of" in told(small_batch(good, "-o", out, "--as-of", "hier"), 2)[0]
    good.write_bytes(b"a;b\n1;2\n")
    assert "Aucune ligne de titres" in told(small_batch(good, "-o", out), 2)[0]
    assert not out.exists()


def small_batch(*arguments: object) -> Result:
    return small("batch", *arguments)
