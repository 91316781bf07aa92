"""The French name of every value of a closed list, once: verdicts, statuses, origins, kinds, natures, commitments, figures.

A value that is said in several ways has its forms side by side. Sentences around them belong to those who show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.result import Basis, Verdict


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
    """How a commitment is said: its name, and what the text does."""

    name: str
    text_does: str


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
    "unlikely": VerdictLabel(
        "peu probable",
        "Peu probable",
        "Peu probables : le contrat ne les exclut pas",
        "peu probables",
        "peu probable : le contrat ne l'exclut pas, mais ne semble pas viser cette action",
    ),
    "ineligible": VerdictLabel(
        "ne convient pas", "Ne convient pas", "Ne conviennent pas", "écartées", "ne convient pas"
    ),
}
UNLIKELY = "Le contrat ne l'exclut pas, mais ne semble pas viser cette action."
BASES: Mapping[Basis, str] = {"printed": "les mots du texte", "read": "notre lecture du texte"}
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
NATURES: Mapping[str, str] = {
    "droit_commun": "droit commun",
    "droit_commun_renforce": "droit commun renforcé",
    "credits_specifiques": "crédits spécifiques",
    "european_fund": "fonds européen",
    "call_for_projects": "appel à projets",
    "loan": "prêt",
    "tax_exemption": "exonération",
    "engineering": "ingénierie",
    "in_kind": "en nature",
}
COMMITMENTS: Mapping[str, CommitmentLabel] = {
    "firm": CommitmentLabel("engagement ferme", "le texte affirme"),
    "conditional": CommitmentLabel("engagement conditionnel", "le texte pose une condition"),
    "intention": CommitmentLabel("intention", "le texte annonce, sans promettre"),
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
        "nature": dict(NATURES),
        "commitment": {value: label.name for value, label in COMMITMENTS.items()},
        "amount": dict(AMOUNTS),
    }
