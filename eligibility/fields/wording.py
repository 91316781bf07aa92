"""French wording of criteria and values, from the rulebook's own labels."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from eligibility.fields.kind import FieldKind
from eligibility.fields.lists import ListField
from eligibility.fields.table import Key
from eligibility.french.text import french_date, french_number
from schemas.criterion import Criterion
from schemas.perimeters import PerimeterRule
from schemas.texts import Validity


class Wording:
    """The words of every field that criteria test."""

    def __init__(self, kinds: Mapping[str, FieldKind], labels: Mapping[str, str]):
        self._kinds, self._labels = kinds, labels

    def label(self, field: str) -> str:
        """What a field of the vocabulary is called, or the perimeter."""
        return self._labels[field]

    @property
    def dated_label(self) -> str:
        """Of a perimeter whose rules have dates."""
        return f"{self.label('perimeter')} et {self.label('period').lower()}"

    def value(self, field: str, value: str) -> str:
        """Label of one value of a closed list."""
        kind = self._kinds[field]
        assert isinstance(kind, ListField)
        return kind.value(value)

    def expected(self, criterion: Criterion) -> str:
        """What a criterion asks, as the end of « la ligne demande : … »."""
        return self._kinds[criterion.field].expected(criterion)

    def found(self, field: str, key: Key) -> str:
        """What an action says of a field."""
        return self._kinds[field].found(key)

    def perimeter_then(self, criterion: Criterion, lacking: Iterable[PerimeterRule]) -> str:
        """A perimeter as it is open at some time; `lacking`: the rules that open it at other times only."""
        other = [f"« {rule.title.rstrip('.')} » ne vaut {only_then(rule.valid)}" for rule in lacking]
        return f"{self.expected(criterion)} ({' ; '.join(other)})" if other else self.expected(criterion)


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
