"""From the bytes of a file to a table: its kind is told by its content, whatever its name says."""

import re

from eligibility.batch.csv_table import IsTitle, read_csv
from eligibility.batch.table import Table, check_size, refuse
from eligibility.batch.xlsx_table import read_xlsx

_HTML = re.compile(rb"<(?:!doctype|html|table|head|body|meta|\?xml|div|script)", re.IGNORECASE)
_BEFORE = 64 * 1024  # spaces that may stand before the first tag
_KINDS = (
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel (.xls) ou un classeur protégé par un mot de passe"),
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"{\\rtf", "un texte mis en forme (.rtf)"),
)


def read_table(content: bytes, name: str = "", known: IsTitle = lambda title: False) -> Table:
    """Raises InputError, in plain words, if the file is no table that can be read. `known`: is this an expected title?"""
    check_size(content)
    if content.startswith(b"PK"):
        return read_xlsx(content)
    for start, kind in _KINDS:
        if content.startswith(start):
            raise refuse(f"Ce fichier est {kind}. Enregistrez le tableau en XLSX ou en CSV.")
    if _HTML.match(content[:_BEFORE].lstrip().removeprefix(b"\xef\xbb\xbf").lstrip()[:20]):
        raise refuse(
            "Ce fichier est une page HTML ou XML, pas un tableau, quel que soit son nom. Enregistrez le tableau en XLSX ou en CSV."
        )
    renamed = name.lower().endswith((".xlsx", ".xls", ".xlsm", ".ods"))
    told = (
        (f"Le fichier s'appelle « {name[-60:]} » mais contient du texte : il a été lu comme un CSV.",)
        if renamed
        else ()
    )
    return read_csv(content, told, known)
