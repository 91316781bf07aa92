"""Codes of priority quarters: those of 2015 begin with QP, those of 2024 with QN, and the same quarter may have both.

A code that a contract does not have is explained by its generation and by the quarter that bears it; no other quarter
is proposed because its code looks alike.
"""

import re
from collections.abc import Callable

from eligibility.errors import Problem
from eligibility.french.text import enumerate_french, nearest
from eligibility.places.france import quarter_names
from eligibility.rulebook.territory import Territory

YEARS = {"QP": "2015", "QN": "2024"}
_CODE = re.compile(r"Q[PN](?:\d{3}|02[AB]|2[AB])\w{0,6}", re.IGNORECASE)
_SHAPE = re.compile(r"Q[PN]\d*\w?", re.IGNORECASE)


def like_a_code(text: str) -> bool:
    """Is it written as the code of a quarter, known or not?"""
    code = text.replace(" ", "")
    return bool(_CODE.fullmatch(code) or (_SHAPE.fullmatch(code) and any(c.isdigit() for c in code)))


def unknown_quarter(
    text: str, pointer: str, territory: Territory, named: Callable[[str], str | None], way_out: str = ""
) -> Problem:
    """The problem of a quarter that the contract does not know. `named`: the code here of a quarter with some name."""
    labels = [f"{quarter.code} ({quarter.name})" for quarter in territory.quarters.values()]
    start = f"« {text} » n'est pas un quartier prioritaire de ce contrat."
    if not like_a_code(text):
        close = nearest(text, labels, cutoff=70) or tuple(labels)
        near = f" Valeurs proches : {enumerate_french(close)}." if close else ""
        codes = tuple(label.split(" ")[0] for label in close)
        return Problem(pointer, f"{start}{near}{way_out}", codes, "unknown-code")
    code = text.replace(" ", "").upper()
    name = quarter_names().get(code)
    sentences = [start]
    ours = {quarter.code[:2] for quarter in territory.quarters.values()}
    year = YEARS[code[:2]]
    other = code[:2] not in ours and ours
    if other:
        years = enumerate_french([YEARS[prefix] for prefix in sorted(ours)], "et")
        begins = enumerate_french(sorted(ours))
        sentences.append(
            f"C'est un code de {year}{f', celui de « {name} »' if name else ''} : ce contrat emploie les quartiers de {years}, dont le code commence par {begins}."
        )
    elif name:
        sentences.append(f"C'est le code de « {name} », quartier de {year} d'un autre contrat.")
    else:
        sentences.append(f"Ce code ne figure pas dans la liste des quartiers de {year}.")
    same = named(name) if name and other else None
    if same is not None:
        sentences.append(f"Le quartier de ce nom y est {same} : vérifiez que ses limites sont celles que vous voulez.")
    elif labels:
        sentences.append(f"Quartiers du contrat : {enumerate_french(labels)}.")
    return Problem(pointer, " ".join(sentences) + way_out, (same,) if same else (), "unknown-code")
