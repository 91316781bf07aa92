"""From a row of the table to a request: each cell read by what its column says, each problem told at its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.actions.appraise import benefit_reserves
from eligibility.actions.as_of import edition_of
from eligibility.actions.requests import parse_request
from eligibility.actions.understand import understand
from eligibility.batch import cells
from eligibility.batch.cells import Unreadable, plain, quoted
from eligibility.batch.columns import Column, Layout
from eligibility.batch.place_cell import PlaceCell, SiteData
from eligibility.batch.table import MAX_CELL, Severity, Table, Value, letter
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from eligibility.french.text import fold, french_number
from schemas.action import EvaluationRequest

MAX_SITES = 50
NO_QUARTER_WORDS = frozenset({"aucun", "non", "hors qpv", "hors", "none", "neant", "0"})


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong at one place, with the way out. An `error` keeps its row out; a `remark` only tells.

    `row` is numbered as in the spreadsheet. `column` is the title, `letter` the spreadsheet's; both empty for a whole row.
    """

    row: int
    column: str
    letter: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"ligne {self.row}"
        if self.letter:
            where += f", colonne {self.letter}"
            where += f" « {self.column} »" if self.column else ""
        return f"{where} : {self.message}"


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
        return self.cells[column.position] if column.position < len(self.cells) else None


class RowReader:
    """Reads the rows of one table for one rulebook and one day."""

    def __init__(self, rulebook: Rulebook, table: Table, layout: Layout, as_of: date):
        self._rulebook, self._table, self._layout, self._as_of = rulebook, table, layout, as_of
        edition = edition_of(rulebook, as_of)
        self.places = PlaceCell(edition)
        self.appraised = benefit_reserves(edition)
        self.by_title = {fold(title): code for code, title in edition.objectives.titles.items()}
        lists = edition.source.vocabulary.lists
        self.index = {name: _index([(v.id, v.label) for v in values]) for name, values in lists.items()}
        self.labels = {
            name: {word: v.label for v in values for word in (v.label, *v.words)} for name, values in lists.items()
        }
        self.epoch_1904 = table.epoch_1904
        self._width = max(column.position for column in layout.columns) + 1
        self._notes: dict[int, list[Any]] = {}
        for note in table.notes:
            self._notes.setdefault(note.row, []).append(note)

    def rows(self) -> Iterator[BatchRow]:
        """Every row below the titles that holds something in a column that is not computed."""
        kept = [column for column in self._layout.columns if column.role != "computed"]
        for number, values in self._table.rows:
            if number > self._layout.row and any(
                c.position < len(values) and values[c.position] not in (None, "") for c in kept
            ):
                yield self._row(number, values)

    def _row(self, number: int, values: tuple[Value, ...]) -> BatchRow:
        reading = _Reading(self, number, values, self._layout.columns)
        by_position = {column.position: column for column in self._layout.columns}
        for note in self._notes.get(number, ()):
            column = by_position.get(note.position)
            if column is not None and column.role != "computed":
                reading.tell(column, note.message, "remark" if column.role == "own" else note.severity)
        if self._table.sheet is None and len(values) > self._width:
            reading.tell(
                None,
                "La ligne a plus de cases que de titres. Un texte qui contient le séparateur doit être entre guillemets.",
            )
        else:
            reading.read()
        wrong = any(problem.severity == "error" for problem in reading.problems)
        request = None
        if not wrong or {"objectives", "site"} & reading.action.keys():  # so that all that is wrong is told at once
            request = self._request(reading)
        if wrong:
            request = None
        return BatchRow(
            number,
            reading.texts.get("reference", ""),
            reading.texts.get("title", ""),
            values,
            request,
            tuple(reading.problems),
        )

    def _request(self, reading: "_Reading") -> EvaluationRequest | None:
        document = {
            "action": reading.action,
            "as_of": self._as_of,
            "appraisals": reading.appraisals,
            "rulebook": self._rulebook.contract.id,
        }
        try:
            request = parse_request(document, self._rulebook.detail_names)
            understand(self._rulebook, request)
            return request
        except InputError as error:
            for problem in error.problems:
                reading.tell_problem(problem)
        return None


