"""An uploaded file as rows of plain values, numbered as the spreadsheet numbers them. Nothing is understood yet.

Whatever the file holds is hostile until read: its kind is told by its content, its size is bounded before anything is
unpacked, and an error never quotes the reader's own exception.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal

from eligibility.errors import InputError, Problem
from eligibility.french.text import french_number

Value = str | bool | int | float | Decimal | datetime | date | time | timedelta | None
Severity = Literal["error", "remark"]

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
HEAD = 20  # the titles are looked for in the first rows


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell of one cell: row number, column position from 0. An `error` makes its row unusable."""

    row: int
    position: int
    message: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that hold something, each with its number; remarks on the file and notes on cells."""

    rows: tuple[tuple[int, tuple[Value, ...]], ...]
    sheet: str | None = None
    remarks: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    epoch_1904: bool = False  # how the workbook counts days
    hidden_rows: tuple[int, ...] = ()  # numbers of rows that the spreadsheet does not show; they are read
    hidden_columns: tuple[int, ...] = ()  # positions of columns that it does not show, and that hold something


def refuse(message: str, code: str = "unreadable-table") -> InputError:
    """The error of a file that cannot be used at all."""
    return InputError(Problem("", message, code=code))


def check_size(content: bytes) -> None:
    """Raises InputError if the file is empty or too large."""
    if not content.strip(b"\x00 \t\r\n"):
        raise refuse("Le fichier est vide. Remplissez le modèle, puis déposez-le.")
    if len(content) > MAX_BYTES:
        raise refuse(
            f"Le fichier dépasse {MAX_BYTES // 1024**2} Mo. Retirez les images et les feuilles inutiles, ou coupez le tableau en deux.",
            "table-too-large",
        )


def shortened(cells: list[Value], row: int) -> tuple[Value, ...]:
    """The cells up to the last that holds something. Raises InputError if there are too many."""
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise refuse(
            f"La ligne {row} a plus de {MAX_COLUMNS} colonnes. Vérifiez le séparateur, ou retirez les colonnes inutiles.",
            "table-too-large",
        )
    return tuple(cells)


def check_count(rows: int) -> None:
    """Raises InputError if the table is too long; its rows of titles are counted with some margin."""
    if rows > MAX_ROWS + HEAD:
        limit = french_number(MAX_ROWS)
        raise refuse(f"Le tableau a plus de {limit} lignes. Coupez-le en plusieurs fichiers.", "table-too-large")


class TextSize:
    """How much text the cells of one table hold: a workbook may repeat one text in every cell, at no cost to it."""

    def __init__(self) -> None:
        self._left = MAX_BYTES

    def add(self, text: str) -> None:
        """Raises InputError past what a file of text may weigh."""
        self._left -= len(text)
        if self._left < 0:
            limit = MAX_BYTES // 1024**2
            raise refuse(
                f"Le texte du tableau dépasse {limit} millions de caractères. Coupez-le en plusieurs fichiers.",
                "table-too-large",
            )


@cache
def letter(position: int) -> str:
    """« A » for 0, « AA » for 26: the column as a spreadsheet names it."""
    name, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
