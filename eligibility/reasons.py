"""Reasons of every criterion, built from the same tables as the verdicts and shared between lines.

Equal criteria of several lines are one object; for one state of knowledge of a field, each is explained
once, and remembered.
"""

from typing import Any

from eligibility.compiled import CompiledAlternatives, CompiledCriterion
from eligibility.explain import alternatives_sentence, reason_sentence
from eligibility.match import Known, Matcher
from eligibility.relations import FAIL, PART
from eligibility.tables.base import Finding, Requirement, Table, bit
from eligibility.wording import Wording
from schemas.result import Reason, Status

MEMO = 512


def status_of(possible: int) -> Status:
    if possible == bit(FAIL):
        return "failed"
    return "unknown" if possible & bit(FAIL) else "met"


class Reasons:
    """Explains criteria. One instance per rulebook; safe to share: a memo lost or computed twice is the same."""

    def __init__(self, tables: dict[str, Table], wording: Wording):
        self._tables = tables
        self._wording = wording
        self._memo: dict[str, dict[Any, dict[int, tuple[Reason, Finding]]]] = {name: {} for name in tables}

    def view(self, known: Known) -> "ReasonView":
        return ReasonView(self, known)

    def of_field(self, field: str, key: Any) -> dict[int, tuple[Reason, Finding]]:
        """Reasons already built for this state of knowledge of this field, by criterion."""
        memo = self._memo[field]
        found = memo.get(key)
        if found is None:
            if len(memo) >= MEMO:
                memo.clear()
            found = memo[key] = {}
        return found

    def build(self, criterion: CompiledCriterion, key: Any) -> tuple[Reason, Finding]:
        requirement = criterion.requirement
        field = requirement.field
        finding = self._tables[field].find(requirement, key)
        status = status_of(finding.possible)
        found = self._wording.found(field, key)
        partial = bool(finding.possible & bit(PART))
        sentence = reason_sentence(self._wording.label(field), status, criterion.expected, found, partial)
        reserves = tuple(sorted(finding.reserves))
        reason = Reason(criterion.id, field, status, criterion.expected, found, sentence, criterion.source, reserves)
        return reason, finding


class ReasonView:
    """The reasons of one action."""

    def __init__(self, reasons: Reasons, known: Known):
        self._reasons = reasons
        self._known = known
        self._by_field = {name: reasons.of_field(name, known.get(name)) for name in reasons._memo}

    def criterion(self, criterion: CompiledCriterion) -> tuple[Reason, Finding]:
        """The reason, and what it was built from."""
        field = criterion.requirement.field
        built = self._by_field[field]
        found = built.get(id(criterion))
        if found is None:
            found = built[id(criterion)] = self._reasons.build(criterion, self._known.get(field))
        return found

    def possible(self, requirement: Requirement) -> int:
        table = self._reasons._tables[requirement.field]
        return table.find(requirement, self._known.get(requirement.field)).possible

    def alternatives(self, item: CompiledAlternatives, matcher: Matcher) -> tuple[Reason, Finding]:
        finding = Finding.of(matcher.completions_of(item, self._known))
        branches = tuple(tuple(self.criterion(c)[0] for c in branch.criteria) for branch in item.branches)
        status = status_of(finding.possible)
        texts = [" et ".join(r.expected for r in branch) for branch in branches]
        found = " ; ".join(dict.fromkeys(r.found for branch in branches for r in branch))
        reason = Reason(
            item.id, "alternatives", status, " ; ou bien ".join(texts), found,
            alternatives_sentence(status, texts), item.source, tuple(sorted(finding.reserves)), branches,
        )  # fmt: skip
        return reason, finding


__all__ = ["ReasonView", "Reasons", "status_of"]
