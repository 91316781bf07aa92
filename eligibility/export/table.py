"""The catalogue as CSV: one row per line, English column names as in the API, texts in French.

The dialect is that of the open-data schema of grants that awards are joined with (SCDL Subventions): UTF-8, commas,
decimal points, ISO dates. No byte-order mark: it would become part of the first column's name for plain readers.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable

from eligibility.export.catalogue import Catalogue, CatalogueLine
from eligibility.french.citations import place_in_text

JOIN = " | "  # between the values of one cell; texts hold commas and semicolons

# A cell that starts with one of these signs is a formula for a spreadsheet, and may send data away or run a command.
# A spreadsheet set to another separator also cuts cells there, hence the same care after each usual separator.
# A text is tried behind a line break, so that its beginning is no case of its own: each pattern starts at a separator,
# and spaces are tried once, whatever the text.
_START = r"""([;,|\t\r\n"'][^\S\t\r\n]*+)"""
_FORMULA = re.compile(rf"{_START}(?=[=+\-@＝＋－＠])")
_SHIELD = re.compile(rf"{_START}'(?=[=+\-@＝＋－＠])")
_BREAKS = re.compile(r"[\x00\t\r\n]+")

_COLUMNS: dict[str, Callable[[CatalogueLine], str]] = {
    "id": lambda line: line.id,
    "title": lambda line: line.title,
    "summary": lambda line: line.summary,
    "kind": lambda line: line.kind,
    "nature": lambda line: line.nature,
    "commitment": lambda line: line.commitment,
    "dispositif": lambda line: line.dispositif,
    "funder": lambda line: line.funder.id,
    "funder_name": lambda line: line.funder.name,
    "funder_family": lambda line: line.funder.family,
    "funder_family_name": lambda line: line.family,
    "all_objectives": lambda line: _yes_no(line.objectives is None),
    "objectives": lambda line: _many(code for code, _ in line.objectives or ()),
    "objective_titles": lambda line: _many(title for _, title in line.objectives or ()),
    "perimeter": lambda line: line.perimeter[0] if line.perimeter else "",
    "perimeter_label": lambda line: line.perimeter[1] if line.perimeter else "",
    "perimeter_expected": lambda line: line.perimeter[2] if line.perimeter else "",
    "conditions": lambda line: _many(line.conditions),
    "reserves": lambda line: _many(line.reserves),
    "priorities": lambda line: _many(line.priorities),
    "amounts": lambda line: _many(figure.said for figure in line.figures),
    "amount_values": lambda line: _many(f"{figure.kind} {figure.value} {figure.unit}" for figure in line.figures),
    "valid_from": lambda line: line.validity.from_.isoformat(),
    "valid_until": lambda line: line.validity.until.isoformat(),
    "contact_organisation": lambda line: line.contact.organisation,
    "contact_service": lambda line: line.contact.service or "",
    "contact_role": lambda line: line.contact.role or "",
    "contact_town": lambda line: line.contact.town or "",
    "notes": lambda line: _many(line.notes),
    "funder_notes": lambda line: _many(line.funder_notes),
    "sources": lambda line: _many(source.entry for source in line.sources),
    "source_clauses": lambda line: _many(place_in_text(source) for source in line.sources),
}
COLUMNS = (*_COLUMNS, "rulebook", "rulebook_version", "rulebook_hash", "rulebook_texts_from", "rulebook_ended")


def to_csv(catalogue: Catalogue) -> bytes:
    """The whole file (RFC 4180), the columns' names first."""
    rulebook = catalogue.rulebook
    known = (
        rulebook.id,
        rulebook.version,
        rulebook.hash,
        catalogue.texts_from.isoformat(),
        _yes_no(catalogue.contract.ended),
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in catalogue.lines:
        writer.writerow([harmless(cell) for cell in (*(read(line) for read in _COLUMNS.values()), *known)])
    return text.getvalue().encode()


def harmless(text: str) -> str:
    """The text on one line, with an apostrophe before each sign that a spreadsheet could take for a formula."""
    return inert(_BREAKS.sub(" ", text))


def inert(text: str) -> str:
    """The text as it is, but for an apostrophe before each sign that a spreadsheet could take for a formula."""
    return _FORMULA.sub(r"\1'", "\n" + text)[1:]


def bare(text: str) -> str:
    """The text as it was before `inert`."""
    return _SHIELD.sub(r"\1", "\n" + text)[1:] if "'" in text else text


def _many(values: Iterable[object]) -> str:
    return JOIN.join(str(value) for value in values)


def _yes_no(value: bool) -> str:
    return "true" if value else "false"
