"""What would change an answer: honest changes of a project, and the verdict that they give."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.result import EngineRef, FunderRef, RulebookRef, Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field. `path`: where it is given in the action; `sentence`: what to do, in French."""

    field: str
    title: str
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A line that is near: its verdict now, the changes, the verdict that they give, the changed action (codes only)."""

    line: str
    title: str
    kind: str
    funder: FunderRef
    was: Verdict
    verdict: Verdict
    changes: tuple[Change, ...]
    action: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The changes that are offered for one action, most useful first, and what is needed to replay the answer."""

    rulebook: RulebookRef
    engine: EngineRef
    as_of: date
    counterfactuals: tuple[Counterfactual, ...]
