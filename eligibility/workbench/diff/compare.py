"""Two versions of a rulebook: what differs, for whom, with an action that shows each difference."""

from collections.abc import Iterable

from eligibility.engine.compiled import CompiledAmount, CompiledPriority
from eligibility.workbench.analyse.formula import Formula, open_
from eligibility.workbench.analyse.formula import Search as OneSearch
from eligibility.workbench.analyse.witness import action_of
from eligibility.workbench.diff.causes import Causes
from eligibility.workbench.diff.explain import Explainer
from eligibility.workbench.diff.fragments import Asked
from eligibility.workbench.diff.lines import Sided, changes, paired
from eligibility.workbench.diff.model import Change, Diff, Effect, Group, LineDiff, Shared, VersionRef, Witness
from eligibility.workbench.diff.shared import shared
from eligibility.workbench.diff.versions import Version
from eligibility.workbench.diff.witness import EFFECTS, Difference, Search
from eligibility.workbench.progress import Progress, untold


def compare(old: Version, new: Version, progress: Progress = untold) -> Diff:
    """Every difference, in the same order every time. Lines that nothing touches are not searched."""
    return _Comparison(old, new).diff(progress)


class _Comparison:
    def __init__(self, old: Version, new: Version):
        self._old, self._new = old, new
        self._both = (old.rulebook, new.rulebook)
        self._search = Search(*self._both)
        self._shared = tuple(shared(*self._both))
        self._causes = Causes(*self._both, self._search.fragments, self._shared)
        self._explainer = Explainer(*self._both, (old.as_of, new.as_of))

    def diff(self, progress: Progress) -> Diff:
        lines = paired(*self._both)
        told = [(before, after, tuple(changes(before, after))) for before, after in lines.both]
        todo = [one for one in told if self._worth(*one)]
        found: dict[str, list[Difference]] = {}
        for number, (before, after, parts) in enumerate(todo, start=1):
            found[after.line.id] = self._search.found(before.line, after.line, _figures(before, after, parts))
            progress(number, len(todo))
        moved: list[LineDiff] = []
        changed: list[LineDiff] = []
        worded: list[LineDiff] = []
        untold: list[tuple[Sided, Sided, list[Difference]]] = []
        for before, after, parts in told:
            shows = found.get(after.line.id, [])
            own = any(part.bearing or part.content for part in parts)
            if shows and not own:
                untold.append((before, after, shows))
            if parts:
                is_moved = any(part.part in ("id", "funder") for part in parts)
                witnesses = self._witnesses(shows, before, after) if own else ()
                (moved if is_moved else changed if own else worded).append(
                    LineDiff(before.ref, after.ref, parts, witnesses)
                )
        return Diff(
            _ref(self._old),
            _ref(self._new),
            tuple(self._alone(line, 1) for line in lines.added),
            tuple(self._alone(line, 0) for line in lines.removed),
            tuple(moved),
            tuple(changed),
            tuple(worded),
            tuple(self._groups(untold)),
            self._shared,
        )

    def _worth(self, before: Sided, after: Sided, parts: tuple[Change, ...]) -> bool:
        """Can a line answer otherwise, or offer something else?"""
        return any(part.content for part in parts) or not self._search.untouched(before.line, after.line)

    def _witnesses(self, shows: Iterable[Difference], before: Sided, after: Sided) -> tuple[Witness, ...]:
        ids = before.line.id, after.line.id
        told = (self._explainer.witness(found.effect, found.document, ids) for found in shows)
        return tuple(witness for witness in told if witness)

    def _alone(self, line: Sided, side: int) -> LineDiff:
        """A line of one version only, with an action that it is open to there."""
        known = OneSearch(line.rulebook.tables).find([Formula.of(line.line)], open_)
        ids = (None, line.line.id) if side else (line.line.id, None)
        effect: Effect = "gained" if side else "lost"
        shown = known and self._explainer.witness(effect, action_of(line.rulebook, known), ids)
        return LineDiff(None if side else line.ref, line.ref if side else None, (), (shown,) if shown else ())

    def _groups(self, untold: Iterable[tuple[Sided, Sided, list[Difference]]]) -> Iterable[Group]:
        """Lines by what their difference is due to; the first of each effect shows its witness."""
        groups: dict[tuple[Shared, ...], dict[Effect, list[tuple[Sided, Sided, Difference]]]] = {}
        for before, after, shows in untold:
            for found in shows:
                causes = self._causes.of(before.line, after.line, found)
                groups.setdefault(causes, {}).setdefault(found.effect, []).append((before, after, found))
        for causes, effects in groups.items():
            told = {effect: effects[effect] for effect in EFFECTS if effect in effects}
            yield Group(
                causes,
                {effect: tuple(after.ref for _, after, _ in lines) for effect, lines in told.items()},
                tuple(
                    (lines[0][1].ref, w)
                    for lines in told.values()
                    for w in self._witnesses([lines[0][2]], *lines[0][:2])
                ),
            )


def _figures(before: Sided, after: Sided, parts: tuple[Change, ...]) -> tuple[list[Asked], list[Asked]] | None:
    """Conditions of the figures and priorities that each version alone has; None if the line offers the same."""
    if not any(part.content for part in parts):
        return None
    everywhere = {part.part for part in parts} & {"kind", "nature", "commitment"}
    if everywhere:
        return [], []
    old, new = ([*map(_counted, line.line.amounts), *map(_counted, line.line.priorities)] for line in (before, after))
    texts = [{text for text, _ in side} for side in (old, new)]
    return [asked for text, asked in old if text not in texts[1]], [
        asked for text, asked in new if text not in texts[0]
    ]


def _counted(one: CompiledAmount | CompiledPriority) -> tuple[str, Asked]:
    """What is offered, to be compared; and what must hold for it."""
    asked = tuple(criterion.requirement for criterion in one.conditions)
    if isinstance(one, CompiledPriority):
        return f"{one.text} {asked}", asked
    asked += (one.period,) if one.period else ()
    return one.amount.model_dump_json(exclude={"source"}), asked


def _ref(version: Version) -> VersionRef:
    contract = version.rulebook.contract
    return VersionRef(version.label, contract.id, contract.version, version.rulebook.source.content_hash, version.as_of)
