"""Does the register say what the lines say? Figures, clauses that lead to a line, entries that left a hole. Warnings only."""

import re
from collections.abc import Iterator
from decimal import Decimal

from eligibility.checks.index import Index, Spot
from eligibility.errors import Issue
from schemas.funder import Amount, AmountKind, Line
from schemas.register import Entry

SHARES = {
    "moitié": "0.5", "quart": "0.25", "trois quarts": "0.75", "cinquième": "0.2", "dixième": "0.1", "totalité": "1",
}  # fmt: skip
_NUMBER = re.compile(r"\d[\d \u00a0\u202f]*(?:[.,]\d+)?")
_ID = re.compile(r"(.+-)(\d+)[a-z]?")


def advise_figures(index: Index) -> Iterator[Issue]:
    """Amounts that the text of their entry does not give, in figures nor as a share in words."""
    for spot, line in index.each(Line):
        for number, amount in enumerate(line.amounts):
            entry = amount.source or line.source[0]
            if not _says(index.entries[entry].text, amount):
                message = f"l'entrée {entry} ne dit pas le montant « {amount.value} » ({amount.label})."
                mend = "Corrigez le montant ou sa source, ou écrivez le chiffre dans l'entrée."
                yield index.issue(spot.at("amounts", number), "figure-not-cited", message, mend, warning=True)


def advise_bounds(index: Index) -> Iterator[Issue]:
    """Amounts of one line that leave nothing between them: at least more than at most, of one thing, by one unit."""
    for spot, line in index.each(Line):
        for number, floor in enumerate(line.amounts):
            for ceiling in line.amounts:
                alike = floor.unit == ceiling.unit and floor.when == ceiling.when
                bounds = (floor.kind, ceiling.kind) == (AmountKind.floor, AmountKind.ceiling)
                if alike and bounds and floor.value > ceiling.value:
                    message = f"la ligne « {line.id} » a un minimum ({floor.value}) plus grand que son plafond ({ceiling.value})."
                    mend = "Relisez les deux chiffres dans leur entrée."
                    yield index.issue(spot.at("amounts", number), "floor-above-ceiling", message, mend, warning=True)


def _says(text: str, amount: Amount) -> bool:
    figures = {_decimal(figure) for figure in _NUMBER.findall(text)}
    if amount.value <= 1:
        words = {Decimal(share) for word, share in SHARES.items() if word in text.lower()}
        return amount.value in words | figures or amount.value * 100 in figures
    return any(amount.value / unit in figures for unit in (1, 1000, 1_000_000))


def _decimal(figure: str) -> Decimal:
    return Decimal(re.sub(r"[ \u00a0\u202f]", "", figure).replace(",", "."))


def advise_trails(index: Index) -> Iterator[Issue]:
    """Lines that none of the entries they cite leads to: the wrong clause, or one that forgets them."""
    for spot, line in index.each(Line):
        if not any(line.id in index.entries[entry].encoded_as for entry in line.source):
            message = f"la ligne « {line.id} » cite {', '.join(line.source)}, dont aucune entrée n'y mène (encoded_as)."
            mend = "Corrigez la source, ou l'entrée."
            yield index.issue(spot.at("source"), "not-led-to", message, mend, warning=True)


def advise_holes(index: Index) -> Iterator[Issue]:
    """Numbers of entries that are missing alone: something was read there, and lost."""
    numbers: dict[str, dict[int, Spot]] = {}
    for spot, entry in index.each(Entry):
        if parts := _ID.fullmatch(entry.id):
            numbers.setdefault(parts[1], {})[int(parts[2])] = spot
    for prefix, given in numbers.items():
        for number, spot in given.items():
            if number + 1 not in given and number + 2 in given:
                message = f"après {prefix}{number:02}, le registre saute un numéro."
                mend = "Rétablissez l'entrée, ou renumérotez."
                yield index.issue(spot, "entry-missing", message, mend, warning=True)
