"""Do the cases see a fault? Each criterion of each line is dropped, flipped or widened in turn, and the cases run.

A variant that no case notices survives: either a case is missing, or the variant says the same as the line, which
enumeration proves. The score is the share of noticed variants among those that say something else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from eligibility.actions.reading import read_action
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.joint import Entangled
from eligibility.fields.outcomes import all_closed, holds, verdict_of
from eligibility.workbench.analyse.answers import told_apart
from eligibility.workbench.analyse.formula import Search
from eligibility.workbench.analyse.variants import Variant, Variants
from eligibility.workbench.analyse.witness import action_of
from eligibility.workbench.progress import Progress, untold
from schemas.cases import Case, Expectation


@dataclass(frozen=True, slots=True)
class Survivor:
    """A variant that no case notices. `witness`: an action on which it differs; `verdict`: what the line says of it."""

    variant: Variant
    witness: Mapping[str, Any]
    verdict: str


@dataclass(frozen=True, slots=True)
class MutationReport:
    """Numbers of variants, and those that survive. `untried`: left when the time was up."""

    caught: int
    equivalent: tuple[str, ...]
    survivors: tuple[Survivor, ...]
    untried: int
    red: tuple[str, ...]  # expectations that fail on the rulebook as it is

    @property
    def score(self) -> float:
        """Share of noticed variants, 0 to 1; those that say the same as the line are left out."""
        judged = self.caught + len(self.survivors)
        return self.caught / judged if judged else 1.0


@dataclass(frozen=True, slots=True)
class _Expected:
    known: Mapping[str, Any]
    expectation: Expectation
    case: str


def mutation_check(
    rulebook: Rulebook,
    seconds: float,
    lines: Callable[[CompiledLine], bool] = lambda line: True,
    progress: Progress = untold,
    clock: Callable[[], float] = monotonic,
) -> MutationReport:
    """Tries every variant of the chosen lines, as long as there is time (seconds)."""
    check = _Check(rulebook)
    chosen = [line for line in rulebook.lines if lines(line)]
    todo = [(line, variant) for line in chosen for variant in check.variants(line)]
    end = clock() + seconds
    caught = done = 0
    equivalent: list[str] = []
    survivors: list[Survivor] = []
    for line, variant in todo:
        if clock() > end:
            break
        done += 1
        progress(done, len(todo))
        mutant = check.compiled(line, variant)
        if check.notices(line, mutant):
            caught += 1
        elif survivor := check.survivor(line, variant, mutant):
            survivors.append(survivor)
        else:
            equivalent.append(variant.id)
    red = tuple(f"{line.id} : {case}" for line in chosen for case in check.red(line))
    return MutationReport(caught, tuple(equivalent), tuple(survivors), len(todo) - done, red)


class _Check:
    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook
        self._search = Search(rulebook.tables)
        self._variants = Variants(rulebook)
        self._funders = {line.id: file.funder for file in rulebook.source.funders for line in file.lines}
        self._expected: dict[str, list[_Expected]] = {}
        for file in rulebook.source.cases.values():
            for case in file.cases:
                self._read(case)

    def _read(self, case: Case) -> None:
        if case.as_of and self._rulebook.at(case.as_of) is not self._rulebook:
            return  # this case is about other texts
        known = read_action(self._rulebook, case.action).keys
        for line_id, expected in case.expect.items():
            expectation = expected if isinstance(expected, Expectation) else Expectation(verdict=expected)
            self._expected.setdefault(line_id, []).append(_Expected(known, expectation, case.name))

    def variants(self, line: CompiledLine) -> Iterator[Variant]:
        return self._variants.of(line.line)

    def compiled(self, line: CompiledLine, variant: Variant) -> CompiledLine:
        return self._rulebook.compile_line(line.index, self._funders[line.id], variant.line)

    def notices(self, line: CompiledLine, mutant: CompiledLine) -> bool:
        """Does some case of the line fail on the variant?"""
        judge = Entangled(self._rulebook.tables)
        return any(not as_expected(judge, mutant, e.known, e.expectation) for e in self._expected.get(line.id, ()))

    def red(self, line: CompiledLine) -> Iterator[str]:
        judge = Entangled(self._rulebook.tables)
        for expected in self._expected.get(line.id, ()):
            if not as_expected(judge, line, expected.known, expected.expectation):
                yield expected.case

    def survivor(self, line: CompiledLine, variant: Variant, mutant: CompiledLine) -> Survivor | None:
        """None if the variant says the same as the line: same verdicts, same reserves."""
        found = told_apart(self._search, self._rulebook.tables, line, mutant)
        if found is None:
            return None
        possible = Entangled(self._rulebook.tables).possible(line, found)
        return Survivor(variant, action_of(self._rulebook, found), verdict_of(possible))


def as_expected(judge: Entangled, line: CompiledLine, known: Mapping[str, Any], wanted: Expectation) -> bool:
    """Is what a case looks at (verdict, failed criteria, reserves, questions) as it expects?"""
    possible = judge.possible(line, known)
    verdict = verdict_of(possible)
    if verdict != wanted.verdict:
        return False
    if wanted.failed is not None:
        failed = {item.id for item in line.items if not any(holds(o) for o, _ in judge.completions_of(item, known))}
        if failed != set(wanted.failed):
            return False
    if wanted.reserves is not None:
        reserves = judge.reserves(line, known).reserves if not all_closed(possible) else frozenset()
        if reserves != set(wanted.reserves):
            return False
    questions = judge.questions(line, known) if verdict == "depends" else ()
    return wanted.questions is None or set(questions) == set(wanted.questions)
