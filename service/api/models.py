"""What the JSON addresses answer, as models: the OpenAPI document is made from them, hence their French.

What a rulebook's files say is shown by the models of these files, each register id replaced by its clause.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from schemas.base import Model, ObjectiveCode, RegisterId, Slug
from schemas.contract import ContractFile
from schemas.corrections import Correction
from schemas.criterion import Basis, Criterion
from schemas.funder import Amount, Commitment, Contact, Funder, Kind, Nature, Priority, Reserve
from schemas.objectives import Axis
from schemas.perimeters import Perimeter, PerimeterRule
from schemas.result import EngineRef, FunderRef, Result, RulebookRef, Source, ValidityPeriod
from schemas.territory import Ambiguity, Commune, Place, Quarter, Structure
from schemas.vocabulary import FieldDefinition, Value
from service.http.problems import Problem

Count = Annotated[int, Field(ge=0)]


class Identity(Model):
    """Ce qui désigne exactement un règlement."""

    id: Slug
    title: str
    version: str
    hash: str = Field(description="Empreinte de son contenu.")


class ListedRulebook(Identity):
    """Un règlement."""

    period: ValidityPeriod
    ended: bool = Field(description="La période est-elle close ?")
    url: str


class RulebookList(Model):
    """Les règlements chargés."""

    rulebooks: list[ListedRulebook]


class Counts(Model):
    """Combien le règlement compte de lignes, de financeurs, d'objectifs."""

    lines: Count
    funders: Count
    objectives: Count = Field(description="Objectifs du niveau le plus fin.")


class Rulebook(ContractFile, Identity):
    """Un règlement : identité, période, avenants, familles de financeurs (étudiées ou non), documents, adresses du reste."""

    counts: Counts
    links: dict[str, str] = Field(description="Adresses du reste, par nom.")


class Page(Model):
    """Une page d'un règlement."""

    rulebook: RulebookRef


class ObjectiveList(Page):
    """Axes, objectifs et sous-objectifs."""

    axes: list[Axis]


class TerritoryList(Page):
    """Communes, quartiers prioritaires, lieux, structures, noms ambigus, périmètres et règles."""

    communes: list[Commune]
    quarters: list[Quarter]
    places: list[Place]
    structures: list[Structure]
    ambiguities: list[Ambiguity]
    perimeters: list[Perimeter]
    rules: list[PerimeterRule]


class Vocabulary(Page):
    """Champs qu'une action peut donner, listes fermées de valeurs, libellés des réponses."""

    fields: list[FieldDefinition]
    lists: dict[str, list[Value]] = Field(description="Listes fermées, par nom.")
    answers: dict[str, dict[str, str]] = Field(description="Libellés des valeurs que les réponses emploient.")


class ListedFunder(Funder):
    """Un financeur."""

    lines: Count = Field(description="Combien de lignes il a.")


class FunderList(Page):
    """Les financeurs."""

    funders: list[ListedFunder]


class CorrectionList(Page):
    """Les corrections."""

    corrections: list[Correction]


class LineHead(Model):
    """Ce qu'est une ligne."""

    id: Slug
    title: str
    summary: str = Field(description="En une ou deux phrases simples : ce que c'est, pour quoi faire.")
    kind: Kind
    funder: FunderRef
    nature: Nature
    commitment: Commitment


class ListedLine(LineHead):
    """Une ligne en bref."""

    objectives: list[ObjectiveCode] | None = Field(description="Codes d'objectif, à tout niveau ; null : tous.")
    perimeter: Slug | None = Field(description="Périmètre nommé ; null : aucun critère de lieu.")
    dispositif: str
    url: str


class DatedPage(Page):
    """Une page d'un règlement, tel que ses textes étaient connus un jour."""

    texts_from: date = Field(description="Jour du dernier texte lu : le contrat, ou un avenant.")


class LineList(DatedPage):
    """Les lignes, en bref."""

    count: Count
    lines: list[ListedLine]


class ObjectiveTitle(Model):
    """Un objectif."""

    code: ObjectiveCode
    title: str


