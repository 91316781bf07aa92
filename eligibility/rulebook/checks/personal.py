"""Telephone numbers and e-mail addresses: a rulebook names organisations, services and roles, never a way to a person."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, Where

TELEPHONE = re.compile(r"(?<![\d.,])(?:\+33|0)\s?[1-9](?:[\s.\-]?\d{2}){4}(?!\d)")
ADDRESS = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+")


def check_personal(files: Files) -> Iterator[Issue]:
    """Yields an issue per text of a funder or of the register that holds one."""
    for name, model in {**files.funders, **files.registers}.items():
        for where, text in _texts(model, ()):
            what = (
                "un numéro de téléphone"
                if TELEPHONE.search(text)
                else "une adresse électronique"
                if ADDRESS.search(text)
                else None
            )
            if what:
                message = f"ce texte contient {what}."
                yield files.issue(
                    name,
                    where,
                    "personal-data",
                    message,
                    "Retirez-le : dites l'organisme, le service, la fonction et la ville.",
                )


def _texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _texts(getattr(value, field), (*where, field))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*where, index))
