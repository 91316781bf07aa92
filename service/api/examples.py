"""Requests that work as they are, made from the rulebook that is loaded, so that they never grow stale."""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from eligibility import Rulebook
from eligibility.actions.appraise import benefit_reserves
from eligibility.fields.yes_no import YesNo
from eligibility.rulebook.objectives import above

Example = dict[str, Any]


def request_examples(rulebook: Rulebook) -> dict[str, Example]:
    """Examples of POST /v1/evaluations by name, as OpenAPI states them: summary and value."""
    communes, quarters = rulebook.source.territory.communes, rulebook.source.territory.quarters
    leaf = rulebook.objectives.leaves[0]
    year = rulebook.contract.period.from_.year + 1
    dates = {"starts_on": f"{year}-03-01", "ends_on": f"{year}-06-30"}
    examples = {
        "objectif_seul": _example("Le strict minimum : un objectif", {"objectives": [above(leaf) or leaf]}),
        "commune": _example(
            "Une commune, l'âge des bénéficiaires et les dates",
            {"site": {"commune": communes[0].insee}, "beneficiaries": {"age_min": 16, "age_max": 25}, **dates},
        ),
        "plusieurs_lieux": _example(
            "Plusieurs lieux, hors quartier prioritaire",
            {
                "objectives": [leaf],
                "site": [{"commune": commune.insee, "qpv": "none"} for commune in communes[:2]],
                "beneficiaries": {"mostly_from_qpv": True},
            },
        ),
        "complete": _example("Une action décrite en entier", _complete(rulebook, leaf) | dates),
    }
    if quarters:
        examples["quartier"] = _example(
            "Un quartier prioritaire, par son nom", {"objectives": [leaf], "site": {"quarter": quarters[0].name}}
        )
    if (point := _point(rulebook)) is not None:
        examples["coordonnees"] = _example("Un point sur la carte", {"objectives": [leaf], "site": point})
    return examples


def batch_examples(rulebook: Rulebook) -> dict[str, Example]:
    """Examples of POST /v1/evaluations/batch: good actions, and a wrong one among them."""
    actions = [example["value"]["action"] for example in request_examples(rulebook).values()]
    appraisals = dict.fromkeys(benefit_reserves(rulebook), True)
    appraised = {
        "site": {"commune": rulebook.source.territory.communes[0].insee, "qpv": "none"},
        "beneficiaries": {"mostly_from_qpv": True},
    }
    return {
        "verdicts": {
            "summary": "Les verdicts de plusieurs actions",
            "value": {"include": "verdicts", "actions": actions[:3]},
        },
        "une_fausse": {
            "summary": "Une action mal décrite parmi d'autres",
            "value": {"include": "candidates", "actions": [actions[0], {"objectives": ["0"]}]},
        },
        "appreciation": {
            "summary": "Ce que l'instance a déjà apprécié",
            "value": {
                "include": "verdicts",
                "actions": [appraised | ({"appraisals": appraisals} if appraisals else {})],
            },
        },
    }


def _example(summary: str, action: dict[str, Any]) -> Example:
    return {"summary": summary, "value": {"action": action}}


def _complete(rulebook: Rulebook, leaf: str) -> dict[str, Any]:
    lists = {path: field.values for field in rulebook.fields.values() for path in field.paths if field.values}
    first = {path: rulebook.source.vocabulary.lists[name][0].id for path, name in lists.items()}
    action: dict[str, Any] = {
        "title": "Atelier hebdomadaire ouvert aux habitants",
        "objectives": [leaf],
        "budget": "12500.00",
    }
    quarters = rulebook.source.territory.quarters
    action["site"] = {"qpv": quarters[0].code} if quarters else {"commune": rulebook.source.territory.communes[0].insee}
    action["beneficiaries"] = {"mostly_from_qpv": True, "age_min": 18, "age_max": 30}
    if "beneficiaries.publics" in first:
        action["beneficiaries"]["publics"] = [first["beneficiaries.publics"]]
    if "kinds" in first:
        action["kinds"] = [first["kinds"]]
    if "carrier.type" in first:
        action["carrier"] = {"type": first["carrier.type"]}
    yes_no = (path for field in rulebook.given.values() if isinstance(field, YesNo) for path in field.paths)
    detail = next((path.removeprefix("details.") for path in yes_no if path.startswith("details.")), None)
    return action | ({"details": {detail: True}} if detail else {})


def _point(rulebook: Rulebook) -> dict[str, float] | None:
    """A point well inside the first quarter of the map."""
    name = rulebook.source.territory.quarter_polygons
    if name is None:
        return None
    features = json.loads((Path(rulebook.source.path) / name).read_text(encoding="utf-8"))["features"]
    point: shapely.Point = shape(features[0]["geometry"]).representative_point()
    return {"longitude": round(point.x, 5), "latitude": round(point.y, 5), "accuracy_m": 20}