class LineCriterion(Criterion):
    """Un critère : le champ, les seuls opérateurs employés, et ce qu'il demande, en clair."""

    model_config = {"json_schema_serialization_defaults_required": False}

    source: RegisterId | None = Field(None, exclude_if=lambda entry: entry is None)  # its own, else its clause alone
    label: str = Field(description="Le champ, en clair.")
    expected: str = Field(description="Ce qui est demandé, en clair.")
    clause: RegisterId = Field(serialization_alias="source")

    @model_serializer(mode="wrap")
    def used(self, handler: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]  # its type would be the schema
        """Without the operators that the criterion does not use."""
        return {name: value for name, value in handler(self).items() if value is not None}


class Way(Model):
    """Une voie : tous ses critères, sous réserve ou non."""

    all: list[LineCriterion]
    reserve: Slug | None = Field(description="Réserve, qui ne vaut que si aucune autre voie n'en est libre.")
    label: str | None


class Ways(Model):
    """Plusieurs voies ; une seule suffit."""

    alternatives: list[Way]
    source: RegisterId


class LineReserve(Reserve):
    """Une décision encore à prendre, par un organisme nommé."""

    when: LineCriterion | None = Field(
        description="Le critère sans lequel elle ne s'applique pas ; null : elle s'applique toujours."
    )


class LinePriority(Priority):
    """Ce que le financeur favorise sans l'exiger."""

    when: list[LineCriterion]  # type: ignore[assignment]  # each with its words
    source: RegisterId


class LineAmount(Amount):
    """Un chiffre du texte. Taux et parts : décimaux de 0 à 1 ; les autres en euros, par unité si elle est dite."""

    when: list[LineCriterion]  # type: ignore[assignment]  # each with its words
    source: RegisterId


class Clause(Model):
    """Une clause, paraphrasée."""

    entry: str = Field(description="Identifiant de l'entrée du registre.")
    section: str
    heading: str
    lines: tuple[int, int] = Field(description="Première et dernière ligne, dans le texte du contrat.")
    text: str = Field(description="Paraphrase ; jamais une copie du texte.")


class Line(LineHead, DatedPage):
    """Une ligne, en entier."""

    objectives: list[ObjectiveTitle] | None = Field(description="Objectifs, à tout niveau ; null : tous.")
    perimeter: Perimeter | None = Field(description="Périmètre nommé ; null : aucun critère de lieu.")
    dispositif: str = Field(description="Libellé du dispositif, pour le champ dispositifAide du schéma SCDL.")
    url: str
    introduced_by: Slug | None = Field(description="Avenant qui apporte cette version ; null : le contrat.")
    repealed_by: Slug | None = Field(description="Avenant qui la retire ou la remplace ; null : aucun.")
    objectives_basis: Basis | None = Field(description="Ce sur quoi repose le refus d'un autre objectif.")
    objectives_source: Source | None
    perimeter_basis: Basis | None = Field(description="Ce sur quoi repose le refus d'un autre lieu.")
    perimeter_source: Source | None
    valid_basis: Basis | None = Field(description="Ce sur quoi repose le refus d'autres dates.")
    criteria: list[LineCriterion | Ways] = Field(description="Tous sont exigés.")
    reserves: list[LineReserve]
    priorities: list[LinePriority]
    amounts: list[LineAmount]
    validity: ValidityPeriod = Field(description="Quand la ligne peut servir.")
    contact: Contact
    notes: list[str]
    funder_notes: list[str]
    sources: list[Clause] = Field(description="Les clauses qui fondent la ligne.")


@dataclass(frozen=True, slots=True)
class ByVerdict:
    """Identifiants des lignes, par verdict, dans l'ordre du règlement."""

    eligible: list[str]
    subject_to: list[str]
    depends: list[str]
    unlikely: list[str]
    ineligible: list[str]


@dataclass(frozen=True, slots=True)
class BatchVerdicts:
    """Les verdicts d'une action (`include` : `verdicts`)."""

    verdicts: ByVerdict


@dataclass(frozen=True, slots=True)
class BatchResult:
    """Les réponses à plusieurs actions, dans leur ordre. Un problème tient la place d'une action mal décrite."""

    rulebook: RulebookRef
    engine: EngineRef
    as_of: Annotated[date, Field(description="Date des textes connus.")]
    count: Count
    results: list[Result | BatchVerdicts | Problem]


def written(model: Model, sources: dict[str, Source] | None = None) -> bytes:
    """A model as JSON, with the clauses in the place of the ids of the register."""
    return model.model_dump_json(by_alias=True, context=sources).encode()
