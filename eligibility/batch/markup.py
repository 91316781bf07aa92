"""Markup read as it streams: no regular expression, no entity, no document type, and all that it costs is counted.

expat reads (docs/decisions/0013-reading-workbooks.md); what is counted does not depend on the machine, so that the same
file is always read, or always refused.
"""

from collections.abc import Callable
from pyexpat import ParserCreate
from typing import IO, Any

from eligibility.batch.table import refuse
from eligibility.errors import InputError

CHUNK = 64 * 1024
MAX_TOKEN = 4 * CHUNK  # bytes of one tag, one comment: expat reads an unfinished one again with each chunk
MAX_DEPTH = 64
MAX_NAMES = 2_000  # of elements and attributes: the parser keeps every one
MAX_TEXT = 33_000  # characters kept of one element; a spreadsheet's cell holds 32,767
FREE_ATTRIBUTES = 10  # those beyond cost as much as elements
MAX_ELEMENTS = 400_000  # 5,000 rows of forty cells
MAX_UNPACKED = 60 * 1024 * 1024

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]  # name without its prefix, attributes as they are written
End = Callable[[str, str], None]  # name without its prefix, the text just before its end


def too_large() -> InputError:
    """The refusal of a workbook that would cost too much."""
    return refuse(
        "Le classeur, une fois décompressé, est bien trop grand pour un tableau d'actions. Gardez la seule feuille utile.",
        "table-too-large",
    )


class Budget:
    """What reading one upload may cost, all its parts together."""

    def __init__(self, elements: int = MAX_ELEMENTS, unpacked: int = MAX_UNPACKED):
        self.elements, self.unpacked = elements, unpacked

    def unpack(self, size: int) -> None:
        """Counts bytes. Raises InputError if there are too many."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise too_large()


class _Locals(dict[str, str]):
    """Names without their prefixes."""

    def __missing__(self, name: str) -> str:
        found = self[name] = name.rpartition(":")[2]
        return found


def read_markup(stream: IO[bytes], start: Start, end: End, budget: Budget) -> None:
    """Tells each element as it begins and ends. Raises InputError past a bound, anything of expat's if it is spoiled."""
    names: dict[str, Any] = {}
    parser = ParserCreate(intern=names)
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    local = _Locals()
    texts: list[str] = []
    depth = kept = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth, kept
        budget.elements -= 1
        depth += 1
        if len(attributes) > FREE_ATTRIBUTES:
            budget.elements -= len(attributes)
        if budget.elements < 0 or depth > MAX_DEPTH or len(names) > MAX_NAMES:
            raise too_large()
        if texts:
            texts.clear()
            kept = 0
        start(local[name], attributes)

    def ended(name: str) -> None:
        nonlocal depth, kept
        depth -= 1
        if texts:
            text = "".join(texts)
            texts.clear()
            kept = 0
            end(local[name], text)
        else:
            end(local[name], "")

    def told(text: str) -> None:
        nonlocal kept
        if kept < MAX_TEXT:
            texts.append(text[: MAX_TEXT - kept])
            kept += len(text)

    def declared(*_: object) -> None:
        raise ValueError("a document type")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = told, declared
    fed = 0
    while chunk := stream.read(CHUNK):
        budget.unpack(len(chunk))
        fed += len(chunk)
        parser.Parse(chunk, False)
        if fed - parser.CurrentByteIndex > MAX_TOKEN:
            raise too_large()
    parser.Parse(b"", True)
