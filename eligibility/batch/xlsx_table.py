"""XLSX as values only, read piece by piece: sizes are checked before anything is unpacked, no entity is expanded.

The sheet goes through openpyxl's parser directly: its own row iterator pads rows and columns as far as the file claims
to reach, which a hostile file would use.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._reader import WorkSheetParser

from eligibility.batch.table import MAX_COLUMNS, Note, Table, Value, check_count, refuse, shortened
from eligibility.errors import InputError
from eligibility.french.text import enumerate_french, fold

MAX_PART = 30 * 1024 * 1024  # unpacked, of each part that is read
MAX_PARTS = 2_000
MAX_EMPTY = 60_000  # rows in turn that hold nothing: the table is over
MAX_TAGS = 200_000  # in one row, which is held whole in memory while it is read
SHEET = "actions"
WORKBOOK = "xl/workbook.xml"

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c ([^>]*)><(?:\w+:)?f(?:[ /][^>]*)?>(?:[^<]*</(?:\w+:)?f>)?(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
_NO_RESULT = "Une formule n'a pas de résultat enregistré."
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_BAD_PLACE = re.compile(rb" r=\"(?:[A-Za-z]{4,}|[A-Za-z]*\d{8,})")

_OTHERS = (
    ("mimetype", "un classeur OpenDocument (.ods)"),
    ("xl/workbook.bin", "un classeur binaire (.xlsb)"),
    ("word/document.xml", "un document Word"),
    ("ppt/presentation.xml", "une présentation"),
)


@dataclass
class _Sheet:
    """What reading one sheet gathers."""

    rows: list[tuple[int, tuple[Value, ...]]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_xlsx(content: bytes) -> Table:
    """Raises InputError if it is no workbook, too large, or spoiled."""
    try:
        with _Guarded(io.BytesIO(content)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            check_archive(archive)
            return _read(content, archive)
    except InputError:
        raise
    except Exception:  # the parsers raise anything on a spoiled file, with texts that may quote it
        raise refuse(
            "Le classeur est abîmé ou n'est pas un vrai fichier XLSX. Ouvrez-le dans un tableur et enregistrez-le à nouveau."
        ) from None


def check_archive(archive: zipfile.ZipFile) -> None:
    """Is it a workbook, and may its parts be unpacked? Looks at the directory only."""
    parts = {info.filename: info for info in archive.infolist()}
    if any(info.flag_bits & 1 for info in parts.values()):
        raise refuse("Le classeur est protégé par un mot de passe. Retirez la protection.")
    if WORKBOOK not in parts:
        kind = next((what for name, what in _OTHERS if name in parts), "une archive, sans classeur dedans")
        raise refuse(f"Ce fichier est {kind}. Enregistrez le tableau en XLSX ou en CSV.")
    if len(archive.infolist()) > MAX_PARTS:
        raise _too_large()


class _Guarded(zipfile.ZipFile):
    """An archive whose parts are unpacked only if they are small enough; none gives more than it announces."""

    def open(self, name: Any, *args: Any, **options: Any) -> Any:
        """A part as a stream. Raises InputError if it would be too large."""
        if (name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)).file_size > MAX_PART:
            raise _too_large()
        return super().open(name, *args, **options)


def _too_large() -> InputError:
    return refuse(
        "Le classeur, une fois décompressé, est bien trop grand pour un tableau d'actions. Gardez la seule feuille utile.",
        "table-too-large",
    )


def _read(content: bytes, archive: zipfile.ZipFile) -> Table:
    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.archive = archive
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    name, path, remarks = _choose(reader)
    raw = archive.read(path)
    if _BAD_PLACE.search(raw):
        raise refuse(f"La feuille « {name} » place des cases hors de tout tableau. Enregistrez-la à nouveau.")
    if any(row.count(b"<") > MAX_TAGS for row in _ROW.split(raw)):
        raise refuse(
            f"Une ligne de la feuille « {name} » a bien trop de cases. Gardez les colonnes utiles.", "table-too-large"
        )
    sheet = _Sheet(remarks=remarks)
    _fill(sheet, _cells(reader, raw), name)
    _note_formulas(sheet, raw)
    _note_merges(sheet, raw)
    return Table(
        tuple(sheet.rows), name, tuple(sheet.remarks), tuple(sheet.notes), reader.wb.epoch == CALENDAR_MAC_1904
    )


def _choose(reader: ExcelReader) -> tuple[str, str, list[str]]:
    """The sheet named « actions », else the first that is shown; its path, and what to tell."""
    found = [
        (sheet.name, relation.target, sheet.state)
        for sheet, relation in reader.parser.find_sheets()
        if relation.target in reader.valid_files and "worksheet" in relation.Type
    ]
    shown = [item for item in found if item[2] == "visible"] or found
    if not shown:
        raise refuse("Le classeur n'a aucune feuille de calcul.")
    name, path, _ = next((item for item in shown if fold(item[0]) == SHEET), shown[0])
    others = [other for other, *_ in shown if other != name]
    told = (
        [
            f"Seule la feuille « {name} » est lue ; pas {enumerate_french([f'« {o} »' for o in others[:5]], 'ni')}{'…' if others[5:] else ''}."
        ]
        if others
        else []
    )
    return name, path, told


def _cells(reader: ExcelReader, raw: bytes) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    styles: Any = reader.wb
    parser = WorkSheetParser(
        io.BytesIO(raw), reader.shared_strings, data_only=True, epoch=styles.epoch,
        date_formats=styles._date_formats, timedelta_formats=styles._timedelta_formats,
    )  # fmt: skip
    yield from parser.parse()


def _fill(sheet: _Sheet, parsed: Iterable[tuple[int, list[dict[str, Any]]]], name: str) -> None:
    empty = 0
    for row, cells in parsed:
        given: dict[int, Value] = {}
        for cell in cells:
            value = cell["value"]
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            position = cell["column"] - 1
            given[position] = value
            if cell["data_type"] == "e":
                sheet.notes.append(
                    Note(
                        row,
                        position,
                        f"La case contient l'erreur {value} du tableur. Corrigez la formule ou tapez la valeur.",
                    )
                )
        if not given:
            empty += 1
            if empty > MAX_EMPTY:
                sheet.remarks.append(
                    f"La lecture de la feuille « {name} » s'arrête à la ligne {row}, après {empty} lignes vides."
                )
                return
            continue
        empty = 0
        last = max(given)
        if last >= MAX_COLUMNS:
            shortened([*[None] * last, "x"], row)  # tells that there are too many
        sheet.rows.append((row, tuple(given.get(position) for position in range(last + 1))))
        check_count(len(sheet.rows))


def _note_formulas(sheet: _Sheet, raw: bytes) -> None:
    """A formula whose result was never computed would pass for an empty cell."""
    known = {row for row, _ in sheet.rows}
    lost: list[int] = []
    for attributes in _UNCOMPUTED.findall(raw):
        place = _PLACE.search(attributes)
        if place is None or b't="str"' in attributes:  # a text may be empty
            continue
        row = int(place[2])
        if row in known:
            sheet.notes.append(
                Note(
                    row,
                    _column(place[1]),
                    f"{_NO_RESULT} Ouvrez le classeur dans un tableur, enregistrez-le, ou tapez la valeur.",
                )
            )
        else:
            lost.append(row)
    if lost:
        sheet.remarks.append(
            f"{_NO_RESULT} Lignes non lues : {min(lost)} à {max(lost)}. Ouvrez le classeur dans un tableur et enregistrez-le."
        )


def _note_merges(sheet: _Sheet, raw: bytes) -> None:
    """Only the first of merged cells holds the value: the others would pass for empty."""
    known = dict(sheet.rows)
    for left, top, right, bottom in _MERGED.findall(raw):
        area = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
        first, last = _column(left), _column(right)
        for row in range(int(top), min(int(bottom), int(top) + 5_000) + 1):
            if row in known:
                for position in range(first, min(last, MAX_COLUMNS - 1) + 1):
                    if (row, position) != (int(top), first):
                        sheet.notes.append(
                            Note(
                                row,
                                position,
                                f"Les cases {area} sont fusionnées : seule la première a une valeur. Défusionnez-les et répétez la valeur.",
                            )
                        )


def _column(name: bytes) -> int:
    position = 0
    for sign in name:
        position = position * 26 + sign - 64
    return position - 1
