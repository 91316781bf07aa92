"""The map of a territory as inline SVG, from the rulebook's own outlines: each shape leads to its place."""

from dataclasses import dataclass

import shapely

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held
from service.site.drawing import svg_path

WIDTH = 1000
SIMPLIFY_M = {"commune": 60.0, "quarter": 15.0}


@dataclass(frozen=True, slots=True)
class Shape:
    """One commune or quarter: its code, name and the drawing of its outline."""

    kind: str
    code: str
    name: str
    place: str
    path: str
    status: str


@dataclass(frozen=True, slots=True)
class Map:
    """All shapes, communes below quarters, in a box of WIDTH by `height`."""

    height: int
    shapes: tuple[Shape, ...]


@held
def map_of(rulebook: Rulebook) -> Map | None:
    """The map of a rulebook, drawn once; None if it has no outlines."""
    geography = rulebook.resolver.geography
    if not geography.has_map:
        return None
    union = shapely.unary_union([outline for _, outline in geography.communes])
    left, bottom, right, top = union.bounds
    scale = WIDTH / (right - left)

    def path(outline: shapely.Geometry, tolerance: float) -> str:
        return svg_path(shapely.simplify(outline, tolerance, preserve_topology=True), left, top, scale)

    communes, quarters = rulebook.territory.communes, rulebook.territory.quarters
    shapes = [
        Shape("commune", code, town.name, f"{code}.-.-", path(outline, SIMPLIFY_M["commune"]), town.status)
        for code, outline in geography.communes
        if (town := communes.get(code))
    ]
    shapes += [
        Shape("quarter", code, quarter.name, f"-.{code}.-", path(outline, SIMPLIFY_M["quarter"]), "quarter")
        for code, outline in geography.quarters
        if (quarter := quarters.get(code))
    ]
    return Map(round((top - bottom) * scale), tuple(shapes))
