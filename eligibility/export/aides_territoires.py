"""The catalogue in the shape of Aides-territoires, which French portals read: a page of aids, each field or empty.

Where each field comes from, or why it is empty, is in docs/export.md. Numbers and addresses that the portal gives to
its own records are never made up. What is never known here is an empty default of `Aid`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Annotated, ClassVar

import orjson
from pydantic import ConfigDict, Field

from eligibility.export.catalogue import Catalogue, CatalogueLine, ListedFigure
from eligibility.export.correspondences import AID_TYPES, AUDIENCES, CALLS, NOT_SUBVENTIONS
from eligibility.french.citations import place_in_text, whom
from eligibility.french.labels import COMMITMENTS, KINDS, NATURES

Nothing = tuple[()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """Une ligne dans la forme d'une aide d'Aides-territoires. Vide ou null : le règlement ne le dit pas.

    `slug` est l'identifiant de la ligne ; `id` et `url`, que le portail donne à ses fiches, restent vides.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(json_schema_serialization_defaults_required=True)

    id: None = None
    slug: str
    url: str = ""
    name: str
    name_initial: None = None
    short_title: None = None
    financers: list[str]
    financers_full: Nothing = ()
    instructors: Nothing = ()
    instructors_full: Nothing = ()
    programs: Nothing = ()
    description: Annotated[str, Field(description="HTML.")]
    eligibility: Annotated[str, Field(description="HTML : conditions et réserves.")]
    perimeter: str | None
    perimeter_scale: None = None
    mobilization_steps: Nothing = ()
    origin_url: None = None
    categories: Nothing = ()
    is_call_for_project: bool | None
    application_url: None = None
    targeted_audiences: list[str]
    aid_types: list[str]
    aid_types_full: Nothing = ()
    is_charged: None = None
    destinations: Nothing = ()
    start_date: None = None
    predeposit_date: None = None
    submission_deadline: None = None
    subvention_rate_lower_bound: Annotated[int | None, Field(description="En pour cent.")]
    subvention_rate_upper_bound: Annotated[int | None, Field(description="En pour cent.")]
    subvention_comment: str | None
    loan_amount: None = None
    recoverable_advance_amount: None = None
    contact: Annotated[str, Field(description="HTML.")]
    recurrence: None = None
    project_examples: None = None
    import_data_url: None = None
    import_data_mention: Annotated[str, Field(description="Le règlement, sa version, son empreinte, ses textes.")]
    import_share_licence: str
    date_created: None = None
    date_updated: None = None
    project_references: Nothing = ()
    european_aid: None = None
    is_live: bool | None


@dataclass(frozen=True, slots=True)
class AidPage:
    """Les lignes dans la forme d'une page de l'API d'Aides-territoires : toutes, donc sans page suivante."""

    count: Annotated[int, Field(ge=0)]
    previous: None
    next: None
    results: list[Aid]


def to_aids(catalogue: Catalogue) -> bytes:
    """One page with every line, as UTF-8 JSON."""
    aids = [_aid(catalogue, line) for line in catalogue.lines]
    return orjson.dumps(AidPage(len(aids), None, None, aids), option=orjson.OPT_APPEND_NEWLINE)


def _aid(catalogue: Catalogue, line: CatalogueLine) -> Aid:
    rulebook, contract = catalogue.rulebook, catalogue.contract
    rates = _rates(line)
    rate = _one_percentage(rates)
    return Aid(
        slug=line.id,
        name=line.title,
        financers=[line.funder.name],
        description=_description(catalogue, line),
        eligibility=_eligibility(line),
        perimeter=line.perimeter[1] if line.perimeter else None,
        is_call_for_project=True if line.nature in CALLS else None,
        targeted_audiences=_audiences(line),
        aid_types=[AID_TYPES[line.nature]] if line.kind == "funding" and line.nature in AID_TYPES else [],
        subvention_rate_lower_bound=rate,
        subvention_rate_upper_bound=rate,
        subvention_comment=" ; ".join(str(figure.said) for figure in rates) or None,
        contact=_paragraph(whom(line.contact)),
        import_data_mention=f"{rulebook.title}, règlement {rulebook.id} {rulebook.version}, empreinte {rulebook.hash}, textes du {catalogue.texts_from:%d/%m/%Y}",
        import_share_licence=contract.licence,
        # a contract that is over has no live aid; whether another one is live today, only a clock could say
        is_live=False if contract.ended else None,
    )


def _rates(line: CatalogueLine) -> list[ListedFigure]:
    if line.kind != "funding" or line.nature in NOT_SUBVENTIONS:
        return []
    return [figure for figure in line.figures if figure.kind == "rate"]


def _one_percentage(rates: list[ListedFigure]) -> int | None:
    """The only rate of a line, if nothing limits it and it is a whole percentage: else no bound would hold always."""
    if len(rates) != 1 or not rates[0].bare:
        return None
    percentage = Decimal(rates[0].value) * 100
    return int(percentage) if percentage == int(percentage) else None


def _audiences(line: CatalogueLine) -> list[str]:
    """All who may apply, or nobody: a part of the list would say that the others may not."""
    if line.kind != "funding" or line.carriers is None or not all(label in AUDIENCES for label in line.carriers):
        return []
    return [AUDIENCES[label] for label in line.carriers]


def _description(catalogue: Catalogue, line: CatalogueLine) -> str:
    contract = catalogue.contract
    objectives = [f"{code} {title}" for code, title in line.objectives] if line.objectives else ["tous"]
    return "".join(
        (
            _paragraph(contract.ended_notice) if contract.ended and contract.ended_notice else "",
            _paragraph(line.summary),
            _paragraph(f"{KINDS[line.kind].name} · {NATURES[line.nature]} · {COMMITMENTS[line.commitment].name}"),
            _paragraph(f"Dispositif : {line.dispositif}"),
            _list("Objectifs du contrat", objectives),
            _list("Chiffres", (figure.said for figure in line.figures)),
            _list("Favorisé", line.priorities),
            _list("Notes", (*line.notes, *line.funder_notes)),
            _list("Sources", (place_in_text(source) for source in line.sources)),
        )
    )


def _eligibility(line: CatalogueLine) -> str:
    return _list("Conditions", line.conditions) + _list("Réserves", line.reserves)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def _list(heading: str, items: Iterable[object]) -> str:
    """A heading and its items; nothing at all if there are none."""
    listed = "".join(f"<li>{escape(str(item), quote=False)}</li>" for item in items)
    return f"<p>{heading}</p><ul>{listed}</ul>" if listed else ""
