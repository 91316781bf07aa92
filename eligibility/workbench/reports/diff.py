"""A comparison of two versions as one page: what changes, for whom, with an action to try for each difference."""

import json

from eligibility.workbench.diff import Diff, words
from eligibility.workbench.diff.model import Witness
from eligibility.workbench.diff.portfolio import PortfolioDiff
from eligibility.workbench.reports.page import render

MARKS = {"lost": "−", "gained": "+", "reserves": "◐", "content": "€"}


def diff_page(found: Diff, portfolio: PortfolioDiff | None) -> str:
    """HTML in one file, without script nor network."""
    sections = [
        ("ajoutees", "Lignes ajoutées", found.added),
        ("retirees", "Lignes retirées", found.removed),
        ("deplacees", "Lignes renommées ou déplacées", found.moved),
        ("modifiees", "Lignes modifiées", found.changed),
    ]
    return render(
        "diff.html.j2",
        diff=found,
        portfolio=portfolio,
        sections=[section for section in sections if section[2]],
        effectless=words.effectless(found),
        texts=words.texts(found),
        words=words,
        marks=MARKS,
        shown=_shown,
    )


def _shown(witness: Witness) -> str:
    return json.dumps(witness.action, ensure_ascii=False, indent=1, default=str)
