"""Reasons of every criterion, built from the same tables as the verdicts and shared between lines.

Equal criteria of several lines are one object; for one state of knowledge of a field, each is explained
once, and remembered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.engine.compiled import CompiledAlternatives, CompiledCriterion
from eligibility.engine.joint import Keys
from eligibility.engine.match import Matcher
from eligibility.fields.builtin import PERIMETER
from eligibility.fields.outcomes import ONLY_FAIL, ONLY_PART, OutcomeSet, all_closed, status_of
from eligibility.fields.period import ASSUMED
from eligibility.fields.place_table import PlaceTable
from eligibility.fields.table import Finding, Requirement, Table
from eligibility.fields.wording import Wording
from eligibility.french.sentences import alternatives_sentence, dated_sentence, reason_sentence
from eligibility.memory.bounded import Memo
from schemas.result import Basis, Reason, Source, Status

MEMO = 512


@dataclass(frozen=True)
class Decided:
    """What closes a place by other words than the line's: the contract's own territory, a decision of an instance."""

    territory: Source | None
    reserves: Mapping[str, Source]


class Reasons:
    """Explains criteria. One instance per rulebook; safe to share: a memo lost or computed twice is the same."""

    def __init__(self, tables: dict[str, Table], wording: Wording, decided: Decided):
        self._tables = tables
        self._decided = decided
        self._wording = wording
        self.dated_label = wording.dated_label
        self._memo: dict[str, Memo[Any, _FieldReasons]] = {name: Memo(MEMO) for name in tables}

    @property
    def fields(self) -> Iterable[str]:
        """Fields that criteria may test."""
        return self._memo.keys()

    def view(self, known: Keys) -> "ReasonView":
        return ReasonView(self, known)

    def of_field(self, field: str, key: Any) -> "_FieldReasons":
        """Reasons of all criteria on a field, for one state of knowledge of it."""
        memo = self._memo[field]
        found = memo.get(key)
        if found is None:
            found = memo.keep(key, _FieldReasons(self._tables[field], self._wording, self._decided, field, key))
        return found

    def possible(self, requirement: Requirement, known: Keys) -> OutcomeSet:
        """Possible outcomes of a requirement that is not shown as a criterion."""
        return self._tables[requirement.field].find(requirement, known.get(requirement.field)).possible


class _FieldReasons(dict[int, tuple[Reason, Finding]]):
    """Reasons by criterion (its identity), each built once, when first asked."""

    def __init__(self, table: Table, wording: Wording, decided: Decided, field: str, key: Any):
        self._table, self._field, self._key, self._decided = table, field, key, decided
        self._label = wording.label(field)
        self._found = wording.found(field, key)

    def build(self, criterion: CompiledCriterion) -> tuple[Reason, Finding]:
        finding = self._table.find(criterion.requirement, self._key)
        status = status_of(finding.possible)
        partial = bool(finding.possible & ONLY_PART)
        basis = _basis(finding, criterion.requirement.printed)
        sentence = reason_sentence(self._label, status, criterion.expected, self._found, partial, basis)
        reserves = tuple(sorted(finding.reserves))
        reason = Reason(
            criterion.id, self._field, status, criterion.expected, self._found, sentence,
            self._clause(criterion, finding), basis, reserves,
        )  # fmt: skip
        built = self[id(criterion)] = (reason, finding)
        return built

    def _clause(self, criterion: CompiledCriterion, finding: Finding) -> Source:
        """Of what fails, if that is a part of the criterion that has words of its own; else the line's."""
        if not all_closed(finding.possible):
            return criterion.source
        for bound, source in criterion.clauses:
            if all_closed(self._table.find(bound, self._key).possible):
                return source
        if isinstance(self._table, PlaceTable):
            if self._decided.territory and self._table.outside(self._key):
                return self._decided.territory
            for reserve in self._table.decided(criterion.requirement, self._key):
                return self._decided.reserves[reserve]
        return criterion.source


def _basis(finding: Finding, printed: bool) -> Basis:
    """Of a criterion that fails, what it rests on whatever the missing answers; of another, what its refusal would."""
    if all_closed(finding.possible):
        printed = finding.possible == ONLY_FAIL
    return "printed" if printed else "read"


class ReasonView:
    """The reasons of one action."""

    def __init__(self, reasons: Reasons, known: Keys):
        self._reasons = reasons
        self._known = known
        self._by_field = {name: reasons.of_field(name, known.get(name)) for name in reasons.fields}

    def criterion(self, criterion: CompiledCriterion) -> tuple[Reason, Finding]:
        """The reason, and what it was built from."""
        reasons = self._by_field[criterion.requirement.field]
        return reasons.get(id(criterion)) or reasons.build(criterion)

    def possible(self, requirement: Requirement) -> OutcomeSet:
        """Possible outcomes of a requirement that is not shown as a criterion."""
        return self._reasons.possible(requirement, self._known)

    def alternatives(self, item: CompiledAlternatives, matcher: Matcher) -> tuple[Reason, Finding]:
        finding = Finding.of(matcher.entangled.completions_of(item, self._known))
        branches = tuple(tuple(self.criterion(c)[0] for c in branch.criteria) for branch in item.live)
        status = status_of(finding.possible)
        if item.id == PERIMETER:
            return self._dated(item, branches, status, finding), finding
        texts = [" et ".join(r.expected for r in branch) for branch in branches]
        found = " ; ".join(dict.fromkeys(r.found for branch in branches for r in branch))
        basis = _basis(finding, _all_printed(item))
        reason = Reason(
            item.id, "alternatives", status, " ; ou bien ".join(texts), found,
            alternatives_sentence(status, texts, basis), item.source, basis,
            tuple(sorted(finding.reserves)), branches,
        )  # fmt: skip
        return reason, finding

    def _dated(
        self, item: CompiledAlternatives, ways: tuple[tuple[Reason, ...], ...], status: Status, finding: Finding
    ) -> Reason:
        """A perimeter that dated rules open: what is asked of an action that begins when this one does."""
        pertinent = [way for way in ways if way[0].status != "failed"] or ways
        expected = " ; ou bien ".join(" et ".join(reason.expected for reason in way) for way in pertinent)
        begin, place = ways[0]
        found = f"{place.found} ; {'dates' if begin.found == ASSUMED else 'action'} {begin.found}"
        basis = _basis(finding, _all_printed(item))
        partial = bool(finding.possible & ONLY_PART)
        sentence = dated_sentence(self._reasons.dated_label, status, expected, found, partial, basis)
        reserves = tuple(sorted(finding.reserves))
        return Reason(item.id, PERIMETER, status, expected, found, sentence, item.source, basis, reserves, ways)


def _all_printed(item: CompiledAlternatives) -> bool:
    """Is every way shut by printed words where it is shut?"""
    return all(requirement.printed for requirement in item.requirements)


__all__ = ["ReasonView", "Reasons"]
