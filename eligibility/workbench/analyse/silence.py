"""Days of the rulebook's period on which a funder that finances has nothing open any more, or not yet."""

from collections.abc import Iterator

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.fields.builtin import PERIOD
from eligibility.workbench.analyse.days import Stretch, stretches
from eligibility.workbench.analyse.findings import Finding
from eligibility.workbench.analyse.formula import Formula, Search, open_
from eligibility.workbench.analyse.witness import action_of


def silent_funders(rulebook: Rulebook, search: Search) -> Iterator[Finding]:
    """One finding per funder and stretch of silence. The witness would suit the funder on another day."""
    for file in rulebook.source.funders:
        lines = [line for line in rulebook.lines if line.funder.id == file.funder.id and line.kind == "funding"]
        silences = [s for s in stretches(rulebook, lines) if lines and not _speaks(lines, s, search)]
        for stretch in _joined(silences):
            suited = search.find([Formula.of(lines[0])], open_) or {}
            witness = action_of(rulebook, {**suited, PERIOD: (stretch.day, stretch.day)})
            sentence = f"{file.funder.name} n'a aucun financement ouvert {stretch.label}."
            yield Finding(
                f"silent-funder:{file.funder.id}:{stretch.code}",
                "silent-funder",
                sentence,
                tuple(line.id for line in lines),
                witness,
                closed=file.funder.id,
            )


def _speaks(lines: list[CompiledLine], stretch: Stretch, search: Search) -> bool:
    given = {PERIOD: (stretch.day, stretch.day)}
    return any(search.find([Formula.of(line)], open_, given) is not None for line in lines)


def _joined(silences: list[Stretch]) -> Iterator[Stretch]:
    """Stretches that follow one another are one silence."""
    current: Stretch | None = None
    for stretch in silences:
        if current and (stretch.first - current.last).days == 1:
            current = Stretch(current.first, stretch.last)
            continue
        if current:
            yield current
        current = stretch
    if current:
        yield current
