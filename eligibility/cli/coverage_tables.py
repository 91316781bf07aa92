"""The tables of `eligibility coverage`, for a terminal: columns that do not fit are grouped or put below."""

from collections.abc import Callable, Iterable, Sequence

from rich.markup import escape
from rich.table import Table

from eligibility.cli.common import out
from eligibility.french.text import french_number, plural
from eligibility.workbench.coverage import Coverage
from eligibility.workbench.coverage.basis import BasisCounts
from eligibility.workbench.coverage.gaps import Missing
from eligibility.workbench.coverage.heat import Column, by_family, by_funder
from eligibility.workbench.coverage.matrix import Lines, gathered
from eligibility.workbench.coverage.sections import REASONS, SectionCoverage
from schemas.register import SetAside

NOTHING = "[dim]–[/]"
CELL = 6  # columns of a terminal that « 12+30 » takes, with its margin
CODE = 7
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def show_summary(coverage: Coverage) -> None:
    """A few sentences: how many lines, of whom, from how many entries, checked by whom."""
    register, lines = coverage.register, coverage.lines
    out.print(f"\n[bold]{escape(coverage.rulebook.title)}[/]")
    if coverage.notice:
        out.print(f"[yellow]{escape(coverage.notice)}[/]")
    out.print(
        f"{_kinds(lines)}, de {plural(len(coverage.funders), 'financeur ou partenaire', 'financeurs et partenaires')}, "
        f"pour {plural(len(coverage.objectives), 'sous-objectif', 'sous-objectifs')}."
    )
    out.print(
        f"{plural(register.read, 'entrée lue', 'entrées lues')} dans le contrat : {register.funding} en financement, "
        f"{register.support} en appui, {register.rules} en règle de lieu, "
        f"{plural(register.aside, 'écartée', 'écartées')}."
    )
    out.print(
        f"{plural(coverage.checked, 'condition vérifiée', 'conditions vérifiées')} par l'outil, "
        f"{plural(coverage.left, 'laissée', 'laissées')} à des personnes."
    )


def show_sections(coverage: Coverage) -> None:
    """The register: what was read in each section, and what became of it."""
    table = _table("Section", "Lues", "Financ.", "Appuis", "Règles", "Écartées", numbers=range(1, 6))
    table.add_column("Pourquoi")
    for part in coverage.sections:
        table.add_row(f"[bold]{escape(part.section)}[/] {escape(part.title)}", *_section(part))
    table.add_section()
    table.add_row(f"[bold]{coverage.register.title}[/]", *_section(coverage.register))
    _title("Le registre, section par section")
    out.print(table)


def _section(part: SectionCoverage) -> list[str]:
    why = [f"{REASONS[SetAside(reason)][0]} {count}" for reason, count in part.set_aside.items()]
    return [*(_number(n) for n in (part.read, part.funding, part.support, part.rules, part.aside)), ", ".join(why)]


def show_gaps(coverage: Coverage) -> None:
    """Sub-objectives and partners without line, or with nothing to ask for."""
    gaps = coverage.gaps
    _title("Ce qui manque")
    _missing("Sous-objectifs sans aucune ligne", gaps.no_line, codes=True)
    _missing("Sous-objectifs sans financement", gaps.no_funding, codes=True)
    _missing(
        "Sous-objectifs dont tous les financements sont généraux (nommés plus haut)",
        gaps.only_general_funding,
        codes=True,
    )
    _missing("Partenaires sans aucune ligne", (*gaps.families, *gaps.funders))
    _missing(
        "Familles pas encore étudiées (leur silence n'est pas un refus)", gaps.families_not_studied, empty="aucune"
    )
    _missing("Partenaires sans financement", gaps.funders_without_funding)


def _missing(title: str, items: Sequence[Missing], codes: bool = False, empty: str = "aucun") -> None:
    out.print(f"{title} : {len(items) or empty}")
    for item in items:
        out.print(f"  • {f'[bold]{item.id}[/] ' if codes else ''}{escape(item.name)}")


def show_zones(coverage: Coverage) -> None:
    """Sub-objectives by zone: lines that are open at least somewhere, and those only under a reserve."""
    table = _table("Sous-objectif", numbers=())
    for zone in coverage.zones:
        for kind in ("financ.", "appuis"):
            table.add_column(f"{escape(zone.label)}\n{kind}", justify="right", vertical="bottom", overflow="fold")
    for row, cells in zip(coverage.objectives, coverage.by_zone, strict=True):
        found = [
            _open(*pair)
            for c in cells
            for pair in ((c.open.funding, c.reserved.funding), (c.open.support, c.reserved.support))
        ]
        table.add_row(f"[bold]{row.code}[/]", *found)
    _title("Sous-objectifs et zones")
    out.print(
        "[dim]« 12 + 3 r. » : 12 lignes ouvertes au moins en un lieu de la zone, 3 autres seulement sous réserve.[/]"
    )
    out.print(table)


