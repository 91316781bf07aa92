"""Out again: the workbook and the CSV, what they say, what they keep, and that nothing in them can run."""

import csv
import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from eligibility import Rulebook
from eligibility.batch import (
    Batch,
    Matrix,
    build_matrix,
    explain,
    read_batch,
    reasons_csv,
    template_csv,
    template_xlsx,
    to_csv,
    to_xlsx,
)
from eligibility.batch.explained import TITLES
from eligibility.batch.xlsx_writer import CUT, MAX_TEXT, XlsxFile
from eligibility.french.labels import UNLIKELY, VERDICTS
from tests.support.tables import as_csv, as_xlsx, first_sheet

FORMULAS = [
    "=1+1",
    "+33 6",
    "-5",
    "@SUM(A1)",
    "ok;=cmd|' /C calc'!A0",
    "a, -5",
    "'=1",
    "\t=1",
    "＝1",
    '"=1',
    'x\n=HYPERLINK("http://x")',
    "l'eau",
    "aujourd'hui - demain",
]
OWN = ["Avis", "Montant proposé", "Vu le", "Oui ?", "Commentaire", "Commentaire"]


def table(rulebook: Rulebook) -> list[list[Any]]:
    titles = ["N°", "Intitulé", "Objectif", "Lieu", "Appréciation bénéficiaires", *OWN]
    quarter, leaves = rulebook.source.territory.quarters[0].name, rulebook.objectives.leaves
    rows: list[list[Any]] = [
        [f"A{number}", f"Action {number}", leaves[number % len(leaves)], quarter, ["oui", "non", None][number % 3], text, number * 10.5, datetime(2016, 9, 1), bool(number % 2), text, f"<b>{number} & co</b>"]
        for number, text in enumerate(FORMULAS)
    ]  # fmt: skip
    return [titles, *rows, ["Z", "À corriger", "zzz", quarter, None, "gardée", 1, None, None, None, None]]


@pytest.fixture(scope="module")
def batch(rulebook: Rulebook) -> Batch:
    return read_batch(
        rulebook, as_xlsx(table(rulebook)[:1] + [[quoted(cell) for cell in row] for row in table(rulebook)[1:]])
    )


def quoted(cell: Any) -> Any:
    """openpyxl alone would make formulas of these texts in the uploaded workbook."""
    return openpyxl.cell.rich_text.CellRichText(cell) if isinstance(cell, str) and cell[:1] == "=" else cell


@pytest.fixture(scope="module")
def matrix(rulebook: Rulebook, batch: Batch) -> Matrix:
    return build_matrix(rulebook, batch)


@pytest.fixture(scope="module")
def xlsx(rulebook: Rulebook, matrix: Matrix) -> bytes:
    return to_xlsx(rulebook, matrix)


@pytest.fixture(scope="module")
def book(xlsx: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx))


def rows_of(sheet: Worksheet) -> list[list[Any]]:
    return [list(row) for row in sheet.values]


def own_of(batch: Batch) -> list[list[Any]]:
    return [[row.cell(column) for column in batch.own] for row in batch.rows]


# -- the workbook


