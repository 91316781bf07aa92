"""eligibility new NAME: a folder with a complete small rulebook to replace piece by piece."""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.markup import escape

from eligibility.cli.common import out, told_plainly
from eligibility.errors import InputError, Problem
from eligibility.french.text import fold
from schemas.base import Slug
from schemas.generate import FOLDER as SCHEMAS

STARTER = Path(__file__).parents[1] / "workbench" / "starter"
PLACEHOLDER = "mon-contrat"
ACTION = "exemple.action.yaml"

_TITLE = re.compile(r"^contrat de ville (?:de la |de l |du |des |de |d )?")  # on a folded text
_LONGEST_FORM = 80


def new(
    name: Annotated[str, typer.Argument(help="Nom court du contrat, par exemple trifouilly-2024-2030.")],
    folder: Annotated[Path, typer.Option("--in", help="Dossier où le créer.")] = Path(),
) -> None:
    """Crée un règlement à remplir pour un nouveau contrat."""
    with told_plainly():
        target = folder / checked_name(name)
        create(target)
    out.print(
        f"Le règlement {escape(target.name)} est créé dans {escape(str(target))}. Tapez ensuite, dans l'ordre :\n",
        soft_wrap=True,
    )
    for purpose, command in next_commands(target):
        out.print(f"[dim]# {purpose}[/]\n[bold]{escape(command)}[/]\n", soft_wrap=True)
    out.print("Puis ouvrez contract.yaml : chaque fichier dit ce qu'il faut y remplacer.", soft_wrap=True)


def checked_name(name: str) -> str:
    """The name, if it can be an identifier; an InputError that proposes one otherwise."""
    try:
        return str(TypeAdapter(Slug).validate_python(name))
    except ValidationError:
        message = (
            f"« {name} » ne peut pas servir d'identifiant : il y faut des minuscules sans accent, des chiffres et des tirets. "
            f"Tapez par exemple : new {proposed(name)}"
        )
        raise InputError(Problem("", message)) from None


def proposed(name: str) -> str:
    """« trifouilly-2024-2030 » from « Contrat de ville de Trifouilly 2024-2030 »."""
    plain = _TITLE.sub("", fold(name)) or fold(name)
    ascii_only = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_FORM].strip("-")
    return ascii_only or PLACEHOLDER


def create(target: Path) -> None:
    """Copies the starter into a folder that does not exist yet, or leaves nothing behind."""
    if target.exists():
        raise InputError(
            Problem(
                "",
                f"{target} existe déjà : rien n'a été changé. Choisissez un autre nom, ou un autre dossier avec --in.",
            )
        )
    try:
        target.mkdir(parents=True)
    except OSError:
        raise InputError(
            Problem("", f"{target} ne peut pas être créé. Vérifiez le chemin et vos droits d'accès.")
        ) from None
    for source in sorted(STARTER.rglob("*.yaml")):
        copy = target / source.relative_to(STARTER)
        copy.parent.mkdir(exist_ok=True)
        text = source.read_text(encoding="utf-8").replace(PLACEHOLDER, target.name)
        copy.write_text(schema_line(copy) + text, encoding="utf-8")


def schema_line(file: Path) -> str:
    """What tells an editor the shape of a file; empty if no schema can be reached from its folder."""
    kind = {"register": "register", "funders": "funder"}.get(file.parent.name, file.stem)
    kind = "cases" if file.name.endswith(".cases.yaml") else "action" if file.name.endswith(".action.yaml") else kind
    schema = SCHEMAS / f"{kind}.schema.json"
    try:
        path = Path(os.path.relpath(schema, file.parent.resolve())).as_posix()
    except ValueError:  # another drive
        return ""
    return f"# yaml-language-server: $schema={path}\n" if schema.is_file() else ""


def next_commands(target: Path) -> list[tuple[str, str]]:
    """What to type next, and why; each works as it is written, from the same folder."""
    rules, action, parent = quoted(target), quoted(target / ACTION), quoted(target.parent)
    serve = f"set ELIGIBILITY_RULES={parent}&& " if os.name == "nt" else f"ELIGIBILITY_RULES={parent} "
    return [
        ("vérifie les fichiers", f"{program('eligibility')} lint {rules}"),
        ("évalue l'action d'exemple", f"{program('eligibility')} check {action} --rules {rules}"),
        ("sert le règlement sur http://127.0.0.1:8000/docs", f"{serve}{program('uvicorn')} service.app:app"),
    ]


def quoted(path: Path) -> str:
    """A path as one types it."""
    return (
        f'"{path}"'
        if os.name == "nt" and " " in str(path)
        else str(path)
        if os.name == "nt"
        else shlex.quote(str(path))
    )


def program(name: str) -> str:
    """How to call a program of this installation: by its name if the terminal finds it, else in full."""
    own = Path(sys.executable).parent / name
    found = shutil.which(name)
    if found is not None and Path(found).parent == own.parent:
        return name
    return quoted(own) if own.exists() else f"{quoted(Path(sys.executable))} -m {name}"
