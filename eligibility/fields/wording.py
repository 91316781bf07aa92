"""French wording of criteria and values, from the rulebook's own labels."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.fields.relations import Relations
from eligibility.french.text import enumerate_french, french_date, french_number
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE, State, Territory
from schemas.criterion import Criterion
from schemas.perimeters import Perimeter, PerimeterRule
from schemas.texts import Validity
from schemas.vocabulary import FieldDefinition, FieldType

UNKNOWN = "non précisé"
ASSUMED_DATES = "non précisées, supposées dans la période du contrat"


class Wording:
    """Needs only the rulebook's labels: fields, closed lists, perimeters, territory and titles of objectives."""

    def __init__(
        self,
        fields: Mapping[str, FieldDefinition],
        relations: Mapping[str, Relations],
        perimeters: Mapping[str, Perimeter],
        territory: Territory,
        titles: Mapping[str, str],
    ):
        self._titles = titles
        self._fields, self._relations = fields, relations
        self._perimeters, self._territory = perimeters, territory

    def label(self, field: str) -> str:
        if field == "perimeter":
            return "Périmètre"
        return self._fields[field].label

    @property
    def dated_label(self) -> str:
        """Of a perimeter whose rules have dates."""
        return f"{self.label('perimeter')} et {self.label('period').lower()}"

    def value(self, field: str, value: str) -> str:
        """Label of one value of a closed list."""
        definition = self._fields[field]
        if definition.type == FieldType.objectives:
            return f"{value} ({self._titles[value]})"
        if definition.type == FieldType.boolean:
            return "oui" if value == "oui" else "non"
        return self._relations[str(definition.values)].values[value].label

    def expected(self, criterion: Criterion) -> str:
        """What a criterion asks, as the end of « la ligne demande : … »."""
        field = criterion.field
        if field == "perimeter":
            texts = [self._perimeters[p].expected for p in criterion.any_of or criterion.all_of or ()]
            return enumerate_french(texts)
        if criterion.is_ is not None:
            return "oui" if criterion.is_ else "non"
        if self._fields[field].type == FieldType.objectives:
            return self._objectives(criterion)
        if criterion.any_of is not None:
            return enumerate_french([self.value(field, v) for v in criterion.any_of])
        if criterion.all_of is not None:
            return enumerate_french([self.value(field, v) for v in criterion.all_of], "et")
        if criterion.at_least is not None or criterion.at_most is not None:
            unit = " ans" if self._fields[field].type == FieldType.range else ""
            return bounds(criterion.at_least, criterion.at_most, unit)
        return self.period(criterion.from_, criterion.until, criterion.ends_by)

    def _objectives(self, criterion: Criterion) -> str:
        """One objective with its title; several by their codes alone, for brevity."""
        codes = criterion.any_of or criterion.all_of or []
        if len(codes) == 1:
            return f"l'objectif {self.value(criterion.field, codes[0])}"
        if criterion.all_of is not None:
            return f"tous les objectifs {enumerate_french(codes, 'et')}"
        return f"l'un des objectifs {enumerate_french(codes)}"

    def period(self, first: date | None, last: date | None, deadline: date | None) -> str:
        if first and last:
            text = f"une action entre le {french_date(first)} et le {french_date(last)}"
        elif first:
            text = f"une action à partir du {french_date(first)}"
        elif last:
            text = f"une action jusqu'au {french_date(last)}"
        else:
            text = "une action"
        if deadline:
            text += f", terminée au plus tard le {french_date(deadline)}"
        return text

    def perimeter_then(self, criterion: Criterion, lacking: Iterable[PerimeterRule]) -> str:
        """A perimeter as it is open at some time; `lacking`: the rules that open it at other times only."""
        other = [f"« {rule.title.rstrip('.')} » ne vaut {only_then(rule.valid)}" for rule in lacking]
        return f"{self.expected(criterion)} ({' ; '.join(other)})" if other else self.expected(criterion)

    def found(self, field: str, key: Any) -> str:
        """What an action says of a field."""
        if key is None:
            period = field in self._fields and self._fields[field].type == FieldType.period
            return ASSUMED_DATES if period else UNKNOWN
        if field == "perimeter":
            return self._places(key)
        definition = self._fields[field]
        match definition.type:
            case FieldType.range:
                return span(key, " ans")
            case FieldType.number:
                return f"{french_number(key[0])} €" if field == "budget" else french_number(key[0])
            case FieldType.period:
                return dates(key)
        return ", ".join(self.value(field, leaves[0]) if len(leaves) == 1 else self._above(leaves) for leaves in key)

    def _above(self, leaves: tuple[str, ...]) -> str:
        """The common prefix of the leaves of a broader objective."""
        split = [leaf.split(".") for leaf in leaves]
        common = [parts[0] for parts in zip(*split, strict=False) if len(set(parts)) == 1]
        code = ".".join(common)
        return f"{code} ({self._titles.get(code, '')}, sans préciser davantage)"

    def _places(self, sites: tuple[frozenset[State], ...]) -> str:
        return " ; ".join(dict.fromkeys(self.place(states) for states in sites))

    def place(self, states: frozenset[State]) -> str:
        """What is known of one site, in a few words."""
        territory = self._territory
        places = {state.place for state in states}
        quarters = {p.qpv for p in places}
        communes = {p.commune for p in places}
        veille = {p.veille for p in places}
        benefits = {state.mostly_from_qpv for state in states}
        if len(quarters) == 1 and NO_QUARTER not in quarters:
            return f"quartier prioritaire {territory.quarters[next(iter(quarters))].name}"
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


