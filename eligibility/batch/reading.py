"""One row being read: the action that it makes, where each part came from, what is not understood and what contradicts.

What cannot be read is unknown and told: the row then says what it would say without that cell.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.batch import cells
from eligibility.batch.cell_problem import CellProblem, Severity
from eligibility.batch.cells import Unreadable, plain, quoted
from eligibility.batch.columns import Column
from eligibility.batch.headings import FIXED
from eligibility.batch.known import Known
from eligibility.batch.place_cell import SiteData
from eligibility.batch.site_columns import SiteColumns
from eligibility.batch.table import MAX_CELL, Value
from eligibility.errors import Problem
from eligibility.french.text import enumerate_french, fold, french_number
from eligibility.rulebook.objectives import covers

Path = tuple[str, ...]
NO_QUARTER_WORDS = frozenset({"aucun", "non", "hors qpv", "hors", "none", "neant", "0"})
AGE_MIN, AGE_MAX = ("beneficiaries", "age_min"), ("beneficiaries", "age_max")
STARTS_ON, ENDS_ON = ("starts_on",), ("ends_on",)
NOTHING_SAID = "Rien ne dit ni l'objectif, ni le lieu : remplissez au moins l'un des deux."
NOTHING_LEFT = "Ni l'objectif, ni le lieu ne sont compris : corrigez au moins l'un des deux."
_SPAN = re.compile(r" (?:au|à|a|jusqu'au) | ?[→–—] ?| - ")
_OPENING = re.compile(r"^(?:du|de|le|les|entre le) ", re.IGNORECASE)


class Reading:
    """One row: cells in, an action out."""

    def __init__(self, known: Known, number: int, values: tuple[Value, ...], columns: tuple[Column, ...]):
        self._known, self._number, self._values, self._columns = known, number, values, columns
        self.texts: dict[str, str] = {}
        self.problems: list[CellProblem] = []
        self.sites = SiteColumns(known.names)
        self._said: dict[Path, list[tuple[Column, Any]]] = {}
        self._appraisals: list[tuple[Column, bool]] = []
        self._unplaced: list[tuple[Column, str]] = []

    # -- telling ---------------------------------------------------------------------------------

    def tell(self, column: Column | None, message: str, severity: Severity = "error") -> None:
        """Something to tell of a cell, or of the whole row."""
        place = (column.title, column.letter) if column else ("", "")
        self.problems.append(CellProblem(self._number, *place, message, severity))

    def _remark(self, column: Column) -> Callable[[str], None]:
        """Tells how a cell was understood."""
        return lambda message: self.tell(column, message, "remark")

    def drop(self, problem: Problem) -> bool:
        """Leaves out what the engine refuses, tells it at its cell in the words of the table; was there anything?"""
        root, *parts = problem.pointer.split("/")[1:] or [""]
        path = tuple(part for part in parts if not part.isdigit())
        if root == "appraisals":
            column, dropped = (self._appraisals[0][0], True) if self._appraisals else (None, False)
            self._appraisals = []
        elif path[:1] == ("site",):
            name = path[1] if len(path) > 1 else None
            column = self.sites.column_of(name)
            dropped = self.sites.drop_all() if problem.code == "contradiction" else self.sites.drop(name)
        else:
            paths = self._blamed(path, problem.message)
            columns = {said[0].position: said[0] for one in paths for said in self._said[one]}
            column = next(iter(columns.values())) if len(columns) == 1 else None
            dropped = bool(paths)
            for one in paths:
                del self._said[one]
        message = problem.message
        for title, name in self._titles:
            message = message.replace(f"« {name} »", f"« {title} »")
        if dropped:
            self.tell(column, message, "unknown")
        return dropped

    def _blamed(self, path: Path, message: str) -> list[Path]:
        """What a problem is about: the value at its path or above, else those below that its message names."""
        above = [path[:length] for length in range(len(path), 0, -1) if path[:length] in self._said]
        below = [said for said in self._said if said[: len(path)] == path]
        return above[:1] or [said for said in below if f"« {said[-1]} »" in message] or (below if path else [])

    @property
    def _titles(self) -> list[tuple[str, str]]:
        """What the engine calls by its own names, as the table calls it, else as people do."""
        mine = [(c.title, c.heading.path[-1]) for c in self._columns if c.heading is not None and c.heading.path]
        return [*mine, *((heading.label, heading.path[-1]) for heading in FIXED if heading.path)]

    # -- reading ---------------------------------------------------------------------------------

    def read(self, skipped: frozenset[int] = frozenset()) -> None:
        """Every column that is understood, but those of the cells that are told already; then what they say together."""
        lost = []
        for column in self._columns:
            value = column.of(self._values)
            if column.role != "computed" and isinstance(value, str) and len(value) > MAX_CELL:
                severity: Severity = "unknown" if column.heading else "remark"
                self.tell(column, f"La case compte plus de {french_number(MAX_CELL)} caractères. Raccourcissez-la.", severity)  # fmt: skip
                lost.append(column)
                continue
            if column.position in skipped:
                lost.append(column)
            elif column.heading is not None and not cells.is_unknown(value):
                try:
                    self._cell(column, value)
                except Unreadable as error:
                    self.tell(column, str(error), "remark" if column.heading.lenient else "unknown")
                    lost.append(column)
        for column in lost:
            if column.ranked and column.heading is not None:
                self._said.pop(column.heading.path, None)
                self.sites.take_back(column)
        self._settle()
        self._place()
        self._appraise()

    def _cell(self, column: Column, value: Value) -> None:
        heading = column.heading
        assert heading is not None
        match heading.reads:
            case "text":
                self.texts[heading.name] = " ".join(plain(value).split())
            case "ages":
                self._two(column, (AGE_MIN, AGE_MAX), cells.ages(value, self._remark(column)))
            case "days":
                self._two(column, (STARTS_ON, ENDS_ON), self._days(column, value))
            case "appraisal":
                self._appraisals.append((column, cells.boolean(value)))
            case "place":
                self._read_places(column, value)
            case _ if heading.path[0] == "site":
                self.sites.add(column, self._site(column, heading.path[1], heading.reads, value))
            case "name":
                text = plain(value).strip()
                self._say(column, heading.path, self._seat(column, text) if heading.path[-1] == "commune" else text)
            case _:
                self._say(column, heading.path, self._simple(column, value))
                self._tell_shortened(column, value)

    def _simple(self, column: Column, value: Value) -> Any:
        """A value that stands by itself."""
        heading, known, tell = column.heading, self._known, self._remark(column)
        assert heading is not None
        index: Mapping[str, str] = known.index.get(heading.choices or "", {})
        labels: Mapping[str, str] = known.labels.get(heading.choices or "", {})
        simple: dict[str, Callable[[], Any]] = {
            "objectives": lambda: cells.objectives(value, known.by_title),
            "codes": lambda: cells.values(value, index, labels),
            "code": lambda: cells.one_value(value, index, labels),
            "boolean": lambda: cells.boolean(value),
            "day": lambda: cells.day(value, known.epoch_1904, heading.path == ENDS_ON, tell),
            "number": lambda: _whole(cells.number(value, known.units.get(heading.path, ""), tell)),
            "age": lambda: cells.age(value, heading.path == AGE_MAX, tell),
        }
        return simple[heading.reads]()

    def _tell_shortened(self, column: Column, value: Value) -> None:
        """Values that are named by a part of their label are told in full."""
        assert column.heading is not None
        known = self._known.shortened.get(column.heading.choices or "", {})
        for piece in cells.pieces(value) if known else ():
            if fold(piece) in known and fold(known[fold(piece)][1]) != fold(piece):
                self.tell(column, f"« {piece} » est lu comme « {known[fold(piece)][1]} ».", "remark")

    def _days(self, column: Column, value: Value) -> tuple[date, date]:
        """A first and a last day in one cell, or one day or month that is both."""
        tell, epoch_1904 = self._remark(column), self._known.epoch_1904
        if isinstance(value, str):
            value = _OPENING.sub("", " ".join(value.split()))
            parts = _SPAN.split(value)
            if len(parts) == 2:
                return cells.day(parts[0], epoch_1904, False, tell), cells.day(parts[1], epoch_1904, True, tell)
        return cells.day(value, epoch_1904, False, tell), cells.day(value, epoch_1904, True)

    def _two(self, column: Column, paths: tuple[Path, Path], found: tuple[Any, Any]) -> None:
        for path, bound in zip(paths, found, strict=True):
            if bound is not None:
                self._say(column, path, bound)

    def _say(self, column: Column, path: Path, value: Any) -> None:
        self._said.setdefault(path, []).append((column, value))

    def _settle(self) -> None:
        """One value for each path: of two that contradict each other, neither."""
        for path, said in list(self._said.items()):
            if len(said) < 2 or all(_alike(value, said[0][1]) for _, value in said[1:]):
                continue
            if all(column.ranked for column, _ in said):
                union = list(dict.fromkeys(code for _, value in said for code in value))
                self._said[path] = [(said[0][0], union)]
            elif path == ("objectives",) and (finest := _finest([value for _, value in said])):
                self._said[path] = [(said[0][0], finest)]
            else:
                del self._said[path]
                (first, _), (column, _) = said[0], next(item for item in said[1:] if not _alike(item[1], said[0][1]))
                told = f"{quoted(column.of(self._values))} contredit {quoted(first.of(self._values))}, dans la colonne {first}. Aucun des deux n'est retenu : gardez ce dont vous êtes sûr."
                self.tell(column, told, "unknown")

    # -- where -----------------------------------------------------------------------------------

    def _read_places(self, column: Column, value: Value) -> None:
        sites: list[SiteData] = []
        wrong = []
        for piece in cells.pieces(value):
            try:
                sites += self._places_of(column, piece)
            except Unreadable as error:
                wrong.append(str(error))
        whole = plain(value)
        if wrong and sites and not any(sign in whole for sign in ";|"):  # an address in several lines is one place
            sites, wrong = self._places_of(column, ", ".join(whole.splitlines())), []
        if wrong:  # of a list with one part unread, nothing is known
            raise Unreadable(" ".join(wrong) + (" Le lieu reste inconnu en entier." if sites else ""))
        self.sites.add(column, sites)

    def _places_of(self, column: Column, text: str) -> list[SiteData]:
        """The place, or the places, that one text names."""
        found = self._known.places.read(text)
        for remark in found.remarks:
            self.tell(column, remark, "remark")
        return list(found.sites)

    def _seat(self, column: Column, text: str) -> str:
        """The commune where a carrier has its seat."""
        found = self._known.places.seat(text)
        for remark in found.remarks:
            self.tell(column, remark, "remark")
        return str(found.sites[0]["commune"])

    def _site(self, column: Column, name: str, reads: str, value: Value) -> list[SiteData]:
        if reads == "degrees":
            return [{name: cells.degrees(value)}]
        if reads == "boolean":
            return [{name: cells.boolean(value)}]
        if name == "qpv":
            return [{name: self._quarter(piece)} for piece in cells.pieces(value)]
        return [site for piece in cells.pieces(value) for site in self._named(column, name, piece)]

    def _named(self, column: Column, name: str, text: str) -> list[SiteData]:
        """A name as its column expects it, else as any place is read."""
        key, names = fold(text), self._known.names
        expected: dict[str, Any] = {
            "quarter": names.places.keys() | names.ambiguities.keys(),
            "structure": names.structures,
        }
        return [{name: text}] if key in expected.get(name, ()) else self._places_of(column, text)

    def _quarter(self, text: str) -> str:
        if fold(text) in NO_QUARTER_WORDS:
            return "none"
        if fold(text) in cells.YES:
            raise Unreadable(
                "« oui » ne dit pas lequel. Donnez le nom ou le code du quartier prioritaire, ou le lieu dans sa colonne."
            )
        return self._known.places.quarter(text)

    def _place(self) -> None:
        """So that contradictions are told once, before anything is asked of the engine."""
        self.sites.joined()
        for column, message in self.sites.told:
            self.tell(column, message, "unknown")

    # -- who benefits, as it was appraised -------------------------------------------------------

    def _appraise(self) -> None:
        """The instance's word on who benefits goes before the carrier's, and ends the reserve that waits for it."""
        if len({favourable for _, favourable in self._appraisals}) > 1:
            listed = enumerate_french([str(column) for column, _ in self._appraisals], "et")
            self.tell(self._appraisals[-1][0], f"Les colonnes {listed} se contredisent. Aucune n'est retenue.", "unknown")  # fmt: skip
            self._appraisals = []
        if not self._appraisals:
            return
        column, favourable = self._appraisals[0]
        path = ("beneficiaries", "mostly_from_qpv")
        declared = next((value for _, value in self._said.get(path, ())), None)
        if declared is not None and declared is not favourable:
            said = "oui" if declared else "non"
            self.tell(column, f"L'appréciation de l'instance l'emporte sur ce que dit le porteur ({said}).", "remark")
        self._said[path] = [(column, favourable)]

    # -- what it makes ---------------------------------------------------------------------------

    @property
    def appraisals(self) -> dict[str, bool]:
        """The decisions given with the row."""
        return dict.fromkeys(self._known.appraised, self._appraisals[0][1]) if self._appraisals else {}

    @property
    def action(self) -> dict[str, Any]:
        """The action as plain data: what is left once all that is not understood is left out."""
        action: dict[str, Any] = {}
        for path, said in self._said.items():
            node = action
            for name in path[:-1]:
                node = node.setdefault(name, {})
            node[path[-1]] = said[0][1]
        if (site := self.sites.joined()) is not None:
            action["site"] = site
        return action


def _alike(one: Any, other: Any) -> bool:
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else bool(one == other)


def _finest(lists: list[list[str]]) -> list[str] | None:
    """Of lists of objectives that go into each other, that which says most; None if they do not."""
    best = lists[0]
    for codes in lists[1:]:
        for fine, wide in ((codes, best), (best, codes)):
            if all(any(covers(w, f) for w in wide) for f in fine) and all(
                any(covers(w, f) for f in fine) for w in wide
            ):
                best = fine
                break
        else:
            return None
    return best


def _whole(found: Decimal) -> int | Decimal:
    return int(found) if found == found.to_integral_value() else found
