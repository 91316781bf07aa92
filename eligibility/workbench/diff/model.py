"""What differs between two versions of a rulebook, as plain data that every surface renders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from schemas.result import Verdict

Side = Literal["old", "new"]
Effect = Literal["gained", "lost", "reserves", "content"]  # of a change, for the action that shows it
Status = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class VersionRef:
    """One of the two versions: how it was named, and what it is."""

    label: str
    rulebook: str
    version: str
    hash: str
    as_of: date


@dataclass(frozen=True, slots=True)
class LineRef:
    """A line of one version."""

    id: str
    title: str
    funder: str
    funder_name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a line that differs: what is said no more, and what is said now.

    `bearing`: it may change a verdict; `content`: it changes what the line offers; otherwise it is a matter of words.
    """

    part: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    bearing: bool = False
    content: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """A reason of one version that makes the difference, with its clause."""

    side: Side
    sentence: str
    clause: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a version answers for one line. No verdict: it cannot read the action, and `problem` says why."""

    verdict: Verdict | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """An action that shows a difference. None: the line is not in that version."""

    effect: Effect
    action: Mapping[str, Any]
    said: tuple[str, ...]
    before: Answer | None
    after: Answer | None
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class LineDiff:
    """A line that is in one version only, or that differs between the two."""

    before: LineRef | None
    after: LineRef | None
    changes: tuple[Change, ...] = ()
    witnesses: tuple[Witness, ...] = ()

    @property
    def ref(self) -> LineRef:
        """The line as it is now; as it was, if it is no more."""
        ref = self.after or self.before
        assert ref is not None
        return ref


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that differs and that lines have in common: a rule, a place, a value, the contract's period."""

    kind: str
    label: str
    id: str
    title: str
    status: Status
    before: tuple[str, ...]
    after: tuple[str, ...]
    bearing: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that say the same as before, and answer otherwise because of what they share; one action for each effect."""

    causes: tuple[Shared, ...]
    lines: Mapping[Effect, tuple[LineRef, ...]]
    witnesses: tuple[tuple[LineRef, Witness], ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs. `worded`: lines whose words alone change."""

    old: VersionRef
    new: VersionRef
    added: tuple[LineDiff, ...]
    removed: tuple[LineDiff, ...]
    moved: tuple[LineDiff, ...]
    changed: tuple[LineDiff, ...]
    worded: tuple[LineDiff, ...]
    groups: tuple[Group, ...]
    shared: tuple[Shared, ...]

    @property
    def same(self) -> bool:
        """Do both versions say the same, word for word?"""
        return not (self.added or self.removed or self.moved or self.changed or self.worded or self.shared)

    @property
    def for_nobody(self) -> bool:
        """Is there nobody who gains or loses anything?"""
        offers = any(change.content for line in (*self.moved, *self.changed) for change in line.changes)
        shown = any(line.witnesses for line in (*self.added, *self.removed, *self.moved, *self.changed))
        return not (self.groups or shown or offers)
