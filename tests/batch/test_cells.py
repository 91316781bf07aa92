"""Cells, rows and columns on the very edges of what is read; nothing of a rulebook is needed for that."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from eligibility import InputError, Rulebook
from eligibility.batch import cells
from eligibility.batch.cells import Unreadable, quoted
from eligibility.batch.columns import recognise
from eligibility.batch.headings import MAX_TITLE, Headings
from eligibility.batch.place_cell import PlaceCell
from eligibility.batch.table import (
    HEAD,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    check_count,
    check_size,
    letter,
    shortened,
)

INDEX = {"jeunes": "j", "familles": "f", "habitants et voisins": "h"}
LABELS = {"jeunes": "Jeunes", "jeune": "Jeunes", "familles": "Familles"} | {f"zeune{n}": f"Zeune{n}" for n in range(5)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (20_000, date(1954, 10, 3)),
        (80_000, date(2119, 1, 11)),
        (29_221, date(1980, 1, 1)),
        ("1/2/49", date(2049, 2, 1)),
        ("01/02/1950", date(1950, 2, 1)),
        ("31/12/2120", date(2120, 12, 31)),
        ("2016-09-01T01:00", date(2016, 9, 1)),  # as a date of the spreadsheet with its hour
        ("1er mars 2016", date(2016, 3, 1)),
        ("2016-9-1T00:00", date(2016, 9, 1)),
    ],
)
def test_the_first_and_the_last_day(value: Any, expected: date) -> None:
    assert cells.day(value) == expected


@pytest.mark.parametrize(
    "value", [19_999, 80_001, "1/2/50", "31/12/1949", "01/01/2121", "2016-09-01T25:00", "1er brumaire 2016"]
)
def test_what_is_just_no_day(value: Any) -> None:
    with pytest.raises(Unreadable):
        cells.day(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, "0.30"),
        (12.3400009, "12.34"),  # less than a millionth away
        (12.340001, "12.340001"),
        (Decimal("12.3400009"), "12.3400009"),  # a decimal is what it says
        (7, "7"),
        ("123456789012345678", "123456789012345678"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("12 000 euros", "12000"),
    ],
)
def test_a_number_is_exact(value: Any, expected: str) -> None:
    found = cells.number(value)
    assert (found, str(found)) == (Decimal(expected), expected)


@pytest.mark.parametrize("value", ["1234567890123456789", "1.234", "1,234", "12.34.5", True])
def test_what_is_just_no_number(value: Any) -> None:
    with pytest.raises(Unreadable):
        cells.number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2016, 9, 1), "01/09/2016"),
        (datetime(2016, 9, 1, 14, 30), "01/09/2016 14:30"),
        (None, ""),
        (3.4, "3.4"),
        (12.0, "12"),
        (1e11, "100000000000"),
        (Decimal("3.40"), "3.40"),
        (False, "non"),
    ],
)
def test_a_cell_as_a_person_reads_it(value: Any, text: str) -> None:
    assert cells.plain(value) == text


def test_a_long_cell_is_cut_when_it_is_cited() -> None:
    assert quoted("x" * 60) == f"« {'x' * 60} »"
    assert quoted("x" * 61) == f"« {'x' * 60}… »"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("moins de 26 ans", (None, 25)),
        ("jusqu'à 26 ans", (None, 26)),
        ("26 ans et moins", (None, 26)),
        ("plus de 60 ans", (61, None)),
        ("60 ans et plus", (60, None)),
        ("dès 6 ans", (6, None)),
        ("6-12", (6, 12)),
        (6, (6, 6)),
    ],
)
def test_an_age_group_to_the_year(value: Any, expected: tuple[int | None, int | None]) -> None:
    assert cells.ages(value) == expected


def test_one_age_is_whole() -> None:
    assert cells.age("16 ans") == 16 and cells.age(16.0) == 16
    for value in (16.5, "seize"):
        with pytest.raises(Unreadable, match="n'est pas un âge"):
            cells.age(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Jeunes, familles", ["j", "f"]), ("habitants et voisins", ["h"]), ("jeunes ; jeunes/familles", ["j", "f"])],
)
def test_values_of_a_list(value: str, expected: list[str]) -> None:
    assert cells.values(value, INDEX, LABELS) == expected


@pytest.mark.parametrize(
    ("value", "cited"),
    [("jeunes, martiens", "« martiens »"), ("vénusiens, martiens", "« vénusiens, martiens »"), ("plutons", "« plutons »")],
)  # fmt: skip
def test_what_is_not_in_the_list_is_cited_alone_if_the_rest_is(value: str, cited: str) -> None:
    with pytest.raises(Unreadable, match=f"^{cited} n'est pas"):
        cells.values(value, INDEX, LABELS)


def test_three_near_values_are_shown_each_once() -> None:
    assert cells.not_in_list("zeune", LABELS).count("« Zeune") == 3
    assert cells.not_in_list("jeunes", LABELS).count("« Jeunes »") == 1


def test_one_value_is_one() -> None:
    assert cells.one_value("jeunes", INDEX, LABELS) == "j"
    for several in ("jeunes, familles", ";"):
        with pytest.raises(Unreadable, match="plusieurs"):
            cells.one_value(several, INDEX, LABELS)


def test_the_limits_of_a_table() -> None:
    check_size(b"x" * MAX_BYTES)
    check_count(MAX_ROWS + HEAD)
    assert len(shortened([*["x"] * MAX_COLUMNS, "", None], 1)) == MAX_COLUMNS
    for beyond in (
        lambda: check_size(b"x" * (MAX_BYTES + 1)),
        lambda: check_count(MAX_ROWS + HEAD + 1),
        lambda: shortened(["x"] * (MAX_COLUMNS + 1), 1),
    ):
        with pytest.raises(InputError):
            beyond()


def test_a_column_is_named_as_a_spreadsheet_does() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def table(*rows: tuple[str, ...], sheet: str | None = None) -> Table:
    return Table(tuple(enumerate(rows, start=1)), sheet)


def test_titles_are_looked_for_in_the_first_rows(small: Rulebook) -> None:
    headings = Headings(small)
    banner = [("bandeau",)] * HEAD
    assert recognise(table(*banner[1:], ("Objectifs",)), headings).row == HEAD
    with pytest.raises(InputError):
        recognise(table(*banner, ("Objectifs",)), headings)
    twice = table(("Objectifs", "Lieu"), ("Objectifs", "Lieu"), ("Objectifs", "Lieu", "Budget"))
    assert recognise(Table(twice.rows[:2]), headings).row == 1  # the first of equals
    assert recognise(twice, headings).row == 3


def test_a_title_is_no_longer_than_a_title(small: Rulebook) -> None:
    headings = Headings(small)
    remark = "Lieu ({})"
    within = remark.format("x" * (MAX_TITLE - len(remark) + 1))
    assert len(within) == MAX_TITLE - 1 and recognise(table((within,)), headings).columns[0].role == "field"
    with pytest.raises(InputError):
        recognise(table((f"{within}.",)), headings)


def test_cells_beyond_the_titles_are_columns_of_a_workbook_only(small: Rulebook) -> None:
    rows = (("Objectifs", "", "Lieu"), ("1.1.1", "", "", "note"))
    found = {sheet: recognise(table(*rows, sheet=sheet), Headings(small)) for sheet in (None, "Feuille")}
    assert {sheet: [c.position for c in layout.columns] for sheet, layout in found.items()} == {
        None: [0, 2],
        "Feuille": [0, 2, 3],
    }
    assert found["Feuille"].remarks[:1] == ("La colonne D n'a pas de titre : elle est gardée telle quelle.",)


@pytest.mark.parametrize(
    ("text", "sites", "remark"),
    [
        ("Valfleur", [{"commune": "Valfleur"}], ""),
        ("1001", [{"commune": "01001"}], ""),
        ("hors agglomération", [{"commune": "hors"}], ""),
        ("Cité du Lavoir, Valfleur", [{"quarter": "Cité du Lavoir", "commune": "Valfleur"}], "Compris : "),
        ("12 rue Haute, 01000 Valfleur", [{"commune": "Valfleur"}], "laissé de côté : « 12 rue Haute »"),
        ("Valfleur, Bréval", [{"commune": "Valfleur"}, {"commune": "Bréval"}], "plusieurs lieux : Valfleur ; Bréval"),
        (
            "Maison du Val (quartier Les Tilleuls)",
            [{"structure": "Maison du Val", "quarter": "Les Tilleuls"}],
            "Compris",
        ),
        ("le lavoir", [{"quarter": "le lavoir"}], ""),
    ],
)
def test_a_place_in_one_cell(small: Rulebook, text: str, sites: list[dict[str, str]], remark: str) -> None:
    found = PlaceCell(small).read(text)
    assert list(found.sites) == sites
    assert remark in " ".join(found.remarks) and bool(found.remarks) == bool(remark)


@pytest.mark.parametrize(
    ("text", "said"), [("Tilleulz", "Vouliez-vous dire"), ("59999", "code postal"), ("zzz", "ce lieu : « zzz ». Donnez")]
)  # fmt: skip
def test_a_place_that_is_not_known(small: Rulebook, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        PlaceCell(small).read(text)
