"""eligibility double-entry: the rulebook beside what a second reader wrote from the text alone."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eligibility.checks.double_entry import SAID, compare
from eligibility.checks.run import index_of
from eligibility.cli.common import RulesOption, check_value, out, rules_folder, told_plainly
from eligibility.french.text import enumerate_french, plural
from eligibility.rulebook.load import KEPT, RulebookFolder


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
        index = index_of(RulebookFolder(rules_folder(None, rules), second_reading=True))
        found = compare(index)
    if not index.second_reading:
        out.print("Ce règlement n'a pas de seconde lecture (dossier second-reading).")
        return
    if by is not None:
        reasons = {(one.entry, one.attribute): one.reason for one in index.kept.kept}
        for one in found.differences:
            if one.attribute == by:
                kept = f" ; gardée : {reasons[one.entry, by]}" if found.is_kept(one) else ""
                out.print(
                    f"{one.entry} : règlement [bold]{escape(one.rulebook)}[/] ; seconde lecture [bold]{escape(one.second)}[/]{escape(kept)}",
                    soft_wrap=True,
                )
        return
    table = Table("Attribut", "Différences", "Part des entrées", "À traiter", box=None)
    for attribute, (count, left) in found.counts.items():
        table.add_row(SAID[attribute], str(count), f"{100 * count / found.entries:.0f} %", str(left))
    out.print(f"{plural(found.entries, 'entrée comparée', 'entrées comparées')}.")
    out.print(table)
    out.print(f"[dim]Le détail : --by {enumerate_french(list(SAID))}. Ce qui est gardé, avec sa raison : {KEPT}.[/]")
