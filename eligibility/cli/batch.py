"""eligibility batch FILE -o OUT: a table of actions in, the same table with verdicts and reasons out."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from eligibility.actions.as_of import read_as_of
from eligibility.batch import Batch, build_matrix, read_batch, reasons_csv, template_csv, template_xlsx, to_csv, to_xlsx
from eligibility.batch.table import MAX_BYTES, refuse
from eligibility.cli.common import AsOfOption, RulesOption, err, open_edition, open_rulebook, told_plainly
from eligibility.cli.files import write_bytes
from eligibility.cli.progress import progress_bar
from eligibility.errors import InputError, Problem
from eligibility.french.text import plural

SUFFIXES = (".xlsx", ".csv")
SHOWN = 50  # problems told one by one
MARKS = {"error": "[red]✗[/]", "unknown": "[yellow]?[/]", "remark": "[yellow]![/]"}


def batch(
    file: Annotated[
        Path | None, typer.Argument(help="Tableau des actions, en CSV ou en XLSX.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Fichier à écrire, .xlsx ou .csv.", show_default=False)
    ] = None,
    as_of: AsOfOption = None,
    rules: RulesOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Les raisons aussi des lignes qui ne conviennent pas.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option("--template", help="Écrit le modèle à remplir, .xlsx ou .csv.", show_default=False)
    ] = None,
) -> None:
    """Évalue un tableau d'actions : la matrice actions × financeurs, avec les raisons. Vos colonnes sont gardées."""
    with told_plainly():
        if template is not None:
            suffix = _suffix(template, "--template")
            edition = open_edition(rules, as_of)
            write_bytes(template, template_xlsx(edition) if suffix == ".xlsx" else template_csv(edition))
            err.print(
                f"Le modèle est écrit dans {escape(str(template))}. Remplissez-le, puis : eligibility batch {escape(template.name)} -o resultat.xlsx",
                soft_wrap=True,
            )
            if file is None:
                return
        if file is None or output is None:
            raise InputError(
                Problem(
                    "",
                    "Donnez un tableau et où écrire le résultat : eligibility batch actions.xlsx -o resultat.xlsx. Le modèle : --template modele.xlsx.",
                )
            )
        suffix = _suffix(output, "-o")
        wrong = _evaluate(file, output, suffix, as_of, rules, everything)
    if wrong:
        raise typer.Exit(2)


def _evaluate(file: Path, output: Path, suffix: str, as_of: str | None, rules: Path | None, everything: bool) -> bool:
    """Writes the result; are some rows to be corrected?"""
    if output.exists() and file.exists() and output.samefile(file):
        raise InputError(Problem("", f"{output} est le tableau lui-même. Écrivez le résultat dans un autre fichier."))
    content = _content(file)
    day = read_as_of(as_of) if as_of is not None else None
    rulebook = open_rulebook(rules)
    read = read_batch(rulebook, content, file.name, day)
    _tell(read)
    with progress_bar("Verdicts") as tell:
        matrix = build_matrix(rulebook, read, tell)
    with progress_bar("Raisons") as tell:
        if suffix == ".xlsx":
            written = {output: to_xlsx(rulebook, matrix, everything, tell)}
        else:
            reasons = output.with_name(f"{output.stem}-raisons.csv")
            written = {output: to_csv(rulebook, matrix), reasons: reasons_csv(rulebook, matrix, everything, tell)}
    for path, whole in written.items():
        write_bytes(path, whole)
        err.print(f"Écrit : {escape(str(path))}", soft_wrap=True)
    return bool(read.errors)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refuse(f"{file} : ce fichier n'existe pas. Vérifiez le chemin.") from None
    except OSError:
        raise refuse(f"{file} : ce fichier ne peut pas être lu. Vérifiez le chemin et vos droits d'accès.") from None


def _suffix(path: Path, option: str) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(Problem("", f"{option} {path} : le nom doit finir par .xlsx ou .csv."))
    return suffix


def _tell(read: Batch) -> None:
    for fate in read.fates:
        err.print(escape(fate), soft_wrap=True)
    for remark in read.remarks:
        err.print(f"[yellow]![/] {escape(remark)}", soft_wrap=True)
    for problem in read.problems[:SHOWN]:
        err.print(f"{MARKS[problem.severity]} {escape(str(problem))}", soft_wrap=True)
    if len(read.problems) > SHOWN:
        err.print(
            f"… et {plural(len(read.problems) - SHOWN, 'autre', 'autres')} : la feuille « À corriger » les donne tous."
        )
    err.print(read.sentence[:1].upper() + read.sentence[1:])
