"""What would change it: for lines that an action nearly opens, the fewest honest changes that do open them.

Each one is verified before it is offered: the changed action is read and judged again, for that line.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from heapq import heapify, heappop, heappush
from typing import Any

from eligibility.actions.reading import read_action
from eligibility.actions.requests import parse_request
from eligibility.actions.understand import Understood, understand
from eligibility.counterfactual.document import changed, coded
from eligibility.counterfactual.options import FAR, NEAR, Option, Options
from eligibility.counterfactual.search import Search, Way
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.match import bits
from eligibility.errors import InputError
from eligibility.evaluate import engine
from eligibility.fields.builtin import PERIOD
from eligibility.fields.outcomes import ONLY_FAIL, all_closed, outcome_set, verdict_of
from schemas.action import EvaluationRequest
from schemas.counterfactual import Change, Counterfactual, WhatIf
from schemas.result import RulebookRef, Verdict

MOST = 12
PER_FUNDER = 3
COMMITMENTS = ("firm", "conditional", "intention")
_Rank = tuple[Any, ...]


def counterfactuals(
    rulebook: Rulebook,
    request: EvaluationRequest,
    lines: Collection[str] | None = None,
    most: int | None = MOST,
    per_funder: int | None = PER_FUNDER,
    reach: int | None = None,
) -> tuple[Counterfactual, ...]:
    """The changes to offer: funding first, fewest changes, firm before conditional, least remote, then as lines are ordered.

    `lines`: look at these only (identifiers), however many of one funder. `most`, `per_funder`: None for all of them.
    `reach`: how remote an addition may be, NEAR unless lines are named.
    Raises InputError as an evaluation does.
    """
    understood = understand(rulebook, request)
    reach = reach if reach is not None else NEAR if lines is None else FAR
    finder = _Finder(understood, request, reach)
    told: Counter[str] = Counter()
    limit = per_funder if lines is None else None
    found: list[Counterfactual] = []
    for line, was, change in finder.ranked(lines, lambda line: limit is None or told[line.funder.id] < limit):
        if most is not None and len(found) >= most:
            break
        offer = finder.verified(line, was, change)
        if offer is not None:
            told[line.funder.id] += 1
            found.append(offer)
    return tuple(found)


def what_if(rulebook: Rulebook, request: EvaluationRequest) -> WhatIf:
    """The changes to offer, with all that is needed to replay them. Raises InputError as an evaluation does."""
    understood = understand(rulebook, request)
    edition, contract = understood.rulebook, understood.rulebook.contract
    ref = RulebookRef(contract.id, contract.title, contract.version, edition.source.content_hash)
    return WhatIf(ref, engine(), understood.as_of, counterfactuals(rulebook, request))


class _Finder:
    """Near misses of one action, and what would open each."""

    def __init__(self, understood: Understood, request: EvaluationRequest, reach: int):
        self._rulebook = rulebook = understood.rulebook
        self._known = known = understood.known
        self._reach = reach
        self._options = Options(rulebook, request.action, known)
        self._search = Search(rulebook, known, self._options, reach)
        self._document = coded(rulebook, request.action, known)

    def ranked(
        self, wanted: Collection[str] | None, admitted: Callable[[CompiledLine], bool]
    ) -> Iterator[tuple[CompiledLine, Verdict, Way]]:
        """Lines with their changes, best first. A line is looked into only when its turn comes: most never are."""
        waiting: list[tuple[_Rank, CompiledLine, Verdict, int, Way | None]] = []
        for line, was, least in self._near():
            if wanted is None or line.id in wanted:
                waiting.append((_rank(line, least, -1), line, was, least, None))
        heapify(waiting)
        while waiting:
            rank, line, was, changes, found = heappop(waiting)
            if not admitted(line):
                continue
            if found is None and rank == _rank(line, changes, -1):
                remote = self._options.least_remote(line)
                if remote <= self._reach:
                    heappush(waiting, (_rank(line, changes, remote), line, was, changes, None))
                continue
            if found is None:
                found = self._search.open(line) if was == "ineligible" else self._search.free(line)
                if found is None:
                    continue
                truly = _rank(line, len(found.options), found.remote)
                if truly > rank:  # more changes, or more remote, than it seemed: others may come before
                    heappush(waiting, (truly, line, was, changes, found))
                    continue
            yield line, was, found

    def _near(self) -> Iterator[tuple[CompiledLine, Verdict, int]]:
        """Lines that may be near, their verdict now, and how many changes they need at least."""
        matcher, keys, lines = self._rulebook.matcher, self._known.keys, self._rulebook.lines
        verdicts = matcher.verdicts(keys)
        one, two = matcher.near(keys, self._options.tables)
        for index in bits(two & verdicts.ineligible):
            if not self._fails_as_read(lines[index]):
                yield lines[index], "ineligible", 1 if one >> index & 1 else 2
        if PERIOD in keys:
            for index in bits(matcher.partly(keys, PERIOD) & verdicts.subject_to):
                yield lines[index], "subject_to", 1

    def _fails_as_read(self, line: CompiledLine) -> bool:
        """Then nobody can tell the carrier what to change: one asks the funder."""
        judge, keys = self._rulebook.matcher.entangled, self._known.keys
        for item in line.items:
            possible = outcome_set(outcome for outcome, _ in judge.completions_of(item, keys))
            if all_closed(possible) and possible != ONLY_FAIL:
                return True
        return False

    def verified(self, line: CompiledLine, was: Verdict, found: Way) -> Counterfactual | None:
        """The offer, if the changed action is judged as it promises."""
        document = changed(self._document, found.options)
        try:
            again = parse_request({"action": document}, self._rulebook.detail_names)
        except InputError:  # one value more than a request admits
            return None
        keys = read_action(self._rulebook, again.action).keys
        if verdict_of(self._rulebook.matcher.entangled.possible(line, keys)) != found.verdict:
            return None
        changes = tuple(self._change(option) for option in found.options)
        return Counterfactual(line.id, line.line.title, line.kind, line.funder, was, found.verdict, changes, document)

    def _change(self, option: Option) -> Change:
        field = self._rulebook.fields[option.field]
        return Change(field.id, field.label, option.values[0][0], option.sentence)


def _rank(line: CompiledLine, changes: int, remote: int) -> _Rank:
    """The identifier is last, so that no two lines are equal."""
    return (line.order[0], changes, COMMITMENTS.index(line.commitment), remote, line.order, line.id)


__all__ = ["Change", "Counterfactual", "WhatIf", "counterfactuals", "what_if"]
