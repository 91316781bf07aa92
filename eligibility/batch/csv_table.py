"""CSV as people really save it: any usual encoding and separator, quotes, line breaks inside cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable

from eligibility.batch.table import HEAD, MAX_COLUMNS, Table, Value, check_count, refuse, shortened

IsTitle = Callable[[str], bool]

SEPARATORS = (";", ",", "\t", "|")
SAMPLE = 50  # records that the choice of a separator looks at
_DECLARED = re.compile(r"sep=([;,\t|])\r?\n?", re.IGNORECASE)  # a first line that some spreadsheets write
_SHIELD = re.compile(r"""((?:^|[;,|\t\r\n"'])\s*)'(?=[=+\-@＝＋－＠])""")  # what export.table.inert() adds


def read_csv(content: bytes, remarks: tuple[str, ...] = (), known: IsTitle = lambda title: False) -> Table:
    """Raises InputError if it is no text, or no table. `known`: is this the title of a column that one expects?"""
    text, told = decode(content)
    if "\x00" in text:
        raise refuse(
            "Ce fichier n'est pas un tableau : il contient des caractères illisibles. Enregistrez-le en CSV UTF-8 ou en XLSX."
        )
    first_row = 1
    if declared := _DECLARED.match(text):
        separator, text, first_row = declared[1], text[declared.end() :], 2
    else:
        separator = sniff(text, known)
    records, loose = _records(text, separator)
    rows: list[tuple[int, tuple[Value, ...]]] = []
    for number, record in enumerate(records, start=first_row):
        cells: list[Value] = [_unshielded(cell) if cell.strip() else "" for cell in record]
        kept = shortened(cells, number)
        if kept:
            rows.append((number, kept))
            check_count(len(rows))
    return Table(tuple(rows), None, (*remarks, *told, *loose))


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what to tell if its encoding was guessed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ()
        except UnicodeDecodeError:
            raise refuse(
                "Le fichier s'annonce en UTF-16 et ne l'est pas. Enregistrez-le en CSV UTF-8 ou en XLSX."
            ) from None
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise refuse("L'encodage du fichier n'est pas reconnu. Enregistrez-le en CSV UTF-8 ou en XLSX.") from None
    return text, ("Le fichier n'est pas en UTF-8 : il a été lu en Windows-1252. Vérifiez les accents.",)


def sniff(text: str, known: IsTitle) -> str:
    """The separator that shows most expected titles, then cuts most rows alike and widest; else the semicolon."""
    best, chosen = (0, 0.0), SEPARATORS[0]
    for separator in SEPARATORS:
        widths, titles, cut = Counter[int](), 0, True
        try:
            for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                if record:
                    widths[min(len(record), 1_000)] += 1
                    found = sum(map(known, record[: 2 * MAX_COLUMNS])) if widths.total() <= HEAD else 0
                    if found > titles:
                        titles, cut = found, len(record) > 1  # a separator that the titles do not hold is none
                if widths.total() >= SAMPLE:
                    break
        except csv.Error:
            continue
        width = max((count * (width - 1) / widths.total() for width, count in widths.items()), default=0.0)
        if (titles, width * cut) > best:
            best, chosen = (titles, width * cut), separator
    return chosen


def _records(text: str, separator: str) -> tuple[list[list[str]], tuple[str, ...]]:
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        for record in strict:
            records.append(record)
            check_count(len(records) // 20)  # blank records are many in some files, and cheap
        return records, ()
    except csv.Error as error:
        row = len(records) + 1
        if "unexpected end" in str(error):
            raise refuse(
                f"Un guillemet ouvert à la ligne {row} n'est jamais fermé : la suite du fichier serait perdue. Fermez-le."
            ) from None
        if "field limit" in str(error) or "field larger" in str(error):
            raise refuse(
                f"Une case de la ligne {row} est bien trop longue. Raccourcissez-la.", "table-too-large"
            ) from None
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise refuse(
            f"Le fichier n'est pas un CSV lisible à partir de la ligne {row}. Enregistrez-le à nouveau, ou en XLSX."
        ) from None
    return records, (f"Des guillemets sont mal placés à la ligne {row} : vérifiez les cases autour.",)


def _unshielded(text: str) -> str:
    """Without the apostrophes that an export put before the signs of formulas, so that it can be read back as it was."""
    return _SHIELD.sub(r"\1", text) if "'" in text else text
