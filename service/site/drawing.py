"""Outlines on the plane as paths of an SVG: absolute start, then relative steps in whole units, short and true."""

from collections.abc import Iterable

import shapely


def svg_path(outline: shapely.Geometry, left: float, top: float, scale: float) -> str:
    """Every ring of an outline, seen from a corner of the drawing; empty if it has no surface."""
    return "".join(
        _ring(ring.coords, left, top, scale)
        for part in getattr(outline, "geoms", [outline])
        if isinstance(part, shapely.Polygon)
        for ring in (part.exterior, *part.interiors)
    )


def _ring(points: Iterable[tuple[float, ...]], left: float, top: float, scale: float) -> str:
    steps: list[str] = []
    before: tuple[int, int] | None = None
    for x, y, *_ in points:
        here = (round((x - left) * scale), round((top - y) * scale))
        if before is None:
            steps.append(f"M{here[0]} {here[1]}")
        elif here != before:
            steps.append(f"l{here[0] - before[0]} {here[1] - before[1]}")
        before = here
    return "".join(steps) + "z" if steps else ""
