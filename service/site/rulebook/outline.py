"""The map of one quarter: its outline from the rulebook's polygons, the communes around it, a scale in metres."""

from dataclasses import dataclass

import shapely

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held
from service.site.drawing import svg_path

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
        path = svg_path(inside, box[0], box[3], scale)
        if not path:
            return None
        spot = inside.representative_point()
        return Outline(name, path, round((spot.x - box[0]) * scale), round((box[3] - spot.y) * scale))

    names, quarters = rulebook.territory.communes, rulebook.territory.quarters
    communes = [drawn(names[insee].name, shape) for insee, shape in geography.communes if insee in names]
    others = [drawn(quarters[o].name, shape) for o, shape in geography.quarters if o != code and o in quarters]
    metres = max(step for step in STEPS if step * scale <= SIDE * 0.4 or step == STEPS[0])
    quarter = drawn(quarters[code].name, shapes[code])
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
