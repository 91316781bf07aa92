"""Does the register say what the lines say? Figures, clauses that lead to a line, entries that left a hole. Warnings only."""

import re
from collections.abc import Iterator
from decimal import Decimal

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files
from schemas.funder import Amount

SHARES = {
    "moitié": "0.5", "quart": "0.25", "trois quarts": "0.75", "cinquième": "0.2", "dixième": "0.1", "totalité": "1",
}  # fmt: skip
_NUMBER = re.compile(r"\d[\d \u00a0\u202f]*(?:[.,]\d+)?")
_ID = re.compile(r"(.+-)(\d+)[a-z]?")


def advise_figures(files: Files) -> Iterator[Issue]:
    """Amounts that the text of their entry does not give, in figures nor as a share in words."""
    texts = {entry.id: entry.text for register in files.registers.values() for entry in register.entries}
    for name, file in files.funders.items():
        for index, line in enumerate(file.lines):
            for number, amount in enumerate(line.amounts):
                entry = amount.source or line.source[0]
                if not _says(texts[entry], amount):
                    message = f"l'entrée {entry} ne dit pas le montant « {amount.value} » ({amount.label})."
                    mend = "Corrigez le montant ou sa source, ou écrivez le chiffre dans l'entrée."
                    yield files.issue(
                        name, ("lines", index, "amounts", number), "figure-not-cited", message, mend, warning=True
                    )


def _says(text: str, amount: Amount) -> bool:
    figures = {_decimal(found) for found in _NUMBER.findall(text)}
    if amount.value <= 1:
        words = {Decimal(share) for word, share in SHARES.items() if word in text.lower()}
        return amount.value in words | figures or amount.value * 100 in figures
    return any(amount.value / unit in figures for unit in (1, 1000, 1_000_000))


def _decimal(found: str) -> Decimal:
    return Decimal(re.sub(r"[ \u00a0\u202f]", "", found).replace(",", "."))


def advise_trails(files: Files) -> Iterator[Issue]:
    """Lines that none of the entries they cite leads to: the wrong clause, or one that forgets them."""
    leading = {entry.id: set(entry.encoded_as) for register in files.registers.values() for entry in register.entries}
    for name, file in files.funders.items():
        for index, line in enumerate(file.lines):
            if not any(line.id in leading[entry] for entry in line.source):
                message = (
                    f"la ligne « {line.id} » cite {', '.join(line.source)}, dont aucune entrée n'y mène (encoded_as)."
                )
                yield files.issue(
                    name,
                    ("lines", index, "source"),
                    "not-led-to",
                    message,
                    "Corrigez la source, ou l'entrée.",
                    warning=True,
                )


def advise_holes(files: Files) -> Iterator[Issue]:
    """Numbers of entries that are missing alone: something was read there, and lost."""
    numbers: dict[str, dict[int, tuple[str, int]]] = {}
    for name, register in files.registers.items():
        for index, entry in enumerate(register.entries):
            if found := _ID.fullmatch(entry.id):
                numbers.setdefault(found[1], {})[int(found[2])] = (name, index)
    for prefix, given in numbers.items():
        for number, (name, index) in given.items():
            if number + 1 not in given and number + 2 in given:
                message = f"après {prefix}{number:02}, le registre saute un numéro."
                yield files.issue(
                    name,
                    ("entries", index),
                    "entry-missing",
                    message,
                    "Rétablissez l'entrée, ou renumérotez.",
                    warning=True,
                )