class _Reading:
    """One row being read: the action that it makes, where each part came from, and what is wrong."""

    def __init__(self, reader: RowReader, number: int, values: tuple[Value, ...], columns: tuple[Column, ...]):
        self._reader, self._number, self._values, self._columns = reader, number, values, columns
        self.action: dict[str, Any] = {}
        self.appraisals: dict[str, bool] = {}
        self.texts: dict[str, str] = {}
        self.problems: list[CellProblem] = []
        self._from: dict[tuple[str, ...], Column] = {}
        self._sites: list[tuple[Column, list[SiteData]]] = []
        self._unplaced: list[tuple[Column, str]] = []
        self._appraisal: tuple[Column, bool] | None = None

    def tell(self, column: Column | None, message: str, severity: Severity = "error") -> None:
        """Something to tell of a cell, or of the whole row."""
        place = (column.title, column.letter) if column else ("", "")
        self.problems.append(CellProblem(self._number, *place, message, severity))

    def tell_problem(self, problem: Problem, severity: Severity = "error") -> None:
        """A problem of the engine, at the cell that its pointer comes from, in the words of the table."""
        path = tuple(part for part in problem.pointer.split("/")[2:] if not part.isdigit())
        column = next(
            (self._from[path[:length]] for length in range(len(path), 0, -1) if path[:length] in self._from), None
        )
        message = problem.message
        for source, from_ in self._from.items():
            message = message.replace(f"« {source[-1]} »", f"« {from_.title} »")
        if problem.pointer == "/action" and not {"objectives", "site"} & self.action.keys():
            message = "Rien ne dit ni l'objectif, ni le lieu : remplissez au moins l'un des deux."
        self.tell(column, message, severity)

    def read(self) -> None:
        """Every column that is understood, then what several columns say together."""
        for column in self._columns:
            value = self._values[column.position] if column.position < len(self._values) else None
            if column.role != "computed" and isinstance(value, str) and len(value) > MAX_CELL:
                self.tell(column, f"La case compte plus de {french_number(MAX_CELL)} caractères. Raccourcissez-la.")
                continue
            if column.heading is None or cells.is_unknown(value):
                continue
            try:
                self._cell(column, value)
            except Unreadable as error:
                self.tell(column, str(error), "remark" if column.heading.lenient else "error")
        self._place()
        self._appraise()

    def _cell(self, column: Column, value: Value) -> None:
        heading = column.heading
        assert heading is not None
        match heading.reads:
            case "text":
                self.texts[heading.name] = " ".join(plain(value).split())
            case "ages":
                low, high = cells.ages(value)
                for name, bound in (("age_min", low), ("age_max", high)):
                    if bound is not None:
                        self._set(column, ("beneficiaries", name), bound)
            case "appraisal":
                self._appraisal = (column, cells.boolean(value))
            case "place":
                self._read_places(column, value)
            case _ if heading.path[0] == "site":
                self._read_site(column, heading.path[1], heading.reads, value)
            case "name":
                text = plain(value).strip()
                if heading.path[-1] == "commune":
                    seat = self._reader.places.seat(text)
                    text = str(seat.sites[0]["commune"])
                    for remark in seat.remarks:
                        self.tell(column, remark, "remark")
                self._set(column, heading.path, text)
            case _:
                self._set(column, heading.path, self._simple(column, value))

    def _simple(self, column: Column, value: Value) -> Any:
        """A value that stands by itself."""
        heading = column.heading
        assert heading is not None
        reader = self._reader
        index: Mapping[str, str] = reader.index.get(heading.choices or "", {})
        labels: Mapping[str, str] = reader.labels.get(heading.choices or "", {})
        simple: dict[str, Callable[[], Any]] = {
            "objectives": lambda: cells.objectives(value, reader.by_title),
            "codes": lambda: cells.values(value, index, labels),
            "code": lambda: cells.one_value(value, index, labels),
            "boolean": lambda: cells.boolean(value),
            "day": lambda: cells.day(value, reader.epoch_1904),
            "number": lambda: _whole(cells.number(value)),
            "age": lambda: cells.age(value),
        }
        return simple[heading.reads]()

    def _set(self, column: Column, path: tuple[str, ...], value: Any) -> None:
        node = self.action
        for name in path[:-1]:
            node = node.setdefault(name, {})
        if path[-1] in node and node[path[-1]] != value:
            self.tell(
                column,
                f"{quoted(plain(value))} contredit la colonne « {self._from[path].title} ». Gardez l'une des deux.",
            )
            return
        node[path[-1]] = value
        self._from[path] = column

    # -- where -----------------------------------------------------------------------------------

    def _read_places(self, column: Column, value: Value) -> None:
        """Places as people write them; a list of which one is not understood is unknown as a whole."""
        try:
            found = self._reader.places.read_all(cells.pieces(value))
        except Unreadable as error:
            self._unplaced.append((column, str(error)))
            return
        for remark in found.remarks:
            self.tell(column, remark, "remark")
        if found.sites:
            self._sites.append((column, list(found.sites)))

    def _read_site(self, column: Column, name: str, reads: str, value: Value) -> None:
        if reads == "degrees":
            self._sites.append((column, [{name: cells.degrees(value)}]))
        elif reads == "boolean":
            self._sites.append((column, [{name: cells.boolean(value)}]))
        elif name == "qpv":
            try:
                self._sites.append((column, [{name: self._quarter(piece)} for piece in cells.pieces(value)]))
            except Unreadable as error:
                self._unplaced.append((column, str(error)))
        else:
            self._read_places(column, value)

    def _quarter(self, text: str) -> str:
        if fold(text) in NO_QUARTER_WORDS:
            return "none"
        if fold(text) in cells.YES:
            raise Unreadable(
                "« oui » ne dit pas lequel. Donnez le nom ou le code du quartier prioritaire, ou le lieu dans la colonne « Lieu »."
            )
        return self._reader.places.quarter(text)

    def _place(self) -> None:
        """Columns about the place, put together: one value each, or lists of one length."""
        for column, message in self._unplaced:
            self.tell(column, f"{message} Le lieu reste inconnu." if not self._sites else message, "remark")
        if not self._sites:
            return
        count = max(len(sites) for _, sites in self._sites)
        joined: list[SiteData] = [{} for _ in range(min(count, MAX_SITES))]
        for column, sites in sorted(
            self._sites, key=lambda item: item[0].heading.name == "place" if item[0].heading else False
        ):
            if len(sites) not in (1, count) or count > MAX_SITES:
                self.tell(
                    column,
                    f"Les colonnes du lieu ne listent pas le même nombre de lieux, ou en listent plus de {MAX_SITES}. Donnez-les dans la seule colonne « Lieu ».",
                )
                return
            for index, site in enumerate(joined):
                said = sites[index if len(sites) > 1 else 0]
                for name, text in said.items():
                    if site.setdefault(name, text) != text and fold(str(site[name])) != fold(str(text)):
                        self.tell(
                            column,
                            f"{quoted(str(text))} contredit « {site[name]} », donné dans une autre colonne. Gardez ce dont vous êtes sûr.",
                        )
                    self._from.setdefault(("site", name), column)
            self._from.setdefault(("site",), column)
        self.action["site"] = joined if len(joined) > 1 else joined[0]
        self._agree(joined)

    def _agree(self, joined: list[SiteData]) -> None:
        """What several columns say of one place may exclude each other: then the place is unknown, and it is said."""
        problems = self._reader.places.contradictions(joined)
        for problem in problems:
            self.tell_problem(problem, "remark")
        if problems:
            del self.action["site"]

    # -- who benefits, as it was appraised -------------------------------------------------------

    def _appraise(self) -> None:
        """The instance's word on who benefits goes before the carrier's, and ends the reserve that waits for it."""
        if self._appraisal is None:
            return
        column, favourable = self._appraisal
        beneficiaries = self.action.setdefault("beneficiaries", {})
        declared = beneficiaries.get("mostly_from_qpv")
        if declared is not None and declared is not favourable:
            said = "oui" if declared else "non"
            self.tell(column, f"L'appréciation de l'instance l'emporte sur ce que dit le porteur ({said}).", "remark")
        beneficiaries["mostly_from_qpv"] = favourable
        self._from[("beneficiaries", "mostly_from_qpv")] = column
        self.appraisals = dict.fromkeys(self._reader.appraised, favourable)


def _whole(found: Decimal) -> int | Decimal:
    return int(found) if found == found.to_integral_value() else found


def _index(values: list[tuple[str, str]]) -> dict[str, str]:
    """Folded names to codes: codes, labels, labels without what stands between brackets."""
    index: dict[str, str] = {}
    named = [(code, code) for code, _ in values] + [(label, code) for code, label in values]
    for name, code in [*named, *((label.partition("(")[0], code) for code, label in values)]:
        index.setdefault(fold(name), code)
    return index


__all__ = ["BatchRow", "CellProblem", "RowReader", "letter"]
