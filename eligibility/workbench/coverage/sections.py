"""The register, section by section: what was read in the contract and what became of it.

Every entry is counted exactly once: as funding if one of the lines it gives is funding, else as a support, else
as a rule of perimeters, else set aside for its reason. A section may be spread over several files.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from schemas.register import Entry, RegisterFile, SetAside

FUNDING, SUPPORT, RULES = "funding", "support", "rules"
REASONS = {  # why an entry is set aside: in a word, then in a sentence
    SetAside.principle: ("principe", "une valeur, une méthode ou un but général"),
    SetAside.diagnosis: ("constat", "une description de la situation"),
    SetAside.wish: ("souhait", "une envie que personne ne promet de réaliser"),
    SetAside.governance: ("organisation", "la façon dont les partenaires travaillent ensemble"),
    SetAside.candidate: ("candidature", "le partenaire demande lui-même l'argent d'un autre"),
    SetAside.past: ("passé", "une action déjà faite, pas une promesse"),
    SetAside.same_as: ("répétition", "un dispositif déjà compté dans une autre entrée"),
    SetAside.target: ("chiffre visé", "un objectif en nombre, rattaché à une ligne"),
    SetAside.condition: ("condition", "une précision qui sert aux critères, aux réserves ou aux montants des lignes"),
    SetAside.internal: ("interne", "l'organisation propre du partenaire, dont une action ne peut rien tirer"),
}


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """Entries of one section: read = funding + support + rules + set aside. `lines`: the lines that they give."""

    section: str
    title: str
    read: int
    funding: int
    support: int
    rules: int
    set_aside: dict[str, int]  # only the reasons that occur, in the order of the register's vocabulary
    lines: int

    @property
    def aside(self) -> int:
        return sum(self.set_aside.values())


def sections(rulebook: Rulebook) -> tuple[SectionCoverage, ...]:
    """Every section of the register, in the order in which the contract is read."""
    entries: dict[str, list[Entry]] = {}
    titles: dict[str, list[str]] = {}
    for file in sorted(rulebook.source.registers, key=_start):
        entries.setdefault(file.section, []).extend(file.entries)
        titles.setdefault(file.section, []).append(file.title)
    return tuple(_section(rulebook, name, " ; ".join(titles[name]), found) for name, found in entries.items())


def _start(file: RegisterFile) -> int:
    """Its first entry, not its lowest line: a section may also cite a passage that stands before it."""
    return file.entries[0].lines[0] if file.entries else 0


def whole_register(rulebook: Rulebook) -> SectionCoverage:
    """All sections together. Its lines are fewer than their sum: a line may come from several sections."""
    entries = [entry for file in rulebook.source.registers for entry in file.entries]
    return _section(rulebook, "", "Tout le registre", entries)


def _section(rulebook: Rulebook, name: str, title: str, entries: Iterable[Entry]) -> SectionCoverage:
    outcomes: Counter[str] = Counter()
    lines: set[str] = set()
    for entry in entries:
        outcomes[_outcome(rulebook, entry)] += 1
        lines.update(target for target in entry.encoded_as if target in rulebook.by_id)
    return SectionCoverage(
        name,
        title,
        outcomes.total(),
        outcomes[FUNDING],
        outcomes[SUPPORT],
        outcomes[RULES],
        {reason.value: outcomes[reason] for reason in SetAside if outcomes[reason]},
        len(lines),
    )


def _outcome(rulebook: Rulebook, entry: Entry) -> str:
    if entry.set_aside is not None:
        return entry.set_aside
    versions = [edition.by_id for _, edition in rulebook.editions]  # an entry may give a line that is not in force here
    kinds = {lines[target].kind for lines in versions for target in entry.encoded_as if target in lines}
    return FUNDING if FUNDING in kinds else SUPPORT if SUPPORT in kinds else RULES
