"""eligibility diff OLD NEW: two versions of a rulebook, what changes for whom."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from eligibility.actions.as_of import read_as_of
from eligibility.cli.common import RulesOption, rules_folder, told_plainly
from eligibility.cli.diff_text import show_diff, show_portfolio
from eligibility.cli.files import write_json, write_text
from eligibility.cli.progress import progress_bar
from eligibility.workbench.diff import Diff, compare, opened
from eligibility.workbench.diff.portfolio import PortfolioDiff, compare_portfolio
from eligibility.workbench.diff.portfolio_files import read_portfolio
from eligibility.workbench.reports.diff import diff_page

DayOption = Annotated[
    str | None,
    typer.Option(help="Date des textes connus, année-mois-jour ; par défaut la dernière révision.", show_default=False),
]


def diff(
    old: Annotated[str, typer.Argument(metavar="ANCIEN", help="Dossier, révision git, ou révision:dossier.")],
    new: Annotated[str, typer.Argument(metavar="NOUVEAU", help="De même.")],
    portfolio: Annotated[
        Path | None,
        typer.Option("--portfolio", help="Actions à relire : un fichier (une action ou une liste), ou un dossier."),
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Écrit aussi tout en JSON.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Écrit aussi une page à lire dans un navigateur.")] = None,
    old_as_of: DayOption = None,
    new_as_of: DayOption = None,
    rules: RulesOption = None,
) -> None:
    """Compare deux versions d'un règlement : ce qui change, et pour qui."""
    with told_plainly():
        days = [None if text is None else read_as_of(text) for text in (old_as_of, new_as_of)]
        items = read_portfolio(portfolio) if portfolio else None
        home = _home(old, new, rules)
        with opened(old, home, days[0]) as before, opened(new, home, days[1]) as after:
            with progress_bar("Lignes") as tell:
                found = compare(before, after, tell)
            read = None
            if items is not None:
                with progress_bar("Actions") as tell:
                    read = compare_portfolio(before, after, items, tell)
        if as_json:
            write_json(as_json, to_json(found, read))
        if html:
            write_text(html, diff_page(found, read))
    show_diff(found)
    if read is not None:
        show_portfolio(read)
        if read.bad:
            raise typer.Exit(2)


def _home(old: str, new: str, rules: Path | None) -> Callable[[], Path]:
    """Where the current rulebook is: said, or the folder that the other version is, or the only one there is."""

    def found() -> Path:
        given = rules or next((Path(text) for text in (new, old) if Path(text).is_dir()), None)
        return rules_folder(given)

    return found


def to_json(found: Diff, read: PortfolioDiff | None) -> dict[str, Any]:
    """The comparison as plain data; `same` and `for_nobody` say it in a word."""
    document = {"same": found.same, "for_nobody": found.for_nobody, **asdict(found)}
    return document | {"portfolio": asdict(read) if read is not None else None}
