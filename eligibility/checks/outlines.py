"""The maps: GeoJSON files that exist, can be read, and name declared communes and quarters."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from eligibility.checks.index import Index, Spot
from eligibility.errors import Issue
from eligibility.french.text import fold, near

TERRITORY = "territory.yaml"


def check_outlines(index: Index) -> Iterator[Issue]:
    """Each map of territory.yaml, and what it draws."""
    territory = index.source.territory
    quarters = {quarter.code: [quarter.name, *quarter.aliases] for quarter in territory.quarters}
    communes = {commune.insee: [commune.name, *commune.aliases] for commune in territory.communes}
    if territory.quarter_polygons and not territory.commune_outlines:
        message = "quarter_polygons est donné sans commune_outlines : aucune position ne pourrait être située."
        mend = "Ajoutez les contours des communes, ou retirez quarter_polygons."
        yield index.issue(Spot(TERRITORY, ("quarter_polygons",)), "no-outlines", message, mend, warning=True)
    if territory.commune_outlines and quarters and not territory.quarter_polygons:
        message = "commune_outlines est donné sans quarter_polygons : une position serait dite hors de tout quartier."
        mend = "Ajoutez les contours des quartiers, ou retirez commune_outlines."
        yield index.issue(Spot(TERRITORY, ("commune_outlines",)), "no-polygons", message, mend, warning=True)
    yield from _check_map(index, "quarter_polygons", territory.quarter_polygons, "code", quarters)
    yield from _check_map(index, "commune_outlines", territory.commune_outlines, "insee", communes)


def _check_map(
    index: Index, key: str, name: str | None, code_key: str, declared: Mapping[str, list[str]]
) -> Iterator[Issue]:
    if name is None:
        return
    try:
        text = (Path(index.source.path) / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        message = f"le fichier « {name} » manque ou n'est pas un texte en UTF-8."
        yield index.issue(Spot(TERRITORY, (key,)), "missing-map", message, f"Ajoutez-le, ou retirez {key}.")
        return
    try:
        features = json.loads(text)["features"]
        drawn = [(str(feature["properties"].get(code_key, "")), feature["geometry"]) for feature in features]
        named = [(code, feature["properties"].get("name")) for (code, _), feature in zip(drawn, features, strict=True)]
    except json.JSONDecodeError as error:
        yield Issue(
            name, error.lineno, "map-syntax", "ce n'est pas du JSON lisible.", "Vérifiez virgules et accolades."
        )
        return
    except (KeyError, TypeError, AttributeError):
        message = "ce n'est pas une collection d'objets GeoJSON (features, properties, geometry)."
        yield Issue(name, 1, "map-shape", message, "Exportez-le de nouveau depuis son producteur.")
        return
    for number, (code, geometry) in enumerate(drawn, start=1):
        line = _line(text, code)
        if not code:
            message = f"l'objet n° {number} n'a pas de propriété « {code_key} »."
            yield Issue(name, line, "missing-code", message, f"Ajoutez son code, tel que {TERRITORY} le déclare.")
        elif code not in declared:
            message = f"l'objet n° {number} porte le code « {code} », qui n'est pas déclaré dans {TERRITORY}."
            yield Issue(name, line, "unknown-code", message, near(code, declared))
        elif not _drawable(geometry):
            yield Issue(
                name, line, "bad-polygon", f"le contour de {code} se croise ou n'est pas fermé.", "Corrigez ses points."
            )
    for code, drawn_name in named:
        if drawn_name and code in declared and fold(str(drawn_name)) not in map(fold, declared[code]):
            message = f"{code} s'appelle « {drawn_name} » sur la carte, et « {declared[code][0]} » dans {TERRITORY}."
            yield Issue(
                name, _line(text, code), "other-name", message, "Corrigez l'un, ou ajoutez un alias.", "warning"
            )
    for code in _missing(declared, (code for code, _ in drawn)):
        message = f"le fichier « {name} » ne dessine pas {code} : une position n'y serait jamais trouvée."
        yield index.issue(Spot(TERRITORY, (key,)), "not-drawn", message, "Ajoutez son contour.", warning=True)


def _drawable(geometry: dict[str, Any]) -> bool:
    try:
        polygon = shape(geometry)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError):
        return False
    return polygon.is_valid and polygon.area > 0


def _line(text: str, code: str) -> int:
    """Line of the first mention of a code."""
    position = text.find(f'"{code}"')
    return text.count("\n", 0, position) + 1 if position >= 0 else 1


def _missing(declared: Iterable[str], drawn: Iterable[str]) -> list[str]:
    there = set(drawn)
    return [code for code in declared if code not in there]
