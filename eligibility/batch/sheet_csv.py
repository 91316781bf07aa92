"""The matrix and its reasons as CSV, for a spreadsheet set to French: semicolons, UTF-8 with its mark, no live formula."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from decimal import Decimal

from eligibility.batch.cells import plain
from eligibility.batch.explained import TITLES, explain
from eligibility.batch.matrix import Cell, Matrix, Progress
from eligibility.batch.table import Value
from eligibility.batch.workbook import layout, read_first, verdict_text, verdict_title
from eligibility.batch.written import ABOUT, ACTION
from eligibility.batch.xlsx_writer import shortened
from eligibility.engine.compile import Rulebook
from eligibility.export.table import inert

PIECE = 64 * 1024  # characters, at least


def to_csv(rulebook: Rulebook, matrix: Matrix) -> bytes:
    """One row per action: the verdict of each funder, then the uploaded columns. It can be uploaded again as it is."""
    named, described, own = layout(matrix.batch)
    first = [column.title for column in named] or [ACTION]
    about = " ; ".join(text for _, text in read_first(rulebook, matrix)[:4])

    def rows() -> Iterable[list[Value]]:
        yield [*first, *(verdict_title(f) for f in matrix.funders), ABOUT, *(c.title for c in (*described, *own))]
        for item in matrix.rows:
            cells: Iterable[Cell | None] = item.cells or (None for _ in matrix.funders)
            yield [
                *([item.row.cell(column) for column in named] or [f"ligne {item.row.number}"]),
                *(verdict_text(cell) for cell in cells),
                about,
                *(item.row.cell(column) for column in described),
                *(_own(item.row.cell(column)) for column in own),
            ]

    return _file(rows())


def reasons_csv(
    rulebook: Rulebook, matrix: Matrix, everything: bool = False, progress: Progress | None = None
) -> bytes:
    """One row per action and line, with its reasons: what the sheet « Raisons » of the workbook holds."""
    return b"".join(reasons_in_pieces(rulebook, matrix, everything, progress))


def reasons_in_pieces(
    rulebook: Rulebook, matrix: Matrix, everything: bool = False, progress: Progress | None = None
) -> Iterator[bytes]:
    """The same file, piece by piece: one action at a time is held in memory."""

    def rows() -> Iterable[list[Value]]:
        yield list(TITLES)
        for item in explain(rulebook, matrix, everything, progress):
            yield [shortened(text) if isinstance(text, str) else text for text in item.texts]

    return _pieces(rows())


def _own(value: Value) -> Value:
    """A number as a French spreadsheet reads it; in other columns it may be a code (3.4)."""
    return plain(value).replace(".", ",") if isinstance(value, float | Decimal) else value


def _file(rows: Iterable[list[Value]]) -> bytes:
    return b"".join(_pieces(rows))


def _pieces(rows: Iterable[list[Value]]) -> Iterator[bytes]:
    yield BOM_UTF8
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([inert(plain(value).replace("\x00", "")) for value in row])
        if text.tell() > PIECE:
            yield text.getvalue().encode("utf-8", "replace")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8", "replace")