def _open(opened: Sequence[str], reserved: Sequence[str]) -> str:
    if not opened and not reserved:
        return NOTHING
    return f"{len(opened)} [yellow]+ {len(reserved)} r.[/]" if reserved else str(len(opened))


def show_objectives(coverage: Coverage) -> None:
    """Sub-objectives by funder if the terminal is wide enough, else by family, in as many tables as it takes."""
    _title("Sous-objectifs et financeurs")
    out.print(
        "[dim]« 3+2 » : 3 financements et 2 appuis. « Dont gén. » : lignes rattachées à un objectif plus large, un axe ou tout le contrat.[/]"
    )
    fitting = max(1, (out.width - 3 * CODE - CELL) // CELL)
    columns = [(column.short_name, column) for column in by_funder(coverage)]
    if len(columns) > fitting:
        columns = [(column.name, column) for column in by_family(coverage)]
    for start in range(0, len(columns), fitting):
        _matrix(coverage, columns[start : start + fitting], start)


def _matrix(coverage: Coverage, columns: Sequence[tuple[str, Column]], start: int) -> None:
    letters = [_letter(start + number) for number in range(len(columns))]
    table = _table("Code", "Toutes", "Dont gén.", *letters, numbers=range(1, len(letters) + 3))
    for row in coverage.objectives:
        pairs = [_pair(gathered(row.cells[place].lines for place in column.places)) for _, column in columns]
        table.add_row(f"[bold]{row.code}[/]", _pair(row.lines), _number(len(row.general)), *pairs)
    table.add_section()
    table.add_row("Lignes", _pair(coverage.lines), "", *(_pair(column.lines) for _, column in columns))
    out.print()
    for letter, (name, _) in zip(letters, columns, strict=True):
        out.print(f"  [bold]{letter}[/] {escape(name)}")
    out.print(table)


def _letter(number: int) -> str:
    """A, B… Z, AA, AB…"""
    first, last = divmod(number, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[last]


def show_lines(coverage: Coverage) -> None:
    """Each line: how many conditions are checked, how many are left to people, and which."""
    table = _table("Ligne", "Vérifiées", "Laissées", numbers=(1, 2))
    table.add_column("Ce qui reste à des personnes")
    for line in coverage.conditions:
        texts = [f"{r.text} Décide : {r.body} ({r.applies})." for r in line.reserves]
        texts += [f"Préférence : {text}" for text in line.priorities]
        table.add_row(line.id, str(len(line.checked)), _number(line.left), escape("\n".join(texts)))
    _title("Ce que l'outil vérifie, ligne par ligne")
    out.print(table)


def show_basis(coverage: Coverage) -> None:
    """By funder: what its criteria rest on, and what refusals of simulated actions do."""
    basis = coverage.basis
    assert basis is not None
    headings = ("Critères\nimprimés", "Critères\nlus", "Refus", "Dont par des\nmots imprimés", "Peu\nprobables")
    table = _table("Financeur", *headings, numbers=range(1, 6))
    for funder, counts in zip(coverage.funders, basis.funders, strict=True):
        table.add_row(escape(funder.short_name), *_basis(counts))
    table.add_section()
    table.add_row("[bold]Tous les financeurs[/]", *_basis(basis.total))
    _title("Sur quoi reposent les refus")
    out.print(
        "[dim]« Imprimé » : le passage cité suffit à lire que c'est exclu. « Lu » : c'est notre lecture, qui ne suffit "
        f"pas à refuser. Refus et peu probables : lignes fermées, en tout, à {french_number(basis.actions)} actions "
        "simulées. Ces actions sont tirées au sort dans le règlement, elles ne disent pas ce qui est souvent refusé.[/]"
    )
    out.print(table)


def _basis(counts: BasisCounts) -> list[str]:
    shown = (counts.printed, counts.read, counts.refusals, counts.printed_refusals, counts.unlikely)
    return [french_number(count) if count else NOTHING for count in shown]


def _title(text: str) -> None:
    out.print(f"\n[bold]{text}[/]")


def _table(*headings: str, numbers: Iterable[int]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place in numbers else "left")
    return table


def _number(count: int) -> str:
    return str(count) if count else NOTHING


def _pair(lines: Lines) -> str:
    return f"{len(lines.funding)}+{len(lines.support)}" if len(lines) else NOTHING


def _kinds(lines: Lines) -> str:
    return f"{plural(len(lines.funding), 'financement', 'financements')} et {plural(len(lines.support), 'appui', 'appuis')}"


TABLES: dict[str, Callable[[Coverage], None]] = {
    "objective": show_objectives,
    "zone": show_zones,
    "section": show_sections,
    "line": show_lines,
    "gaps": show_gaps,
    "basis": show_basis,
}
"""The tables that can be asked for one by one."""

SIMULATED = ("basis",)
"""Those that show what simulated actions are answered: they take some seconds."""
