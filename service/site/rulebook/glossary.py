"""The words of the trade in plain French: general ones from a file, those of a contract from its own rulebook."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold
from eligibility.memory.held import held

FILE = files("service.site").joinpath("data/glossary.yaml")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what its letters stand for if it is an acronym, what it means, and where to see it at work.

    `where`: it is of those contracts only whose texts hold this.
    """

    id: str
    word: str
    meaning: str
    stands_for: str = ""
    see: str = ""
    where: str = ""


@cache
def terms() -> tuple[Term, ...]:
    """The general words, in alphabetical order."""
    every = [Term(**item) for item in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
    return tuple(sorted(every, key=lambda term: fold(term.word)))


def terms_of(rulebook: Rulebook) -> list[Term]:
    """The general words that this contract has a use for."""
    spoken = _spoken(rulebook)
    return [term for term in terms() if not term.where or f" {fold(term.where)} " in spoken]


@held
def _spoken(rulebook: Rulebook) -> str:
    """All that the rulebook says of its contract, folded; its places in veille count as that word."""
    source = rulebook.source
    files = (source.contract, source.objectives, source.perimeters, *source.funders, *source.registers)
    veille = "veille" if any(place.veille for place in rulebook.territory.places) else ""
    return f" {fold(' '.join((veille, *(file.model_dump_json() for file in files))))} "


def partners(rulebook: Rulebook) -> list[Term]:
    """The short names of funders that say less than their names."""
    short = [
        Term(file.funder.id, file.funder.short_name, file.funder.name, see=f"/financeurs/{file.funder.id}")
        for file in rulebook.source.funders
        if file.funder.short_name != file.funder.name
    ]
    return sorted(short, key=lambda term: fold(term.word))


def places(rulebook: Rulebook) -> list[Term]:
    """The zones and perimeters of the contract."""
    zones = [
        Term(
            "",
            f"{derived.label} : {label}" if len(derived.values) > 1 else derived.label,
            "" if len(derived.values) > 1 else label,
        )
        for derived in rulebook.source.perimeters.derived
        for label in derived.values.values()
    ]
    return zones + [Term(p.id, p.label, p.expected, see=f"/perimetres#p-{p.id}") for p in rulebook.perimeters.values()]


def publics(rulebook: Rulebook) -> list[tuple[str, list[Term]]]:
    """Values of the closed lists that the rulebook explains, list by list."""
    explained_lists = []
    for field in rulebook.fields.values():
        values = rulebook.source.vocabulary.lists.get(field.values or "", [])
        explained = [Term(value.id, value.label, value.help) for value in values if value.help]
        if explained:
            explained_lists.append((field.label, explained))
    return explained_lists
