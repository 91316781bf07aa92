"""The pages of the rulebooks, serialised once at load. They never change while the service runs."""

from collections.abc import Callable
from dataclasses import dataclass

import orjson
from starlette.requests import Request

from eligibility import Rulebook
from eligibility.export import FORMATS, catalogue
from eligibility.french.text import nearest
from eligibility.rulebook.objectives import related
from schemas.base import Model
from schemas.funder import Kind
from service.api import views
from service.api.models import RulebookList, written
from service.http.caching import Page
from service.state import library_of


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line as it appears in lists, with what lists are filtered by."""

    funder: str
    kind: str
    nature: str
    objectives: tuple[str, ...] | None
    summary: orjson.Fragment

    def serves(self, objective: str) -> bool:
        """True if the line covers the objective, is part of it, or covers all."""
        return self.objectives is None or any(related(code, objective) for code in self.objectives)


_VIEWS: dict[str, Callable[[Rulebook], Model]] = {
    "": views.overview,
    "objectives": views.objectives,
    "territories": views.territories,
    "vocabulary": views.vocabulary,
    "funders": views.funders,
    "corrections": views.corrections,
}


class RulebookPages:
    """The pages of one rulebook."""

    def __init__(self, rulebook: Rulebook):
        self._rulebook = rulebook
        self._reference = orjson.Fragment(orjson.dumps(views.reference(rulebook)))
        sources = rulebook.sources
        self.views = {name: Page.of_bytes(written(view(rulebook), sources)) for name, view in _VIEWS.items()}
        self.funders = tuple(file.funder.id for file in rulebook.source.funders)
        self.objectives = tuple(rulebook.objectives.titles)
        exported = catalogue(rulebook)
        self.exports = {
            (name, kind): Page.of_bytes(form.render(exported.only(kind)))
            for name, form in FORMATS.items()
            for kind in (None, *Kind)
        }
        self.lines: dict[str, Page] = {}
        self._listed: list[ListedLine] = []
        texts = views.paraphrases(rulebook)
        for file in rulebook.source.funders:
            for line in file.lines:
                self.lines[line.id] = Page.of_bytes(
                    written(views.line_in_full(rulebook, file.funder, line, texts), sources)
                )
                summary = orjson.Fragment(written(views.listed_line(rulebook, file.funder, line)))
                codes = None if line.objectives is None else tuple(line.objectives)
                self._listed.append(ListedLine(file.funder.id, line.kind, line.nature, codes, summary))

    def line_list(self, funder: str | None, objective: str | None, kind: str | None, nature: str | None) -> Page:
        """The lines that pass all filters given, in the rulebook's order."""
        kept = [
            line.summary
            for line in self._listed
            if (funder is None or line.funder == funder)
            and (objective is None or line.serves(objective))
            and (kind is None or line.kind == kind)
            and (nature is None or line.nature == nature)
        ]
        texts = {"texts_from": self._rulebook.texts_from}
        return Page.of({"rulebook": self._reference, **texts, "count": len(kept), "lines": kept})

    def file_name(self, name: str, kind: str | None) -> str:
        """How a file exported is named: identifiers and version numbers only, safe on any disk."""
        contract = self._rulebook.contract
        texts = "" if self._rulebook.current else f"textes-{self._rulebook.texts_from.isoformat()}"
        return "-".join(filter(None, (contract.id, contract.version, texts, kind, FORMATS[name].file)))

    def near_lines(self, name: str) -> tuple[str, ...]:
        """Identifiers of lines most like a wrong one."""
        return nearest(name[:80], self.lines, cutoff=40)


class Catalog:
    """All pages: the list of rulebooks, and those of each of their editions, built once."""

    def __init__(self, rulebooks: dict[str, Rulebook]):
        listed = RulebookList(rulebooks=[views.listed(rulebook) for rulebook in rulebooks.values()])
        self.index = Page.of_bytes(written(listed))
        self._editions = {
            (name, edition.texts_from): RulebookPages(edition)
            for name, rulebook in rulebooks.items()
            for _, edition in rulebook.editions
        }
        self.pages = {name: self.of_edition(rulebook) for name, rulebook in rulebooks.items()}

    def of_edition(self, rulebook: Rulebook) -> RulebookPages:
        """The pages of a rulebook as its texts were known on a day."""
        return self._editions[rulebook.contract.id, rulebook.texts_from]


def catalog_of(request: Request) -> Catalog:
    """The pages of the rulebooks. Raises a 503 problem while they are not loaded."""
    library_of(request)
    catalog: Catalog = request.app.state.catalog
    return catalog
