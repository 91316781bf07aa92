"""Tables of actions for the tests of batches: as CSV text, as workbooks, sound or spoiled."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from eligibility.batch import BatchRow
from eligibility.batch.batch import Batch
from schemas.action import Action, EvaluationRequest


def as_csv(rows: Iterable[Iterable[Any]], separator: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def requested(row: BatchRow) -> EvaluationRequest:
    """The action of a good row."""
    assert row.request is not None
    return row.request


def first_sheet(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def as_xlsx(rows: Iterable[Iterable[Any]], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        first_sheet(book).append(list(row))
    if change:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


STRINGS = "xl/sharedStrings.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def with_strings(part: bytes) -> bytes:
    """A workbook of two cells whose texts stand in a part of their own, as spreadsheets write them."""

    def change(name: str, raw: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return raw.replace(b"</Types>", f'<Override PartName="/{STRINGS}" ContentType="{_TYPE}"/></Types>'.encode())
        return raw.replace(b't="inlineStr"><is><t>a</t></is>', b't="s"><v>0</v>').replace(
            b't="inlineStr"><is><t>b</t></is>', b't="s"><v>1</v>'
        )

    content = io.BytesIO(changed_parts(as_xlsx([["a", "b"]]), change))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(STRINGS, part)
    return content.getvalue()


def changed_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return out.getvalue()


def batch_of(actions: Iterable[Action], as_of: Any, **more: Any) -> Batch:
    """A batch without a table: one good row per action."""
    rows = tuple(
        BatchRow(number, str(number), f"Action {number}", (), EvaluationRequest(action=action, as_of=as_of, **more), ())
        for number, action in enumerate(actions, start=2)
    )
    return Batch(as_of, (), rows, ())
