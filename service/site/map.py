"""The map of a territory as inline SVG, from the rulebook's own outlines: each shape leads to its place."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held

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
        simple = shapely.simplify(outline, tolerance, preserve_topology=True)
        return "".join(
            _ring(ring.coords, left, top, scale) for part in _parts(simple) for ring in (part.exterior, *part.interiors)
        )

    territory = rulebook.territory
    shapes = [
        Shape(
            "commune",
            code,
            territory.communes[code].name,
            f"{code}.-.-",
            path(outline, SIMPLIFY_M["commune"]),
            territory.communes[code].status,
        )
        for code, outline in geography.communes
        if code in territory.communes
    ]
    shapes += [
        Shape(
            "quarter",
            code,
            territory.quarters[code].name,
            f"-.{code}.-",
            path(outline, SIMPLIFY_M["quarter"]),
            "quarter",
        )
        for code, outline in geography.quarters
        if code in territory.quarters
    ]
    return Map(round((top - bottom) * scale), tuple(shapes))


def _parts(outline: shapely.Geometry) -> Iterable[shapely.Polygon]:
    return getattr(outline, "geoms", [outline])


def _ring(points: Iterable[tuple[float, ...]], left: float, top: float, scale: float) -> str:
    """Absolute start, then relative steps in whole units: short and exact enough to click on."""
    steps, before = [], None
    for x, y, *_ in points:
        here = (round((x - left) * scale), round((top - y) * scale))
        if before is None:
            steps.append(f"M{here[0]} {here[1]}")
        elif here != before:
            steps.append(f"l{here[0] - before[0]} {here[1] - before[1]}")
        before = here
    return "".join(steps) + "z"
