"""Lines by themselves and against each other: unreachable, the same twice, criteria and figures that change nothing."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledCriterion, CompiledLine
from eligibility.fields.builtin import OBJECTIVES
from eligibility.fields.outcomes import FULL, PART, Outcome, holds, outcome_set, verdict_of
from eligibility.french.text import fold
from eligibility.workbench.analyse.answers import told_apart
from eligibility.workbench.analyse.findings import Finding, Kind
from eligibility.workbench.analyse.formula import Completion, Formula, Search, differ, open_
from eligibility.workbench.analyse.variants import Variant, Variants
from eligibility.workbench.analyse.witness import action_of
from eligibility.workbench.progress import Progress, untold
from schemas.criterion import Criterion


def about_lines(rulebook: Rulebook, search: Search, progress: Progress = untold) -> Iterator[Finding]:
    """Every finding about single lines, then about pairs."""
    about = _About(rulebook, search)
    total = len(rulebook.lines) + 1
    for done, line in enumerate(rulebook.lines, start=1):
        yield from about.line(line)
        progress(done, total)
    yield from about.pairs()
    progress(total, total)


class _About:
    def __init__(self, rulebook: Rulebook, search: Search):
        self._rulebook = rulebook
        self._search = search
        self._variants = Variants(rulebook)
        self._files = {line.id: file.funder for file in rulebook.source.funders for line in file.lines}

    def line(self, line: CompiledLine) -> Iterator[Finding]:
        own = Formula.of(line)
        if self._search.find([own], open_) is None:
            sentence = f"La ligne « {line.line.title} » ne peut jamais être ouverte : ses critères s'excluent."
            yield self._finding(
                f"unreachable-line:{line.id}", "unreachable-line", sentence, (line,), self._nearest(line)
            )
            return
        for variant in self._variants.of(line.line):
            if variant.change == "drop" and variant.where[0] != "reserves" and not _ban(line, variant):
                yield from self._idle(line, variant)
        yield from self._priorities(line)
        yield from self._amounts(line)
        yield from self._reserves(line)

    def _idle(self, line: CompiledLine, variant: Variant) -> Iterator[Finding]:
        own = Formula.of(line)
        without = self._rulebook.compile_line(line.index, self._files[line.id], variant.line)
        if told_apart(self._search, self._rulebook.tables, line, without) is not None:
            return
        path = ".".join(map(str, variant.where))
        sentence = f"Dans la ligne « {line.line.title} », retirer « {variant.what} » ({path}) ne change aucun verdict ni aucune réserve."
        # an action that the rest of the line refuses already, else one that it admits
        witness = self._search.find([own], lambda o: not holds(o[0])) or self._search.find([own], open_)
        yield self._finding(f"idle-criterion:{line.id}:{path}", "idle-criterion", sentence, (line,), witness)

    def _priorities(self, line: CompiledLine) -> Iterator[Finding]:
        for index, priority in enumerate(line.priorities):
            if priority.conditions:
                what = f"la priorité « {priority.text} »"
                yield from self._condition(line, "dead-priority", f"priorities.{index}", what, priority.conditions)

    def _amounts(self, line: CompiledLine) -> Iterator[Finding]:
        for index, figure in enumerate(line.amounts):
            tests = [c.requirement for c in figure.conditions] + ([figure.period] if figure.period else [])
            if tests and self._search.find([Formula.of(line), Formula.all_of(tests)], open_) is None:
                sentence = (
                    f"Dans la ligne « {line.line.title} », le montant « {figure.amount.label} » ne s'applique jamais."
                )
                witness = self._search.find([Formula.of(line)], open_)
                yield self._finding(f"dead-amount:{line.id}:amounts.{index}", "dead-amount", sentence, (line,), witness)

    def _condition(
        self, line: CompiledLine, kind: Kind, path: str, what: str, conditions: Sequence[CompiledCriterion]
    ) -> Iterator[Finding]:
        own, tests = Formula.of(line), Formula.all_of([c.requirement for c in conditions])
        if self._search.find([own, tests], open_) is None:
            sentence = f"Dans la ligne « {line.line.title} », {what} ne joue jamais : qui la remplit n'a pas la ligne."
            witness = self._search.find([tests, own], lambda o: holds(o[0])) or self._search.find([own], open_)
            yield self._finding(f"{kind}:{line.id}:{path}", kind, sentence, (line,), witness)
        elif self._search.find([own, tests], lambda o: holds(o[0]) and o[1] != FULL) is None:
            sentence = f"Dans la ligne « {line.line.title} », {what} joue toujours : qui a la ligne la remplit."
            witness = self._search.find([own], open_)
            yield self._finding(f"idle-condition:{line.id}:{path}", "idle-condition", sentence, (line,), witness)

    def _reserves(self, line: CompiledLine) -> Iterator[Finding]:
        for reserve in line.reserves:
            if reserve.condition is None:
                continue
            own, applies = Formula.of(line), Formula.all_of([reserve.condition])
            if self._search.find([own, applies], lambda o: holds(o[0]) and o[1] == PART) is None:
                sentence = f"Dans la ligne « {line.line.title} », la réserve « {reserve.reserve.id} » ne joue jamais."
                witness = self._search.find([own], open_)
                yield self._finding(
                    f"dead-reserve:{line.id}:{reserve.reserve.id}", "dead-reserve", sentence, (line,), witness
                )

    def pairs(self) -> Iterator[Finding]:
        """Lines of one funder that are drawn from one clause, or bear one name, and accept the same actions."""
        groups: dict[tuple[str, str, str], list[CompiledLine]] = {}
        for line in self._rulebook.lines:
            names = {fold(line.line.title), fold(line.line.dispositif), *line.line.source}
            for name in sorted(names):
                groups.setdefault((line.funder.id, line.kind, name), []).append(line)
        pairs = {(a.index, b.index) for group in groups.values() for a, b in combinations(group, 2)}
        for first, second in sorted(pairs):
            a, b = self._rulebook.lines[first], self._rulebook.lines[second]
            both = [Formula.of(a), Formula.of(b)]
            if self._search.find(both, differ) is None and (witness := self._search.find(both, open_)) is not None:
                sentence = f"Les lignes « {a.line.title} » et « {b.line.title} » sont tirées du même texte et acceptent les mêmes actions."
                yield self._finding(f"same-lines:{a.id}+{b.id}", "same-lines", sentence, (a, b), witness)

    def _nearest(self, line: CompiledLine) -> Completion:
        """For a line that nobody reaches: an action that meets as much as it can, field by field."""
        found: Completion = {}
        for field in line.fields:
            tests = tuple(r for r in line.rows[0].requirements if r.field == field and not r.soft)
            if tests:
                options = {tuple(v): key for v, key in self._search.outcomes(tests).items()}
                found[field] = options[max(options, key=sum)]
        return found

    def _finding(
        self, name: str, kind: Kind, sentence: str, lines: tuple[CompiledLine, ...], completion: Completion | None
    ) -> Finding:
        known = completion or {}
        expects = {}
        for line in lines:
            outcomes = [o for o in Outcome if self._search.find([Formula.of(line)], lambda v, o=o: v[0] == o, known)]  # type: ignore[misc]
            verdict = verdict_of(outcome_set(outcomes))
            if verdict != "depends":
                expects[line.id] = verdict
        return Finding(
            name, kind, sentence, tuple(line.id for line in lines), action_of(self._rulebook, known), expects
        )


def _ban(line: CompiledLine, variant: Variant) -> bool:
    """A clause of its own, which each line names: it is said even where the line's objectives close it already."""
    match variant.where:
        case "criteria", int(index):
            item = line.line.criteria[index]
            return isinstance(item, Criterion) and item.field == OBJECTIVES and bool(item.none_of)
    return False
