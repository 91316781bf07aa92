"""The map of one quarter: its outline from the rulebook's polygons, the communes around it, a scale in metres."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held

SIDE = 600
MARGIN = 0.35  # of the quarter's largest side, left around it
SIMPLIFY_PX = 0.8
STEPS = (100, 200, 500, 1000, 2000)  # metres that a scale may show


@dataclass(frozen=True, slots=True)
class Outline:
    """A path, its name, and where the name is written if there is room for it."""

    name: str
    path: str
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class QuarterMap:
    """The quarter, its neighbours and the communes, in a square of SIDE; `scale_px` shows `scale_m` metres."""

    quarter: Outline
    neighbours: tuple[Outline, ...]
    communes: tuple[Outline, ...]
    scale_px: int
    scale_m: int
    hectares: int


@held
def quarter_map(rulebook: Rulebook, code: str) -> QuarterMap | None:
    """The map of a quarter; None if the rulebook has no polygon of it."""
    geography = rulebook.resolver.geography
    shapes = dict(geography.quarters)
    if code not in shapes:
        return None
    box = _frame(shapes[code])
    scale = SIDE / (box[2] - box[0])
    frame = shapely.box(*box)

    def drawn(name: str, shape: shapely.Geometry) -> Outline | None:
        inside = shapely.simplify(shapely.intersection(shape, frame), SIMPLIFY_PX / scale)
        path = "".join(
            _ring(ring.coords, box, scale) for part in _parts(inside) for ring in (part.exterior, *part.interiors)
        )
        if not path:
            return None
        spot = inside.representative_point()
        return Outline(name, path, round((spot.x - box[0]) * scale), round((box[3] - spot.y) * scale))

    territory = rulebook.territory
    communes = [
        drawn(territory.communes[insee].name, shape)
        for insee, shape in geography.communes
        if insee in territory.communes
    ]
    others = [
        drawn(territory.quarters[other].name, shape)
        for other, shape in geography.quarters
        if other != code and other in territory.quarters
    ]
    metres = max(step for step in STEPS if step * scale <= SIDE * 0.4 or step == STEPS[0])
    quarter = drawn(territory.quarters[code].name, shapes[code])
    assert quarter is not None
    return QuarterMap(
        quarter,
        tuple(o for o in others if o),
        tuple(c for c in communes if c),
        round(metres * scale),
        metres,
        round(float(shapely.area(shapes[code])) / 10_000),
    )


def _frame(shape: shapely.Geometry) -> tuple[float, float, float, float]:
    """A square around the shape: left, bottom, right, top."""
    left, bottom, right, top = (float(bound) for bound in shapely.bounds(shape))
    half = max(right - left, top - bottom) * (0.5 + MARGIN)
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - half, y - half, x + half, y + half


def _parts(shape: shapely.Geometry) -> Iterable[shapely.Polygon]:
    return [
        part for part in getattr(shape, "geoms", [shape]) if isinstance(part, shapely.Polygon) and not part.is_empty
    ]


def _ring(points: Iterable[tuple[float, ...]], box: tuple[float, float, float, float], scale: float) -> str:
    """Absolute start, then relative steps in whole units, short and true to the outline."""
    steps: list[str] = []
    before: tuple[int, int] | None = None
    for x, y, *_ in points:
        here = (round((x - box[0]) * scale), round((box[3] - y) * scale))
        if before is None:
            steps.append(f"M{here[0]} {here[1]}")
        elif here != before:
            steps.append(f"l{here[0] - before[0]} {here[1] - before[1]}")
        before = here
    return "".join(steps) + "z" if steps else ""
