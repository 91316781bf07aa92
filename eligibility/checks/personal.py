"""Telephone numbers and e-mail addresses: a rulebook names organisations, services and roles, never a way to a person."""

import re
from collections.abc import Iterator

from eligibility.checks.index import Index
from eligibility.checks.walk import texts
from eligibility.errors import Issue
from schemas.base import Model

TELEPHONE = re.compile(r"(?<![\d.,])(?:\+33|0)\s?[1-9](?:[\s.\-]?\d{2}){4}(?!\d)")
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")


def check_personal(index: Index) -> Iterator[Issue]:
    """Yields an issue per text of a funder or of the register that holds one."""
    for spot, part in index.each(Model):
        if spot.file not in index.funders and spot.file not in index.registers:
            continue
        for where, text in texts(part):
            if TELEPHONE.search(text):
                what = "un numéro de téléphone"
            elif ADDRESS.search(text):
                what = "une adresse électronique"
            else:
                continue
            mend = "Retirez-le : dites l'organisme, le service, la fonction et la ville."
            yield index.issue(spot.at(*where), "personal-data", f"ce texte contient {what}.", mend)
