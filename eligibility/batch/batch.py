"""A table of actions read for one rulebook: what was understood of it, row by row. Nothing is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from eligibility.actions.as_of import edition_of
from eligibility.batch.columns import Column, recognise
from eligibility.batch.headings import MAX_TITLE, Headings
from eligibility.batch.read_table import read_table
from eligibility.batch.rows import BatchRow, CellProblem, RowReader
from eligibility.batch.table import MAX_ROWS, refuse
from eligibility.batch.work import MAX_UNITS, check_cells, too_much, units
from eligibility.engine.compile import Rulebook
from eligibility.french.text import french_number, plural


@dataclass(frozen=True, slots=True)
class Batch:
    """The table: its columns in order, its rows in order (those to correct too), one day for all of them."""

    as_of: date
    columns: tuple[Column, ...]
    rows: tuple[BatchRow, ...]
    remarks: tuple[str, ...]

    @property
    def good(self) -> tuple[BatchRow, ...]:
        """The rows that can be evaluated."""
        return tuple(row for row in self.rows if row.request is not None)

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """All that is to tell of cells, in the order of the table; errors and remarks."""
        return tuple(problem for row in self.rows for problem in row.problems)

    @property
    def errors(self) -> tuple[CellProblem, ...]:
        """What keeps rows out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def described(self) -> tuple[Column, ...]:
        """The columns that describe the actions."""
        return tuple(column for column in self.columns if column.role == "field" and not column.kept)

    @property
    def own(self) -> tuple[Column, ...]:
        """The instructor's columns, kept as they are; an appraisal of who benefits is among them."""
        return tuple(column for column in self.columns if column.kept)

    @property
    def sentence(self) -> str:
        """How many actions were read, how many are to be corrected."""
        wrong = len(self.rows) - len(self.good)
        read = plural(len(self.good), "action est lue", "actions sont lues")
        return f"{read} ; {plural(wrong, 'ligne est', 'lignes sont')} à corriger." if wrong else f"{read}."


def read_batch(rulebook: Rulebook, content: bytes, name: str = "", as_of: date | None = None) -> Batch:
    """Reads an uploaded file. Raises InputError if the table as a whole cannot be used; bad rows are in the batch.

    `as_of` is pinned for the whole table: every request of the batch carries it.
    """
    day = as_of or rulebook.contract.revised_on
    edition = edition_of(rulebook, day)
    headings = Headings(edition)
    table = read_table(content, name, lambda title: len(title) < MAX_TITLE and headings.find(title) is not None)
    layout = recognise(table, headings)
    check_cells(table, layout.columns)
    rows = tuple(_within(RowReader(rulebook, table, layout, day).rows()))
    if not rows:
        raise refuse("Le tableau n'a que des titres : ajoutez une action par ligne.")
    if len(rows) > MAX_ROWS:
        raise refuse(
            f"Le tableau a plus de {french_number(MAX_ROWS)} actions. Coupez-le en plusieurs fichiers.",
            "table-too-large",
        )
    return Batch(day, layout.columns, rows, (*table.remarks, *layout.remarks))


def _within(rows: Iterable[BatchRow]) -> Iterator[BatchRow]:
    """The rows, as long as they do not ask for too much together."""
    left = MAX_UNITS
    for row in rows:
        left -= units(row.request) if row.request is not None else 1
        if left < 0:
            raise too_much()
        yield row
