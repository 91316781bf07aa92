"""An action as a carrier describes it. Everything that is not given, or given as null, is unknown: not no, not zero."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from schemas.base import Demand, NullIsAbsent

Code = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Codes = Annotated[list[Code], Field(min_length=1, max_length=50)]
Appraisals = Annotated[dict[Code, Annotated[bool, Field(strict=True)]], NullIsAbsent(20)]
APPRAISALS = "Ce qu'une instance a déjà apprécié : la réserve d'un périmètre, favorable (true) ou défavorable (false)."
Age = Annotated[int, Field(ge=0, le=120, strict=True)]


def _iso_day(value: Any) -> Any:
    """Only a day, or its ISO text: never a timestamp in disguise."""
    if (
        isinstance(value, date)
        or value is None
        or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))
    ):
        return value
    raise ValueError('une date est attendue, écrite année-mois-jour entre guillemets, par exemple "2015-09-30"')


def _number(value: Any) -> Any:
    """A number, not a text nor true or false that would pass for one."""
    if isinstance(value, bool | str):
        raise ValueError("un nombre est attendu, sans guillemets, avec un point pour les décimales")
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
Longitude = Annotated[float, Field(ge=-180, le=180), BeforeValidator(_number)]
Latitude = Annotated[float, Field(ge=-90, le=90), BeforeValidator(_number)]
Metres = Annotated[float, Field(gt=0, le=50_000), BeforeValidator(_number)]


class Site(Demand):
    """Où l'action a lieu. Plusieurs clés peuvent être données si elles s'accordent."""

    longitude: Longitude | None = Field(None, description="Degrés décimaux, WGS84.")
    latitude: Latitude | None = Field(None, description="Degrés décimaux, WGS84.")
    accuracy_m: Metres | None = Field(None, description="Précision de la position, en mètres.")
    qpv: Code | None = Field(None, description="Code ou nom du quartier prioritaire, ou « none ».")
    commune: Name | None = Field(None, description="Code INSEE ou nom de la commune.")
    quarter: Name | None = Field(None, description="Quartier, cité ou lieu-dit, comme on le nomme.")
    structure: Name | None = Field(None, description="Équipement ou structure que le règlement connaît.")
    veille: bool | None = Field(None, strict=True, description="Le lieu est-il en veille, si vous le savez ?")

    @model_validator(mode="after")
    def says_something(self) -> "Site":
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("donnez longitude et latitude ensemble, ou aucune des deux")
        if self.accuracy_m is not None and self.longitude is None:
            raise ValueError("« accuracy_m » ne va qu'avec longitude et latitude : ajoutez-les, ou retirez-la")
        if not self.model_dump(exclude_none=True):
            raise ValueError("dites au moins une chose du lieu : coordonnées, quartier, commune ou structure")
        return self


class Beneficiaries(Demand):
    """Pour qui."""

    mostly_from_qpv: bool | None = Field(
        None, strict=True, description="Les bénéficiaires habitent-ils en majorité un quartier prioritaire du contrat ?"
    )
    of_quarter: Code | None = Field(None, description="Quartier prioritaire dont ils viennent surtout (code ou nom).")
    publics: Codes | None = Field(None, description="Publics visés ; une fois donnée, la liste est complète.")
    age_min: Age | None = Field(None, description="Âge du plus jeune.")
    age_max: Age | None = Field(None, description="Âge du plus âgé.")

    @model_validator(mode="after")
    def ages_in_order(self) -> "Beneficiaries":
        if self.age_min is not None and self.age_max is not None and self.age_min > self.age_max:
            raise ValueError("« age_min » dépasse « age_max » : corrigez l'un des deux")
        return self


class Carrier(Demand):
    """Qui porte l'action. La forme des identifiants est vérifiée ; ils ne sont ni nécessaires ni conservés."""

    type: Code | None = Field(None, description="Nature du porteur, voir le vocabulaire.")
    commune: Name | None = Field(None, description="Commune du siège.")
    siret: Annotated[str, StringConstraints(max_length=20)] | None = Field(None, description="14 chiffres.")
    rna: Annotated[str, StringConstraints(max_length=12)] | None = Field(None, description="W et 9 chiffres.")


class Action(Demand):
    """Une action : où, pour qui, pour quel objectif, quand, portée par qui. Un objectif ou un lieu au moins."""

    title: Annotated[str, StringConstraints(max_length=300)] | None = Field(
        None, description="Intitulé, pour mémoire : aucun verdict n'en dépend."
    )
    objectives: Codes | None = Field(None, description="Codes d'objectif, à tout niveau : 3, 3.4 ou 3.4.2.")
    site: Site | Annotated[list[Site], Field(min_length=1, max_length=50)] | None = Field(
        None, description="Lieu de l'action, ou liste de lieux."
    )
    beneficiaries: Beneficiaries = Field(Beneficiaries(), description="Pour qui.")
    carrier: Carrier = Field(Carrier(), description="Qui porte l'action.")
    kinds: Codes | None = Field(None, description="Nature de l'action ; une fois donnée, la liste est complète.")
    starts_on: Day | None = Field(None, description="Premier jour, AAAA-MM-JJ.")
    ends_on: Day | None = Field(None, description="Dernier jour, AAAA-MM-JJ.")
    budget: Annotated[Decimal, Field(ge=0, le=10**12, max_digits=15, decimal_places=2)] | None = Field(
        None, description="Budget total en euros."
    )
    international: bool | None = Field(
        None, strict=True, description="L'action est-elle menée avec des partenaires d'un autre pays ?"
    )
    details: Annotated[dict[Code, bool | int | Decimal | str | list[str]], NullIsAbsent(100)] = Field(
        {}, description="Tout autre champ du vocabulaire qu'une ligne interroge."
    )

    @model_validator(mode="after")
    def place_or_objective(self) -> "Action":
        if self.objectives is None and self.site is None:
            raise ValueError("donnez au moins un objectif (objectives) ou un lieu (site)")
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValueError("« starts_on » est après « ends_on » : corrigez l'une des deux dates")
        return self


class EvaluationRequest(Demand):
    """Une demande d'évaluation. Ce qui n'est pas donné est inconnu : ni non, ni zéro."""

    rulebook: Code | None = Field(None, description="Identifiant du règlement ; par défaut le seul chargé.")
    as_of: Day | None = Field(
        None, description="Date des textes connus ; par défaut la dernière révision du règlement."
    )
    action: Action = Field(description="L'action, telle que son porteur la décrit.")
    appraisals: Appraisals = Field({}, description=APPRAISALS)
