"""What would change an answer: honest changes of a project, and the verdict that they give. In French: it is shown."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from schemas.result import EngineRef, FunderRef, RulebookRef, Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """Un changement d'un champ."""

    field: str
    title: str
    path: Annotated[str, Field(description="Où il se donne dans l'action.")]
    sentence: Annotated[str, Field(description="Quoi faire.")]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Une ligne presque ouverte, et le plus petit changement honnête du projet qui l'ouvre."""

    line: str
    title: str
    kind: str
    funder: FunderRef
    was: Annotated[Verdict, Field(description="Son verdict pour l'action telle que décrite.")]
    verdict: Annotated[Verdict, Field(description="Son verdict une fois les changements faits.")]
    changes: Annotated[tuple[Change, ...], Field(description="Un changement, ou deux à faire ensemble.")]
    action: Annotated[
        dict[str, Any], Field(description="L'action changée, en codes seulement : à évaluer telle quelle.")
    ]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Ce qui changerait la réponse, le plus utile d'abord, et de quoi la rejouer."""

    rulebook: RulebookRef
    engine: EngineRef
    as_of: Annotated[date, Field(description="Date des textes connus.")]
    counterfactuals: tuple[Counterfactual, ...]
