"""The register of corrections: by section, and those that a few words find."""

from collections.abc import Iterable
from itertools import groupby

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold
from schemas.corrections import Correction
from service.site.rulebook.clauses import clauses
from service.site.rulebook.search import matches


def by_section(rulebook: Rulebook) -> list[tuple[str, list[Correction]]]:
    """Every correction, in the order in which the contract is read."""
    known = clauses(rulebook)
    ordered = sorted(rulebook.source.corrections.corrections, key=lambda one: known[one.source[0]].entry.lines[0])
    ranks: dict[str, int] = {}
    for one in ordered:
        ranks.setdefault(one.section, len(ranks))
    ordered.sort(key=lambda one: ranks[one.section])
    return [(section, list(group)) for section, group in groupby(ordered, key=lambda one: one.section)]


def search(rulebook: Rulebook, words: str) -> list[Correction]:
    """The corrections that hold all the words."""
    every: Iterable[Correction] = (one for _, group in by_section(rulebook) for one in group)
    return [
        one
        for one in every
        if matches(fold(f"{one.printed} {one.reading} {one.why} {one.section} {' '.join(one.affects)}"), words)
    ]
