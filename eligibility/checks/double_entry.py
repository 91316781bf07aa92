"""Double entry: what a second reader wrote from the text alone, beside what the rulebook says, attribute by attribute.

What the text prints is compared. Where a line reads more into it than the words (`basis: read`), it must hold at
least what the second reader found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from eligibility.checks.books import SAID, Compared, Difference, shown
from eligibility.checks.index import Index, Spot
from eligibility.checks.tables import compare_tables
from eligibility.checks.told import compare_told
from eligibility.errors import Issue
from eligibility.french.text import near, plural
from eligibility.rulebook.load import KEPT
from schemas.criterion import Alternatives, Basis, Criterion
from schemas.funder import Kind, Line
from schemas.register import Entry, SetAside
from schemas.second_reading import Row

_WITHOUT_LINE = {SetAside.condition, SetAside.same_as, SetAside.target}  # told elsewhere: both books have them
PUBLICS, CARRIER, KINDS, AGES = "beneficiaries.publics", "carrier.type", "kinds", "beneficiaries.age_min"
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}


class Said(NamedTuple):
    """What a book says of an attribute; `wider`: our reading may say more than the words do."""

    values: frozenset[str]
    wider: bool = False


def compare(index: Index) -> Compared:
    """What the two books do not say alike: entry by entry, in the order of the register, then of tables and answers."""
    rows: dict[str, list[tuple[Spot, Row]]] = defaultdict(list)
    read: set[str] = set()
    for name, file in index.books.readings.items():
        read |= {row.entry for row in file.rows} | set(file.nothing)
        for number, row in enumerate(file.rows):
            rows[row.entry].append((Spot(name, ("rows", number)), row))
    versions: dict[str, list[Line]] = defaultdict(list)
    for _, line in index.each(Line):
        versions[line.id].append(line)
    differences: list[Difference] = []
    entries = 0
    for spot, entry in index.each(Entry):
        lines = [line for name in entry.encoded_as for line in versions.get(name, ())]
        if entry.id in read and (lines or rows[entry.id]):
            entries += 1
            where = rows[entry.id][0][0] if rows[entry.id] else spot
            for attribute, first, second in _entry(index, entry, lines, [row for _, row in rows[entry.id]]):
                differences.append(Difference(attribute, entry.id, first, second, where))
    return Compared(entries, (*differences, *compare_tables(index), *compare_told(index)), index.books.kept)


def advise_double_entry(index: Index) -> Iterator[Issue]:
    """Differences that nobody kept; what is kept and no longer true."""
    yield from _read_twice(index)
    compared = compare(index)
    for one in compared.differences:
        if not compared.is_kept(one):
            message = f"{one.entry}, {SAID.get(one.attribute, one.attribute)} : le règlement dit « {one.rulebook} », la seconde lecture « {one.second} »."
            mend = f"Relisez le passage et corrigez l'un des deux, ou gardez la différence avec sa raison dans {KEPT}."
            yield index.issue(one.spot, "double-entry", message, mend, warning=True)
    told = {(one.entry, one.attribute, one.rulebook, one.second) for one in compared.differences}
    for number, kept in enumerate(index.books.kept.kept):
        if (kept.entry, kept.attribute, kept.rulebook, kept.second) not in told:
            message = f"la différence gardée sur {kept.entry} ({SAID.get(kept.attribute, kept.attribute)}) n'existe plus telle quelle."
            yield index.issue(
                Spot(KEPT, ("kept", number)), "stale-difference", message, "Relisez-la et retirez-la.", warning=True
            )


def _read_twice(index: Index) -> Iterator[Issue]:
    """Entries that are not of the register, and those said to hold both something and nothing."""
    for name, file in index.books.readings.items():
        rows = [(Spot(name, ("rows", number)), row.entry) for number, row in enumerate(file.rows)]
        empty = [(Spot(name, ("nothing", number)), entry) for number, entry in enumerate(file.nothing)]
        said = {entry for _, entry in rows}
        for spot, entry in (*rows, *empty):
            if entry not in index.entries:
                message = f"la seconde lecture parle de l'entrée {entry}, qui n'est pas au registre."
                yield index.issue(spot, "unread-entry", message, near(entry, index.entries), warning=True)
        for spot, entry in empty:
            if entry in said:
                message = f"la seconde lecture dit à la fois quelque chose et rien de {entry}."
                yield index.issue(spot, "both-readings", message, "Gardez l'un des deux.", warning=True)


def _entry(index: Index, entry: Entry, lines: list[Line], rows: list[Row]) -> Iterator[tuple[str, str, str]]:
    if not lines and entry.set_aside in _WITHOUT_LINE:
        return
    if not lines or not rows:
        yield "commitment_found", shown(line.id for line in lines), plural(len(rows), "relevé", "relevés")
        return
    for attribute, of_lines, of_rows in _BOTH:
        second = of_rows(index, rows)
        if second is not None:
            first = of_lines(index, entry.id, lines)
            if not (second <= first.values if first.wider else second == first.values):
                yield attribute, shown(first.values), shown(second)


# -- what each book says of an entry; None where the text is silent, which is compared with nothing


def _leaves(index: Index, codes: Iterable[str]) -> frozenset[str]:
    return frozenset(index.objectives.served(codes))


def _codes_of_lines(index: Index, entry: str, lines: list[Line]) -> Said:
    read = all(line.objectives_basis != Basis.printed for line in lines)
    return Said(_leaves(index, (code for line in lines for code in line.objectives or ())), read)


def _codes_of_rows(index: Index, rows: list[Row]) -> frozenset[str] | None:
    codes = [_ROMAN.get(code, code) for row in rows for code in row.codes or ()]
    return (_leaves(index, codes) or None) if codes else None


def _field(index: Index, path: str) -> str | None:
    """The field that an action gives there, whatever the contract calls it."""
    return next((name for name, field in index.fields.items() if path in field.paths), None)


def _tests(index: Index, lines: list[Line], path: str) -> list[Criterion]:
    field, found = _field(index, path), []
    for line in lines:
        for item in line.criteria:
            criteria = [c for way in item.alternatives for c in way.all] if isinstance(item, Alternatives) else [item]
            found += [criterion for criterion in criteria if criterion.field == field]
    return found


def _values_of_lines(path: str) -> Callable[[Index, str, list[Line]], Said]:
    def said(index: Index, entry: str, lines: list[Line]) -> Said:
        tests, field = _tests(index, lines, path), _field(index, path)
        if not tests:
            named = index.fields[field].values if field else None
            return Said(frozenset(index.values[named] if named else ()), True)  # open to all
        read = all(test.basis != Basis.printed for test in tests)
        return Said(frozenset(value for test in tests for value in test.values), read)

    return said


def _closed_of_lines(path: str) -> Callable[[Index, str, list[Line]], Said]:
    return lambda index, _, lines: _yes(any(test.basis == Basis.printed for test in _tests(index, lines, path)))


def _ages_of_lines(index: Index, entry: str, lines: list[Line]) -> Said:
    return Said(frozenset(f"{_whole(test.at_least)}–{_whole(test.at_most)}" for test in _tests(index, lines, AGES)))


def _amounts_of_lines(index: Index, entry: str, lines: list[Line]) -> Said:
    amounts = ((amount, line.source[0]) for line in lines for amount in line.amounts)
    return Said(frozenset(_whole(amount.value) for amount, source in amounts if (amount.source or source) == entry))


def _yes(true: bool) -> Said:
    return Said(frozenset({"oui" if true else "non"}))


def _any(test: Callable[[Row], bool]) -> Callable[[Index, list[Row]], frozenset[str]]:
    return lambda _, rows: _yes(any(map(test, rows))).values


def _set(values: Iterable[Any]) -> frozenset[str] | None:
    return frozenset(map(str, values)) or None


def _whole(number: Any) -> str:
    return "" if number is None else f"{float(number):g}"


_BOTH: tuple[tuple[str, Callable[[Index, str, list[Line]], Said], Callable[[Index, list[Row]], frozenset[str] | None]], ...] = (
    ("askable", lambda _, __, lines: _yes(any(line.kind == Kind.funding for line in lines)), _any(lambda row: row.askable)),
    ("commitment", lambda _, __, lines: Said(frozenset(str(line.commitment) for line in lines)), lambda _, rows: _set(row.commitment for row in rows)),
    ("nature", lambda _, __, lines: Said(frozenset(str(line.nature) for line in lines)), lambda _, rows: _set(row.nature for row in rows if row.nature and row.askable)),
    ("codes", _codes_of_lines, _codes_of_rows),
    ("publics", _values_of_lines(PUBLICS), lambda _, rows: _set(name for row in rows for name in row.publics or ())),
    ("publics_closed", _closed_of_lines(PUBLICS), _any(lambda row: row.publics_closed)),
    ("ages", _ages_of_lines, lambda _, rows: _set(f"{_whole(row.ages.least)}–{_whole(row.ages.most)}" for row in rows if row.ages and row.ages.of == "beneficiaries")),
    ("carriers", _values_of_lines(CARRIER), lambda _, rows: _set(name for row in rows for name in row.carriers or ())),
    ("carriers_closed", _closed_of_lines(CARRIER), _any(lambda row: row.carriers_closed)),
    ("kinds_closed", _closed_of_lines(KINDS), _any(lambda row: row.kinds_closed)),
    ("amounts", _amounts_of_lines, lambda _, rows: _set(_whole(n) for row in rows for one in row.amounts or () for n in {one.least, one.most} if n is not None)),
)  # fmt: skip


__all__ = ["advise_double_entry", "compare"]
