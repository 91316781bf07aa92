"""A rulebook's lines for other tools: as a table, and as the aids that French portals read. Same rulebook, same bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from eligibility.engine.compile import Rulebook
from eligibility.export.aides_territoires import to_aids
from eligibility.export.catalogue import Catalogue, CatalogueLine, catalogue
from eligibility.export.table import to_csv


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write the catalogue: how, its media type, and how a file of it is named."""

    render: Callable[[Catalogue], bytes]
    media_type: str
    file: str


FORMATS = {
    "csv": Format(to_csv, "text/csv; charset=utf-8; header=present", "lines.csv"),
    "aides-territoires": Format(to_aids, "application/json", "aides-territoires.json"),
}


def export(rulebook: Rulebook, name: str, kind: str | None = None) -> bytes:
    """The lines of a rulebook in one of FORMATS; only those of one kind if it is given."""
    return FORMATS[name].render(catalogue(rulebook).only(kind))


__all__ = ["FORMATS", "Catalogue", "CatalogueLine", "Format", "catalogue", "export"]
