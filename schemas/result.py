"""The result of an evaluation: one object, rendered by every surface. Plain frozen dataclasses, cheap to build.

Verdicts: `eligible`, `subject_to` (a named decision is still to come), `depends` (an answer is missing),
`unlikely` (a criterion fails, as we read the text), `ineligible` (one fails as printed). Meaning: docs/semantics.md.
Docstrings and descriptions are those of the OpenAPI document, hence in French.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

Verdict = Literal["eligible", "subject_to", "depends", "unlikely", "ineligible"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)  # from the best to the worst for an action
OPEN: tuple[Verdict, ...] = ("eligible", "subject_to")
CLOSED: tuple[Verdict, ...] = ("unlikely", "ineligible")
Basis = Literal["printed", "read"]
Status = Literal["met", "failed", "unknown"]
Origin = Literal["declared", "resolved", "inferred", "assumed"]


@dataclass(frozen=True, slots=True)
class Source:
    """Une clause du texte : entrée du registre, section, intitulé, première et dernière ligne."""

    entry: Annotated[str, Field(description="Identifiant de l'entrée du registre.")]
    section: str
    heading: str
    lines: Annotated[tuple[int, int], Field(description="Première et dernière ligne, dans le texte du contrat.")]


@dataclass(frozen=True, slots=True)
class Fact:
    """Une valeur d'un champ, et d'où elle vient."""

    field: Annotated[str, Field(description="Identifiant du champ, voir le vocabulaire.")]
    title: str
    value: str | bool | int | list[str] | None
    label: Annotated[str, Field(description="La valeur, en clair.")]
    origin: Annotated[
        Origin,
        Field(
            description="`declared` : donnée par vous ; `resolved` : trouvée ; `inferred` : déduite d'une règle ; `assumed` : supposée."
        ),
    ]
    because: Annotated[str, Field(description="D'où elle vient, en une phrase.")]
    source: Source | None = None
    site: Annotated[int | None, Field(description="Rang du lieu, à partir de 0, s'il y en a plusieurs.")] = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Un critère d'une ligne : ce qu'il demande, ce qui est su, la clause qui le dit."""

    criterion: Annotated[str, Field(description="Identifiant du critère dans la ligne.")]
    field: Annotated[str, Field(description="Champ qu'il interroge.")]
    status: Annotated[Status, Field(description="`met` : rempli ; `failed` : non rempli ; `unknown` : à préciser.")]
    expected: Annotated[str, Field(description="Ce qui est demandé, en clair.")]
    found: Annotated[str, Field(description="Ce qui est su de l'action, en clair.")]
    sentence: str
    source: Source
    basis: Annotated[
        Basis,
        Field(
            description="Ce sur quoi repose un refus : `printed`, les mots du texte ; `read`, notre lecture. D'un critère non rempli, `printed` seulement s'il échoue ainsi quoi que l'on réponde encore."
        ),
    ]
    reserves: Annotated[
        tuple[str, ...], Field(description="Identifiants des réserves sous lesquelles il est rempli.")
    ] = ()
    branches: Annotated[
        tuple[tuple["Reason", ...], ...], Field(description="Les voies possibles, quand une seule suffit.")
    ] = ()


@dataclass(frozen=True, slots=True)
class AppliedReserve:
    """Une décision encore à prendre, par un organisme nommé."""

    id: str
    text: str
    body: Annotated[str, Field(description="Qui décide.")]
    source: Source
    certain: Annotated[bool, Field(description="Vrai : elle s'applique quelles que soient les réponses qui manquent.")]


@dataclass(frozen=True, slots=True)
class AppliedPriority:
    """Ce que le financeur favorise sans l'exiger."""

    text: str
    applies: Annotated[bool | None, Field(description="Oui, non, ou non su (null).")]
    source: Source


