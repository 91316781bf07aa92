"""A table of actions read for one rulebook: what was understood of it, row by row. Nothing is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eligibility.actions.as_of import edition_of
from eligibility.batch.cell_problem import CellProblem
from eligibility.batch.columns import Column, fates, recognise
from eligibility.batch.headings import MAX_TITLE, Headings
from eligibility.batch.read_table import read_table
from eligibility.batch.rows import BatchRow, RowReader
from eligibility.batch.table import MAX_ROWS, refuse
from eligibility.batch.work import MAX_UNITS, check_cells, too_much, units
from eligibility.engine.compile import Rulebook
from eligibility.french.text import enumerate_french, french_number, plural

MOST_LISTED = 30


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
    def fates(self) -> tuple[str, ...]:
        """What became of every column, the same list wherever it is told."""
        return fates(self.columns)

    @property
    def sentence(self) -> str:
        """How many actions were read, how many without a cell that is not understood, how many are to be corrected."""
        good, wrong = self.good, len(self.rows) - len(self.good)
        complete = sum(row.complete for row in good)
        read = plural(len(good), "action lue", "actions lues")
        if complete < len(good):
            whole = plural(complete, "complète", "complètes")
            read += f", {whole}, {len(good) - complete} avec une case non comprise"
        return f"{read} ; {plural(wrong, 'ligne', 'lignes')} à corriger." if wrong else f"{read}."


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
    reader = RowReader(rulebook, table, layout, day)
    rows = tuple(_within(reader.rows()))
    if not rows:
        raise refuse("Le tableau n'a que des titres : ajoutez une action par ligne.")
    if len(rows) > MAX_ROWS:
        raise refuse(
            f"Le tableau a plus de {french_number(MAX_ROWS)} actions. Coupez-le en plusieurs fichiers.",
            "table-too-large",
        )
    return Batch(day, layout.columns, rows, (*table.remarks, *layout.remarks, *_left_aside(reader.bands)))


def _left_aside(numbers: Sequence[int]) -> Iterator[str]:
    """Rows that are no action, by their numbers."""
    if numbers:
        listed = enumerate_french([str(number) for number in numbers[:MOST_LISTED]], "et")
        more = "…" if len(numbers) > MOST_LISTED else ""
        count = plural(len(numbers), "ligne n'est pas une action", "lignes ne sont pas des actions")
        yield f"{count} (titre de groupe, total ou légende), donc laissées de côté : {listed}{more}."


def _within(rows: Iterable[BatchRow]) -> Iterator[BatchRow]:
    """The rows, as long as they do not ask for too much together."""
    left = MAX_UNITS
    for row in rows:
        left -= units(row.request) if row.request is not None else 1
        if left < 0:
            raise too_much()
        yield row
