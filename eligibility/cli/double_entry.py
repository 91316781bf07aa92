"""eligibility double-entry: the rulebook beside what a second reader wrote from the text alone."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eligibility.cli.common import RulesOption, check_value, open_rulebook, out, told_plainly
from eligibility.french.text import enumerate_french, plural
from eligibility.workbench.double_entry import SAID, compare, second_readings


def double_entry(
    rules: RulesOption = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", help=f"Les différences d'un attribut : {enumerate_french(list(SAID))}.", metavar="ATTRIBUT"
        ),
    ] = None,
) -> None:
    """Compare le règlement à sa seconde lecture, attribut par attribut."""
    with told_plainly():
        if by is not None:
            check_value("--by", by, SAID, "cet attribut")
        rulebook = open_rulebook(rules)
        files = second_readings(Path(rulebook.source.path))
        found = compare(rulebook, files)
    if not files:
        out.print("Ce règlement n'a pas de seconde lecture (dossier second-reading).")
        return
    if by is not None:
        for one in found.differences:
            if one.attribute == by:
                out.print(
                    f"{one.entry} : règlement [bold]{escape(one.rulebook)}[/] ; seconde lecture [bold]{escape(one.second)}[/]",
                    soft_wrap=True,
                )
        return
    table = Table("Attribut", "Différences", "Part des entrées", box=None)
    for attribute, count in found.counts.items():
        table.add_row(SAID[attribute], str(count), f"{100 * count / found.entries:.0f} %")
    out.print(f"{plural(found.entries, 'entrée comparée', 'entrées comparées')}.")
    out.print(table)
    out.print(f"[dim]Le détail : --by {enumerate_french(list(SAID))}.[/]")
