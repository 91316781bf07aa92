"""Cases that pin the outlines of the quarters: points well inside, near the edge on both sides.

`python -m tools.quarter_cases > rules/…/territory.cases.yaml`, after somebody has looked at the outlines on a map.
An outline that moves, is lost or changes its code is then seen by `eligibility cases`.
"""

import json
import sys
from collections.abc import Iterator
from math import cos, pi, radians, sin
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from eligibility import load_rulebook
from eligibility.actions.understand import understand
from eligibility.errors import InputError
from schemas.action import Action, EvaluationRequest

METRES = 111_320.0  # of one degree of latitude
SIDES = 8  # directions from the middle of a quarter
CLEAR = 60.0  # metres from the edge, more than the accuracy of the outlines

HEADER = """\
# yaml-language-server: $schema=../../schemas/json/cases.schema.json
# Points dans chaque quartier prioritaire et tout près, des deux côtés de son contour (tools/quarter_cases.py).
cases:
"""


def points(outline: BaseGeometry) -> Iterator[tuple[str, Point]]:
    """The middle; on each side, one point inside and one outside, near the edge. Degrees; names in French."""
    middle = outline.representative_point()
    yield "au milieu", middle
    shrink = cos(radians(middle.y))
    for side in range(SIDES):
        angle = 2 * pi * side / SIDES
        ray = LineString([(middle.x, middle.y), (middle.x + cos(angle) / shrink, middle.y + sin(angle))])
        edge = max((Point(c) for c in _ends(ray.intersection(outline.boundary))), key=middle.distance)
        for name, away in (("dedans", -CLEAR), ("dehors", CLEAR)):
            step = away / METRES
            yield f"{name}, côté {side + 1}", Point(edge.x + step * cos(angle) / shrink, edge.y + step * sin(angle))


def _ends(found: BaseGeometry) -> Iterator[tuple[float, float]]:
    for part in getattr(found, "geoms", [found]):
        yield from ((x, y) for x, y, *_ in part.coords)


def cases(folder: Path) -> Iterator[dict[str, Any]]:
    """One case per point whose quarter is certain."""
    rulebook = load_rulebook(folder)
    polygons = rulebook.source.territory.quarter_polygons
    assert polygons
    for feature in json.loads((folder / polygons).read_text(encoding="utf-8"))["features"]:
        code, name = feature["properties"]["code"], feature["properties"]["name"]
        for where, point in points(shape(feature["geometry"])):
            site = {"longitude": round(point.x, 6), "latitude": round(point.y, 6)}
            action = Action.model_validate({"site": site})
            try:
                known = understand(rulebook, EvaluationRequest(action=action)).known
            except InputError:
                continue
            found = {fact.field: fact.value for fact in known.facts}
            if isinstance(found.get("qpv"), str):
                place = {key: found[key] for key in ("commune", "qpv") if isinstance(found.get(key), str)}
                yield {"name": f"{name} ({code}), {where}.", "action": {"site": site}, "place": place}


if __name__ == "__main__":
    sys.stdout.write(HEADER)
    for case in cases(Path(sys.argv[1])):
        sys.stdout.write(f"- {json.dumps(case, ensure_ascii=False)}\n")
