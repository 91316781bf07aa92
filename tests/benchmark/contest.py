"""One rulebook, all contenders: built, checked against each other, then timed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eligibility import evaluate
from eligibility.actions.reading import read_action
from eligibility.engine.compile import Rulebook
from schemas.action import Action, EvaluationRequest
from schemas.result import Reason
from schemas.rulebook import RulebookSource
from tests.benchmark.engine import Engine
from tests.benchmark.loop import Loop
from tests.benchmark.prepared import Preparation
from tests.benchmark.synthetic import Actions, comparable, synthetic_actions
from tests.benchmark.timing import Contender, interleaved

FRESH_ROUNDS = 4
Times = dict[str, float]
ENGINE, LOOP, EARLY = "engine", "loop", "loop, leaving early"
NEW = "engine, new action"  # not seen before, in a service that has answered others
COLD = "engine, nothing seen"  # just loaded
ZEN, CLIPS, DURABLE = "zen-engine", "CLIPS", "durable-rules"


class Disagreement(AssertionError):
    """Two contenders do not give the same answer: nothing is timed."""


@dataclass
class Outcome:
    lines: int
    sections: dict[str, Times] = field(default_factory=dict)  # microseconds per action
    impossible: dict[str, str] = field(default_factory=dict)  # peer -> why it is not in the table


class Contest:
    """`seconds` is the time given to each section."""

    def __init__(self, source: RulebookSource, actions: Actions, seconds: float, say: Callable[[str], None]):
        self._source = source = comparable(source)
        self._seconds = seconds
        self._say = say
        self._actions = actions
        self._drawn = 0  # seeds used
        say("compiling")
        self._rulebook = Rulebook(source)
        self._engine = Engine(self._rulebook)
        self._preparation = Preparation(self._rulebook)
        self._loop = Loop(self._preparation)
        self.outcome = Outcome(len(self._rulebook.lines))
        self._keys = {
            name: [read_action(self._rulebook, action).keys for action in given]
            for name, given in (("full", actions.full), ("partial", actions.partial))
        }
        self._facts = {name: [self._preparation.facts(k) for k in keys] for name, keys in self._keys.items()}

    def run(self) -> Outcome:
        self.check()
        self._eligible()
        self._say("compiling again, to be met with nothing seen")
        self._cold = Engine(Rulebook(self._source))
        self._learn()
        for name in self._keys:
            self._verdicts(name)
            self._reasons(name)
            self._evaluate(name)
        return self.outcome

    def _time(self, section: str, contenders: Iterable[Contender]) -> None:
        self._say(section)
        self.outcome.sections[section] = interleaved(list(contenders), self._seconds)

    # -- agreement, before any timing

    def check(self) -> None:
        """Engine and loop agree on every verdict and every reason of every action."""
        self._say("checking that all agree")
        for name, keys in self._keys.items():
            for key, facts in zip(keys, self._facts[name], strict=True):
                loop = self._loop.verdicts(facts)
                expected = tuple(sum(1 << n for n, v in enumerate(loop) if v == verdict) for verdict in range(4))
                *open_, unlikely, refused = self._engine.verdicts(key)
                _same("verdicts", (*open_, unlikely | refused), expected)
                _same("early exit", self._loop.verdicts_early(facts), loop)
                _same("eligible", [n for n, v in enumerate(loop) if v == 0], self._loop.eligible(facts))
                told = [[_known_to_all(one) for one in line] for line in self._engine.reasons(key)]
                _same("reasons", told, [[_known_to_all(one) for one in line] for line in self._loop.reasons(facts)])

    # -- actions that the engine has not seen

    def _learn(self) -> None:
        """The engine answers other actions first, as a service does."""
        count = 3 * len(self._actions.full)
        for actions in self._draw(count):
            for action in actions:
                keys = read_action(self._rulebook, action).keys
                self._engine.verdicts(keys)
                self._engine.reasons(keys)

    def _draw(self, count: int) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
        self._drawn += 1
        drawn = synthetic_actions(self._source, count, seed=self._drawn)
        return drawn.full, drawn.partial

    def _fresh(self, name: str, read: Callable[[Action], Any]) -> Iterator[list[Any]]:
        """For each round, as many actions as the others have, never seen before."""
        drawn = self._draw(FRESH_ROUNDS * len(self._actions.full))[name == "partial"]
        inputs = [read(action) for action in drawn]
        size = len(self._actions.full)
        return iter([inputs[i : i + size] for i in range(0, len(inputs), size)])

    def _fresh_keys(self, name: str) -> Iterator[list[Any]]:
        return self._fresh(name, lambda action: read_action(self._rulebook, action).keys)

    # -- sections

    def _eligible(self) -> None:
        keys, facts = self._keys["full"], self._facts["full"]
        contenders = [
            Contender(ENGINE, self._engine.eligible, keys),
            Contender(LOOP, self._loop.eligible, facts),
        ]
        expected = [set(self._loop.eligible(f)) for f in facts]
        for name, make in peers():
            self._say(f"building {name}")
            try:
                peer = make(self._preparation)
                asks = [peer.asks(f) for f in facts]
                found = [peer.eligible(ask) for ask in asks]
            except Exception as error:  # a peer's limit: said in the table
                self.outcome.impossible[name] = f"{type(error).__name__}: {str(error)[:120]}"
                continue
            _same(name, found, expected)
            contenders.append(Contender(name, peer.eligible, asks))
        self._time("eligible set, full actions", contenders)

    def _verdicts(self, name: str) -> None:
        keys, facts = self._keys[name], self._facts[name]
        contenders = [
            Contender(ENGINE, self._engine.verdicts, keys),
            Contender(NEW, self._engine.verdicts, fresh=self._fresh_keys(name)),
            Contender(COLD, self._cold.verdicts, keys, before=self._cold.forget),
            Contender(LOOP, self._loop.verdicts, facts),
            Contender(EARLY, self._loop.verdicts_early, facts),
        ]
        zen = self._zen_twice(facts)
        if zen is not None:
            contenders.append(zen)
        self._time(f"verdicts of all lines, {name} actions", contenders)

    def _zen_twice(self, facts: list[Any]) -> Contender | None:
        try:
            from tests.benchmark.peer_zen import ZenOpen
        except ImportError:
            return None
        peer = ZenOpen(self._preparation)
        asks = [peer.asks(f) for f in facts]
        entangled = {line.index for line in self._preparation.lines if line.choices}
        for ask, f in zip(asks, facts, strict=True):
            sure, may = peer.verdicts(ask)
            expected_sure, expected_may = peer.expected(dict(enumerate(self._loop.outcomes(f))))
            _same("zen-engine, possible", may, expected_may)
            _same("zen-engine, sure", sure - entangled, expected_sure - entangled)
            _same("zen-engine, sure of no more", sure - expected_sure, set())
        return Contender(f"{ZEN}, asked twice", peer.verdicts, asks)

    def _reasons(self, name: str) -> None:
        keys, facts = self._keys[name], self._facts[name]
        self._time(
            f"all reasons of all lines, {name} actions",
            [
                Contender(ENGINE, self._engine.reasons, keys),
                Contender(NEW, self._engine.reasons, fresh=self._fresh_keys(name)),
                Contender(COLD, self._cold.reasons, keys, before=self._cold.forget),
                Contender(LOOP, self._loop.reasons, facts),
            ],
        )

    def _evaluate(self, name: str) -> None:
        requests = [EvaluationRequest(action=action) for action in getattr(self._actions, name)]

        def whole(request: EvaluationRequest) -> object:
            return evaluate(self._rulebook, request)

        contenders = [
            Contender(ENGINE, whole, requests),
            Contender(NEW, whole, fresh=self._fresh(name, lambda action: EvaluationRequest(action=action))),
        ]
        self._time(f"whole evaluate(), {name} actions", contenders)


def peers() -> Iterable[tuple[str, Callable[[Preparation], Any]]]:
    """Those whose package is installed (requirements-bench.lock, requirements-durable.lock)."""
    try:
        from tests.benchmark.peer_zen import ZenEligible

        yield ZEN, ZenEligible
    except ImportError:
        pass
    try:
        from tests.benchmark.peer_clips import ClipsEligible

        yield CLIPS, ClipsEligible
    except ImportError:
        pass
    try:
        from tests.benchmark.peer_durable import DurableEligible

        yield DURABLE, DurableEligible
    except ImportError:
        pass


def _known_to_all(reason: Reason) -> tuple[Any, ...]:
    """A reason, but for what its refusal rests on and the clause of that, which no peer knows."""
    branches = tuple(tuple(map(_known_to_all, way)) for way in reason.branches)
    return reason.criterion, reason.field, reason.status, reason.expected, reason.found, reason.reserves, branches


def _same(what: str, found: Any, expected: Any) -> None:
    if found != expected:
        raise Disagreement(f"{what}: {str(found)[:300]} instead of {str(expected)[:300]}")
