"""The register as pages: one per section, in reading order, and one per clause with what became of it."""

from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold
from eligibility.memory.held import held
from eligibility.workbench.coverage.sections import REASONS, SectionCoverage, sections
from schemas.register import Entry


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the contract: its entries in the order of the text, and how many of each kind."""

    slug: str
    counts: SectionCoverage
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """An entry with its section and its neighbours in the text."""

    entry: Entry
    section: Section
    before: Entry | None
    after: Entry | None


@held
def register(rulebook: Rulebook) -> tuple[Section, ...]:
    """Every section, in the order in which the contract is read."""
    numbered: list[Section] = []
    taken: set[str] = set()
    for counts in sections(rulebook):
        files = [file for file in rulebook.source.registers if file.section == counts.section]
        entries = sorted((entry for file in files for entry in file.entries), key=lambda e: (e.lines[0], e.id))
        slug = base = "-".join(fold(counts.section).split())
        number = 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        numbered.append(Section(slug, counts, tuple(entries)))
    return tuple(numbered)


@held
def clauses(rulebook: Rulebook) -> dict[str, Clause]:
    """Every entry by its identifier."""
    return {
        entry.id: Clause(
            entry, section, section.entries[index - 1] if index else None,
            section.entries[index + 1] if index + 1 < len(section.entries) else None,
        )
        for section in register(rulebook)
        for index, entry in enumerate(section.entries)
    }  # fmt: skip


def why_aside(entry: Entry) -> tuple[str, str] | None:
    """Why an entry is no line: in a word, then in a sentence."""
    return REASONS[entry.set_aside] if entry.set_aside else None
