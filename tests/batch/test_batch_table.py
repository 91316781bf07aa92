"""Uploaded files, sound and spoiled: each is read as it should be, or refused in one plain sentence; nothing breaks."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from eligibility import InputError
from eligibility.batch import xlsx_table
from eligibility.batch.read_table import read_table
from eligibility.batch.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Table, letter
from tests.support.limits import processor
from tests.support.tables import as_csv, as_xlsx, changed_parts, first_sheet, with_strings

ROWS = [
    ["Intitulé", "Objectif", "Lieu"],
    ["Été à l'école", "1.1.1", "Ici, ou là"],
    ["Deux\nlignes", "1.1.2", 'dit « "ici" »'],
]
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)
TEXTS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>un</t></si><si><r><t>de</t></r><r><t>ux</t></r></si></sst>'


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(InputError) as caught:
        read_table(content, name)
    (problem,) = caught.value.problems
    assert problem.code in ("unreadable-table", "table-too-large")
    return problem.message


def values(table: Table) -> list[list[object]]:
    return [list(cells) for _, cells in table.rows]


# -- CSV


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_any_usual_dialect(separator: str, encoding: str) -> None:
    table = read_table(as_csv(ROWS, separator, encoding), "x.csv")
    assert values(table) == ROWS
    assert [("Windows-1252" in remark) for remark in table.remarks] == ([True] if encoding == "cp1252" else [])


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    content = b'\r\na;b\r\n;\r\n"x\ny";1\r\n \t;\r\nz;2\r\n'
    assert [(number, list(cells)) for number, cells in read_table(content).rows] == [
        (2, ["a", "b"]), (4, ["x\ny", "1"]), (6, ["z", "2"]),
    ]  # fmt: skip


def test_a_declared_separator_is_obeyed() -> None:
    assert values(read_table(b"sep=,\r\na,b;c\r\n1,2;3\r\n")) == [["a", "b;c"], ["1", "2;3"]]


def test_a_comma_in_texts_is_no_separator() -> None:
    rows = [["Titre, sous-titre", "Objectif"], ["Lire, écrire", "1"], ["Jouer, rire, courir", "2"], ["Rien", ""]]
    assert values(read_table(as_csv(rows))) == [*rows[:3], ["Rien"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b" \r\n\x00", "est vide"),
        (b"a;b\x00;c", "caractères illisibles"),
        (b"a;\x81\x8d", "encodage"),
        (b"\xff\xfea", "UTF-16"),
        (b'a;b\n"x;1\ny;2\nz;3', "guillemet ouvert à la ligne 2"),
        (b'a;b\n"' + b"x" * 200_000 + b'";1', "bien trop longue"),
        (b"x" * (MAX_BYTES + 1), "dépasse 5 Mo"),
        (b"a;b\n" + b"1;2\n" * (MAX_ROWS + 30), "plus de 5\u202f000 lignes"),
        (b"a" + b";b" * 1_000_000, f"plus de {MAX_COLUMNS} colonnes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls"),
        (b"%PDF-1.7", "un PDF"),
        (b"  <!DOCTYPE html><table><tr><td>Objectif</td></tr></table>", "page HTML"),
        (b"<?xml version='1.0'?><Workbook/>", "HTML ou XML"),
        (b"PK\x03\x04 not a zip", "abîmé"),
    ],
)
def test_files_that_are_no_table(content: bytes, words: str) -> None:
    with processor(3):
        assert words in refusal(content, "actions.xlsx")


def test_misplaced_quotes_are_told_and_the_rest_is_read() -> None:
    table = read_table(b'a;b\n"x"y;1\nz;2\n')
    assert values(table)[2] == ["z", "2"] and "guillemets" in table.remarks[0]


def test_text_under_the_name_of_a_workbook_is_told() -> None:
    assert "lu comme un CSV" in read_table(b"a;b\n1;2\n", "actions.xlsx").remarks[0]


def test_many_empty_trailing_columns_are_forgiven() -> None:
    assert values(read_table(b"a;b" + b";" * 500 + b"\n1;2" + b";" * 500)) == [["a", "b"], ["1", "2"]]


def test_empty_rows_cost_nothing() -> None:
    assert len(read_table(b"a;b\n" + b"\n" * 50_000 + b"1;2\n").rows) == 2


# -- XLSX


def test_xlsx_keeps_values_and_their_types() -> None:
    row = ["texte", 12, 12.5, True, datetime(2016, 9, 1), None, date(2016, 9, 2)]
    (first,) = values(read_table(as_xlsx([row])))
    assert first == ["texte", 12, 12.5, True, datetime(2016, 9, 1), None, datetime(2016, 9, 2)]
    assert isinstance(first[3], bool)


def sheets(*names: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for name in names:
            book.create_sheet(name).append([name])

    return change


def test_the_sheet_named_actions_is_read_else_the_first() -> None:
    assert read_table(as_xlsx([["a"]], sheets("Autre", "ACTIONS"))).sheet == "ACTIONS"
    table = read_table(as_xlsx([["a"]], sheets("Autre")))
    assert table.sheet == "Sheet" and "« Autre »" in table.remarks[0]


def test_a_hidden_sheet_is_not_the_first() -> None:
    def change(book: Workbook) -> None:
        sheets("Vraie")(book)
        first_sheet(book).sheet_state = "hidden"

    assert read_table(as_xlsx([["a"]], change)).sheet == "Vraie"


def test_dates_of_1904() -> None:
    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        first_sheet(book)["A1"] = datetime(2016, 9, 1)

    table = read_table(as_xlsx([[""]], change))
    assert table.epoch_1904 and values(table) == [[datetime(2016, 9, 1)]]


def test_formulas_give_their_result_or_are_told() -> None:
    content = as_xlsx([["a", "b"], ["=1+1", "x"], [None, None, "=2+2"]])
    table = read_table(content)
    assert [(note.row, note.position) for note in table.notes] == [
        (2, 0)
    ] and "Lignes non lues : 3 à 3" in table.remarks[0]
    table = read_table(changed_parts(content, lambda name, raw: raw.replace(b"<v />", b"<v>2</v>")))
    assert values(table) == [["a", "b"], [2, "x"], [None, None, 2]] and not table.notes and not table.remarks
    empty = read_table(changed_parts(content, lambda name, raw: raw.replace(b'<c r="A2">', b'<c r="A2" t="str">')))
    assert not empty.notes and values(empty)[1] == [None, "x"]


def test_errors_of_the_spreadsheet_are_told() -> None:
    (note,) = read_table(as_xlsx([["a"], ["#REF!"]])).notes
    assert (note.row, note.position) == (2, 0) and "#REF!" in note.message


def test_merged_cells_are_told_where_they_hide_a_value() -> None:
    content = as_xlsx([["a", "b"], ["x", 1], ["", 2], ["", 3]], lambda book: first_sheet(book).merge_cells("A2:A4"))
    assert [(note.row, note.position) for note in read_table(content).notes] == [(3, 0), (4, 0)]


def test_a_sheet_ends_after_so_many_empty_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert xlsx_table.MAX_EMPTY >= 10 * MAX_ROWS
    monkeypatch.setattr(xlsx_table, "MAX_EMPTY", 3)
    apart = read_table(as_xlsx([["a"], ["x"], [""], [" "], [""], ["y"], [""], [""], [""], ["z"]]))
    assert values(apart) == [["a"], ["x"], ["y"], ["z"]] and not apart.remarks
    ended = read_table(as_xlsx([["a"], ["x"], [""], [" "], [""], [""], ["y"]]))
    assert values(ended) == [["a"], ["x"]]
    assert "s'arrête à la ligne 6, après 4 lignes vides" in ended.remarks[0]


def part_of(size: int) -> bytes:
    return b"<worksheet>" + b" " * size + b"</worksheet>"


def hostile(change: Callable[[str, bytes], bytes]) -> bytes:
    return changed_parts(as_xlsx([["a", "b"], ["x", "y"]]), change)


def changed_sheet(part: str, content: bytes) -> bytes:
    """A sound file one part of which holds something else."""
    return hostile(lambda name, raw: content if name == part else raw)


SHEET = "xl/worksheets/sheet1.xml"


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    large = part_of(80 * 1024**2)
    bombs = [with_strings(large), *(changed_sheet(part, large) for part in (SHEET, "xl/styles.xml"))]
    with processor(1):
        for bomb in bombs:
            assert len(bomb) < MAX_BYTES and "bien trop grand" in refusal(bomb)


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    content = bytearray(hostile(lambda name, raw: part_of(40 * 1024**2) if name == SHEET else raw))
    true, lie = (40 * 1024**2 + 23).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert content.count(true) >= 1
    assert "abîmé" in refusal(bytes(content).replace(true, lie))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda name, raw: raw[: len(raw) // 2] if name == SHEET else raw, "abîmé"),
        (lambda name, raw: raw.replace(b'r="A1"', b'r="ABCDE1"') if name == SHEET else raw, "hors de tout tableau"),
        (lambda name, raw: raw.replace(b'r="2"', b'r="99999999"') if name == SHEET else raw, "hors de tout tableau"),
        (lambda name, raw: raw.replace(b'r="A1"', b's="x"') if name == SHEET else raw, "abîmé"),
        (lambda name, raw: raw.replace(b't="inlineStr"', b't="inlineStr" s="999"') if name == SHEET else raw, None),
        (
            lambda name, raw: (
                raw.replace(b'r="A1" t="inlineStr"', b'r="A1" t="s"').replace(b"<is><t>a</t></is>", b"<v>77</v>")
                if name == SHEET
                else raw
            ),
            "abîmé",
        ),
        (lambda name, raw: b"" if name == "[Content_Types].xml" else raw, "abîmé"),
    ],
)
def test_spoiled_workbooks(change: Callable[[str, bytes], bytes], words: str | None) -> None:
    content = hostile(change)
    if words is None:
        assert values(read_table(content)) == [["a", "b"], ["x", "y"]]
    else:
        assert words in refusal(content)


def test_texts_in_a_part_of_their_own() -> None:
    assert values(read_table(with_strings(TEXTS.encode()))) == [["un", "deux"]]
    assert "abîmé" in refusal(with_strings(ENTITIES.encode()))


def test_far_cells_do_not_fill_the_memory() -> None:
    assert f"plus de {MAX_COLUMNS} colonnes" in refusal(
        hostile(lambda name, raw: raw.replace(b'r="B2"', b'r="XFD2"') if name == SHEET else raw)
    )
    table = read_table(
        hostile(
            lambda name, raw: (
                raw.replace(b'r="2"', b'r="1048576"').replace(b'"A2"', b'"A1048576"').replace(b'"B2"', b'"B1048576"')
            )
        )
    )
    assert [number for number, _ in table.rows] == [1, 1_048_576]


def test_a_row_of_a_million_cells() -> None:
    content = hostile(
        lambda name, raw: raw.replace(b'<row r="2">', b'<row r="2">' + b"<c/>" * 1_000_000) if name == SHEET else raw
    )
    assert "bien trop de cases" in refusal(content)


def test_other_archives_are_named() -> None:
    for name, words in (("word/document.xml", "Word"), ("content.xml", "une archive"), ("xl/workbook.bin", ".xlsb")):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(name, "x")
        assert words in refusal(content.getvalue(), "actions.xlsx")


def test_a_refusal_never_quotes_the_file() -> None:
    assert "Dupont" not in refusal(hostile(lambda name, raw: b"<Dupont" if name == SHEET else raw))


def test_letters_of_columns() -> None:
    assert [letter(position) for position in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