@dataclass(frozen=True, slots=True)
class AppliedAmount:
    """Un chiffre du texte qui s'applique ici, ou peut s'appliquer."""

    kind: str
    value: Annotated[str, Field(description="Décimal en texte ; de 0 à 1 pour un taux ou une part.")]
    unit: Annotated[str, Field(description="« part » pour un taux, « EUR », « EUR/mois »…")]
    label: str
    conditions: Annotated[tuple[str, ...], Field(description="À quelles conditions, en clair.")]
    valid_from: date | None
    valid_until: date | None
    applies: Annotated[bool | None, Field(description="Vrai : il s'applique ; null : il peut s'appliquer.")]
    source: Source


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Qui contacter, par fonction ; jamais une personne."""

    organisation: str
    service: str | None
    role: str | None
    town: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class FunderRef:
    """Un financeur et sa famille."""

    id: str
    name: str
    family: Annotated[str, Field(description="Famille de financeurs, voir le règlement.")]


@dataclass(frozen=True, slots=True)
class ValidityPeriod:
    """Premier et dernier jour, compris."""

    from_: Annotated[date, Field(alias="from", description="Premier jour.")]
    until: Annotated[date, Field(description="Dernier jour.")]


@dataclass(frozen=True, slots=True)
class AppliedCorrection:
    """Une coquille ou une contradiction du texte qui touche la réponse, et la lecture retenue."""

    id: str
    printed: Annotated[str, Field(description="Ce que le texte imprime, en bref.")]
    reading: Annotated[str, Field(description="La lecture retenue.")]
    why: str
    sources: tuple[Source, ...]


# Not frozen: some hundreds are built per evaluation, and freezing trebles the cost.
@dataclass(slots=True)
class LineResult:
    """Une ligne, en entier."""

    id: str
    title: str
    summary: str
    kind: Annotated[str, Field(description="`funding` : un financement à demander ; `support` : un appui.")]
    funder: FunderRef
    nature: Annotated[str, Field(description="Nature du financement ou de l'appui, voir le vocabulaire.")]
    dispositif: Annotated[str, Field(description="Libellé du dispositif, pour le champ dispositifAide du schéma SCDL.")]
    verdict: Annotated[
        Verdict,
        Field(
            description="`eligible` ; `subject_to` : une décision reste à prendre ; `depends` : une réponse manque ; `unlikely` : le contrat ne l'exclut pas, mais ne semble pas viser cette action ; `ineligible` : le contrat l'exclut."
        ),
    ]
    commitment: Annotated[
        str,
        Field(
            description="Force de l'engagement du financeur : `firm`, `conditional`, ou `intention` (il doit encore décider : une réserve le dit)."
        ),
    ]
    objectives: Annotated[tuple[str, ...], Field(description="Codes des objectifs que la ligne sert ; vide : tous.")]
    reasons: Annotated[tuple[Reason, ...], Field(description="Chaque critère, rempli ou non.")]
    conflicts: Annotated[
        tuple[tuple[str, ...], ...],
        Field(
            description="Quand aucun critère ne ferme seul la ligne : les plus petits ensembles de critères qui, ensemble, la ferment."
        ),
    ]
    reserves: tuple[AppliedReserve, ...]
    priorities: tuple[AppliedPriority, ...]
    questions: Annotated[tuple[str, ...], Field(description="Champs dont la réponse change le verdict.")]
    amounts: tuple[AppliedAmount, ...]
    validity: Annotated[ValidityPeriod, Field(description="Quand la ligne peut servir.")]
    contact: ContactCard
    notes: tuple[str, ...]
    corrections: Annotated[
        tuple[AppliedCorrection, ...],
        Field(description="Les coquilles du texte qui touchent cette ligne, pour cette action."),
    ]
    sources: Annotated[tuple[Source, ...], Field(description="Les clauses qui fondent la ligne.")]
    rank: Annotated[int, Field(description="Place dans l'ordre des lignes, à partir de 1.")]


def refusing(line: LineResult) -> list[Reason]:
    """Why a line is closed: the criteria that close it only together, if none does alone, then those that fail."""
    together = {name for names in line.conflicts for name in names}
    shown = [reason for reason in line.reasons if reason.status == "failed" or reason.criterion in together]
    return sorted(shown, key=lambda reason: reason.criterion not in together)


def shared_corrections(lines: Iterable[LineResult]) -> tuple[AppliedCorrection, ...]:
    """Corrections that touch several of these lines: a page says them once."""
    counts = Counter(one for line in lines for one in line.corrections)
    return tuple(one for one, number in counts.items() if number > 1)


@dataclass(frozen=True, slots=True)
class ShortLine:
    """Une ligne non retenue, réduite à ce qui l'écarte (`include=candidates`)."""

    id: str
    title: str
    funder: FunderRef
    verdict: Verdict
    rank: Annotated[int, Field(description="Place dans l'ordre des lignes, à partir de 1.")]
    failed: Annotated[tuple[str, ...], Field(description="Critères qui échouent.")]
    conflicts: Annotated[
        tuple[tuple[str, ...], ...],
        Field(
            description="Quand aucun critère ne ferme seul la ligne : les plus petits ensembles de critères qui, ensemble, la ferment."
        ),
    ]
    corrections: tuple[AppliedCorrection, ...]
    reasons: Annotated[tuple[Reason, ...], Field(description="Ces critères, expliqués.")]


