"""The words of the trade in plain French: general ones from a file, those of a contract from its own rulebook."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from eligibility.engine.compile import Rulebook
from eligibility.french.text import fold

FILE = files("service.site").joinpath("data/glossary.yaml")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what its letters stand for if it is an acronym, what it means, and where to see it at work."""

    id: str
    word: str
    meaning: str
    stands_for: str = ""
    see: str = ""


@cache
def terms() -> tuple[Term, ...]:
    """The general words, in alphabetical order."""
    every = [Term(**item) for item in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
    return tuple(sorted(every, key=lambda term: fold(term.word)))


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
