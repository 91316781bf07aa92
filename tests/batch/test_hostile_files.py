"""Files made to cost much: each is read or refused within two seconds of processor and 100 MB, and so is what is like it."""

import io
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import InputError
from eligibility.batch import markup
from eligibility.batch.read_table import read_table
from tests.support.attacks import ATTACKS, SHEET, STYLES, TITLES, WORKBOOK, in_rows, numbered, spoiled
from tests.support.effort import examples, some
from tests.support.limited import Limited
from tests.support.tables import as_csv, as_xlsx, changed_parts, with_strings


@pytest.fixture(scope="module")
def limited() -> Iterator[Limited]:
    process = Limited()
    yield process
    process.close()


def ends_well(said: str) -> bool:
    return said == "read" or (said.startswith("refused: ") and said.endswith("."))


@pytest.mark.parametrize("name", some(ATTACKS, 6))
def test_an_attack_costs_little(limited: Limited, name: str) -> None:
    content = ATTACKS[name]()
    said = limited.read(content)
    assert ends_well(said), said


def test_what_is_sound_is_read_within_the_limits(limited: Limited) -> None:
    large = b"Objectif;Lieu\n" + b"1;2\n" * 1_000
    assert limited.read(large) == "read"
    assert limited.read(b"%PDF").startswith("refused: Ce fichier est un PDF")


# -- what is like them

PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    WORKBOOK,
    "xl/_rels/workbook.xml.rels",
    STYLES,
    SHEET,
    "xl/sharedStrings.xml",
)
SOUND = [
    as_xlsx([TITLES, ["Forum", "1.2.2", "Centre"], ["Été", 3.4, None], [True, "=1+1", "#REF!"]]),
    with_strings(b"<sst><si><t>un</t></si><si><r><t>de</t></r><r><t>ux</t></r></si></sst>"),
    as_xlsx([TITLES, *([["Forum", "1.2.2", "Centre"]] * 40)], lambda book: book.worksheets[0].merge_cells("A2:C30")),
]
PIECES = [
    b"<", b">", b'"', b"&", b"&amp;", b"&#0;", b"&#x1F600;", b"<c>", b"</c>", b"<row>", b"</row>", b"<v>", b"</v>", b"<f>",
    b"<is><t>", b'<c t="s"><v>9</v></c>', b'<c t="d"><v>2016-09-01T23:00:00Z</v></c>', b'<c s="1"><v>1e308</v></c>',
    b'<c t="b"><v>7</v></c>', b"<v>nan</v>", b"<v>1e999</v>", b'r="A0"', b'r="XFE1"', b't="e"', b's="-1"', b"\x00", b"\xff",
    b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml version='1.0' encoding='utf-16'?>", b"_xD800_", b"_x0000_",
    b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="B9:A1"/>', b'<col min="0" max="99" hidden="1"/>', b' hidden="1"',
    b'<numFmt numFmtId="0" formatCode="yyyy"/>', b'numFmtId="14"', b'date1904="1"', b'state="hidden"', b"<sheetData>", b"</sheetData>",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound workbook with parts cut, repeated, mixed and spoiled, or its archive itself."""
    content = draw(st.sampled_from(SOUND))
    for _ in range(draw(st.integers(1, 4))):
        part = draw(st.sampled_from(PARTS))
        where, other = draw(st.floats(0, 1)), draw(st.floats(0, 1))
        piece, times = draw(st.sampled_from(PIECES)), draw(st.sampled_from([1, 1, 2, 50, 20_000]))
        how = draw(st.sampled_from(["insert", "cut", "replace", "double", "drop", "bytes"]))

        def change(name: str, raw: bytes) -> bytes:
            if name != part:  # noqa: B023 — called at once
                return raw
            first, last = sorted((int(where * len(raw)), int(other * len(raw))))  # noqa: B023
            if how == "insert":  # noqa: B023
                return raw[:first] + piece * times + raw[first:]  # noqa: B023
            if how == "replace":  # noqa: B023
                return raw[:first] + piece * times + raw[last:]  # noqa: B023
            return {"cut": raw[:first] + raw[last:], "double": raw[:last] + raw[first:], "drop": b""}.get(how, raw)  # noqa: B023

        if how == "bytes":
            first = int(where * len(content))
            content = content[:first] + piece + content[first + len(piece) :]
        elif zipfile.is_zipfile(io.BytesIO(content)):
            try:
                content = changed_parts(content, change)
            except (
                zipfile.BadZipFile,
                OSError,
                NotImplementedError,
                ValueError,
                EOFError,
                RuntimeError,
                KeyError,
                zlib.error,
            ):
                break
    return content


@st.composite
def mutated_text(draw: st.DrawFn) -> bytes:
    """A CSV with odd pieces, many times."""
    pieces = st.sampled_from(
        [
            "\t",
            " ",
            "'",
            '"',
            '""',
            ";",
            ",",
            "|",
            "\n",
            "\r",
            "=",
            "+",
            "-",
            "é",
            "\ufeff",
            "\u2028",
            "(",
            "a" * 50,
            "\x00",
            "12",
            "sep=;\n",
        ]
    )
    text = "".join(
        piece * draw(st.sampled_from([1, 1, 3, 200, 30_000]))
        for piece in draw(st.lists(pieces, min_size=1, max_size=12))
    )
    encoding = draw(
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman", "cp850"])
    )
    return "Intitulé;Objectifs;Lieu\n".encode(encoding, "replace") + text.encode(encoding, "replace")


@examples(1.0, least=15)
@given(mutated())
def test_mutations_of_workbooks_are_read_or_refused(limited: Limited, content: bytes) -> None:
    assert ends_well(said := limited.read(content)), said


@examples(1.0, least=15)
@given(mutated_text())
def test_mutations_of_texts_are_read_or_refused(limited: Limited, content: bytes) -> None:
    assert ends_well(said := limited.read(content)), said


# -- bounds, one by one


@pytest.mark.parametrize(
    ("name", "bound", "more"),
    [
        ("MAX_DEPTH", 5, b"<row><c><is><r><t/></r></is></c></row>"),
        ("MAX_NAMES", 60, numbered(80, b"<a%d/>")),
        ("MAX_TOKEN", 1_000, b"<a b='" + b"x" * 200_000 + b"'/>"),
    ],
)
def test_a_bound_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch, name: str, bound: int, more: bytes) -> None:
    content = in_rows(more)
    read_table(content)
    monkeypatch.setattr(markup, name, bound)
    with pytest.raises(InputError, match="bien trop grand") as caught:
        read_table(content)
    assert caught.value.problems[0].code == "table-too-large"


@pytest.mark.parametrize(("elements", "unpacked"), [(20, 10**6), (10**6, 900)])
def test_the_budget_of_an_upload_is_that_of_all_its_parts(elements: int, unpacked: int) -> None:
    budget = markup.Budget(elements, unpacked)
    part = b"<a>" + b"<b/>" * 15 + b" " * 500 + b"</a>"
    markup.read_markup(io.BytesIO(part), lambda *_: None, lambda *_: None, budget)
    with pytest.raises(InputError):
        markup.read_markup(io.BytesIO(part), lambda *_: None, lambda *_: None, budget)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: raw.replace(b'<row r="2">', b'<row r="1">'), "dans l'ordre"),
        (lambda raw: raw.replace(b'r="B2"', b'r="A2"'), "deux valeurs"),
        (lambda raw: raw.replace(b"<sheetData>", b'<cols><col min="a" max="3" hidden="1"/></cols><sheetData>'), "hors de tout tableau"),
        (lambda raw: raw.replace(b"<pageMargins", b'<mergeCells><mergeCell ref="A1:ZZZZ3"/></mergeCells><pageMargins'), "hors de tout tableau"),
        (lambda raw: b"<!DOCTYPE worksheet>" + raw, "abîmé"),
    ],
)  # fmt: skip
def test_sheets_that_no_spreadsheet_writes(change: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_table(spoiled(SHEET, change))  # type: ignore[arg-type]


def test_cells_that_are_worth_nothing_stay_texts() -> None:
    """« 1e999 », a moment with a time zone: whoever reads the cell says that it is not understood."""
    cells = b'<c><v>1e999</v></c><c><v>1_0</v></c><c t="d"><v>2016-09-01T23:00:00Z</v></c><c t="d"><v>hier</v></c>'
    (*_, row) = read_table(in_rows(b"<row>" + cells + b"</row>")).rows
    assert row[1] == ("1e999", "1_0", "2016-09-01T23:00:00Z", "hier")


def test_many_small_csv_cells_are_cheap() -> None:
    assert len(read_table(as_csv([TITLES, *([["a", "1.2.2", "b"]] * 4_900)])).rows) == 4_901
