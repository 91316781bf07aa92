"""The versions of a line: what each text of the contract made of it."""

from dataclasses import dataclass
from datetime import date

from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine


@dataclass(frozen=True, slots=True)
class Version:
    """The line as a text left it. `state`: new, changed, same, gone or absent."""

    first: date
    text: str
    state: str
    shown: bool


def find(rulebook: Rulebook, name: str) -> tuple[Rulebook, CompiledLine] | None:
    """The line of this name, as the rulebook has it, else as the latest of its editions that had it."""
    for edition in [rulebook, *(edition for _, edition in reversed(rulebook.editions))]:
        if name in edition.by_id:
            return edition, edition.by_id[name]
    return None


def versions(edition: Rulebook, name: str) -> list[Version]:
    """What each text made of the line; nothing to say if the rulebook has one text only."""
    if len(edition.editions) < 2:
        return []
    titles = ["le contrat signé", *(amendment.title for amendment in edition.contract.amendments)]
    told: list[Version] = []
    before: CompiledLine | None = None
    for (first, one), title in zip(edition.editions, titles, strict=True):
        here = one.by_id.get(name)
        told.append(Version(first, title, _state(before, here), one is edition))
        before = here
    return told


def _state(before: CompiledLine | None, here: CompiledLine | None) -> str:
    if here is None:
        return "gone" if before else "absent"
    if before is None:
        return "new"
    same = (before.line, before.items, before.validity, before.reserves) == (
        here.line,
        here.items,
        here.validity,
        here.reserves,
    )
    return "same" if same else "changed"
