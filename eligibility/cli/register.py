"""eligibility register TEXT: which lines of the contract's text no register entry covers."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from eligibility.cli.common import RulesOption, open_rulebook, out, told_plainly
from eligibility.text import plural


def register(
    text: Annotated[Path, typer.Argument(help="Le texte du contrat, aux numéros de ligne du registre.")],
    first: Annotated[int, typer.Option("--from", help="Première ligne à regarder.")] = 1,
    last: Annotated[int | None, typer.Option("--to", help="Dernière ligne à regarder.")] = None,
    rules: RulesOption = None,
) -> None:
    """Montre les lignes du contrat qu'aucune entrée du registre ne couvre."""
    with told_plainly():
        rulebook = open_rulebook(rules)
    covered: set[int] = set()
    for file in rulebook.source.registers:
        for entry in file.entries:
            covered.update(range(entry.lines[0], entry.lines[1] + 1))
    content = text.read_text(encoding="utf-8").splitlines()
    missing = [
        (number, line)
        for number, line in enumerate(content, start=1)
        if first <= number <= (last or len(content)) and line.strip() and number not in covered
    ]
    for number, line in missing:
        out.print(f"[dim]{number:>6}[/] {escape(line.strip())}")
    out.print(f"{plural(len(missing), 'ligne non couverte', 'lignes non couvertes')}.")