def test_the_sheets(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Actions × financeurs", "Raisons", "À corriger", "À lire"]


def test_verdicts_as_text_and_colour_in_their_places(book: openpyxl.Workbook, matrix: Matrix) -> None:
    sheet = book.worksheets[0]
    titles = rows_of(sheet)[0]
    assert titles[:2] == ["N°", "Intitulé"] and titles[-7:] == ["Appréciation bénéficiaires", *OWN]
    first = titles.index(f"Verdict : {matrix.funders[0].short_name}") + 1
    colours: dict[str, set[str]] = {}
    for number, item in enumerate(matrix.rows, start=2):
        for offset, funder in enumerate(matrix.funders):
            cell = sheet.cell(number, first + offset)
            if not item.cells:
                assert cell.value == "à corriger"
                continue
            verdict = item.cells[offset].verdict
            if verdict is None:
                assert cell.value in ("appui possible", "—") and funder.funding == 0
            else:
                assert cell.value == VERDICTS[verdict].name
                colours.setdefault(verdict, set()).add(
                    f"{cell.fill.fgColor.rgb} {cell.font.color.rgb if cell.font.color else ''}"
                )
    assert (
        len(colours) >= 3
        and {"unlikely", "ineligible"} <= set(colours)
        and all(len(found) == 1 for found in colours.values())
    )
    assert len(set.union(*colours.values())) == len(colours)


def test_it_prints_and_filters(book: openpyxl.Workbook, matrix: Matrix) -> None:
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref.endswith(str(len(matrix.rows) + 1))
    assert (
        sheet.page_setup.orientation == "landscape"
        and sheet.print_title_rows == "$1:$1"
        and sheet.print_title_cols == "$A:$B"
    )
    folded = [
        sheet.column_dimensions[openpyxl.utils.get_column_letter(3 + i)].hidden for i in range(len(matrix.funders))
    ]
    shown = {funder.id for funder in matrix.only(open_only=True).funders}
    assert folded == [funder.id not in shown for funder in matrix.funders]


def test_reasons_one_by_one(book: openpyxl.Workbook, rulebook: Rulebook, matrix: Matrix) -> None:
    titles, *rows = rows_of(book["Raisons"])
    assert tuple(titles) == TITLES
    assert rows == [
        [text or None if isinstance(text, str) else text for text in one.texts] for one in explain(rulebook, matrix)
    ]
    assert all(row[7] and row[13] for row in rows)


def test_what_is_to_be_corrected(book: openpyxl.Workbook, batch: Batch) -> None:
    rows = rows_of(book["À corriger"])[1:]
    assert [(row[0], row[1]) for row in rows] == [(problem.row, problem.letter) for problem in batch.problems]
    assert batch.problems and rows[-1][4] == "inconnue"


def test_what_to_read_first(book: openpyxl.Workbook, rulebook: Rulebook, matrix: Matrix) -> None:
    text = "\n".join(str(cell) for row in rows_of(book["À lire"]) for cell in row)
    for needed in (
        rulebook.contract.id,
        rulebook.contract.version,
        rulebook.source.content_hash,
        f"{matrix.batch.as_of:%d/%m/%Y}",
        matrix.engine.version,
        rulebook.contract.ended_notice,
    ):
        assert needed and needed in text
    for verdict in VERDICTS.values():
        assert verdict.name in text
    assert UNLIKELY in text


def test_no_formula_anywhere(xlsx: bytes, book: openpyxl.Workbook) -> None:
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        assert not any(
            b"<f>" in archive.read(name) or b"<f " in archive.read(name)
            for name in archive.namelist()
            if "worksheets" in name
        )
    dangerous = [
        cell
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-@"
    ]
    assert len(dangerous) >= 4 and all(cell.quotePrefix for cell in dangerous)


def test_the_same_bytes_twice(rulebook: Rulebook, matrix: Matrix, xlsx: bytes) -> None:
    assert to_xlsx(rulebook, matrix) == xlsx
    assert to_csv(rulebook, matrix) == to_csv(rulebook, matrix)


def test_nothing_touches_the_disk(rulebook: Rulebook, matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("un fichier temporaire")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refused)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refused)
    to_xlsx(rulebook, matrix.only(funders=[matrix.funders[0].id]))


