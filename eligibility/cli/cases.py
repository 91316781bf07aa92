"""eligibility cases: runs the cases that stand beside the rules; each that fails says what was answered, and why."""

import typer
from rich.markup import escape

from eligibility.cli.common import FolderArgument, RulesOption, err, out, rules_folder, told_plainly
from eligibility.engine.compile import load_rulebook
from eligibility.french.text import plural
from eligibility.rulebook.yaml_source import YamlFile
from eligibility.workbench.cases import outcomes


def cases(
    folder: FolderArgument = None,
    rules: RulesOption = None,
) -> None:
    """Vérifie les cas écrits à côté des règles."""
    with told_plainly():
        path = rules_folder(folder, rules)
        found = list(outcomes(load_rulebook(path)))
    wrong = [outcome for outcome in found if outcome.mistakes]
    for outcome in wrong:
        line = YamlFile(path / outcome.file, outcome.file).line(("cases", outcome.index))
        err.print(f"[red]✗[/] {escape(str(path / outcome.file))}:{line}: {escape(outcome.case.name)}", soft_wrap=True)
        for mistake in outcome.mistakes:
            err.print(f"    {escape(mistake)}", soft_wrap=True)
    if wrong:
        err.print(f"{plural(len(wrong), 'cas donne', 'cas donnent')} une autre réponse, sur {len(found)}.")
        raise typer.Exit(1)
    out.print(f"{escape(path.name)} : {plural(len(found), 'cas donne', 'cas donnent')} la réponse attendue.")
