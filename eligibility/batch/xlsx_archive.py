"""The archive that a workbook is: what its directory says is checked before anything is unpacked."""

import io
import zipfile
from typing import IO, Any

from eligibility.batch.markup import Budget, End, Start, read_markup, too_large
from eligibility.batch.table import refuse

MAX_PART = 30 * 1024 * 1024  # unpacked, of each part that is read
MAX_PARTS = 2_000
WORKBOOK = "xl/workbook.xml"

_ENTRY = b"PK\x01\x02"  # begins each entry of the directory
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ones of workbooks; others may ask for much memory
_OTHERS = (
    ("mimetype", "un classeur OpenDocument (.ods)"),
    ("xl/workbook.bin", "un classeur binaire (.xlsb)"),
    ("word/document.xml", "un document Word"),
    ("ppt/presentation.xml", "une présentation"),
)


class Archive(zipfile.ZipFile):
    """A workbook's parts: unpacked only if they are small enough; none gives more than it announces."""

    def __init__(self, content: bytes):
        if content.count(_ENTRY) > 2 * MAX_PARTS:  # before any entry is read; an embedded workbook has some too
            raise too_large()
        super().__init__(io.BytesIO(content))
        self.budget = Budget()

    def open(self, name: Any, *args: Any, **options: Any) -> Any:
        """A part as a stream. Raises InputError if it would be too large."""
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.file_size > MAX_PART:
            raise too_large()
        if info.compress_type not in _PACKINGS:
            raise ValueError("packed in a way that no spreadsheet uses")
        return super().open(info, *args, **options)

    def has(self, name: str) -> bool:
        """Is there such a part?"""
        return name in self.NameToInfo

    def read_part(self, name: str, start: Start, end: End) -> None:
        """Reads one part as markup, within what is left of the upload's budget."""
        stream: IO[bytes]
        with self.open(name) as stream:
            read_markup(stream, start, end, self.budget)


def check_archive(archive: Archive) -> None:
    """Is it a workbook, and may its parts be unpacked? Looks at the directory only. Raises InputError."""
    parts = {info.filename: info for info in archive.infolist()}
    if any(info.flag_bits & 1 for info in parts.values()):
        raise refuse("Le classeur est protégé par un mot de passe. Retirez la protection.")
    if WORKBOOK not in parts:
        kind = next((what for name, what in _OTHERS if name in parts), "une archive, sans classeur dedans")
        raise refuse(f"Ce fichier est {kind}. Enregistrez le tableau en XLSX ou en CSV.")
    if len(archive.infolist()) > MAX_PARTS:
        raise too_large()
