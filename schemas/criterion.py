"""Criteria: what a line asks of an action. One criterion tests one field of the vocabulary."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from schemas.base import Model, RegisterId, Slug, Text

Bound = Annotated[Decimal, Field(ge=0)]


class Basis(StrEnum):
    """Sur quoi repose le refus : `printed`, qui ne lit que le passage y trouve que cette valeur est écartée ; `read`, notre lecture. Dans le doute, `read`."""

    printed = "printed"
    read = "read"


class Criterion(Model):
    """Un critère sur un champ : une seule famille d'opérateurs, selon le type du champ."""

    field: Slug = Field(description="Identifiant d'un champ de vocabulary.yaml, ou « perimeter ».")
    any_of: Annotated[list[str], Field(min_length=1)] | None = Field(None, description="Une de ces valeurs suffit.")
    all_of: Annotated[list[str], Field(min_length=1)] | None = Field(
        None, description="Toutes ces valeurs sont exigées."
    )
    none_of: Annotated[list[str], Field(min_length=1)] | None = Field(
        None, description="Aucune de ces valeurs n'est admise."
    )
    at_least: Bound | None = Field(None, description="Minimum, borne comprise (nombre ou âge).")
    at_most: Bound | None = Field(None, description="Maximum, borne comprise (nombre ou âge).")
    from_: date | None = Field(None, alias="from", description="Premier jour admis (champ period).")
    until: date | None = Field(None, description="Dernier jour admis (champ period) ; un dépassement est une réserve.")
    ends_by: date | None = Field(
        None, description="Date à laquelle l'action doit être terminée ; un dépassement est un échec."
    )
    begins_from: date | None = Field(
        None, description="Premier jour où l'action peut commencer : seulement si le texte parle d'un début."
    )
    begins_until: date | None = Field(None, description="Dernier jour où l'action peut commencer.")
    is_: bool | None = Field(None, alias="is", description="Valeur attendue d'un champ oui/non.")
    source: RegisterId | None = Field(
        None, description="Entrée du registre ; par défaut la première source de la ligne."
    )
    basis: Basis | None = Field(
        None, description="Exigée de tout critère d'une ligne ; sans objet pour une condition (réserve, montant…)."
    )
    note: Text | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that it uses, as they are written."""
        used = {
            "any_of": self.any_of, "all_of": self.all_of, "none_of": self.none_of, "is": self.is_,
            "at_least": self.at_least, "at_most": self.at_most,
            "from": self.from_, "until": self.until, "ends_by": self.ends_by,
            "begins_from": self.begins_from, "begins_until": self.begins_until,
        }  # fmt: skip
        return tuple(name for name, value in used.items() if value is not None)

    @property
    def values(self) -> list[str]:
        """The values of a closed list that it names."""
        return self.any_of or self.all_of or self.none_of or []

    @model_validator(mode="after")
    def one_family(self) -> "Criterion":
        families = [
            self.any_of is not None,
            self.all_of is not None,
            self.none_of is not None,
            self.at_least is not None or self.at_most is not None,
            any(
                day is not None for day in (self.from_, self.until, self.ends_by, self.begins_from, self.begins_until)
            ),
            self.is_ is not None,
        ]
        if sum(families) != 1:
            raise ValueError(
                "un critère emploie une famille d'opérateurs et une seule : any_of, all_of, none_of, at_least/at_most, "
                "from/until/ends_by/begins_from/begins_until ou is"
            )
        numbers = self.at_least is not None and self.at_most is not None and self.at_least > self.at_most
        dates = self.from_ is not None and self.until is not None and self.from_ > self.until
        begins = bool(self.begins_from and self.begins_until and self.begins_from > self.begins_until)
        if numbers or dates or begins:
            raise ValueError("le minimum dépasse le maximum : corrigez l'un des deux")
        return self


def is_printed(criterion: Criterion) -> bool:
    """Does its refusal rest on printed words? True of a mere condition, which refuses nothing."""
    return criterion.basis is not Basis.read


class Branch(Model):
    """Une voie d'une alternative : tous ses critères, sous réserve ou non."""

    all: Annotated[list[Criterion], Field(min_length=1)]
    reserve: Slug | None = Field(
        None, description="Réserve qui ne vaut que si aucune autre voie n'est libre de réserve."
    )
    label: Text | None = None


class Alternatives(Model):
    """Plusieurs voies ; une seule suffit."""

    alternatives: Annotated[list[Branch], Field(min_length=2, max_length=6)]
    source: RegisterId | None = None
