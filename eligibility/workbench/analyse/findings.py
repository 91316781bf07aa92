"""A finding: what is odd in a rulebook, and an action that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "no-open-line",
    "unreachable-line",
    "same-lines",
    "idle-criterion",
    "idle-condition",
    "dead-priority",
    "dead-amount",
    "dead-reserve",
    "silent-funder",
    "unresolved-source",
    "stale-acceptance",
]

TITLES: dict[Kind, str] = {
    "no-open-line": "Actions pour lesquelles aucun financement n'est ouvert",
    "unreachable-line": "Lignes que personne ne peut obtenir",
    "same-lines": "Lignes qui disent la même chose",
    "idle-criterion": "Critères qui ne changent rien",
    "idle-condition": "Conditions toujours remplies",
    "dead-priority": "Priorités qui ne jouent jamais",
    "dead-amount": "Montants qui ne s'appliquent jamais",
    "dead-reserve": "Réserves qui ne jouent jamais",
    "silent-funder": "Dates où un financeur se tait",
    "unresolved-source": "Sources qui ne mènent nulle part",
    "stale-acceptance": "Constats acceptés qui n'ont plus lieu d'être",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity. `id` is stable as long as the rulebook says the same; it is what an acceptance names.

    `witness` is the body of an evaluation. Evaluated, it gives the verdicts of `expects` (line -> verdict) and,
    if `closed` is said, every funding line of that funder (« * »: of all funders) is closed.
    """

    id: str
    kind: Kind
    sentence: str
    lines: tuple[str, ...] = ()
    witness: Mapping[str, Any] | None = None
    expects: Mapping[str, str] = field(default_factory=dict)
    closed: str | None = None
    place: str | None = None  # file:line, for what no action can show
