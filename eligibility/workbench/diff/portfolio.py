"""A portfolio of actions read by two versions: who gains which line, who loses which, and by which clause."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.workbench.diff.because import because, effect_of, presence
from eligibility.workbench.diff.explain import Explainer
from eligibility.workbench.diff.lines import paired
from eligibility.workbench.diff.model import Because, Effect, LineRef
from eligibility.workbench.diff.versions import Version
from eligibility.workbench.diff.witness import EFFECTS, ORDER
from eligibility.workbench.progress import Progress, untold
from schemas.result import CLOSED, LineResult, Result, Verdict


@dataclass(frozen=True, slots=True)
class Item:
    """One action of the portfolio: the file that it stands in (and its number there), its title, its content."""

    name: str
    title: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bad:
    """What cannot be read: a file, or an action in it, and why."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """What becomes of a line for one action. No verdict: the line is not in that version."""

    line: LineRef
    effect: Effect
    before: Verdict | None
    after: Verdict | None
    because: tuple[Because, ...]

    @property
    def opened(self) -> bool:
        """Was the line closed to the action, or not known to be open, and is it open now?"""
        return not _open(self.before) and _open(self.after)

    @property
    def closed(self) -> bool:
        """The contrary."""
        return _open(self.before) and not _open(self.after)


@dataclass(frozen=True, slots=True)
class ActionDiff:
    """One action: its lines that change; or, if one version cannot read it, why."""

    name: str
    title: str
    lines: tuple[LineChange, ...]
    unread_before: str = ""
    unread_after: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions gain a line (or a funder's), lose it, or see it otherwise."""

    id: str
    title: str
    gained: int
    lost: int
    otherwise: int


@dataclass(frozen=True, slots=True)
class PortfolioDiff:
    """The actions that could be read, in order; those that could not; the summaries."""

    actions: tuple[ActionDiff, ...]
    bad: tuple[Bad, ...]
    by_line: tuple[Tally, ...]
    by_funder: tuple[Tally, ...]

    @property
    def touched(self) -> tuple[ActionDiff, ...]:
        """The actions for which something changes."""
        return tuple(a for a in self.actions if a.lines or a.unread_before or a.unread_after)


def compare_portfolio(
    old: Version,
    new: Version,
    items: Sequence[Item | Bad],
    progress: Progress = untold,
) -> PortfolioDiff:
    """Every action in both versions. One that neither can read is told and set aside, as is a bad file."""
    reader = _Reader(old, new)
    actions: list[ActionDiff] = []
    bad: list[Bad] = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, Bad):
            bad.append(item)
        else:
            results = reader.explainer.results(item.document)
            if isinstance(results[0], str) and isinstance(results[1], str):
                bad.append(Bad(item.name, results[1]))
            else:
                actions.append(reader.action(item, results))
        progress(number, len(items))
    lines = [change for action in actions for change in action.lines]
    return PortfolioDiff(
        tuple(actions),
        tuple(bad),
        tuple(_tallies(lines, lambda line: (line.id, line.title))),
        tuple(_tallies(lines, lambda line: (line.funder, line.funder_name))),
    )


class _Reader:
    def __init__(self, old: Version, new: Version):
        pairs = paired(old.rulebook, new.rulebook)
        self.explainer = Explainer(old.rulebook, new.rulebook, (old.as_of, new.as_of))
        self._lines = [(before.line.id, after.line.id, after.ref) for before, after in pairs.both]
        self._lines += [(line.line.id, None, line.ref) for line in pairs.removed]  # type: ignore[misc]
        self._lines += [(None, line.line.id, line.ref) for line in pairs.added]  # type: ignore[misc]

    def action(self, item: Item, results: tuple[Result | str, Result | str]) -> ActionDiff:
        before, after = results
        if isinstance(before, str) or isinstance(after, str):
            unread = [result if isinstance(result, str) else "" for result in results]
            return ActionDiff(item.name, item.title, (), unread[0], unread[1])
        olds, news = ({line.id: line for line in result.lines} for result in (before, after))
        changes = [
            change
            for was, is_, ref in self._lines
            if (change := _change(ref, olds[was] if was else None, news[is_] if is_ else None))
        ]
        changes.sort(key=lambda c: (EFFECTS.index(c.effect), c.line.funder, c.line.id))
        return ActionDiff(item.name, item.title, tuple(changes))


def _change(ref: LineRef, before: LineResult | None, after: LineResult | None) -> LineChange | None:
    if before and after:
        effect = effect_of(before, after)
        same = before.verdict == after.verdict  # else closed by other words
        if effect is None or (effect == "content" and same and not _open(after.verdict)):
            return None
        return LineChange(ref, effect, before.verdict, after.verdict, because(before, after))
    line = before or after
    assert line is not None
    if line.verdict in CLOSED:  # who did not have it loses nothing
        return None
    if after:
        return LineChange(ref, "gained", None, after.verdict, presence(after, "new"))
    return LineChange(ref, "lost", line.verdict, None, presence(line, "old"))


def _open(verdict: Verdict | None) -> bool:
    return verdict is not None and ORDER[verdict] > ORDER["depends"]


def _tallies(changes: Iterable[LineChange], of: Callable[[LineRef], tuple[str, str]]) -> Iterator[Tally]:
    found: dict[tuple[str, str], list[LineChange]] = {}
    for change in changes:
        found.setdefault(of(change.line), []).append(change)
    for (name, title), group in sorted(found.items()):
        gained, lost = sum(c.opened for c in group), sum(c.closed for c in group)
        yield Tally(name, title, gained, lost, len(group) - gained - lost)
