"""The vocabulary: the fields that a rule may read, and the closed lists of their values."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from schemas.base import Model, RegisterId, Slug, Text

OTHER = "other"  # of every closed list: none of its other values


OTHER = "other"  # of every closed list: none of its other values


class FieldType(StrEnum):
    """Ce qu'un champ contient, donc les opérateurs qui l'interrogent."""

    objectives = "objectives"  # codes of objectives.yaml, a list
    choice_set = "choice_set"  # a complete list of values of one closed list
    choice = "choice"  # one value of one closed list
    boolean = "boolean"
    range = "range"  # a minimum and a maximum (ages)
    number = "number"
    period = "period"  # first and last day of the action
    territory = "territory"  # resolved from the site; read by perimeter rules only


class Part(Model):
    """La réserve d'un critère rempli en partie : « pour cette part »."""

    id: Slug | None = Field(None, description="Son identifiant, s'il n'est pas « part-… » suivi de celui du champ.")
    text: Text = Field(description="Ce que vaut alors la ligne ; ce qui est demandé suit, après deux-points.")


class FieldDefinition(Model):
    """Un champ que des règles peuvent lire : où il se donne, comment le demander."""

    id: Slug
    type: FieldType
    paths: Annotated[list[str], Field(min_length=1)] = Field(description="Où la valeur se donne dans l'API.")
    values: Slug | None = Field(None, description="Liste fermée de valeurs, pour choice et choice_set.")
    label: Text
    question: Text
    help: Text | None = None
    unit: Text | None = Field(None, description="L'unité qui suit un âge ou un nombre, à l'écran.")
    part: Part | None = Field(
        None, description="La réserve d'un critère rempli en partie, si la phrase générale ne va pas."
    )
    project_choice: bool = Field(
        False,
        description="Vrai si le porteur en décide pour son projet (oui/non ou montant) : un changement peut alors être proposé.",
    )

    @model_validator(mode="after")
    def only_what_is_decided(self) -> "FieldDefinition":
        if self.project_choice and self.type not in (FieldType.boolean, FieldType.number):
            raise ValueError("« project_choice » ne va qu'avec un champ boolean ou number : retirez-le")
        return self


class Value(Model):
    """Une valeur d'une liste fermée."""

    id: Slug
    label: Text
    words: list[Text] = Field([], description="Mots de tous les jours, pour la recherche.")
    help: Text | None = None
    implies: list[Slug] = Field([], description="Ce que cette valeur est aussi (une mère isolée est une femme).")
    dimension: Slug | None = Field(
        None,
        description="Deux valeurs de dimensions différentes peuvent désigner les mêmes personnes, sauf « excludes » : un échec n'y est que notre lecture.",
    )
    overlaps: list[Slug] = Field(
        [],
        description="Autres valeurs dont une part est la sienne (« pourrait être les deux » n'est pas un recoupement).",
    )
    excludes: list[Slug] = Field([], description="Valeurs qu'elle ne recoupe jamais.")
    open: list[Slug] = Field(
        [], description="Valeurs dont on ne peut pas dire qu'elles l'écartent : un échec n'y est que notre lecture."
    )
    partner: bool = Field(
        True, description="Faux pour un porteur qui ne peut pas porter l'action d'un autre (un particulier)."
    )
    source: RegisterId | None = None


class VocabularyFile(Model):
    """vocabulary.yaml"""

    fields: list[FieldDefinition]
    lists: dict[Slug, Annotated[list[Value], Field(min_length=1)]]
