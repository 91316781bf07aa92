"""What to do next: whom to see for each objective, and in which order to approach the funders."""

from collections.abc import Sequence

from eligibility.engine.compile import Rulebook
from eligibility.french.text import enumerate_french
from eligibility.rulebook.objectives import covers
from schemas.result import OPEN, LineResult, Route, RouteStep


def build_route(rulebook: Rulebook, objectives: tuple[str, ...], lines: tuple[LineResult, ...]) -> Route:
    """Steps per sub-objective; `order` lists the open funding lines, first to approach first."""
    steps = []
    for code, sub in rulebook.objectives.subs.items():
        if any(covers(given, code) for given in objectives):
            steps.append(
                RouteStep(
                    code,
                    sub.title,
                    tuple(sub.pilots or ()),
                    sub.instance,
                    tuple(sub.contributors or ()),
                    rulebook.sources[sub.pilot_source],
                )
            )
    order = tuple(line.id for line in lines if line.kind == "funding" and line.verdict in OPEN)
    return Route(tuple(steps), order, " ".join(advice_sentences(rulebook, steps, lines)))


def advice_sentences(rulebook: Rulebook, steps: Sequence[RouteStep], lines: tuple[LineResult, ...]) -> list[str]:
    """What to do first and whom to call, one sentence per step."""
    first = next((line for line in lines if line.kind == "funding" and line.verdict in OPEN), None)
    sentences = []
    pilots = tuple(dict.fromkeys(pilot for step in steps for pilot in step.pilots))
    if not steps:
        sentences.append(
            "Choisissez d'abord l'objectif du contrat auquel l'action répond : il dit qui pilote et qui peut financer."
        )
    elif pilots:
        named = enumerate_french(pilots[:3], "et")
        sentences.append(f"Appelez d'abord le pilote de l'objectif : {named}.")
    if first:
        role = ", ".join(filter(None, (first.contact.organisation, first.contact.service, first.contact.role)))
        title = first.title.replace("« ", "“").replace(" »", "”")
        sentences.append(f"Puis présentez l'action pour « {title} » ({role}).")
    else:
        sentences.append(
            "Aucun financement n'est ouvert à ce stade : répondez aux questions ou voyez ce qui manque avec le pilote."
        )
    sentences.append(f"Le dossier est examiné par : {rulebook.contract.conference}.")
    return sentences
