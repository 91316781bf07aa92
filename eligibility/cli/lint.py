"""eligibility lint: loads and checks a rulebook; file, line, what is wrong, how to mend it."""

from typing import Annotated

import typer
from rich.markup import escape

from eligibility.checks.run import check_folder
from eligibility.cli.common import FolderArgument, RulesOption, err, out, rules_folder, told_plainly
from eligibility.french.text import plural
from eligibility.rulebook.load import RulebookFolder


def lint(
    folder: FolderArgument = None,
    rules: RulesOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Les avertissements font aussi échouer.")] = False,
) -> None:
    """Vérifie un règlement."""
    with told_plainly():
        path = rules_folder(folder, rules)
        issues = check_folder(RulebookFolder(path, second_reading=True))
    for issue in issues:
        mark = "[red]✗[/]" if issue.severity == "error" else "[yellow]![/]"
        err.print(
            f"{mark} {escape(str(path / issue.file))}:{issue.line}: {escape(issue.message)} [dim]{escape(issue.mend)}[/]",
            soft_wrap=True,
        )
    errors = sum(issue.severity == "error" for issue in issues)
    warnings = len(issues) - errors
    if errors or (strict and warnings):
        err.print(f"{plural(errors, 'erreur', 'erreurs')}, {plural(warnings, 'avertissement', 'avertissements')}.")
        raise typer.Exit(1)
    out.print(f"{escape(path.name)} : aucune erreur, {plural(warnings, 'avertissement', 'avertissements')}.")
