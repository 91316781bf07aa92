"""What the commands share: their options, where rulebooks are, consoles, and errors told in one sentence each."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from eligibility.actions.as_of import edition_of, read_as_of
from eligibility.cli.characters import Page
from eligibility.engine.compile import Rulebook, load_rulebook
from eligibility.errors import EligibilityError, InputError, Issue, Problem, RulebookError
from eligibility.french.text import enumerate_french, nearest

SHOWN = 20  # known names told where none is like the one given
RULES = Path(__file__).parents[2] / "rules"

RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", help="Dossier du règlement ; par défaut le seul du dossier rules/.", show_default=False),
]

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Date des textes connus, année-mois-jour ; par défaut la dernière révision.", show_default=False
    ),
]
FolderArgument = Annotated[
    Path | None, typer.Argument(help="Dossier du règlement ; par défaut le seul du dossier rules/.", show_default=False)
]

out = Page()
err = Page(stderr=True)


def rules_folder(given: Path | None, again: Path | None = None) -> Path:
    """The rulebook's folder: the one given, by itself or after --rules, or the only one there is."""
    if given is not None and again is not None and given != again:
        raise InputError(Problem("", f"Deux dossiers sont donnés : {given}, et --rules {again}. Gardez-en un seul."))
    given = given or again
    if given is not None:
        return given
    folders = sorted(path.parent for path in RULES.glob("*/contract.yaml"))
    if len(folders) != 1:
        names = ", ".join(folder.name for folder in folders) or "aucun"
        raise RulebookError(
            [Issue(str(RULES.name), 1, "which", f"choisissez un règlement ({names}).", "Employez --rules DOSSIER.")]
        )
    return folders[0]


def open_rulebook(given: Path | None) -> Rulebook:
    """The compiled rulebook of a folder, or of the only one there is."""
    return load_rulebook(rules_folder(given))


def open_edition(given: Path | None, as_of: str | None) -> Rulebook:
    """The same, as its texts were known on a day."""
    day = read_as_of(as_of) if as_of is not None else None
    return edition_of(open_rulebook(given), day)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns errors into French sentences on stderr and an exit code: 1 for the rulebook, 2 for the input."""
    try:
        yield
    except InputError as error:
        for problem in error.problems:
            show_problem(problem)
        raise typer.Exit(2) from None
    except RulebookError as error:
        for issue in error.issues:
            err.print(f"[red]✗[/] {escape(str(issue))}")
        raise typer.Exit(1) from None
    except EligibilityError as error:
        err.print(f"[red]✗[/] {escape(str(error))}")
        raise typer.Exit(1) from None


def check_value(option: str, given: str, values: Collection[str], what: str = "cette valeur") -> None:
    """Raises InputError unless the value of an option is in its closed list, which the error tells."""
    if given not in values:
        close = nearest(given, values, limit=1)
        meant = f" Vouliez-vous dire « {close[0]} » ?" if close else ""
        message = f"{option} {given} : {what} n'existe pas. Choisissez {enumerate_french(list(values))}.{meant}"
        raise InputError(Problem("", message))


def check_name(
    what: str, given: str | None, known: Collection[str], close: str = "Noms proches", none: str = "aucun"
) -> None:
    """Raises InputError if a name is given that the rulebook does not know, with the names most like it, else the first."""
    if given is None or given in known:
        return
    if names := enumerate_french(nearest(given, known, cutoff=40)):
        hint = f"{close} : {names}"
    elif known:
        some = sorted(known)
        more = f"… ({len(some)} en tout)" if len(some) > SHOWN else ""
        hint = f"Choisissez parmi : {', '.join(some[:SHOWN])}{more}"
    else:
        hint = f"{close} : {none}"
    raise InputError(Problem("", f"{what} « {given} » n'existe pas. {hint}."))


def show_problem(problem: Problem) -> None:
    """One problem of the input, in one line on stderr; an empty pointer is about the file itself, which the message names."""
    where = problem.pointer.removeprefix("/action/").strip("/").replace("/", ".")
    place = f"[bold]{escape(where)}[/] : " if where else ""
    err.print(f"[red]✗[/] {place}{escape(problem.message)}")
