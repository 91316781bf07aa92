"""The terminal surface: one command per file, all on evaluate()'s result or on the rulebook's own data."""

from typing import Annotated

import typer

from eligibility.cli.analyse import analyse_command
from eligibility.cli.batch import batch
from eligibility.cli.cases import cases
from eligibility.cli.check import check
from eligibility.cli.coverage import coverage
from eligibility.cli.diff import diff
from eligibility.cli.double_entry import double_entry
from eligibility.cli.export import export
from eligibility.cli.lines import line, lines
from eligibility.cli.lint import lint
from eligibility.cli.mutate import mutate
from eligibility.cli.new import new
from eligibility.cli.register import register
from eligibility.cli.serve import serve
from eligibility.cli.terminal import Terminal
from eligibility.cli.version import show_version

app = Terminal(
    help="Qui peut financer une action du contrat de ville, pourquoi, pourquoi pas, et que faire ensuite.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (
    check,
    batch,
    lines,
    line,
    new,
    lint,
    cases,
    mutate,
    register,
    coverage,
    double_entry,
    diff,
    export,
    serve,
):
    app.command()(command)
app.command("analyse")(analyse_command)


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=show_version,
            help="Dit la version de l'outil, ce qui enchaîne les règles, et la version de Python.",
        ),
    ] = False,
) -> None:
    """Options of the command itself."""
