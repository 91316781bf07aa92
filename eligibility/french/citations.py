"""A clause, and whom to contact, in one line of French."""

from typing import Protocol

from eligibility.french.sentences import together_sentence
from schemas.result import AppliedCorrection, LineResult, Source


class Card(Protocol):
    """Whom to contact, by role: as a rulebook writes it or as an answer gives it."""

    @property
    def organisation(self) -> str: ...
    @property
    def service(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def town(self) -> str | None: ...


def clause(source: Source) -> str:
    """« IV.3, axe I, objectif 1.1 » : the section, unless the heading already says it."""
    return f"{source.section}, {source.heading}" if source.section not in source.heading else source.heading


def place_in_text(source: Source) -> str:
    """« IV.3, axe I, lignes 2590 à 2592 du texte »"""
    first, last = source.lines
    lines = f"ligne {first}" if first == last else f"lignes {first} à {last}"
    return f"{clause(source)}, {lines} du texte"


def whom(card: Card) -> str:
    """« Conseil régional, service jeunesse, chargé de mission, Lille »"""
    return ", ".join(filter(None, (card.organisation, card.service, card.role, card.town)))


def conflict_sentences(line: LineResult) -> list[str]:
    """Each set of criteria that closes the line only together, with their clauses."""
    return [
        together_sentence(
            line.verdict == "ineligible",
            [f"{one.expected} ({clause(one.source)})" for one in line.reasons if one.criterion in names],
        )
        for names in line.conflicts
    ]


def misprint(one: AppliedCorrection) -> str:
    """What the text prints, and how it is read."""
    return f"Le texte imprime : {one.printed.rstrip('.')}. Lu ici : {one.reading}"