@dataclass(frozen=True, slots=True)
class Choice:
    """Une réponse possible."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Une réponse qui manque."""

    field: str
    path: Annotated[str, Field(description="Où donner la réponse dans l'action.")]
    question: str
    help: str | None
    choices: Annotated[
        tuple[Choice, ...],
        Field(description="Les réponses possibles ; vide : la réponse est libre (un nombre, une date…)."),
    ]
    settles: Annotated[int, Field(description="Lignes qu'elle suffit à trancher.")]
    concerns: Annotated[int, Field(description="Lignes où elle compte.")]
    expected: Annotated[
        int,
        Field(
            description="Financements qu'une réponse tranche en moyenne : une estimation, qui donne l'ordre des questions."
        ),
    ]


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Pour un objectif : qui pilote, dans quelle instance, avec qui."""

    objective: str
    title: str
    pilots: tuple[str, ...]
    instance: str | None
    contributors: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Route:
    """La marche à suivre."""

    steps: Annotated[tuple[RouteStep, ...], Field(description="Qui voir, objectif par objectif.")]
    order: Annotated[tuple[str, ...], Field(description="Les financements ouverts, le premier à demander d'abord.")]
    advice: Annotated[str, Field(description="Un conseil, en une phrase.")]


@dataclass(frozen=True, slots=True)
class Summary:
    """Le décompte des verdicts."""

    eligible: int
    subject_to: int
    depends: int
    unlikely: int
    ineligible: int
    funding: Annotated[int, Field(description="Financements ouverts, sous réserve ou non.")]
    support: Annotated[int, Field(description="Appuis ouverts, sous réserve ou non.")]
    sentence: Annotated[str, Field(description="Le décompte, en une phrase.")]
    not_covered: Annotated[
        tuple[str, ...], Field(description="Les familles de financeurs qui ne sont pas encore étudiées.")
    ]


@dataclass(frozen=True, slots=True)
class RulebookRef:
    """Le règlement employé : de quoi rejouer la réponse."""

    id: str
    title: str
    version: str
    hash: Annotated[str, Field(description="Empreinte de son contenu.")]


@dataclass(frozen=True, slots=True)
class EngineRef:
    """Le moteur employé, et ce qui enchaîne les règles de périmètre."""

    name: str
    version: str
    chainer: Annotated[str, Field(description="`durable-rules` ou `built-in` ; les conclusions sont les mêmes.")]


@dataclass(frozen=True, slots=True)
class Result:
    """La réponse : chaque ligne du règlement exactement une fois, avec son verdict et ses raisons."""

    rulebook: RulebookRef
    engine: EngineRef
    as_of: Annotated[date, Field(description="Date des textes connus.")]
    notices: Annotated[tuple[str, ...], Field(description="Avertissements à lire avant les lignes.")]
    facts: Annotated[tuple[Fact, ...], Field(description="Ce qui est su de l'action, et d'où cela vient.")]
    corrections: Annotated[
        tuple[AppliedCorrection, ...],
        Field(description="Les coquilles du texte qui touchent toutes les lignes : dites une fois."),
    ]
    summary: Summary
    lines: Annotated[tuple[LineResult, ...], Field(description="Les lignes, dans l'ordre où elles sont proposées.")]
    questions: Annotated[tuple[Question, ...], Field(description="Réponses qui manquent, la plus utile d'abord.")]
    route: Annotated[Route, Field(description="Qui appeler, et dans quel ordre.")]
