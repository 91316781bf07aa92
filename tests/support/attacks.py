"""Files made to cost much, or to be misread: each is small, and each must be read or refused for little."""

import io
import zipfile
from collections.abc import Callable

from tests.support.tables import as_csv, as_xlsx, changed_parts, with_strings

SHEET, STYLES, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TITLES = ["Intitulé", "Objectifs", "Lieu"]


def spoiled(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A sound workbook of one action, one part of which is changed."""
    content = as_xlsx([TITLES, ["Forum", "1.2.2", "Centre"]])
    return changed_parts(content, lambda name, raw: change(raw) if name == part else raw)


def in_sheet(before: bytes, more: bytes) -> bytes:
    """Something more in the sheet, before a tag."""
    return spoiled(SHEET, lambda raw: raw.replace(before, more + before, 1))


def in_rows(more: bytes) -> bytes:
    """Rows after the others."""
    return in_sheet(b"</sheetData>", more)


def after_rows(more: bytes) -> bytes:
    """Something between the rows and the end of the sheet."""
    return in_sheet(b"<pageMargins", more)


def texts(count: int, text: str) -> bytes:
    """Shared texts."""
    return f'<sst xmlns="{MAIN}">{f"<si><t>{text}</t></si>" * count}</sst>'.encode()


def repeated_text() -> bytes:
    """One long text that every cell of a large table refers to."""
    cells = b'<c t="s"><v>0</v></c>' * 60
    rows = b"".join(b'<row r="%d">%s</row>' % (number, cells) for number in range(3, 4_000))
    content = with_strings(texts(2, "Forum, " * 280))
    return changed_parts(content, lambda name, raw: raw.replace(b"</sheetData>", rows + b"</sheetData>"))


def many_entries(count: int = 60_000) -> bytes:
    """An archive whose directory is long."""
    out = io.BytesIO(as_xlsx([TITLES]))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(f"a{number}"), b"")
    return out.getvalue()


def packed_otherwise(kind: int) -> bytes:
    """A sheet packed in a way that spreadsheets do not use."""
    source, out = io.BytesIO(as_xlsx([TITLES])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", kind) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def numbered(count: int, tag: bytes) -> bytes:
    """A tag with another number each time."""
    return b"".join(tag % number for number in range(count))


ATTACKS: dict[str, Callable[[], bytes]] = {
    "spaces in a cell's tag": lambda: in_rows(b'<row r="3"><c ' + b" " * 4_000_000 + b"/></row>"),
    "cells never closed": lambda: in_rows(b'<row r="3">' + b"<c><f>" * 200_000 + b"</row>"),
    "formulas never closed": lambda: in_rows(b'<row r="3">' + b'<c r="A3"><f a="' * 200_000),
    "an attribute without end": lambda: in_rows(b'<row r="3"><c r="' + b"A" * 20_000_000),
    "a comment without end": lambda: in_rows(b"<!--" + b"-a" * 10_000_000),
    "many comments": lambda: in_rows(b"<!---->" * 3_000_000),
    "many instructions": lambda: in_rows(b"<?a?>" * 4_000_000),
    "many sections": lambda: in_rows(b'<row r="3"><c t="inlineStr"><is><t>' + b"<![CDATA[a]]>" * 2_000_000),
    "one long text": lambda: in_rows(b'<row r="3"><c t="inlineStr"><is><t>' + b"a" * 25_000_000 + b"</t></is></c></row>"),
    "one long text of entities": lambda: in_rows(b'<row r="3"><c t="str"><v>' + b"&#233;" * 4_000_000 + b"</v></c></row>"),
    "line breaks only": lambda: in_rows(b"\n" * 25_000_000),
    "deep": lambda: in_rows(b'<row r="3"><c><is>' + b"<r>" * 3_000_000),
    "many names": lambda: in_rows(numbered(900_000, b"<a%d/>")),
    "many names of attributes": lambda: in_rows(numbered(900_000, b"<a b%d=''/>")),
    "many attributes": lambda: in_rows((b"<a " + numbered(4_000, b"b%d='' ") + b"/>") * 600),
    "many namespaces": lambda: in_rows(numbered(400_000, b"<a xmlns:b%d='c'/>")),
    "many cells in a row": lambda: in_rows(b'<row r="3">' + b"<c/>" * 2_000_000 + b"</row>"),
    "many empty cells": lambda: in_rows(numbered(2_000, b"<row><c r='A%d'/>" + b"<c/>" * 1_000 + b"</row>")),
    "many empty rows": lambda: in_rows(b"<row/>" * 4_000_000),
    "many full rows": lambda: in_rows(b"<row>" + (b"<c><v>1</v></c>" * 90 + b"</row><row>") * 12_000 + b"</row>"),
    "numbers of many digits": lambda: in_rows(b"<row>" + (b"<c><v>" + b"9" * 4_000 + b"</v></c>") * 60 + b"</row>"),
    "merges of whole sheets": lambda: after_rows(
        b"<mergeCells>" + numbered(19_000, b'<mergeCell ref="A%d:XFD1048576"/>') + b"</mergeCells>"
    ).replace(b"A0:", b"A1:"),
    "many merges": lambda: after_rows(b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 900_000 + b"</mergeCells>"),
    "unfinished merges": lambda: after_rows(b"<mergeCell " * 400_000),
    "many hidden columns": lambda: in_sheet(
        b"<sheetData>", b"<cols>" + b'<col min="1" max="16384" hidden="1"/>' * 500_000 + b"</cols>"
    ),
    "errors everywhere": lambda: in_rows((b"<row>" + b'<c t="e"><v>#REF!</v></c>' * 90 + b"</row>") * 3_000),
    "formulas without results": lambda: in_rows((b"<row>" + b"<c><f>1</f></c>" * 90 + b"</row>") * 3_000),
    "many styles": lambda: spoiled(
        STYLES, lambda raw: raw.replace(b"</cellXfs>", b'<xf numFmtId="14"/>' * 900_000 + b"</cellXfs>")
    ),
    "many fonts": lambda: spoiled(STYLES, lambda raw: raw.replace(b"</fonts>", b"<font><b/></font>" * 400_000 + b"</fonts>")),
    "many formats": lambda: spoiled(
        STYLES,
        lambda raw: raw.replace(
            b"<cellXfs", b"<numFmts>" + numbered(100_000, b'<numFmt numFmtId="%d" formatCode="' + b"[" * 250 + b'"/>') + b"</numFmts><cellXfs", 1
        ),
    ),
    "a long format": lambda: spoiled(
        STYLES, lambda raw: raw.replace(b"<cellXfs", b'<numFmts><numFmt numFmtId="14" formatCode="' + b"[" * 200_000 + b'"/></numFmts><cellXfs', 1)
    ),
    "many sheets": lambda: spoiled(
        WORKBOOK, lambda raw: raw.replace(b"</sheets>", numbered(300_000, b'<sheet name="s%d" r:id="rId1"/>') + b"</sheets>")
    ),
    "many shared texts": lambda: with_strings(texts(600_000, "é")),
    "long shared texts": lambda: with_strings(texts(800, "😀" * 8_000)),
    "one text everywhere": repeated_text,
    "entities in entities": lambda: spoiled(
        SHEET,
        lambda raw: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %s "%s">' % (b"b" * n, (b"&" + (b"b" * (n - 1) or b"a") + b";") * 10) for n in range(1, 12))
        + b"]>" + raw.replace(b"Forum", b"&bbbbbbbbbbb;"),
    ),
    "a foreign file": lambda: spoiled(
        SHEET, lambda raw: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + raw.replace(b"Forum", b"&a;")
    ),
    "a long directory": many_entries,
    "packed by LZMA": lambda: packed_otherwise(zipfile.ZIP_LZMA),
    "packed by bzip2": lambda: packed_otherwise(zipfile.ZIP_BZIP2),
    "tabs before a quote": lambda: as_csv([TITLES, ["\t" * 60_000 + "'" * 60_000, "1.2.2", "Centre"]]),
    "quotes and spaces": lambda: as_csv([TITLES, ["' " * 60_000, "1.2.2", "Centre"]] * 30),
    "one line of separators": lambda: b";" * 5_000_000,
    "lines of separators": lambda: (b";" * 15_000 + b"\n") * 330,
    "five million blank lines": lambda: b"Objectif;Lieu\n" + b"\n" * 5_000_000,
    "blank lines of spaces": lambda: b"Objectif;Lieu\n" + b" ;" * 2_500_000,
    "quotes never closed": lambda: b'Objectif;Lieu\n"' + b'a""' * 1_600_000,
    "badly quoted": lambda: b"Objectif;Lieu\n" + b'"a"b;"c"d\n' * 500_000,
    "signs": lambda: as_csv([TITLES, *([["=+-@" * 400, "1.2.2", "-" * 900]] * 1_900)]),
    "bars and tabs": lambda: b"|;\t," * 1_200_000,
}  # fmt: skip
