"""What two books of one contract say of one thing, where they differ, and which differences people keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from eligibility.checks.index import Spot
from schemas.second_reading import KeptFile

SAID = {  # how each attribute is called on screen
    "commitment_found": "engagement relevé",
    "askable": "peut se demander",
    "commitment": "force de l'engagement",
    "nature": "nature",
    "codes": "objectifs imprimés",
    "publics": "publics nommés",
    "publics_closed": "publics fermés",
    "ages": "âges",
    "carriers": "porteurs nommés",
    "carriers_closed": "porteurs fermés",
    "kinds_closed": "nature de l'action fermée",
    "amounts": "montants",
    "pilots": "pilotes",
    "contributors": "contributeurs",
    "structures": "structures",
    "places": "lieux",
    "told": "ce que dit la réponse",
}
BESIDE_ENTRIES = ("pilots", "contributors", "structures", "places", "told")  # said of no entry of the register


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute of one thing (register entry, objective, place, line) on which the two books do not agree."""

    attribute: str
    entry: str
    rulebook: str
    second: str
    spot: Spot


@dataclass(frozen=True)
class Compared:
    """Both books side by side: how many entries say something in one of them, and where they differ."""

    entries: int
    differences: tuple[Difference, ...]
    kept: KeptFile

    @property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """Differences by attribute, in the order of SAID: all, and those that nobody decided to keep."""
        of = {name: [one for one in self.differences if one.attribute == name] for name in SAID}
        return {name: (len(found), sum(not self.is_kept(one) for one in found)) for name, found in of.items()}

    def is_kept(self, difference: Difference) -> bool:
        """Did people read it against the text, and keep it as it is now?"""
        one = (difference.entry, difference.attribute, difference.rulebook, difference.second)
        return one in self._kept

    @cached_property
    def _kept(self) -> set[tuple[str, str, str, str]]:
        return {(one.entry, one.attribute, one.rulebook, one.second) for one in self.kept.kept}


def shown(values: Iterable[str]) -> str:
    """Several values in one text, whatever their order."""
    return ", ".join(sorted(values)) or "rien"
