"""Files that are sound and odd: what is hidden is told, separators and encodings are found, nothing is lost on the way."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from eligibility import Rulebook
from eligibility.batch import build_matrix, read_batch, to_csv
from eligibility.batch.read_table import read_table
from eligibility.batch.table import Table
from eligibility.batch.xlsx_parts import unescaped
from eligibility.export.table import bare, inert
from tests.support.effort import examples
from tests.support.tables import as_csv, as_xlsx, changed_parts, first_sheet

ROWS = [
    ["Intitulé", "Objectifs", "Lieu", "Avis"],
    *([f"Action {number}", "1.2.2", "Ici", "oui"] for number in range(2, 12)),
]


def hiding(rows: tuple[int, ...] = (), columns: str = "", by_filter: bool = False) -> bytes:
    def change(book: Workbook) -> None:
        sheet = first_sheet(book)
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for letter in columns:
            sheet.column_dimensions[letter].hidden = True
        if by_filter:
            sheet.auto_filter.ref = "A1:D11"
            sheet.auto_filter.add_filter_column(0, ["Action 2"])

    return as_xlsx(ROWS, change)


def told(table: Table) -> str:
    return " ".join(table.remarks)


# -- what is hidden (cases 08 and 09)


@pytest.mark.parametrize(
    ("rows", "by_filter", "words"),
    [
        ((3, 4, 5), True, "3 lignes masquées par un filtre ont été lues : 3 à 5."),
        ((4, 7, 9), True, "3 lignes masquées par un filtre ont été lues : 4, 7, 9."),
        ((4,), True, "1 ligne masquée par un filtre a été lue : 4."),
        ((2, 3, 11), False, "3 lignes masquées ont été lues : 2 à 3, 11."),
        (tuple(range(2, 12)), True, "10 lignes masquées par un filtre ont été lues : 2 à 11."),
        ((40, 41), True, ""),  # that hold nothing
    ],
)
def test_hidden_rows_are_read_and_told(rows: tuple[int, ...], by_filter: bool, words: str) -> None:
    table = read_table(hiding(rows, by_filter=by_filter))
    assert len(table.rows) == len(ROWS) and words in told(table)
    assert table.hidden_rows == tuple(row for row in rows if row <= 11) and bool(words) == bool(table.remarks)


@pytest.mark.parametrize(
    ("columns", "positions", "words"),
    [
        ("B", (1,), "1 colonne masquée a été lue : B."),
        ("AD", (0, 3), "2 colonnes masquées ont été lues : A, D."),
        ("BCD", (1, 2, 3), "3 colonnes masquées ont été lues : B, C, D."),
        ("DZ", (3,), "1 colonne masquée a été lue : D."),
        ("Z", (), ""),
    ],
)
def test_hidden_columns_are_read_and_told(columns: str, positions: tuple[int, ...], words: str) -> None:
    table = read_table(hiding(columns=columns))
    assert table.hidden_columns == positions and words in told(table) and bool(words) == bool(table.remarks)


@pytest.mark.parametrize("attributes", [b'hidden="1"', b'hidden="true"', b'ht="0" customHeight="1"'])
def test_rows_are_hidden_in_several_ways(attributes: bytes) -> None:
    content = changed_parts(
        as_xlsx(ROWS), lambda name, raw: raw.replace(b'<row r="3"', b"<row " + attributes + b' r="3"')
    )
    assert read_table(content).hidden_rows == (3,)


@pytest.mark.parametrize(
    ("states", "chosen"),
    [
        (("hidden", "visible"), "b"),
        (("veryHidden", "visible", "visible"), "b"),
        (("hidden", "veryHidden", "visible"), "c"),
        (("visible", "hidden"), "a"),
        (("hidden", "visible", "hidden"), "b"),
    ],
)
def test_a_hidden_sheet_is_never_read_while_another_is_shown(states: tuple[str, ...], chosen: str) -> None:
    def change(book: Workbook) -> None:
        for name, state in zip("abc", states):
            sheet = first_sheet(book) if name == "a" else book.create_sheet(name)
            sheet.title, sheet.sheet_state = name, state
            sheet.append([f"dans {name}"])

    table = read_table(as_xlsx([], change))
    assert table.sheet == chosen and table.rows[0][1] == (f"dans {chosen}",)


def test_the_only_sheet_is_read_even_hidden_and_it_is_told() -> None:
    content = changed_parts(as_xlsx(ROWS), lambda name, raw: raw.replace(b'state="visible"', b'state="hidden"'))
    table = read_table(content)
    assert len(table.rows) == len(ROWS) and "est masquée" in told(table)


# -- texts of workbooks


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a_x000D_\nb", "a\r\nb"), ("_x005F_x000D_", "_x000D_"), ("x_x0000_y", "x y"), ("_xD800_", "_xD800_"), ("_x00E9_t_x00e9_", "été"), ("_x12_", "_x12_")],
)  # fmt: skip
def test_signs_that_markup_cannot_hold(written: str, meant: str) -> None:
    assert unescaped(written) == meant


def prefixed(name: str, raw: bytes) -> bytes:
    """As some programs write: every element with a prefix."""
    if name != "xl/worksheets/sheet1.xml":
        return raw
    return raw.replace(b"</", b"<//").replace(b"<", b"<x:").replace(b"<x://", b"</x:").replace(b"xmlns=", b"xmlns:x=")


@pytest.mark.parametrize(
    "change",
    [
        prefixed,
        lambda name, raw: raw.replace(b"><", b">\n  <"),
        lambda name, raw: b"\xef\xbb\xbf" + raw,
        lambda name, raw: raw.decode().encode("utf-16") if name.startswith("xl/w") else raw,
        lambda name, raw: raw.replace(b"<is>", b"<is><rPh sb='0' eb='1'><t>kana</t></rPh>"),
        lambda name, raw: raw.replace(b' r="A1"', b"").replace(b' r="B1"', b""),
    ],
)
def test_workbooks_written_otherwise(change: Callable[[str, bytes], bytes]) -> None:
    table = read_table(changed_parts(as_xlsx(ROWS), change))
    assert [list(cells) for _, cells in table.rows] == ROWS


# -- CSV: separators and encodings (case 18)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('Numéro,Objectifs,Lieu,Budget\r\n1,"1.2.2, 3.4.2",Là,"12 000,50"\r\n', ("1", "1.2.2, 3.4.2", "Là", "12 000,50")),
        ("Objectifs;Lieu;Longitude;Budget\n1.2.2;;3,1132;12000,50", ("1.2.2", "", "3,1132", "12000,50")),
        ("Objectifs\tLieu\tBudget\n1.2.2\tLà, ici ; ailleurs\t12,5", ("1.2.2", "Là, ici ; ailleurs", "12,5")),
        ('Objectifs;Lieu\n"1.2.2\n3.4.2";"Là"', ("1.2.2\n3.4.2", "Là")),
        ("sep=;\r\nObjectifs;Lieu\r\n1.2.2;Là", ("1.2.2", "Là")),
        ('"sep=,"\nObjectifs,Lieu\n1.2.2,Là', ("1.2.2", "Là")),
        ("SEP=\t\nObjectifs\tLieu\n1.2.2\tLà", ("1.2.2", "Là")),
        ("Objectifs|Lieu\r1.2.2|Là\r", ("1.2.2", "Là")),
        ("Objectifs,Lieu,Budget\n1.2.2,Là,12 000,50", ("1.2.2", "Là", "12 000", "50")),
    ],
)  # fmt: skip
def test_the_separator_is_found(rulebook: Rulebook, content: str, row: tuple[str, ...]) -> None:
    from eligibility.batch.headings import Headings

    headings = Headings(rulebook)
    table = read_table(content.encode(), "x.csv", lambda title: headings.find(title) is not None)
    assert table.rows[-1][1] == row and not table.remarks


TEXT = "Intitulé;Objectifs;Lieu\nÉté à l'école : forêt, cœur, ça, où;1.2.2;Noël\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", ""), ("utf-16-be", ""), ("utf-32", ""),
        ("cp1252", "Windows-1252"), ("mac_roman", "MacRoman"), ("cp850", "DOS"),
    ],
)  # fmt: skip
def test_the_encoding_is_found_or_said(encoding: str, name: str) -> None:
    text = TEXT if encoding != "cp850" else TEXT.replace("œ", "oe")
    table = read_table(text.encode(encoding))
    assert table.rows[1][1] == tuple(text.split("\n")[1].split(";"))
    assert (name in told(table) and "accents" in told(table)) if name else not table.remarks


def test_two_encodings_in_one_file_are_told() -> None:
    table = read_table(TEXT.encode() * 3 + "caf\u00e9;1.2.2;L\u00e0\n".encode("cp1252"))
    assert "mêle deux encodages" in told(table) and table.rows[1][1][2] == "Noël"
    assert table.rows[-1][1][0] == "caf\ufffd"


# -- nothing is lost on the way back (case 19)

SIGNS = ["+33 3 27 00 00 00", "-1250,50", "=1+1", "- à revoir", "@mairie", "'=1", "''-5", " +1", "\t=1", "a;-5", 'dit "=1"', "l'-eau", "＝1", "- a\n- b", "=1|+2"]  # fmt: skip


@pytest.mark.parametrize("text", SIGNS)
def test_signs_come_back_as_they_were_and_run_nothing(rulebook: Rulebook, text: str) -> None:
    rows = [["Objectifs", "Note", "Fin de ligne"], [rulebook.objectives.leaves[0], text, "x"]]
    batch = read_batch(rulebook, as_csv(rows))
    (found,) = [row.cell(batch.own[0]) for row in batch.rows]
    content = to_csv(rulebook, build_matrix(rulebook, batch))
    again = read_batch(rulebook, content)
    assert [row.cell(again.own[0]) for row in again.rows] == [found]
    for separator in ";,\t|":
        for record in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator):
            assert not [cell for cell in record if cell.strip().lstrip('"').strip()[:1] in ("=", "+", "-", "@", "＝")]


@examples(4.0)
@given(st.text(st.sampled_from(" \t\n=+-@;,|'\"a\u00a0"), max_size=12))
def test_what_is_made_inert_comes_back(text: str) -> None:
    assert bare(inert(text)) == text
