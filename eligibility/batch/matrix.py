"""Actions × funders: for each, the best verdict and the lines behind it. Verdicts only; reasons come on demand.

The verdicts are the matcher's, on what `understand` makes of each request: those of a full evaluation, without building
it. Whatever is known of the rulebook is asked once; hundreds of actions take the time of a page.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from eligibility.actions.understand import understand
from eligibility.batch.batch import Batch
from eligibility.batch.rows import BatchRow
from eligibility.engine.compile import Rulebook
from eligibility.engine.match import bits
from eligibility.evaluate import engine
from eligibility.french.text import fold
from eligibility.rulebook.objectives import covers
from schemas.result import CLOSED, VERDICTS, EngineRef, RulebookRef, Verdict

Progress = Callable[[int, int], None]  # done, in all
Lines = tuple[tuple[str, ...], ...]  # ids of lines, by verdict in the order of VERDICTS

_RANKS = {verdict: rank for rank, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class FunderColumn:
    """A funder, and how many lines it has of each kind."""

    id: str
    name: str
    short_name: str
    family: str
    family_name: str
    funding: int
    support: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One action for one funder. `funding` and `support`: ids of its lines by verdict, in the order of VERDICTS."""

    funding: Lines
    support: Lines

    @property
    def verdict(self) -> Verdict | None:
        """The best verdict of a funding line; None if the funder has support only."""
        return next((verdict for verdict, lines in zip(VERDICTS, self.funding, strict=True) if lines), None)

    @property
    def best(self) -> Verdict:
        """The best verdict of its funding lines, of its support lines if it has no funding."""
        lines = self.support if self.verdict is None else self.funding
        return next((verdict for verdict, ids in zip(VERDICTS, lines, strict=True) if ids), "ineligible")

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many funding lines have each verdict."""
        return {verdict: len(lines) for verdict, lines in zip(VERDICTS, self.funding, strict=True)}

    @property
    def open_support(self) -> int:
        """How many support lines are not closed."""
        return sum(len(lines) for verdict, lines in zip(VERDICTS, self.support, strict=True) if verdict not in CLOSED)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One action: a cell per funder, in the order of the matrix's funders; none if the row is to be corrected."""

    row: BatchRow
    cells: tuple[Cell, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many funding lines of all funders have each verdict."""
        return {verdict: sum(len(cell.funding[rank]) for cell in self.cells) for rank, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table for one day, with what is needed to replay it."""

    rulebook: RulebookRef
    engine: EngineRef
    batch: Batch
    funders: tuple[FunderColumn, ...]
    rows: tuple[MatrixRow, ...]

    def index(self, funder: str) -> int:
        """Where a funder's cells are. Raises KeyError if the matrix does not show it."""
        for index, column in enumerate(self.funders):
            if column.id == funder:
                return index
        raise KeyError(funder)

    def sorted(self, by: str = "row", reverse: bool = False) -> "Matrix":
        """Rows by `row` (as uploaded), `title`, `reference`, `open` (most lines open first) or the verdict of a funder (its id).

        Rows to correct come last, in their own order. Raises KeyError for another word.
        """
        key: Callable[[MatrixRow], tuple[object, ...]]
        match by:
            case "row":
                key = _by_row
            case "title":
                key = _by_title
            case "reference":
                key = _by_reference
            case "open":
                key = _by_open
            case _:
                index = self.index(by)

                def key(item: MatrixRow) -> tuple[object, ...]:
                    return _best_first(item.cells[index])

        good = sorted((item for item in self.rows if item.cells), key=key, reverse=reverse)
        return replace(self, rows=(*good, *(item for item in self.rows if not item.cells)))

    def filtered(
        self,
        verdicts: Collection[Verdict] | None = None,
        funder: str | None = None,
        text: str = "",
        objective: str | None = None,
    ) -> "Matrix":
        """Rows that have one of these verdicts (for that funder, or for any shown), whose title or reference holds the
        text, and that answer the objective or a part of it. Raises KeyError for a funder that is not shown."""
        columns = range(len(self.funders)) if funder is None else [self.index(funder)]
        wanted = fold(text)

        def keeps(item: MatrixRow) -> bool:
            if wanted and wanted not in fold(f"{item.row.reference} {item.row.title}"):
                return False
            if objective is not None and not _answers(item.row, objective):
                return False
            return verdicts is None or any(item.cells[index].verdict in verdicts for index in columns if item.cells)

        return replace(self, rows=tuple(item for item in self.rows if keeps(item)))

    def only(self, funders: Collection[str] | None = None, open_only: bool = False) -> "Matrix":
        """Fewer columns: these funders, or those with something open for some row shown."""
        kept = [
            index
            for index, column in enumerate(self.funders)
            if (funders is None or column.id in funders)
            and (
                not open_only
                or any(item.cells and item.cells[index].verdict not in (None, *CLOSED) for item in self.rows)
            )
        ]
        rows = tuple(
            replace(item, cells=tuple(item.cells[index] for index in kept) if item.cells else ()) for item in self.rows
        )
        return replace(self, funders=tuple(self.funders[index] for index in kept), rows=rows)


def build_matrix(rulebook: Rulebook, batch: Batch, progress: Progress | None = None) -> Matrix:
    """The verdicts of every good row, those of its full evaluation."""
    edition = rulebook.at(batch.as_of) or rulebook
    judge = _Judge(edition)
    rows = []
    for done, row in enumerate(batch.rows, start=1):
        rows.append(MatrixRow(row, judge.cells(rulebook, row) if row.request else ()))
        if progress is not None:
            progress(done, len(batch.rows))
    reference = RulebookRef(
        edition.contract.id, edition.contract.title, edition.contract.version, edition.source.content_hash
    )
    return Matrix(reference, engine(), batch, judge.funders, tuple(rows))


class _Judge:
    """Verdicts by funder; equal actions are judged once, equal cells are one object."""

    def __init__(self, edition: Rulebook):
        families = {family.id: family.name for family in edition.contract.families}
        order = list(families)
        files = sorted(edition.source.funders, key=lambda file: order.index(file.funder.family))
        self._ids = [line.id for line in edition.lines]
        self._masks = []
        columns = []
        for file in files:
            mine = [line for line in edition.lines if line.funder.id == file.funder.id]
            if not mine:
                continue
            masks = [sum(1 << line.index for line in mine if line.kind == kind) for kind in ("funding", "support")]
            self._masks.append((masks[0], masks[1]))
            funder = file.funder
            columns.append(FunderColumn(
                funder.id, funder.name, funder.short_name or funder.name, funder.family, families[funder.family],
                masks[0].bit_count(), masks[1].bit_count(),
            ))  # fmt: skip
        self.funders = tuple(columns)
        self._cells: dict[tuple[int, ...], Cell] = {}
        self._rows: dict[str, tuple[Cell, ...]] = {}

    def cells(self, rulebook: Rulebook, row: BatchRow) -> tuple[Cell, ...]:
        """The cells of one action."""
        assert row.request is not None
        asked = row.request.model_dump_json()
        found = self._rows.get(asked)
        if found is None:
            verdicts = understand(rulebook, row.request).verdicts
            found = self._rows[asked] = tuple(
                self._cell(tuple(mask & funding for mask in verdicts), tuple(mask & support for mask in verdicts))
                for funding, support in self._masks
            )
        return found

    def _cell(self, funding: tuple[int, ...], support: tuple[int, ...]) -> Cell:
        key = (*funding, *support)
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = Cell(tuple(map(self._lines, funding)), tuple(map(self._lines, support)))
        return found

    def _lines(self, mask: int) -> tuple[str, ...]:
        return tuple(self._ids[index] for index in bits(mask))


def _answers(row: BatchRow, objective: str) -> bool:
    codes: Iterable[str] = (row.request.action.objectives or ()) if row.request else ()
    return any(covers(objective, code) for code in codes)


def _by_row(item: MatrixRow) -> tuple[object, ...]:
    return (item.row.number,)


def _by_title(item: MatrixRow) -> tuple[object, ...]:
    return (fold(item.row.title), item.row.number)


def _by_reference(item: MatrixRow) -> tuple[object, ...]:
    text = item.row.reference
    return (not text.isdigit(), int(text) if text.isdigit() and len(text) < 19 else 0, fold(text), item.row.number)


def _by_open(item: MatrixRow) -> tuple[object, ...]:
    return (*(-item.counts[verdict] for verdict in VERDICTS[:3]), item.row.number)


def _best_first(cell: Cell) -> tuple[object, ...]:
    best = _RANKS[cell.verdict] if cell.verdict else len(VERDICTS)
    return (best, *(-len(lines) for lines in cell.funding[:3]))
