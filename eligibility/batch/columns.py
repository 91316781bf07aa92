"""The columns of a table: which are understood, which are the instructor's own, which the tool wrote itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from eligibility.batch.cells import plain
from eligibility.batch.headings import MAX_TITLE, Heading, Headings
from eligibility.batch.table import HEAD, Table, Value, letter, refuse
from eligibility.batch.titles import LISTS
from eligibility.batch.written import TYPED, is_computed, is_typed
from eligibility.french.text import enumerate_french

Role = Literal["field", "own", "computed"]
PLACES = ("place", "commune", "quarter", "qpv", "structure", "longitude")
DATES = ("starts_on", "ends_on", "dates")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field`: understood as `heading`; `own`: kept as it is; `computed`: written by an earlier export, left out.

    `hidden`: the spreadsheet did not show it. `ranked`: one of several that add up (« Objectif 1 »). `typed`: only what a
    person typed in a computed column.
    """

    position: int
    title: str
    role: Role
    heading: Heading | None = None
    hidden: bool = False
    ranked: bool = False
    typed: bool = False

    @property
    def letter(self) -> str:
        """As a spreadsheet names it."""
        return letter(self.position)

    @property
    def kept(self) -> bool:
        """Is it shown and exported on the instructor's side of the table?"""
        return self.role == "own" or (self.heading is not None and self.heading.name == "appraisal")

    def of(self, cells: Sequence[Value]) -> Value:
        """What a row holds in this column."""
        value = cells[self.position] if self.position < len(cells) else None
        return None if self.typed and not is_typed(self.title.removesuffix(TYPED), value) else value

    def __str__(self) -> str:
        said = f"{self.letter} « {self.title[:60]} »" if self.title else f"{self.letter} (sans titre)"
        return f"{said} (masquée)" if self.hidden else said


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the titles are, what each column is, and what to tell of them."""

    row: int
    columns: tuple[Column, ...]
    remarks: tuple[str, ...]


def recognise(table: Table, headings: Headings) -> Layout:
    """Raises InputError if there are no titles, or if no column says where or for what."""
    row, cells = _titles(table, headings)
    below = [later for number, later in table.rows if number > row]
    hidden = frozenset(getattr(table, "hidden_columns", ()))
    columns, remarks = [], []
    width = (
        max(map(len, below), default=0) if table.sheet is not None else 0
    )  # more cells than titles: in a CSV, a slip
    for position in range(max(len(cells), width)):
        title = " ".join(plain(cells[position]).split()) if position < len(cells) else ""
        values = [later[position] for later in below if position < len(later) and later[position] not in (None, "")]
        for column in _read(position, title, values, headings):
            columns.append(replace(column, hidden=position in hidden))
    columns, told = _told_apart(columns, below)
    remarks += told
    remarks += _asked(columns, headings)
    found = {column.heading.name for column in columns if column.heading}
    if not found & {"objectives", *PLACES}:
        raise refuse(
            f"La ligne de titres ({row}) n'a ni colonne d'objectif, ni colonne de lieu : ajoutez « {headings['objectives'].label} » ou « {headings['place'].label} ». Colonnes lues : {enumerate_french([str(column) for column in columns][:40], 'et')}.",
            "missing-columns",
        )
    return Layout(row, tuple(columns), (*remarks, *_missing(found, headings)))


def fates(columns: Sequence[Column]) -> tuple[str, ...]:
    """What became of every column: understood as what, kept as it is, or left out. The same list wherever it is told."""
    understood = [
        f"{column} → {column.heading.label}" if column.heading.label != column.title else str(column)
        for column in columns
        if column.heading
    ]
    own = [str(column) for column in columns if column.role == "own"]
    computed = [str(column) for column in columns if column.role == "computed"]
    told = (
        ("Colonnes comprises", understood),
        ("Colonnes gardées telles quelles, sans effet sur les verdicts", own),
        ("Colonnes d'un export précédent, calculées à nouveau", computed),
    )
    return tuple(f"{what} ({len(which)}) : {' ; '.join(which)}." for what, which in told if which)


def _titles(table: Table, headings: Headings) -> tuple[int, Sequence[Value]]:
    """The row, among the first, where most titles are known."""
    best, found = 0, None
    for row, cells in table.rows[:HEAD]:
        known = sum(1 for cell in cells if isinstance(cell, str) and len(cell) < MAX_TITLE and headings.find(cell))
        if known > best:
            best, found = known, (row, cells)
    if found is None:
        expected = [
            heading.label
            for heading in headings.all
            if heading.name in ("title", "objectives", "place", "publics", "starts_on", "ends_on")
        ]
        raise refuse(
            f"Aucune ligne de titres n'est reconnue parmi les {HEAD} premières. Donnez à chaque colonne un titre : {enumerate_french(expected, 'et')}… ou partez du modèle.",
            "missing-columns",
        )
    return found


def _read(position: int, title: str, values: Sequence[Value], headings: Headings) -> Iterator[Column]:
    """A column by its title; of a computed one, also what a person typed there."""
    if not title:
        if values:
            yield Column(position, "", "own")
    elif is_computed(title):
        yield Column(position, title, "computed")
        if any(is_typed(title, value) for value in values):
            yield Column(position, title + TYPED, "own", typed=True)
    else:
        said = headings.named(title) if len(title) < MAX_TITLE else None
        heading = headings[said.heading] if said and said.sure else None
        yield Column(position, title, "field" if heading else "own", heading, ranked=bool(said and said.ranked))


def _told_apart(columns: Sequence[Column], below: Sequence[Sequence[Value]]) -> tuple[list[Column], list[str]]:
    """Columns that say the same thing: those that name rather than tell become own, the others are read together."""
    told, remarks = list(columns), []
    by_name: dict[str, list[int]] = {}
    for index, column in enumerate(columns):
        if column.heading is not None:
            by_name.setdefault(column.heading.name, []).append(index)
    if "carrier" in by_name:  # the type has its own column: the others name the carrier
        for index in by_name.pop("carrier_named", ()):
            told[index] = _own(told[index])
    for same in by_name.values():
        heading = columns[same[0]].heading
        assert heading is not None
        if heading.reads == "name" and len(same) > 1:
            for index in [index for index in same if _only_numbers(columns[index], below)]:
                if len(same) > 1:
                    same.remove(index)
                    told[index] = _own(told[index])
                    remarks.append(
                        f"La colonne {columns[index]} ne contient que des nombres : elle n'est pas prise pour « {heading.label} », qui a sa colonne."
                    )
        if len(same) < 2:
            continue
        listed = enumerate_french([str(columns[index]) for index in same], "et")
        if heading.reads == "text":
            for index in same[1:]:
                told[index] = _own(told[index])
            remarks.append(
                f"Les colonnes {listed} disent la même chose ({heading.label}) : la première est employée, le reste est gardé tel quel."
            )
        elif heading.name in LISTS and sum(columns[index].ranked for index in same) >= len(same) - 1:
            for index in same:
                told[index] = replace(told[index], ranked=True)
            remarks.append(f"Les colonnes {listed} s'ajoutent ({heading.label}).")
        else:
            remarks.append(
                f"Les colonnes {listed} disent la même chose ({heading.label}) : elles sont lues ensemble ; là où elles se contredisent, rien n'est retenu et c'est dit."
            )
    return told, remarks


def _own(column: Column) -> Column:
    return replace(column, role="own", heading=None)


def _only_numbers(column: Column, below: Sequence[Sequence[Value]]) -> bool:
    """Amounts under the name of who pays them (« Ville »), not names of places."""
    values = [value for cells in below if (value := column.of(cells)) not in (None, "")]
    return bool(values) and all(
        not isinstance(value, str) or not any(c.isalpha() for c in value.replace("€", "")) for value in values
    )


def _asked(columns: Sequence[Column], headings: Headings) -> Iterator[str]:
    """Titles that come near to one that is known, as questions; the rest is told by the fates."""
    found = {column.heading.name for column in columns if column.heading}
    for column in columns:
        if column.role != "own":
            continue
        if column.typed:
            yield f"La colonne {column.letter} « {column.title.removesuffix(TYPED)} » est recalculée ; le texte que vous y avez saisi est gardé dans « {column.title[:80]} »."
        elif not column.title:
            yield f"La colonne {column.letter} n'a pas de titre : elle est gardée telle quelle."
        elif (said := headings.named(column.title)) is not None and not said.sure and _open(said.heading, found):
            meant = headings[said.heading].label
            yield f"La colonne {column} n'est pas reconnue : elle est gardée telle quelle. Vouliez-vous dire « {meant} » ? Donnez-lui alors ce titre."


def _open(name: str, found: set[str]) -> bool:
    """Is nothing in the table yet what this column may be?"""
    group = next((group for group in (PLACES, DATES, ("ages", "age_min", "age_max")) if name in group), (name,))
    return name not in found and not (name in ("place", "dates", "ages") and found & set(group))


def _missing(found: set[str], headings: Headings) -> Iterator[str]:
    """What no column says, hence is unknown for all rows."""
    if not found & set(DATES) and "starts_on" in headings:
        yield f"Aucune colonne de date n'est reconnue : les dates sont inconnues pour toutes les lignes. Si le tableau en a, titrez-les « {headings['starts_on'].label} » et « {headings['ends_on'].label} »."
    if "objectives" not in found:
        yield f"Aucune colonne d'objectif n'est reconnue : l'objectif est inconnu pour toutes les lignes. Si le tableau en a une, titrez-la « {headings['objectives'].label} »."
    if not found & set(PLACES):
        yield f"Aucune colonne de lieu n'est reconnue : le lieu est inconnu pour toutes les lignes. Si le tableau en a une, titrez-la « {headings['place'].label} »."
