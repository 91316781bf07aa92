"""The territory: perimeters, which criteria test, and the facts about a place, which only questions ask."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eligibility.fields.builtin import PERIMETER
from eligibility.fields.kind import Fault, FieldKind, VariantChange
from eligibility.fields.lists import groups_of, list_variants
from eligibility.fields.place_table import PlaceTable, Sites
from eligibility.fields.table import Requirement
from eligibility.french.text import after_quarter, enumerate_french, near
from eligibility.rulebook.inference import Conclusions
from eligibility.rulebook.territory import NO, NO_QUARTER, OUTSIDE, YES, State, Territory
from schemas.criterion import Criterion, is_printed
from schemas.perimeters import Perimeter
from schemas.result import Choice

IN_PART = "Vaut seulement pour les lieux qui remplissent la condition"


class Perimeters(FieldKind):
    """The named perimeters of a rulebook, open or not in each state of its territory."""

    operators = ("any_of",)

    def __init__(
        self,
        perimeters: Mapping[str, Perimeter],
        territory: Territory,
        conclusions: Mapping[State, Conclusions],
        undecided: Mapping[State, Conclusions] | None = None,
    ):
        """`undecided`: what rules conclude before decisions of an instance, where some were taken."""
        super().__init__(PERIMETER, "Périmètre")
        self.part_id, self.part_text = "part-sites", IN_PART
        self._perimeters, self._territory = perimeters, territory
        self._conclusions, self._undecided = conclusions, undecided

    @property
    def values(self) -> Sequence[str]:
        return list(self._perimeters)

    def faults(self, criterion: Criterion) -> Iterator[Fault]:
        yield from self.wrong_values(criterion)
        if criterion.any_of is None:
            yield Fault("operator", "un périmètre se teste avec any_of.", "Employez any_of.")

    def wrong_values(self, criterion: Criterion) -> Iterator[Fault]:
        for name in criterion.values:
            if name not in self._perimeters:
                yield Fault("unknown-perimeter", f"le périmètre « {name} » n'existe pas.", near(name, self._perimeters))

    def variants(self, criterion: Criterion) -> Iterator[tuple[VariantChange, Criterion]]:
        yield from list_variants(self.values, set(criterion.values), criterion)

    def table(self) -> PlaceTable:
        return PlaceTable(self.id, self.part_id, self._conclusions, self._undecided)

    def requirement(self, criterion: Criterion, soft: bool = False) -> Requirement:
        return Requirement(self.id, groups_of(criterion), soft=soft, printed=is_printed(criterion))

    def expected(self, criterion: Criterion) -> str:
        return enumerate_french([self._perimeters[name].expected for name in criterion.values])

    def said(self, key: Sites) -> str:
        return " ; ".join(dict.fromkeys(self.place(states) for states in key))

    def place(self, states: frozenset[State]) -> str:
        """What is known of one site, in a few words."""
        territory = self._territory
        places = {state.place for state in states}
        quarters = {p.qpv for p in places}
        communes = {p.commune for p in places}
        veille = {p.veille for p in places}
        benefits = {state.mostly_from_qpv for state in states}
        if len(quarters) == 1 and NO_QUARTER not in quarters:
            return f"quartier prioritaire {after_quarter(territory.quarters[next(iter(quarters))].name)}"
        if communes == {OUTSIDE}:
            where = "hors de l'agglomération"
        elif len(communes) == 1:
            where = territory.communes[next(iter(communes))].name
        elif OUTSIDE in communes:
            where = "lieu non précisé"
        else:
            where = "commune à préciser"
        if len(quarters) > 1:
            where += ", dans ou hors d'un quartier prioritaire : à préciser"
        elif communes != {OUTSIDE}:
            where += ", hors quartier prioritaire"
            where += ", en veille : à préciser" if len(veille) > 1 else ", en veille" if veille == {True} else ""
        if len(benefits) > 1:
            return f"{where} ; part des habitants d'un quartier prioritaire à préciser"
        return where + (" ; bénéficiaires en majorité d'un quartier prioritaire" if True in benefits else "")


def place_choices(territory: Territory, field: str, states: frozenset[State]) -> tuple[Choice, ...]:
    """Closed answers to a question about a place, those only that what is already known leaves open."""
    possible: set[Any] = {state.field(field) for state in states}
    if field == "qpv":
        quarters = [Choice(q.code, q.name) for q in territory.quarters.values() if q.code in possible]
        return (*quarters, Choice(NO_QUARTER, "hors quartier prioritaire"))
    if field == "commune":
        communes = [Choice(c.insee, c.name) for c in territory.communes.values() if c.insee in possible]
        outside = [Choice(OUTSIDE, "hors de l'agglomération")] if OUTSIDE in possible else []
        return (*communes, *outside)
    return (Choice("true", YES), Choice("false", NO))
