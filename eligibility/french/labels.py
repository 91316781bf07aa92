"""The French name of every value of a closed list, once: verdicts, statuses, origins, kinds, natures, commitments, figures.

A value that is said in several ways has its forms side by side. Sentences around them belong to those who show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.result import Verdict


@dataclass(frozen=True, slots=True)
class VerdictLabel:
    """How a verdict is said."""

    name: str  # of one line, in a cell or a sentence
    badge: str  # of one line, on its card
    heading: str  # over several lines
    count: str  # over a number of lines
    meaning: str  # to those who build on the service


@dataclass(frozen=True, slots=True)
class KindLabel:
    """How a kind of line is said: in a word, and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CommitmentLabel:
    """How a commitment is said: its name, what the text does, and its name to those who build on the service."""

    name: str
    text_does: str
    meaning: str


@dataclass(frozen=True, slots=True)
class NatureLabel:
    """How the nature of a line is said: in short, and in full."""

    name: str
    meaning: str


VERDICTS: Mapping[Verdict, VerdictLabel] = {
    "eligible": VerdictLabel("semble éligible", "Semble éligible", "Semblent éligibles", "ouvertes", "semble éligible"),
    "subject_to": VerdictLabel(
        "sous réserve d'une décision",
        "Possible, sous réserve",
        "Ouvertes sous réserve d'une décision",
        "sous réserve",
        "ouvert sous réserve d'une décision",
    ),
    "depends": VerdictLabel(
        "à préciser",
        "À préciser",
        "À préciser : une réponse manque",
        "à préciser",
        "dépend d'une réponse manquante",
    ),
    "ineligible": VerdictLabel(
        "ne convient pas", "Ne convient pas", "Ne conviennent pas", "écartées", "ne convient pas"
    ),
}
STATUSES: Mapping[str, str] = {"met": "rempli", "failed": "non rempli", "unknown": "à préciser"}
ORIGINS: Mapping[str, str] = {
    "declared": "déclaré par vous",
    "resolved": "trouvé dans le règlement",
    "inferred": "déduit par une règle",
    "assumed": "supposé",
}
KINDS: Mapping[str, KindLabel] = {
    "funding": KindLabel("financement", "financement à demander"),
    "support": KindLabel("appui", "appui, sans demande d'argent"),
}
NATURES: Mapping[str, NatureLabel] = {
    "droit_commun": NatureLabel("droit commun", "droit commun"),
    "droit_commun_renforce": NatureLabel("droit commun renforcé", "droit commun renforcé"),
    "credits_specifiques": NatureLabel("crédits spécifiques", "crédits spécifiques de la politique de la ville"),
    "european_fund": NatureLabel("fonds européen", "fonds européen"),
    "call_for_projects": NatureLabel("appel à projets", "appel à projets"),
    "loan": NatureLabel("prêt", "prêt"),
    "tax_exemption": NatureLabel("exonération", "exonération fiscale"),
    "engineering": NatureLabel("ingénierie", "ingénierie"),
    "in_kind": NatureLabel("en nature", "moyens en nature"),
}
COMMITMENTS: Mapping[str, CommitmentLabel] = {
    "firm": CommitmentLabel("engagement ferme", "le texte affirme", "engagement ferme"),
    "conditional": CommitmentLabel(
        "engagement conditionnel", "le texte pose une condition", "engagement au conditionnel"
    ),
    "intention": CommitmentLabel("intention", "le texte annonce, sans promettre", "intention"),
}
AMOUNTS: Mapping[str, str] = {
    "rate": "taux",
    "floor": "minimum",
    "ceiling": "plafond",
    "envelope": "enveloppe",
    "lump_sum": "forfait",
    "share": "part",
}


def meanings() -> dict[str, dict[str, str]]:
    """Every closed list that answers use, for those who build on the service."""
    return {
        "verdict": {value: label.meaning for value, label in VERDICTS.items()},
        "status": dict(STATUSES),
        "origin": dict(ORIGINS),
        "kind": {value: label.meaning for value, label in KINDS.items()},
        "nature": {value: label.meaning for value, label in NATURES.items()},
        "commitment": {value: label.meaning for value, label in COMMITMENTS.items()},
        "amount": dict(AMOUNTS),
    }
