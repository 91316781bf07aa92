"""eligibility register TEXT: which lines of the contract's text no register entry covers."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from eligibility.cli.common import RulesOption, err, open_rulebook, out, told_plainly
from eligibility.errors import InputError, Problem
from eligibility.french.text import plural


def register(
    text: Annotated[Path, typer.Argument(help="Le texte du contrat, aux numéros de ligne du registre.")],
    first: Annotated[int, typer.Option("--from", help="Première ligne à regarder.", min=1)] = 1,
    last: Annotated[int | None, typer.Option("--to", help="Dernière ligne à regarder.", min=1)] = None,
    rules: RulesOption = None,
) -> None:
    """Montre les lignes du contrat qu'aucune entrée du registre ne couvre."""
    with told_plainly():
        rulebook = open_rulebook(rules)
        content = _read(text)
        if first > min(last or first, max(len(content), 1)):
            message = f"Aucune ligne à regarder de {first} à {last or 'la fin'} : le texte compte {plural(len(content), 'ligne', 'lignes')}."
            raise InputError(Problem("", f"{message} Corrigez --from ou --to."))
    beyond = [entry for file in rulebook.source.registers for entry in file.entries if entry.lines[1] > len(content)]
    covered: set[int] = set()
    for file in rulebook.source.registers:
        for entry in file.entries:
            covered.update(range(entry.lines[0], entry.lines[1] + 1))
    missing = [
        (number, line)
        for number, line in enumerate(content, start=1)
        if first <= number <= (last or len(content)) and line.strip() and number not in covered
    ]
    for number, line in missing:
        out.print(f"[dim]{number:>6}[/] {escape(line.strip())}")
    out.print(f"{plural(len(missing), 'ligne non couverte', 'lignes non couvertes')}.")
    for entry in beyond:
        err.print(
            f"[red]✗[/] L'entrée {escape(entry.id)} va jusqu'à la ligne {entry.lines[1]} : ce texte en compte {len(content)}.",
            soft_wrap=True,
        )
    if beyond:
        err.print("Corrigez ces numéros, ou donnez le texte dont ils viennent.")
        raise typer.Exit(1)


def _read(text: Path) -> list[str]:
    try:
        return text.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise InputError(Problem("", f"{text} : ce fichier ne peut pas être lu. Vérifiez le chemin.")) from None
    except UnicodeDecodeError:
        raise InputError(Problem("", f"{text} : le fichier n'est pas en UTF-8. Enregistrez-le en UTF-8.")) from None
