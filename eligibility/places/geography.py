"""Polygons of communes and quarters in a local plane, and what lies near a point."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE
from schemas.territory import TerritoryFile

METRES_PER_DEGREE = 111_320.0  # mean length of a degree of latitude
OUTLINE_GAP_M = 150  # simplified outlines leave slivers between communes: they are inside


class Geography:
    """The shapes of one rulebook's territory, indexed. Distances are in metres."""

    def __init__(self, file: TerritoryFile, folder: str):
        quarters = _features(folder, file.quarter_polygons)
        communes = _features(folder, file.commune_outlines)
        self._plane = _Plane([shape(feature["geometry"]) for feature in quarters + communes])
        self._quarters = self._shapes(quarters, "code")
        self._communes = self._shapes(communes, "insee")
        self._quarter_index = shapely.STRtree([polygon for _, polygon in self._quarters])
        self._commune_index = shapely.STRtree([polygon for _, polygon in self._communes])
        union = shapely.unary_union([polygon for _, polygon in self._communes])
        self._outline = union.buffer(OUTLINE_GAP_M).buffer(-OUTLINE_GAP_M)

    @property
    def has_map(self) -> bool:
        """Are there outlines to place a point in?"""
        return bool(self._communes)

    @property
    def communes(self) -> list[tuple[str, shapely.Geometry]]:
        """INSEE code and outline of every commune, in metres on the plane."""
        return self._communes

    @property
    def quarters(self) -> list[tuple[str, shapely.Geometry]]:
        """Code and polygon of every quarter, in metres on the plane."""
        return self._quarters

    def point(self, longitude: float, latitude: float) -> shapely.Point:
        """A point of the plane."""
        return shapely.Point(*self._plane(longitude, latitude))

    def distance(self, point: shapely.Point) -> float:
        """Metres from the agglomeration; 0 inside."""
        return float(self._outline.distance(point))

    def _shapes(self, features: list[dict[str, Any]], key: str) -> list[tuple[str, shapely.Geometry]]:
        return [
            (feature["properties"][key], shapely.transform(shape(feature["geometry"]), self._plane.array))
            for feature in features
        ]

    def near_quarters(self, point: shapely.Point, accuracy: float) -> tuple[set[str], bool]:
        """Codes of the quarters that the point may be in (NO_QUARTER for none), and whether it surely is in one."""
        found, sure = set(), False
        for index in self._quarter_index.query(point.buffer(accuracy)):
            code, polygon = self._quarters[index]
            if polygon.boundary.distance(point) <= accuracy:
                found.add(code)
            elif polygon.covers(point):
                found, sure = {code}, True
                break
        if not sure:
            found.add(NO_QUARTER)
        return found, sure

    def near_communes(self, point: shapely.Point, accuracy: float) -> set[str]:
        """Codes of the communes that the point may be in, OUTSIDE if it may be in none."""
        found = set()
        for index in self._commune_index.query(point.buffer(accuracy)):
            insee, polygon = self._communes[index]
            if polygon.distance(point) <= accuracy:
                found.add(insee)
        if not found or (not self._outline.covers(point)) or self._outline.boundary.distance(point) <= accuracy:
            found.add(OUTSIDE)
        return found


class _Plane:
    """A local plane in metres, good to a few centimetres over an agglomeration: degrees scaled at its own latitude."""

    def __init__(self, shapes: list[shapely.Geometry]):
        latitude = shapely.unary_union(shapes).centroid.y if shapes else 0.0
        self._scale = METRES_PER_DEGREE * math.cos(math.radians(latitude))

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        return longitude * self._scale, latitude * METRES_PER_DEGREE

    def array(self, coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        plane: npt.NDArray[np.float64] = coordinates * np.array([self._scale, METRES_PER_DEGREE])
        return plane


def _features(folder: str, name: str | None) -> list[dict[str, Any]]:
    if not name:
        return []
    features: list[dict[str, Any]] = json.loads((Path(folder) / name).read_text(encoding="utf-8"))["features"]
    return features