def beginning(first: date | None, last: date | None) -> str:
    """« commencer au plus tard le 30 juin 2016 »: on which days an action may begin."""
    if first and last:
        return (
            f"commencer le {french_date(first)}"
            if first == last
            else f"commencer entre le {french_date(first)} et le {french_date(last)}"
        )
    return (
        f"commencer au plus tôt le {french_date(first)}"
        if first
        else f"commencer au plus tard le {french_date(last)}"
        if last
        else ""
    )


def only_then(valid: Validity) -> str:
    """« que jusqu'au 30 juin 2016 », after a negation."""
    if valid.from_ and valid.until:
        return f"que du {french_date(valid.from_)} au {french_date(valid.until)}"
    return (
        f"qu'à partir du {french_date(valid.from_)}"
        if valid.from_
        else f"que jusqu'au {french_date(valid.until)}"
        if valid.until
        else ""
    )


def bounds(low: Decimal | int | None, high: Decimal | int | None, unit: str) -> str:
    """« de 16 à 25 ans », « 18 ans et plus », « 25 ans au plus »"""
    if low is not None and high is not None:
        return f"de {french_number(low)} à {french_number(high)}{unit}"
    if low is not None:
        return f"{french_number(low)}{unit} et plus"
    return f"{french_number(high)}{unit} au plus" if high is not None else ""


def span(key: tuple[Any, Any], unit: str) -> str:
    """A known or half-known span, as it is found in an action."""
    low, high = key
    if low is not None and high is not None:
        return f"{low}{unit}" if low == high else f"de {low} à {high}{unit}"
    return (
        f"à partir de {low}{unit}, âge maximal non précisé"
        if low is not None
        else f"jusqu'à {high}{unit}, âge minimal non précisé"
    )


def dates(key: tuple[date | None, date | None]) -> str:
    """Known or half-known dates, as they are found in an action."""
    start, end = key
    if start and end:
        return f"le {french_date(start)}" if start == end else f"du {french_date(start)} au {french_date(end)}"
    if start:
        return f"à partir du {french_date(start)}, fin non précisée"
    return f"jusqu'au {french_date(end)}, début non précisé" if end else UNKNOWN


def money(kind: str, value: str | Decimal, unit: str) -> str:
    """« 85 % », « au moins 467 € par mois », from a kind, a decimal and a unit."""
    number = Decimal(value)
    if kind in ("rate", "share"):
        return f"{french_number(number * 100)} %"
    spoken = unit.replace("EUR/", "€ par ").replace("EUR", "€")
    prefix = {"ceiling": "au plus ", "floor": "au moins "}.get(kind, "")
    if spoken == "part":
        return f"{prefix}{french_number(number * 100)} %"
    return f"{prefix}{french_number(number)} {spoken}"
