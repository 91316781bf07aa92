"""One sheet of a workbook as rows of values, read once from end to end, with what is to be told of its cells."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from eligibility.batch.markup import Attributes, too_large
from eligibility.batch.table import MAX_COLUMNS, Note, TextSize, Value, check_count, refuse, shortened
from eligibility.batch.xlsx_parts import Parts, TextReader, is_true

MAX_CELLS = 20_000  # in one row; a spreadsheet has 16,384 columns
MAX_SPANS = 20_000  # merges, or descriptions of columns
MAX_NOTES = 20_000  # cells to tell something of
MAX_NUMBER = 60  # characters of a number
_NUMERIC = frozenset("0123456789+-.eE")
NO_RESULT = "Une formule n'a pas de résultat enregistré."

Range = tuple[int, int, int, int]  # first row, last row, first column, last column


@dataclass(slots=True)
class Sheet:
    """What reading one sheet gathers."""

    rows: list[tuple[int, tuple[Value, ...]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # of those that hold something
    hidden_columns: int = 0  # a bit for each
    filtered: bool = False
    ended: tuple[int, int] | None = None  # the row where reading stopped, after how many empty ones
    lost: list[int] = field(default_factory=list)  # rows that hold nothing but formulas without a result

    def note(self, row: int, position: int, message: str) -> None:
        """Something to tell of a cell. Raises InputError if there is too much to tell."""
        self.notes.append(Note(row, position, message))
        if len(self.notes) > MAX_NOTES:
            raise refuse(
                "Bien trop de cases de la feuille sont fusionnées, en erreur ou sans résultat. Corrigez-la, ou tapez les valeurs.",
                "table-too-large",
            )


class SheetReader:
    """Takes the elements of a sheet as they come."""

    def __init__(self, parts: Parts, name: str, most_empty: int):
        self.sheet = Sheet()
        self._parts, self._name, self._most_empty = parts, name, most_empty
        self._epoch = CALENDAR_MAC_1904 if parts.epoch_1904 else CALENDAR_WINDOWS_1900
        self._size = TextSize()
        self._text = TextReader()
        self._merges: list[tuple[str, Range]] = []
        self._inside = self._in_row = self._in_cell = self._hidden = False
        self._row = self._column = self._count = self._empty = self._spans = 0
        self._cells: dict[int, Value] = {}
        self._wrong: list[tuple[int, str]] = []
        self._kind = self._value = ""
        self._style = 0
        self._formula = False

    # -- elements

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._in_cell:
            if name == "f":
                self._formula = True
            else:
                self._text.start(name)
        elif name == "c":
            if self._in_row:
                self._begin_cell(attributes)
        elif name == "row":
            if self._inside and not self._in_row:
                self._begin_row(attributes)
        elif name == "sheetData":
            self._inside = True
        elif name in ("mergeCell", "col"):
            self._spans += 1
            if self._spans > MAX_SPANS:
                raise too_large()
            if name == "col":
                self._hide_columns(attributes)
            else:
                self._merge(attributes.get("ref", ""))
        elif name == "filterColumn":
            self.sheet.filtered = True

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "v":
            if self._in_cell:
                self._value = text
        elif name == "c":
            if self._in_cell:
                self._in_cell = False
                self._end_cell()
        elif name == "row":
            if self._in_row:
                self._in_row = False
                self._end_row()
        elif name == "sheetData":
            self._inside = False
        elif self._in_cell:
            self._text.end(name, text)

    def finish(self) -> Sheet:
        """What only the whole sheet tells: which cells are hidden by their merging."""
        numbers = [number for number, _ in self.sheet.rows]
        width = max((len(cells) for _, cells in self.sheet.rows), default=0)
        for area, (top, bottom, first, last) in self._merges:
            message = f"Les cases {area} sont fusionnées : seule la première a une valeur. Défusionnez-les et répétez la valeur."
            for index in range(bisect_left(numbers, top), len(numbers)):
                row = numbers[index]
                if row > bottom:
                    break
                for position in range(first, min(last, width - 1) + 1):
                    if (row, position) != (top, first):
                        self.sheet.note(row, position, message)
        return self.sheet

    # -- rows

    def _begin_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        number = self._row + 1 if given is None else self._number(given)
        if number <= self._row:
            raise refuse(
                f"Les lignes de la feuille « {self._name} » ne sont pas dans l'ordre. Ouvrez le classeur dans un tableur et enregistrez-le à nouveau."
            )
        self._row, self._column, self._count, self._in_row = number, -1, 0, True
        self._hidden = is_true(attributes.get("hidden")) or attributes.get("ht") in ("0", "0.0")
        self._cells = {}
        self._wrong = []

    def _end_row(self) -> None:
        cells, sheet = self._cells, self.sheet
        if sheet.ended:
            return
        if not cells:
            if self._wrong:
                sheet.lost.append(self._row)
            self._empty += 1
            if self._empty > self._most_empty:
                sheet.ended = (self._row, self._empty)
            return
        self._empty = 0
        last = max(cells)
        if last >= MAX_COLUMNS:
            shortened([*[None] * MAX_COLUMNS, "x"], self._row)  # tells that there are too many
        sheet.rows.append((self._row, tuple([cells.get(position) for position in range(last + 1)])))
        check_count(len(sheet.rows))
        if self._hidden:
            sheet.hidden_rows.append(self._row)
        for position, message in self._wrong:
            sheet.note(self._row, position, message)

    def _number(self, digits: str) -> int:
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 7):
            raise self._out_of_place()
        return int(digits)

    def _out_of_place(self) -> Exception:
        return refuse(f"La feuille « {self._name} » place des cases hors de tout tableau. Enregistrez-la à nouveau.")

    # -- cells

    def _begin_cell(self, attributes: Attributes) -> None:
        self._in_cell = True
        self._count += 1
        if self._count > MAX_CELLS:
            raise refuse(
                f"Une ligne de la feuille « {self._name} » a bien trop de cases. Gardez les colonnes utiles.",
                "table-too-large",
            )
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            letters = place.rstrip("0123456789")
            column = column_of(letters)
            if column < 0 or len(place) - len(letters) > 7:
                raise self._out_of_place()
            self._column = column
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._value, self._formula = "", False
        if self._kind == "inlineStr":
            self._text.begin()

    def _end_cell(self) -> None:
        raw = self._value
        if self._kind == "inlineStr":
            value: Value = self._text.text()
        elif raw:
            value = self._typed(raw)
        else:
            if self._formula and self._kind != "str":  # a text may be empty
                message = f"{NO_RESULT} Ouvrez le classeur dans un tableur, enregistrez-le, ou tapez la valeur."
                self._wrong.append((self._column, message))
            return
        if isinstance(value, str):
            if not value.strip():
                return
            self._size.add(value)
        if self._column in self._cells:
            raise refuse(
                f"La feuille « {self._name} » met deux valeurs dans une même case. Ouvrez le classeur dans un tableur et enregistrez-le à nouveau."
            )
        self._cells[self._column] = value

    def _typed(self, raw: str) -> Value:
        """The value, as its kind and its style say. Raises ValueError or IndexError if the file is spoiled."""
        match self._kind:
            case "n":
                value = number(raw)
                return self._day(value) if self._style in self._parts.dates and not isinstance(value, str) else value
            case "s":
                index = int(raw)
                if index < 0:
                    raise IndexError
                return self._parts.texts[index]
            case "b":
                return bool(int(raw))
            case "d":
                return moment(raw)
            case "e":
                self._error(raw)
        return raw

    def _day(self, value: int | float) -> Value:
        try:
            found: Value = from_excel(value, self._epoch, timedelta=self._style in self._parts.spans)
        except (OverflowError, ValueError):
            found = "#VALUE!"
            self._error(found)
        return found

    def _error(self, code: str) -> None:
        self._wrong.append(
            (self._column, f"La case contient l'erreur {code[:20]} du tableur. Corrigez la formule ou tapez la valeur.")
        )

    # -- what surrounds the rows

    def _merge(self, area: str) -> None:
        first, colon, last = area.partition(":")
        if not colon:
            return
        places = [
            (column_of(letters), place[len(letters) :])
            for place in (first, last)
            if (letters := place.rstrip("0123456789"))
        ]
        if len(places) < 2 or min(column for column, _ in places) < 0:
            raise self._out_of_place()
        (left, top), (right, bottom) = places
        self._merges.append((area, (self._number(top), self._number(bottom), left, right)))

    def _hide_columns(self, attributes: Attributes) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") in ("0", "0.0"):
            first, last = self._number(attributes.get("min", "")) - 1, self._number(attributes.get("max", "")) - 1
            if 0 <= first <= min(last, MAX_COLUMNS - 1):
                self.sheet.hidden_columns |= (1 << min(last + 1, MAX_COLUMNS)) - (1 << first)


@lru_cache(maxsize=20_000)
def column_of(letters: str) -> int:
    """The position, from 0, of the column that a spreadsheet calls so; -1 if it has none."""
    if not 1 <= len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
        return -1
    position = 0
    for sign in letters.upper():
        position = position * 26 + ord(sign) - 64
    return position - 1


def number(raw: str) -> int | float | str:
    """A number as workbooks write it; what is none stays a text, for whoever reads the cell to say so."""
    if len(raw) < 16 and raw.isascii() and raw.isdecimal():
        return int(raw)
    text = raw.strip()
    if len(text) > MAX_NUMBER or not _NUMERIC.issuperset(text):
        return raw
    try:
        value = int(text) if text.lstrip("+-").isdecimal() else float(text)
    except ValueError:
        return raw
    return value if isfinite(value) else raw


def moment(raw: str) -> datetime | date | time | timedelta | str:
    """A day, an hour or both, in letters; with a time zone, or misspelt, it stays a text."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            found = read(raw.strip()[:40])
        except ValueError:
            continue
        return raw if isinstance(found, datetime | time) and found.tzinfo else found
    return raw
