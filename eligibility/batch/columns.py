"""The columns of a table: which are understood, which are the instructor's own, which the tool wrote itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from eligibility.batch.cells import plain
from eligibility.batch.headings import MAX_TITLE, VERDICT, Heading, Headings
from eligibility.batch.table import HEAD, Table, letter, refuse
from eligibility.errors import InputError, Problem
from eligibility.french.text import enumerate_french, fold

Role = Literal["field", "own", "computed"]
NEAR = 80  # a title at least this like a known one may be a slip
ENOUGH = ("objectives", "place", "commune", "quarter", "qpv", "structure", "longitude")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field`: understood as `heading`; `own`: kept as it is; `computed`: written by an earlier export, left out."""

    position: int
    title: str
    role: Role
    heading: Heading | None = None

    @property
    def letter(self) -> str:
        """As a spreadsheet names it."""
        return letter(self.position)

    @property
    def kept(self) -> bool:
        """Is it shown and exported on the instructor's side of the table?"""
        return self.role == "own" or (self.heading is not None and self.heading.name == "appraisal")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the titles are, what each column is, and what to tell of them."""

    row: int
    columns: tuple[Column, ...]
    remarks: tuple[str, ...]


def recognise(table: Table, headings: Headings) -> Layout:
    """Raises InputError if there are no titles, if one thing has two columns, or if nothing says where or for what."""
    row, cells = _titles(table, headings)
    below = [later for number, later in table.rows if number > row]
    columns, remarks = [], []
    width = (
        max(map(len, below), default=0) if table.sheet is not None else 0
    )  # more cells than titles: in a CSV, a slip
    for position in range(max(len(cells), width)):
        title = " ".join(plain(cells[position]).split()) if position < len(cells) else ""
        if not title:
            if any(position < len(later) and later[position] not in (None, "") for later in below):
                columns.append(Column(position, "", "own"))
                remarks.append(f"La colonne {letter(position)} n'a pas de titre : elle est gardée telle quelle.")
            continue
        column = _column(position, title, headings)
        columns.append(column)
        if column.role == "own" and (
            near := process.extractOne(
                title, list(headings.labels), scorer=fuzz.ratio, processor=fold, score_cutoff=NEAR
            )
        ):
            remarks.append(
                f"La colonne {column.letter} « {title} » n'est pas reconnue : elle est gardée telle quelle. Vouliez-vous dire « {near[0]} » ?"
            )
    _check_once(columns, row)
    if not any(column.heading and column.heading.name in ENOUGH for column in columns):
        raise refuse(
            f"La ligne de titres ({row}) n'a ni colonne d'objectif, ni colonne de lieu : ajoutez « Objectifs » ou « Lieu ».",
            "missing-columns",
        )
    return Layout(row, tuple(columns), tuple(remarks))


def _titles(table: Table, headings: Headings) -> tuple[int, Sequence[object]]:
    """The row, among the first, where most titles are known."""
    best, found = 0, None
    for row, cells in table.rows[:HEAD]:
        known = sum(1 for cell in cells if isinstance(cell, str) and len(cell) < MAX_TITLE and headings.find(cell))
        if known > best:
            best, found = known, (row, cells)
    if found is None:
        expected = [
            heading.label
            for heading in headings.all
            if heading.name in ("title", "objectives", "place", "publics", "starts_on", "ends_on")
        ]
        raise refuse(
            f"Aucune ligne de titres n'est reconnue parmi les {HEAD} premières. Donnez à chaque colonne un titre : {enumerate_french(expected, 'et')}… ou partez du modèle.",
            "missing-columns",
        )
    return found


def _column(position: int, title: str, headings: Headings) -> Column:
    if title.startswith(VERDICT.strip()):
        return Column(position, title, "computed")
    heading = headings.find(title)
    return Column(position, title, "field" if heading else "own", heading)


def _check_once(columns: list[Column], row: int) -> None:
    problems = []
    by_name: dict[str, list[Column]] = {}
    typed = any(column.heading and column.heading.name == "carrier" for column in columns)
    for index, column in enumerate(columns):
        if column.heading is None:
            continue
        if column.heading.name == "carrier_named" and typed:  # the type has its own column: this one names the carrier
            columns[index] = Column(column.position, column.title, "own")
            continue
        by_name.setdefault(column.heading.name, []).append(column)
    for same in by_name.values():
        if len(same) > 1:
            listed = enumerate_french([f"{column.letter} « {column.title} »" for column in same], "et")
            meaning = same[0].heading.label if same[0].heading else ""
            message = f"Ligne {row} : les colonnes {listed} disent la même chose ({meaning}). Gardez-en une, ou renommez l'autre."
            problems.append(Problem("", message, code="duplicate-column"))
    if problems:
        raise InputError(problems)
