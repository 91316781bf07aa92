"""Compiles a rulebook once: fields into tables, lines into rows, territory into classes.

An evaluation reads only what is built here, or remembered since: it touches no file and takes no lock. The exception:
appraisals that no request gave before, whose perimeter rules are chained (under the chainer's lock) into a table of
places of their own; with dated rules, into a rulebook.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.checks.run import check_references, folder_errors
from eligibility.engine.compile_line import LineCompiler
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.corrections import Corrections
from eligibility.engine.match import Matcher
from eligibility.engine.reasons import Decided, Reasons
from eligibility.errors import RulebookError
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.kind import FieldKind
from eligibility.fields.kinds import given_fields
from eligibility.fields.place import Perimeters
from eligibility.fields.relations import Relations
from eligibility.fields.table import Table
from eligibility.fields.wording import Wording
from eligibility.memory.bounded import Memo
from eligibility.places import Resolver
from eligibility.rulebook.dated_rules import Spells
from eligibility.rulebook.editions import editions
from eligibility.rulebook.inference import Conclusions
from eligibility.rulebook.load import RulebookFolder
from eligibility.rulebook.objectives import Objectives
from eligibility.rulebook.territory import State, Territory
from schemas.funder import Funder, Line, Reserve
from schemas.perimeters import PerimetersFile
from schemas.result import Source
from schemas.rulebook import RulebookSource
from schemas.vocabulary import FieldDefinition

APPRAISED = 16  # sets of appraisals whose rulebook is kept


class Rulebook:
    """A compiled rulebook. Immutable in use; safe to share between threads."""

    def __init__(
        self,
        source: RulebookSource,
        resolver: Resolver | None = None,
        before: Spells | None = None,
    ):
        """`before`: what rules conclude before decisions of an instance, where some were taken."""
        self.source = source
        self.contract = source.contract
        self.fields: dict[str, FieldDefinition] = {f.id: f for f in source.vocabulary.fields}
        self.relations = {name: Relations(values) for name, values in source.vocabulary.lists.items()}
        self.objectives = Objectives(source.objectives)
        self.sources = _sources(source)
        self.territory = Territory(source.territory)
        self.spells = Spells(source.perimeters, self.territory, before=before)
        self.conclusions: Mapping[State, Conclusions] = self.spells.conclusions
        self.perimeters = {p.id: p for p in source.perimeters.perimeters}
        self.rules = {rule.id: rule for rule in source.perimeters.rules}
        self.perimeter_reserves = {
            r.id: Reserve(id=r.id, text=r.text, body=r.body, source=r.source) for r in source.perimeters.reserves
        }
        days = (self.contract.period.from_, self.contract.period.until)
        self.given = given_fields(source.vocabulary, self.relations, self.objectives, days)
        self.place = Perimeters(self.perimeters, self.territory, self.conclusions, self.spells.undecided)
        self.kinds: dict[str, FieldKind] = {**self.given, PERIMETER: self.place}
        labels = {name: field.label for name, field in self.fields.items()} | {PERIMETER: self.place.label}
        self.wording = Wording(self.kinds, labels)
        self.resolver = resolver or Resolver(self.territory, source.path, source.contract.agglomeration)
        self.place_table = self.place.table()
        self.tables: dict[str, Table] = {name: field.table() for name, field in self.given.items()}
        self.tables[PERIMETER] = self.place_table
        self._compiler = LineCompiler(
            self.contract,
            self.kinds,
            self.perimeters,
            self.perimeter_reserves,
            self.spells,
            self.sources,
            self.wording,
        )
        self.lines = tuple(self._lines())
        self.by_id = {line.line.id: line for line in self.lines}
        self.matcher = Matcher(self.tables, self.lines)
        self.corrections = Corrections(source.corrections.corrections, self.lines, self.rules, self.sources)
        self.reasons = Reasons(self.tables, self.wording, self._decided())
        self.editions: tuple[tuple[date, Rulebook], ...] = ((self.contract.known_from, self),)
        self.held: dict[Any, Any] = {}  # see memory/held.py
        self.appraised: Memo[frozenset[tuple[str, bool]], Rulebook] = Memo(APPRAISED)  # see actions/appraise.py

    def opening(self, perimeters: PerimetersFile) -> "Rulebook":
        """This edition once its rules open other perimeters, in what they read the same (see actions/appraise.py).

        Lines and the tables of all other fields are shared. With dated rules lines are compiled again, for what they
        require has a name per way of being open.
        """
        source = replace(self.source, perimeters=perimeters)
        if self.spells.spells:
            return Rulebook(source, self.resolver, self.spells)
        other = copy(self)
        other.source, other.rules = source, {rule.id: rule for rule in perimeters.rules}
        other.spells = self.spells.opening(perimeters)
        other.conclusions = other.spells.conclusions
        other.place = Perimeters(self.perimeters, self.territory, other.conclusions, self.conclusions)
        other.kinds = {**self.given, PERIMETER: other.place}
        other.place_table = other.place.table()
        other.tables = {**self.tables, PERIMETER: other.place_table}
        other.matcher = self.matcher.over(other.place_table)
        other.reasons = Reasons(other.tables, self.wording, self._decided())
        other.editions = ((self.contract.known_from, other),)
        other.held, other.appraised = {}, Memo(APPRAISED)
        return other

    def _decided(self) -> Decided:
        territory = self.contract.territory_source
        reserves = {name: self.sources[reserve.source] for name, reserve in self.perimeter_reserves.items()}
        return Decided(self.sources[territory] if territory else None, reserves)

    def at(self, day: date) -> "Rulebook | None":
        """The rulebook as its texts were known on a day; None before the first of them."""
        known = [edition for first, edition in self.editions if first <= day]
        return known[-1] if known else None

    @property
    def current(self) -> bool:
        """Is this the edition that is read when no day is given?"""
        return self.at(self.contract.revised_on) is self

    @property
    def texts_from(self) -> date:
        """The day of its latest text."""
        return next(first for first, edition in self.editions if edition is self)

    @property
    def detail_names(self) -> list[str]:
        """Names of the fields that are given in action.details."""
        paths = (path for field in self.fields.values() for path in field.paths)
        return [path.removeprefix("details.") for path in paths if path.startswith("details.")]

    def _lines(self) -> Iterable[CompiledLine]:
        index = 0
        for file in self.source.funders:
            for line in sorted(file.lines, key=lambda line: line.id):
                yield self.compile_line(index, file.funder, line)
                index += 1

    def compile_line(self, index: int, funder: Funder, line: Line) -> CompiledLine:
        """A line of a funder in the form that is judged; `index` is its place among the lines."""
        return self._compiler.line(index, funder, line)


def compile_rulebook(source: RulebookSource) -> Rulebook:
    """Compiles validated models. Raises RulebookError if something names what does not exist."""
    issues = [issue for issue in check_references(source) if issue.severity == "error"]
    if issues:
        raise RulebookError(issues)
    return _compiled(source)


def load_rulebook(path: str | Path) -> Rulebook:
    """Reads, checks and compiles a rulebook folder. Raises RulebookError with every issue found."""
    folder = RulebookFolder(Path(path))
    if issues := folder_errors(folder):
        raise RulebookError(issues)
    return _compiled(folder.source())


def _compiled(source: RulebookSource) -> Rulebook:
    """Every edition, compiled; the one in force on the day of the last revision is returned."""
    compiled = tuple((first, Rulebook(edition)) for first, edition in editions(source))
    for _, edition in compiled:
        edition.editions = compiled
    return compiled[0][1].at(source.contract.revised_on) or compiled[0][1]


def _sources(source: RulebookSource) -> dict[str, Source]:
    return {
        entry.id: Source(entry.id, register.section, entry.heading, (entry.lines[0], entry.lines[1]))
        for register in source.registers
        for entry in register.entries
    }


__all__ = ["Rulebook", "compile_rulebook", "load_rulebook"]
