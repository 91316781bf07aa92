"""Double entry: what a second reader wrote from the text alone, beside what the rulebook says, attribute by attribute."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from eligibility.engine.compile import Rulebook
from eligibility.errors import Issue, RulebookError
from eligibility.rulebook.load import SECOND_READING
from schemas.criterion import Alternatives, Basis, Criterion
from schemas.funder import Kind, Line
from schemas.second_reading import Row, SecondReadingFile

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
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute of one register entry on which the two books do not agree."""

    attribute: str
    entry: str
    rulebook: str
    second: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Both books side by side: how many entries say something in one of them, and where they differ."""

    entries: int
    differences: tuple[Difference, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """Differences by attribute, in the order of SAID."""
        found = dict.fromkeys(SAID, 0)
        for difference in self.differences:
            found[difference.attribute] += 1
        return found


def second_readings(folder: Path) -> list[SecondReadingFile]:
    """The files of the second reading. Raises RulebookError for one that is not of the form."""
    files = []
    for path in sorted((folder / SECOND_READING).glob("*.yaml")):
        try:
            files.append(SecondReadingFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except (ValidationError, yaml.YAMLError) as error:
            name = f"{SECOND_READING}{path.name}"
            message = "ce fichier n'a pas la forme d'une seconde lecture."
            raise RulebookError([Issue(name, 1, "second-reading", message, "Comparez-le au format.")]) from error
    return files


def compare(rulebook: Rulebook, files: Iterable[SecondReadingFile]) -> Compared:
    """What the two books do not say alike, entry by entry, in the order of the register."""
    rows: dict[str, list[Row]] = defaultdict(list)
    read: set[str] = set()
    for file in files:
        read |= {row.entry for row in file.rows} | set(file.nothing)
        for row in file.rows:
            rows[row.entry].append(row)
    by_id = {line.id: line.line for line in rulebook.lines}
    differences: list[Difference] = []
    entries = 0
    for register in rulebook.source.registers:
        for entry in register.entries:
            lines = [by_id[name] for name in entry.encoded_as or () if name in by_id]
            if entry.id in read and (lines or rows[entry.id]):
                entries += 1
                differences += _entry(rulebook, entry.id, lines, rows[entry.id])
    return Compared(entries, tuple(differences))


def _entry(rulebook: Rulebook, entry: str, lines: list[Line], rows: list[Row]) -> Iterator[Difference]:
    if not lines or not rows:
        yield Difference("commitment_found", entry, _names(line.id for line in lines), f"{len(rows)} relevés")
        return
    for attribute, of_lines, of_rows in _BOTH:
        first, second = of_lines(rulebook, entry, lines), of_rows(rulebook, rows)
        if first != second and second is not None:
            yield Difference(attribute, entry, _shown(first), _shown(second))


# -- what each book says of an entry; None where the text is silent, which is compared with nothing


def _leaves(rulebook: Rulebook, codes: Iterable[str]) -> frozenset[str]:
    return frozenset(
        leaf for code in codes if code in rulebook.objectives.titles for leaf in rulebook.objectives.below(code)
    )


def _codes_of_lines(rulebook: Rulebook, entry: str, lines: list[Line]) -> frozenset[str]:
    return _leaves(rulebook, (code for line in lines for code in line.objectives or ()))


def _codes_of_rows(rulebook: Rulebook, rows: list[Row]) -> frozenset[str] | None:
    roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}
    codes = [roman.get(code, code) for row in rows for code in row.codes or ()]
    return _leaves(rulebook, codes) if codes else None


def _tests(lines: list[Line], field: str) -> list[Criterion]:
    found = []
    for line in lines:
        for item in line.criteria:
            criteria = [c for way in item.alternatives for c in way.all] if isinstance(item, Alternatives) else [item]
            found += [criterion for criterion in criteria if criterion.field == field]
    return found


def _values_of_lines(field: str) -> Callable[[Rulebook, str, list[Line]], frozenset[str]]:
    return lambda _, __, lines: frozenset(value for test in _tests(lines, field) for value in test.values)


def _closed_of_lines(field: str) -> Callable[[Rulebook, str, list[Line]], bool]:
    return lambda _, __, lines: any(test.basis == Basis.printed for test in _tests(lines, field))


def _set(values: Iterable[Any]) -> frozenset[str] | None:
    return frozenset(map(str, values)) or None


def _ages_of_lines(rulebook: Rulebook, entry: str, lines: list[Line]) -> frozenset[str]:
    return frozenset(f"{_whole(test.at_least)}–{_whole(test.at_most)}" for test in _tests(lines, "age"))


def _amounts_of_lines(rulebook: Rulebook, entry: str, lines: list[Line]) -> frozenset[str]:
    return frozenset(
        _whole(amount.value) for line in lines for amount in line.amounts if (amount.source or line.source[0]) == entry
    )


def _whole(number: Any) -> str:
    return "" if number is None else f"{float(number):g}"


_BOTH: tuple[tuple[str, Callable[..., Any], Callable[..., Any]], ...] = (
    ("askable", lambda _, __, lines: any(line.kind == Kind.funding for line in lines), lambda _, rows: any(row.askable for row in rows)),
    ("commitment", lambda _, __, lines: _set(line.commitment for line in lines), lambda _, rows: _set(row.commitment for row in rows)),
    ("nature", lambda _, __, lines: _set(line.nature for line in lines), lambda _, rows: _set(row.nature for row in rows if row.nature and row.askable)),
    ("codes", _codes_of_lines, _codes_of_rows),
    ("publics", _values_of_lines("publics"), lambda _, rows: _set(name for row in rows for name in row.publics or ())),
    ("publics_closed", _closed_of_lines("publics"), lambda _, rows: any(row.publics_closed for row in rows)),
    ("ages", _ages_of_lines, lambda _, rows: _set(f"{_whole(row.ages.least)}–{_whole(row.ages.most)}" for row in rows if row.ages and row.ages.of == "beneficiaries")),
    ("carriers", _values_of_lines("carrier"), lambda _, rows: _set(name for row in rows for name in row.carriers or ())),
    ("carriers_closed", _closed_of_lines("carrier"), lambda _, rows: any(row.carriers_closed for row in rows)),
    ("kinds_closed", _closed_of_lines("kinds"), lambda _, rows: any(row.kinds_closed for row in rows)),
    ("amounts", _amounts_of_lines, lambda _, rows: _set(_whole(n) for row in rows for one in row.amounts or () for n in {one.least, one.most} if n is not None)),
)  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return _names(value or ())


def _names(values: Iterable[str]) -> str:
    return ", ".join(sorted(values)) or "rien"


__all__ = ["SAID", "Compared", "Difference", "compare", "second_readings"]
