"""CSV as people really save it: any usual encoding and separator, quotes, line breaks inside cells."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator

from eligibility.batch.csv_text import decode
from eligibility.batch.table import HEAD, MAX_COLUMNS, MAX_ROWS, Table, Value, check_count, refuse, shortened
from eligibility.errors import InputError
from eligibility.export.table import bare

IsTitle = Callable[[str], bool]

SEPARATORS = (";", ",", "\t", "|")
SAMPLE = 50  # records that the choice of a separator looks at
MAX_SIGNS = 20_000  # separators in one line: cells that no spreadsheet could hold
MAX_BLANK = 20 * MAX_ROWS  # records in all: blank ones are many in some files
_DECLARED = re.compile(
    r"\"?sep=([;,\t|:^~])\"?(?:\r\n?|\n|$)", re.IGNORECASE
)  # a first line that some spreadsheets write
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def read_csv(content: bytes, remarks: tuple[str, ...] = (), known: IsTitle = lambda title: False) -> Table:
    """Raises InputError if it is no text, or no table. `known`: is this the title of a column that one expects?"""
    text, told = decode(content)
    if "\x00" in text:
        raise refuse(
            "Ce fichier n'est pas un tableau : il contient des caractères illisibles. Enregistrez-le en CSV UTF-8 ou en XLSX."
        )
    start, first_row = 0, 1
    if declared := _DECLARED.match(text):
        separator, start, first_row = declared[1], declared.end(), 2
    else:
        separator = sniff(text, known)
    rows, loose = _rows(text, start, separator, first_row)
    return Table(tuple(rows), None, (*remarks, *told, *loose))


def _lines(text: str, start: int = 0, separator: str = "") -> Iterator[str]:
    """The lines with their ends, as the csv module wants them. Raises InputError on one that would be too wide."""
    for number, found in enumerate(_LINE.finditer(text, start), start=1):
        line = found[0]
        if separator and len(line) > MAX_SIGNS and line.count(separator) > MAX_SIGNS:
            shortened([*[None] * MAX_COLUMNS, "x"], number)  # tells that there are too many
        yield line


def sniff(text: str, known: IsTitle) -> str:
    """The separator that shows most expected titles, then cuts most rows alike and widest; else the semicolon."""
    best, chosen = (0, 0.0), SEPARATORS[0]
    for separator in SEPARATORS:
        widths, titles, cut = Counter[int](), 0, True
        try:
            for seen, record in enumerate(csv.reader(_lines(text, 0, separator), delimiter=separator)):
                if record:
                    widths[min(len(record), 1_000)] += 1
                    found = sum(map(known, record[: 2 * MAX_COLUMNS])) if widths.total() <= HEAD else 0
                    if found > titles:
                        titles, cut = found, len(record) > 1  # a separator that the titles do not hold is none
                if widths.total() >= SAMPLE or seen >= MAX_BLANK:
                    break
        except (csv.Error, InputError):
            continue
        width = max((count * (width - 1) / widths.total() for width, count in widths.items()), default=0.0)
        if (titles, width * cut) > best:
            best, chosen = (titles, width * cut), separator
    return chosen


Rows = list[tuple[int, tuple[Value, ...]]]


def _rows(text: str, start: int, separator: str, first_row: int) -> tuple[Rows, tuple[str, ...]]:
    rows: Rows = []
    done = [first_row - 1]
    try:
        _read(text, start, separator, True, rows, done)
        return rows, ()
    except csv.Error as error:
        wrong = done[0] + 1
        if "unexpected end" in str(error):
            raise refuse(
                f"Un guillemet ouvert à la ligne {wrong} n'est jamais fermé : la suite du fichier serait perdue. Fermez-le."
            ) from None
        if "field limit" in str(error) or "field larger" in str(error):
            raise refuse(
                f"Une case de la ligne {wrong} est bien trop longue. Raccourcissez-la.", "table-too-large"
            ) from None
    rows.clear()
    try:
        _read(text, start, separator, False, rows, [first_row - 1])
    except csv.Error:
        raise refuse(
            f"Le fichier n'est pas un CSV lisible à partir de la ligne {wrong}. Enregistrez-le à nouveau, ou en XLSX."
        ) from None
    return rows, (f"Des guillemets sont mal placés à la ligne {wrong} : vérifiez les cases autour.",)


def _read(text: str, start: int, separator: str, strict: bool, rows: Rows, done: list[int]) -> None:
    """Adds the rows that hold something. `done`: the number of the last record read, kept up to date."""
    before = done[0]
    for record in csv.reader(_lines(text, start, separator), delimiter=separator, strict=strict):
        number = done[0] + 1
        while record and not record[-1].strip():
            record.pop()
        if record:
            rows.append((number, shortened([bare(cell) if cell.strip() else "" for cell in record], number)))
        done[0] = number
        check_count(max(len(rows), (number - before) // 20))
