"""What a sheet needs from the other parts of its workbook: the sheets by name, the shared texts, which styles are dates."""

import posixpath
import re
from dataclasses import dataclass, field
from sys import getsizeof

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from eligibility.batch.markup import MAX_TEXT, Attributes, too_large
from eligibility.batch.xlsx_archive import MAX_PARTS, WORKBOOK, Archive

MAX_SHARED = 40 * 1024 * 1024  # bytes of memory that the shared texts may take
MAX_STYLES = 66_000  # a spreadsheet allows some fewer
MAX_FORMATS = 2_000  # formats of numbers that a workbook defines
MAX_FORMAT = 255  # characters of one: a spreadsheet allows no more

_TYPES = "[Content_Types].xml"
_SHARED = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_TRUE = ("1", "true")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A sheet as the workbook lists it: its name, its part, is it shown?"""

    name: str
    part: str
    shown: bool


@dataclass(slots=True)
class Parts:
    """The workbook, but for its sheets."""

    sheets: list[SheetRef] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)  # styles of days and hours
    spans: set[int] = field(default_factory=set)  # styles of durations
    epoch_1904: bool = False


def is_true(text: str | None) -> bool:
    """A yes, as markup writes it."""
    return text in _TRUE


def read_parts(archive: Archive) -> Parts:
    """All but the sheets. Raises InputError past a bound, anything if it is spoiled."""
    parts = Parts()
    shared = _shared_part(archive)
    listed: list[tuple[str, str, bool]] = []  # name, relation, shown
    relations = _relations(archive)

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            if len(listed) >= MAX_PARTS:
                raise too_large()
            listed.append((attributes.get("name", "")[:60], relation, attributes.get("state", "visible") == "visible"))
        elif name == "workbookPr":
            parts.epoch_1904 = is_true(attributes.get("date1904"))

    archive.read_part(WORKBOOK, start, _nothing)
    for name, relation, shown in listed:
        kind, part = relations.get(relation, ("", ""))
        if "worksheet" in kind and archive.has(part):
            parts.sheets.append(SheetRef(name, part, shown))
    if shared is not None:
        _read_texts(archive, shared, parts.texts)
    if archive.has(_STYLES):
        _read_styles(archive, parts)
    return parts


def _nothing(name: str, text: str) -> None:
    """The end of an element that holds no text."""


def _shared_part(archive: Archive) -> str | None:
    """Where the shared texts stand."""
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "Override" and attributes.get("ContentType", "").endswith("sharedStrings+xml"):
            found.append(attributes.get("PartName", "").lstrip("/"))

    archive.read_part(_TYPES, start, _nothing)
    return next((part for part in (*found, _SHARED) if archive.has(part)), None)


def _relations(archive: Archive) -> dict[str, tuple[str, str]]:
    """The parts that the workbook names, by the names that it gives them: kind and place."""
    found: dict[str, tuple[str, str]] = {}
    folder, file = posixpath.split(WORKBOOK)

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            place = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")[:500]))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), place.lstrip("/"))

    archive.read_part(f"{folder}/_rels/{file}.rels", start, _nothing)
    return found


class TextReader:
    """A text that may be made of runs, each with its look; how it is pronounced (`rPh`) is no part of it."""

    def __init__(self) -> None:
        self._runs: list[str] = []
        self._size = 0
        self._aside = 0

    def begin(self) -> None:
        """Another text."""
        self._runs.clear()
        self._size = self._aside = 0

    def start(self, name: str) -> None:
        """An element in it begins."""
        self._aside += name == "rPh"

    def end(self, name: str, text: str) -> None:
        """An element in it ends."""
        if name == "t" and not self._aside and self._size < MAX_TEXT:
            self._runs.append(text)
            self._size += len(text)
        elif name == "rPh":
            self._aside -= 1

    def text(self) -> str:
        """The whole text."""
        return unescaped("".join(self._runs))


def unescaped(text: str) -> str:
    """« _x000D_ » is how workbooks write a sign that markup cannot hold."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(escaped: re.Match[str]) -> str:
    number = int(escaped[1], 16)
    if 0xD800 <= number < 0xE000:
        return escaped[0]
    return chr(number) if number >= 32 or number in (9, 10, 13) else " "


def _read_texts(archive: Archive, part: str, texts: list[str]) -> None:
    reader, size = TextReader(), 0

    def start(name: str, attributes: Attributes) -> None:
        if name == "si":
            reader.begin()
        else:
            reader.start(name)

    def end(name: str, text: str) -> None:
        nonlocal size
        if name != "si":
            reader.end(name, text)
            return
        texts.append(reader.text())
        size += getsizeof(texts[-1])
        if size > MAX_SHARED:
            raise too_large()

    archive.read_part(part, start, end)


def _read_styles(archive: Archive, parts: Parts) -> None:
    """Only what tells a date from a number."""
    formats = {number: _kinds(code) for number, code in BUILTIN_FORMATS.items()}
    section = ""
    count = defined = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal section, count, defined
        if name in ("numFmts", "cellXfs"):
            section = name
        elif name == "numFmt" and section == "numFmts":
            defined += 1
            if defined > MAX_FORMATS:
                raise too_large()
            formats[int(attributes.get("numFmtId", "0"))] = _kinds(attributes.get("formatCode", ""))
        elif name == "xf" and section == "cellXfs":
            date, span = formats.get(int(attributes.get("numFmtId", "0")), (False, False))
            if date:
                parts.dates.add(count)
            if span:
                parts.spans.add(count)
            count += 1
            if count > MAX_STYLES:
                raise too_large()

    def end(name: str, text: str) -> None:
        nonlocal section
        if name == section:
            section = ""

    archive.read_part(_STYLES, start, end)


def _kinds(code: str) -> tuple[bool, bool]:
    """Does a format write a date, a duration?"""
    if len(code) > MAX_FORMAT:
        return False, False
    return is_date_format(code), is_timedelta_format(code)