def test_very_many_reasons_take_several_sheets(
    rulebook: Rulebook, matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = matrix.only(funders=[f.id for f in matrix.funders[:6]])
    count = sum(1 for _ in explain(rulebook, few))
    monkeypatch.setattr("eligibility.batch.workbook.MAX_SHEET_ROWS", count // 2 + 1)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(rulebook, few)))
    assert book["Raisons"].max_row - 1 + book["Raisons 2"].max_row - 1 == count and "Raisons 3" not in book.sheetnames


def test_texts_that_no_cell_can_hold() -> None:
    file = XlsxFile(datetime(2016, 1, 1))
    file.add("x", lambda sheet: None, [[("a" * 40_000, "text"), ("\x00\x0bé\ud800 & <b>", "text")]])
    long, odd = rows_of(first_sheet(openpyxl.load_workbook(io.BytesIO(file.content()))))[0]
    assert len(long) == MAX_TEXT + len(CUT) and odd == "  é  & <b>"


# -- round trips


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_uploaded_again_everything_is_there(rulebook: Rulebook, batch: Batch, matrix: Matrix, form: str) -> None:
    content = to_xlsx(rulebook, matrix) if form == "xlsx" else to_csv(rulebook, matrix)
    again = read_batch(rulebook, content)
    assert [row.request for row in again.rows] == [row.request for row in batch.rows]
    assert [(row.reference, row.title) for row in again.rows] == [(row.reference, row.title) for row in batch.rows]
    assert (
        [column.title for column in again.own]
        == [column.title for column in batch.own]
        == ["Appréciation bénéficiaires", *OWN]
    )
    if form == "xlsx":
        assert own_of(again) == own_of(batch)
    texts = [[cell or "" for cell in (row[1], row[5], row[6])] for row in own_of(again)]
    assert texts == [[cell or "" for cell in (row[1], row[5], row[6])] for row in own_of(batch)]
    assert [row[1] for row in own_of(again)][: len(FORMULAS)] == FORMULAS
    assert [row[2] for row in own_of(again)][:3] == ([0, 10.5, 21] if form == "xlsx" else ["0", "10,5", "21"])
    third = to_csv(rulebook, build_matrix(rulebook, again))
    assert third == to_csv(rulebook, matrix)


def test_appraisals_count_in_the_matrix(rulebook: Rulebook) -> None:
    commune = next(c for c in rulebook.source.territory.communes if c.veille == "all")
    row = [rulebook.objectives.leaves[0], commune.name, "aucun", "oui"]
    titles = ["Objectif", "Commune", "QPV", "Bénéficiaires en majorité QPV", "Appréciation de l'instance"]
    found = {}
    for word in ("", "oui", "non"):
        (item,) = build_matrix(rulebook, read_batch(rulebook, as_csv([titles, [*row, word]]))).rows
        found[word] = item.counts
    assert found["oui"]["subject_to"] < found[""]["subject_to"]
    assert (
        found["non"]["ineligible"] > found[""]["ineligible"] and found["oui"]["ineligible"] == found[""]["ineligible"]
    )


# -- CSV


def test_csv_has_no_live_formula_whatever_the_separator(rulebook: Rulebook, matrix: Matrix) -> None:
    for content in (to_csv(rulebook, matrix), reasons_csv(rulebook, matrix)):
        assert content.startswith(b"\xef\xbb\xbf")
        text = content.decode("utf-8-sig")
        for separator in ";,\t|":
            for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                for cell in record:
                    assert cell.strip().lstrip('"').strip()[:1] not in ("=", "+", "-", "@", "＝"), cell


def test_csv_says_the_same_as_the_workbook(rulebook: Rulebook, matrix: Matrix, book: openpyxl.Workbook) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(rulebook, matrix).decode("utf-8-sig"), newline=""), delimiter=";"))
    width = 2 + len(matrix.funders)
    assert [row[:width] for row in rows] == [[str(cell) for cell in row[:width]] for row in rows_of(book.worksheets[0])]
    about = rows[1][rows[0].index("Verdict : règlement et textes")]
    assert rulebook.source.content_hash in about and f"{matrix.batch.as_of:%d/%m/%Y}" in about
    reasons = list(
        csv.reader(io.StringIO(reasons_csv(rulebook, matrix).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert len(reasons) == book["Raisons"].max_row and tuple(reasons[0]) == TITLES


def test_a_table_without_names(rulebook: Rulebook) -> None:
    matrix = build_matrix(rulebook, read_batch(rulebook, as_csv([["Objectif"], [rulebook.objectives.leaves[0]]])))
    for content in (to_xlsx(rulebook, matrix), to_csv(rulebook, matrix)):
        again = read_batch(rulebook, content)
        assert [column.title for column in again.columns if column.role != "computed"] == ["Objectif"] and again.good


# -- the template


@pytest.mark.parametrize("name", ["rulebook", "small", "second"])
@pytest.mark.parametrize("make", [template_csv, template_xlsx])
def test_the_template_is_read_without_a_problem(request: pytest.FixtureRequest, name: str, make: Any) -> None:
    from eligibility import load_rulebook
    from tests.support.small import SECOND

    rulebook = load_rulebook(SECOND) if name == "second" else request.getfixturevalue(name)
    batch = read_batch(rulebook, make(rulebook))
    assert len(batch.good) == 1 and not batch.problems
    assert [column.title for column in batch.own if column.role == "own"] == ["Avis", "Montant proposé", "Commentaire"]
    assert make(rulebook) == make(rulebook)


def test_the_template_offers_every_value(rulebook: Rulebook) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(rulebook)))
    assert book.sheetnames == ["Actions", "Guide", "Listes"]
    titles = rows_of(book["Actions"])[0]
    lists = {column[0]: [cell for cell in column[1:] if cell] for column in zip(*rows_of(book["Listes"]), strict=True)}
    for choice in book["Actions"].data_validations.dataValidation:
        letter = str(choice.sqref).partition("2")[0]
        title = titles[openpyxl.utils.column_index_from_string(letter) - 1]
        sheet, _, cells = choice.formula1.strip("=").partition("!")
        offered = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
        assert offered == lists[title]
    kinds = [value.label for value in rulebook.source.vocabulary.lists["kinds"]]
    assert (
        lists["Nature de l'action"] == kinds and len(book["Actions"].data_validations.dataValidation) == len(lists) >= 7
    )
    guide = "\n".join(str(cell) for row in rows_of(book["Guide"]) for cell in row)
    assert all(field.label in guide for field in rulebook.fields.values() if field.paths[0].startswith("details."))
