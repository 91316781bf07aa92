"""A workbook written into memory, sheet after sheet and row after row.

openpyxl makes all but the rows: alone, it would pass each sheet through a file on disk, and take ten times longer. The
same content gives the same bytes: no part carries the hour at which it was written.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from eligibility.batch.table import Value, letter

MAX_TEXT = 32_000  # characters that a cell of a spreadsheet may hold, with some margin
CUT = "… (coupé : la case serait trop longue)"
FORMULA_SIGNS = "=+-@\t＝＋－＠"

Styled = tuple[Value, str]  # a value, and the name of a style

_WRAP = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(wrap_text=True, vertical="center")


def _solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


STYLES: dict[str, dict[str, Any]] = {
    "text": {"alignment": _WRAP},
    "head": {"font": Font(bold=True, color="FFFFFF"), "fill": _solid("24405C"), "alignment": _MIDDLE},
    "own": {"font": Font(bold=True, color="24405C"), "fill": _solid("DCE6F0"), "alignment": _MIDDLE},
    "strong": {"font": Font(bold=True), "alignment": _WRAP},
    "day": {"alignment": _WRAP, "number_format": "dd/mm/yyyy"},
    "moment": {"alignment": _WRAP, "number_format": "dd/mm/yyyy hh:mm"},
    "hours": {"alignment": _WRAP, "number_format": "[h]:mm:ss"},
    "eligible": {"fill": _solid("D3EBD5"), "alignment": _WRAP},
    "subject_to": {"fill": _solid("FBE9BF"), "alignment": _WRAP},
    "depends": {"fill": _solid("D5E6F7"), "alignment": _WRAP},
    "unlikely": {"font": Font(color="4A4A4A", italic=True), "fill": _solid("EFEFEF"), "alignment": _WRAP},
    "ineligible": {"font": Font(color="5F5F5F"), "alignment": _WRAP},
    "wrong": {"font": Font(bold=True, color="9B1C1C"), "fill": _solid("FBE3E3"), "alignment": _WRAP},
}

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


def shortened(text: str) -> str:
    """The text, cut where a cell would be too long to hold it, which is said."""
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + CUT


class XlsxFile:
    """A workbook being written. `day` stands for the hour that such files carry."""

    def __init__(self, day: date):
        self._buffer = io.BytesIO()
        self._archive = _Timeless(self._buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.created = self._book.properties.modified = datetime(day.year, day.month, day.day)
        self._book.properties.creator = ""
        self._styles: dict[tuple[str, bool], int] = {}

    def add(
        self, title: str, setup: Callable[[Worksheet], None], rows: Iterable[Iterable[Styled]], state: str = "visible"
    ) -> None:
        """Writes one sheet: `setup` says widths, panes, filter and print; the rows are written as they come."""
        sheet: Any = self._book.create_sheet(title)
        sheet.sheet_state = state
        setup(sheet)
        frame = io.BytesIO()
        WorksheetWriter(sheet, frame).write()
        before, after = _EMPTY.split(frame.getvalue(), maxsplit=1)
        part = zipfile.ZipInfo(f"xl/worksheets/sheet{len(self._book.worksheets)}.xml")
        part.compress_type = zipfile.ZIP_DEFLATED
        with self._archive.open(part, "w", force_zip64=True) as stream:
            stream.write(before + b"<sheetData>")
            for number, row in enumerate(rows, start=1):
                cells = "".join([self._cell(sheet, f"{letter(i)}{number}", *cell) for i, cell in enumerate(row)])
                stream.write(f'<row r="{number}">{cells}</row>'.encode())
            stream.write(b"</sheetData>" + after)

    def content(self) -> bytes:
        """The whole file."""
        _Writer(self._book, self._archive).save()
        return self._buffer.getvalue()

    def _cell(self, sheet: Any, place: str, value: Value, style: str) -> str:
        """One cell. A text stays a text, whatever sign it begins with, even if it is typed again by hand."""
        if value is None or value == "":
            return f'<c r="{place}" s="{self._style(sheet, style)}"/>'
        if isinstance(value, str):
            text = (
                _ILLEGAL.sub(" ", shortened(value))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "")
            )
            number = self._style(sheet, style, value[0] in FORMULA_SIGNS)
            return f'<c r="{place}" s="{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if isinstance(value, bool):
            return f'<c r="{place}" s="{self._style(sheet, style)}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, datetime | date | time | timedelta):
            if style == "text":
                style = (
                    "hours"
                    if isinstance(value, time | timedelta)
                    else "moment"
                    if isinstance(value, datetime) and value.time() != time()
                    else "day"
                )
            value = to_excel(value)  # type: ignore[no-untyped-call]
        return f'<c r="{place}" s="{self._style(sheet, style)}"><v>{value}</v></c>'

    def _style(self, sheet: Any, name: str, quoted: bool = False) -> int:
        number = self._styles.get((name, quoted))
        if number is None:
            model = sheet.cell(1, 1)
            for attribute, what in STYLES[name].items():
                setattr(model, attribute, what)
            model._style.quotePrefix = int(quoted)
            number = self._styles[name, quoted] = model.style_id
            del sheet._cells[1, 1]
        return number


class _Timeless(zipfile.ZipFile):
    """An archive whose parts carry no hour."""

    def writestr(
        self, zinfo_or_arcname: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Adds one part."""
        part = zipfile.ZipInfo(zinfo_or_arcname) if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname
        super().writestr(part, data, zipfile.ZIP_DEFLATED, compresslevel)


class _Writer(ExcelWriter):
    """Writes all but the sheets, which are in the archive already."""

    def write_worksheet(self, ws: Any) -> None:
        """Lists one sheet."""
        ws._drawing = SpreadsheetDrawing()
        ws._rels = RelationshipList()
        self.manifest.append(ws)
