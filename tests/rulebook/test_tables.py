"""The tables of a contract, read a second time: what each attribute tells, where, and what two books may say two ways."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility.checks.run import check_folder
from eligibility.rulebook.load import KEPT, TABLES, RulebookFolder
from tests.support.cli_runner import run
from tests.support.small import changed

Rows = dict[str, list[dict[str, Any]]]

LINE = {"objectives": 2, "structures": 6, "places": 8}  # of the title of each table in the file that books() writes
FORUM, CREATION, GARDENS = 0, 1, 2  # rows of objectives
TILLEULS, GARE, LAVOIR = 0, 1, 2  # rows of places


def books() -> Rows:
    """The tables of the small rulebook, said as it says them."""
    lines = [1, 2]
    place = {"commune": "Valfleur", "quarter": None, "veille": False, "lines": lines}
    return {
        "objectives": [
            {
                "code": "1.1.1",
                "lines": lines,
                "pilots": ["Maison de l'emploi du Val"],
                "contributors": ["Conseil du Val"],
                "instance": None,
            },
            {"code": "1.1.2", "lines": lines, "pilots": [], "contributors": [], "instance": None},
            {"code": "2.1.1", "lines": lines, "pilots": ["Ville de Valfleur"], "contributors": [], "instance": None},
        ],
        "structures": [{"name": "Maison du Val", "commune": "Valfleur", "quarter": "Les Tilleuls", "lines": lines}],
        "places": [
            place | {"name": "Les Tilleuls", "quarter": "QP001001"},
            place | {"name": "La Gare", "quarter": "QP001002", "commune": "Valfleur, Bréval"},
            place | {"name": "Cité du Lavoir", "veille": True},
        ],
    }


def folder(path: Path, rows: Rows, case: dict[str, Any] | None = None) -> Path:
    """The small rulebook, changed as a case says, beside a second book with one row per line."""
    target = changed(path / "val", case or {"file": "contract.yaml", "append": ""})
    (target / "second-reading").mkdir()
    tables = (f"{name}:\n" + "".join(f"- {json.dumps(row)}\n" for row in table) for name, table in rows.items())
    (target / TABLES).write_text("# Un second livre.\n" + "".join(tables), encoding="utf-8")
    return target


def told(path: Path) -> list[tuple[int, str]]:
    """The line of the second book and the beginning of each difference that lint tells."""
    found = [one for one in check_folder(RulebookFolder(path, second_reading=True)) if one.code == "double-entry"]
    assert {one.file for one in found} <= {TABLES}
    return [(one.line, one.message) for one in found]


def difference(entry: str, said: str, first: str, second: str) -> str:
    return f"{entry}, {said} : le règlement dit « {first} », la seconde lecture « {second} »."


def test_two_books_that_say_the_same(tmp_path: Path) -> None:
    assert told(folder(tmp_path, books())) == []


@pytest.mark.parametrize(
    ("table", "row", "change", "message"),
    [
        ("objectives", FORUM, {"pilots": ["Ville de Valfleur"]}, ("1.1.1", "pilotes", "Maison de l'emploi du Val", "Ville de Valfleur")),
        ("objectives", FORUM, {"pilots": ["VV"]}, ("1.1.1", "pilotes", "Maison de l'emploi du Val", "VV")),
        ("objectives", FORUM, {"pilots": []}, ("1.1.1", "pilotes", "Maison de l'emploi du Val", "rien")),
        ("objectives", CREATION, {"pilots": ["Conseil du Val"]}, ("1.1.2", "pilotes", "rien", "Conseil du Val")),
        ("objectives", FORUM, {"contributors": ["Conseil de Bréval"]}, ("1.1.1", "contributeurs", "Conseil du Val", "Conseil de Bréval")),
        ("objectives", FORUM, {"contributors": ["Conseil du Val", "Fonds du Val"]}, ("1.1.1", "contributeurs", "Conseil du Val", "Conseil du Val, Fonds du Val")),
        ("objectives", GARDENS, {"code": "3.1.1", "pilots": ["Ville de Valfleur"]}, ("3.1.1", "pilotes", "rien", "Ville de Valfleur")),
        ("structures", 0, {"quarter": "La Gare"}, ("Maison du Val", "structures", "QP001001", "La Gare")),
        ("structures", 0, {"quarter": None}, ("Maison du Val", "structures", "QP001001", "aucun")),
        ("structures", 0, {"quarter": "Les Lilas"}, ("Maison du Val", "structures", "QP001001", "Les Lilas")),
        ("places", TILLEULS, {"quarter": "QP001002"}, ("Les Tilleuls", "lieux", "QP001001", "QP001002")),
        ("places", TILLEULS, {"quarter": "La Gare"}, ("Les Tilleuls", "lieux", "QP001001", "QP001002")),
        ("places", TILLEULS, {"quarter": None, "veille": True}, ("Les Tilleuls", "lieux", "QP001001", "en veille")),
        ("places", LAVOIR, {"veille": False}, ("Cité du Lavoir", "lieux", "en veille", "hors veille")),
        ("places", LAVOIR, {"veille": None}, ("Cité du Lavoir", "lieux", "en veille", "rien n'en est dit")),
        ("places", LAVOIR, {"veille": False, "quarter": "Les Tilleuls"}, ("Cité du Lavoir", "lieux", "en veille", "QP001001")),
    ],
)  # fmt: skip
def test_each_attribute_is_told_with_its_line(
    tmp_path: Path, table: str, row: int, change: dict[str, Any], message: tuple[str, str, str, str]
) -> None:
    rows = books()
    rows[table][row] |= change
    assert told(folder(tmp_path, rows)) == [(LINE[table] + 1 + row, difference(*message))]


def test_a_structure_that_the_rulebook_links_to_no_quarter(tmp_path: Path) -> None:
    case = {"file": "territory.yaml", "replace": [["linked_quarter: QP001001, ", ""]]}
    message = difference("Maison du Val", "structures", "aucun", "Les Tilleuls")
    assert told(folder(tmp_path, books(), case)) == [(LINE["structures"] + 1, message)]


@pytest.mark.parametrize(
    ("table", "row", "change"),
    [
        ("objectives", FORUM, {"pilots": ["MEV"]}),  # an acronym, of the words that count
        ("objectives", FORUM, {"contributors": ["CV"]}),
        ("objectives", FORUM, {"pilots": ["La maison de l’emploi"]}),
        ("objectives", FORUM, {"contributors": ["Les conseils du Val"]}),
        ("objectives", GARDENS, {"pilots": ["Villes concernées : Valfleur"]}),
        ("structures", 0, {"name": "La Maison du Val (rez-de-chaussée)"}),
        ("structures", 0, {"quarter": "QP001001"}),
        ("structures", 0, {"quarter": "Cité des Tilleuls"}),
        ("structures", 0, {"commune": None}),
        ("places", TILLEULS, {"name": "Cité des Tilleuls"}),
        ("places", TILLEULS, {"name": "Tilleuls", "quarter": "Les Tilleuls"}),
        ("places", GARE, {"name": "Cité de la Gare", "commune": "Bréval"}),
        ("places", LAVOIR, {"name": "Lavoir"}),
        ("places", LAVOIR, {"name": "Quartier de la cité du Lavoir, à Valfleur", "commune": None}),
    ],
)
def test_the_same_said_another_way_is_not(tmp_path: Path, table: str, row: int, change: dict[str, Any]) -> None:
    rows = books()
    rows[table][row] |= change
    assert told(folder(tmp_path, rows)) == []


def test_an_acronym_of_the_rulebook_against_a_full_name(tmp_path: Path) -> None:
    case = {"file": "objectives.yaml", "replace": [["Maison de l'emploi du Val", "MEV"]]}
    assert told(folder(tmp_path, books(), case)) == []


def test_a_name_is_matched_once(tmp_path: Path) -> None:
    """Two contributors of one name are not one."""
    rows = books()
    rows["objectives"][FORUM]["contributors"] = ["Conseil du Val", "Conseil du Val"]
    message = difference("1.1.1", "contributeurs", "Conseil du Val", "Conseil du Val, Conseil du Val")
    assert told(folder(tmp_path, rows)) == [(LINE["objectives"] + 1, message)]


@pytest.mark.parametrize(("commune", "second"), [("Valfleur", "Valfleur"), (None, "un lieu")])
def test_a_place_of_the_second_book_only(tmp_path: Path, commune: str | None, second: str) -> None:
    rows = books()
    rows["places"].append(rows["places"][LAVOIR] | {"name": "Cité Neuve", "commune": commune})
    message = difference("Cité Neuve", "lieux", "rien", second)
    assert told(folder(tmp_path, rows)) == [(LINE["places"] + 4, message)]


def test_a_place_in_another_commune_is_another_place(tmp_path: Path) -> None:
    rows = books()
    rows["places"][LAVOIR]["commune"] = "Bréval"
    assert told(folder(tmp_path, rows)) == [
        (LINE["places"], difference("Cité du Lavoir", "lieux", "Valfleur", "rien")),
        (LINE["places"] + 3, difference("Cité du Lavoir", "lieux", "rien", "Bréval")),
    ]


@pytest.mark.parametrize(("commune", "second"), [("Valfleur", "Valfleur"), (None, "une structure")])
def test_a_structure_of_the_second_book_only(tmp_path: Path, commune: str | None, second: str) -> None:
    rows = books()
    row = rows["structures"][0] | {"name": "Piscine", "commune": commune}
    rows["structures"].insert(0, row)
    message = difference("Piscine", "structures", "rien", second)
    assert told(folder(tmp_path, rows)) == [(LINE["structures"] + 1, message)]


def test_what_the_rulebook_only_has(tmp_path: Path) -> None:
    """Told at the head of a table that was read."""
    case = {
        "file": "territory.yaml",
        "replace": [
            ["places:\n", 'places:\n  - {name: Les Quais, commune: "08001", source: A-03}\n'],
            ["structures:\n", 'structures:\n  - {name: Halle, commune: "2A004", source: A-03}\n'],
        ],
    }
    assert told(folder(tmp_path, books(), case)) == [
        (LINE["structures"], difference("Halle", "structures", "Montcendre", "rien")),
        (LINE["places"], difference("Les Quais", "lieux", "Bréval", "rien")),
    ]


def test_nothing_is_told_of_a_table_that_was_not_read(tmp_path: Path) -> None:
    assert told(folder(tmp_path, {"objectives": books()["objectives"]})) == []


def test_a_whole_commune_is_not_a_place(tmp_path: Path) -> None:
    rows = books()
    rows["places"].append(rows["places"][LAVOIR] | {"name": "Montcendre", "commune": "Montcendre"})
    assert told(folder(tmp_path, rows)) == []


def test_the_command_counts_lists_and_says_what_is_kept(tmp_path: Path) -> None:
    """A second book of tables alone is one too."""
    rows = books()
    rows["places"][LAVOIR]["veille"] = None
    path = folder(tmp_path, rows)
    counts = run("double-entry", "--rules", path).output
    assert "0 entrée comparée" in counts and "lieux                      1" in counts
    said = "Cité du Lavoir : règlement en veille ; seconde lecture rien n'en est dit"
    assert run("double-entry", "--rules", path, "--by", "places").output == f"{said}\n"
    one = {
        "entry": "Cité du Lavoir",
        "attribute": "places",
        "rulebook": "en veille",
        "second": "rien n'en est dit",
        "reason": "Vu.",
    }
    (path / KEPT).write_text(yaml.safe_dump({"kept": [one]}), encoding="utf-8")
    assert told(path) == []
    assert run("double-entry", "--rules", path, "--by", "places").output == f"{said} ; gardée : Vu.\n"
