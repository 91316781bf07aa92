"""The rows of a table as requests: each row read, then asked of the engine without what it refuses, which is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eligibility.actions.as_of import edition_of
from eligibility.actions.requests import parse_request
from eligibility.actions.understand import understand
from eligibility.batch.cell_problem import CellProblem
from eligibility.batch.cells import plain
from eligibility.batch.columns import Column, Layout
from eligibility.batch.known import Known
from eligibility.batch.reading import NOTHING_LEFT, NOTHING_SAID, Reading
from eligibility.batch.table import Note, Table, Value
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from eligibility.french.text import fold
from schemas.action import EvaluationRequest

ATTEMPTS = 8  # of one row, each without what the engine refused before
LONG = "La ligne a plus de cases que de titres : on ne sait pas laquelle va où. Un texte qui contient le séparateur doit être entre guillemets."
# how a row begins that is no action: the title of a group, a sum, a legend
_SUMS = ("total", "sous total", "totaux", "somme")
_BANDS = (*_SUMS, "axe", "pilier", "objectif", "legende", "nb", "nota", "source", "note")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One action of the table. `request` is None if something is to be corrected first; `cells` are as uploaded."""

    number: int
    reference: str
    title: str
    cells: tuple[Value, ...]
    request: EvaluationRequest | None
    problems: tuple[CellProblem, ...]

    def cell(self, column: Column) -> Value:
        """What the row holds in a column."""
        return column.of(self.cells)

    @property
    def complete(self) -> bool:
        """Is it an action of which every cell that describes it is understood?"""
        return self.request is not None and all(problem.severity == "remark" for problem in self.problems)


class RowReader:
    """Reads the rows of one table for one rulebook and one day."""

    def __init__(self, rulebook: Rulebook, table: Table, layout: Layout, as_of: date):
        self._rulebook, self._table, self._layout, self._as_of = rulebook, table, layout, as_of
        self._known = Known(edition_of(rulebook, as_of), table.epoch_1904)
        self._width = max(column.position for column in layout.columns) + 1
        self._by_position = {c.position: c for c in layout.columns if not c.typed and c.role != "computed"}
        self.bands: list[int] = []  # numbers of rows that are no action
        self._notes: dict[int, list[Note]] = {}
        for note in table.notes:
            self._notes.setdefault(note.row, []).append(note)

    def rows(self) -> Iterator[BatchRow]:
        """Every action below the titles; what is left aside is numbered in `bands`."""
        kept = [column for column in self._layout.columns if column.role != "computed"]
        for number, values in self._table.rows:
            if number > self._layout.row and any(column.of(values) not in (None, "") for column in kept):
                row = self._row(number, values)
                if row.request is None and self._is_band(kept, number, values):
                    self.bands.append(number)
                else:
                    yield row

    def _is_band(self, kept: list[Column], number: int, values: tuple[Value, ...]) -> bool:
        filled = [column for column in kept if column.of(values) not in (None, "")]
        return _is_band(filled, values, [note.position for note in self._notes.get(number, ())])

    def _row(self, number: int, values: tuple[Value, ...]) -> BatchRow:
        reading = Reading(self._known, number, values, self._layout.columns)
        request = None
        if self._table.sheet is None and len(values) > self._width:
            reading.tell(None, LONG)
        else:
            reading.read(frozenset(self._noted(reading, number)))
            request = self._request(reading)
        return BatchRow(
            number,
            reading.texts.get("reference", ""),
            reading.texts.get("title", ""),
            values,
            request,
            tuple(reading.problems),
        )

    def _noted(self, reading: Reading, number: int) -> Iterator[int]:
        """Tells what the file itself says of the row's cells; the positions of those that are not to be read."""
        for note in self._notes.get(number, ()):
            column = self._by_position.get(note.position)
            if column is None:
                continue
            if column.role == "own" or note.severity == "remark":
                reading.tell(column, note.message, "remark")
            else:
                reading.tell(column, note.message, "unknown")
                yield note.position

    def _request(self, reading: Reading) -> EvaluationRequest | None:
        """The row as a request that the engine accepts; None, and the reason told, if nothing is left to judge."""
        for _ in range(ATTEMPTS):
            action = reading.action
            if not action.keys() & {"objectives", "site"}:
                break
            document = {
                "action": action,
                "as_of": self._as_of,
                "appraisals": reading.appraisals,
                "rulebook": self._rulebook.contract.id,
            }
            try:
                request = parse_request(document, self._rulebook.detail_names)
                understand(self._rulebook, request)
                return request
            except InputError as error:
                dropped = [reading.drop(problem) for problem in error.problems]
                if not any(dropped):
                    for problem in error.problems:
                        reading.tell(None, problem.message)
                    return None
        lost = any(problem.severity == "unknown" for problem in reading.problems)
        reading.tell(None, NOTHING_LEFT if lost else NOTHING_SAID)
        return None


def _is_band(filled: list[Column], values: tuple[Value, ...], noted: list[int]) -> bool:
    """The title of a group, a sum or a legend rather than an action: alone in its row, or named so."""
    texts = [fold(plain(column.of(values))) for column in filled if isinstance(column.of(values), str)]
    first = f"{texts[0]} " if texts else ""
    if len(filled) > 1 or any(first.startswith(f"{word} ") for word in _SUMS):
        return any(first.startswith(f"{word} ") for word in _SUMS)
    after = filled[0].position + 1
    if noted and sorted(noted) != list(range(after, after + len(noted))):
        return False  # cells that hold something all the same; those that a title is spread over follow it
    heading = filled[0].heading
    return heading is None or (heading.reads == "text" and any(first.startswith(f"{word} ") for word in _BANDS))
