"""The register: every commitment read in the contract, in reading order, and what became of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from schemas.base import Model, RegisterId, Slug, Text


class SetAside(StrEnum):
    """Pourquoi une entrée n'est pas une ligne."""

    principle = "principle"  # a value, a method, a general aim
    diagnosis = "diagnosis"  # a description of the situation
    wish = "wish"  # something wanted, promised by nobody
    governance = "governance"  # how partners organise themselves
    candidate = "candidate"  # the partner asks for someone else's money
    past = "past"  # something done, not a promise
    same_as = "same_as"  # the scheme of another entry
    target = "target"  # a quantitative target, attached to a line
    condition = "condition"  # feeds a criterion, reserve, perimeter, amount or note of lines
    internal = "internal"  # the partner's own organisation: nothing an action can use


class Entry(Model):
    """Un engagement lu dans le texte : où il se trouve, ce qu'il dit, ce qu'il est devenu."""

    id: RegisterId
    heading: Text = Field(description="Intitulé sous lequel le texte se trouve.")
    lines: Annotated[list[int], Field(min_length=2, max_length=2)] = Field(
        description="Première et dernière ligne dans le texte du contrat."
    )
    text: Text = Field(description="Paraphrase ; jamais une copie du contrat.")
    encoded_as: list[Slug] = Field([], description="Lignes (ou règles de périmètre) issues de l'entrée.")
    set_aside: SetAside | None = None
    why: Text | None = Field(None, description="Pourquoi l'entrée n'est pas une ligne.")
    same_as: RegisterId | None = None

    @model_validator(mode="after")
    def one_outcome(self) -> "Entry":
        if self.lines[0] > self.lines[1]:
            raise ValueError("la première ligne du texte dépasse la dernière : inversez-les")
        if self.encoded_as and self.set_aside is not None:
            raise ValueError(
                "l'entrée devient une ligne (encoded_as) et est mise de côté (set_aside) : gardez l'un des deux"
            )
        if not self.encoded_as and self.set_aside is None:
            raise ValueError(
                "on ne sait pas ce que devient l'entrée : ajoutez encoded_as (une ligne) ou set_aside (mise de côté)"
            )
        if self.set_aside and not self.why:
            raise ValueError("l'entrée est mise de côté sans dire pourquoi : ajoutez why")
        if (self.set_aside == SetAside.same_as) != (self.same_as is not None):
            raise ValueError(
                "« set_aside: same_as » et « same_as: <entrée répétée> » vont ensemble : ajoutez ou retirez l'un des deux"
            )
        return self


class RegisterFile(Model):
    """register/<section>.yaml"""

    section: Text
    title: Text
    entries: list[Entry]
