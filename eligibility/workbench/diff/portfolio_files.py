"""Reads a portfolio: a file with an action or a list of them, or a folder of such files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eligibility.actions.files import read_plain
from eligibility.errors import InputError, Problem
from eligibility.workbench.diff.portfolio import Bad, Item

SUFFIXES = (".yaml", ".yml", ".json")


def read_portfolio(path: Path) -> list[Item | Bad]:
    """Every action, in the order of file names; what cannot be read stands in its place. Raises InputError if nothing is there."""
    if not path.exists():
        raise InputError(Problem("", f"{path} : ni fichier ni dossier ne porte ce nom. Vérifiez le chemin."))
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    else:
        files = [path]
    items = [
        item
        for file in files
        for item in _items(file, file.relative_to(path).as_posix() if path.is_dir() else file.name)
    ]
    if not items:
        what = "aucun fichier .yaml ou .json dans ce dossier" if path.is_dir() else "aucune action dans ce fichier"
        raise InputError(Problem("", f"{path} : {what}."))
    return items


def _items(file: Path, name: str) -> Iterator[Item | Bad]:
    try:
        data = read_plain(file)
    except InputError as error:
        yield Bad(name, " ".join(problem.message for problem in error.problems))
        return
    several = isinstance(data, list)
    for number, one in enumerate(data if several else [data], start=1):
        yield _item(f"{name}, action {number}" if several else name, one)


def _item(name: str, data: Any) -> Item | Bad:
    if not isinstance(data, dict):
        return Bad(name, "une action est attendue, avec ses champs : objectives, site…")
    document = data if "action" in data else {"action": data}
    action = document["action"]
    title = action.get("title") if isinstance(action, dict) else None
    return Item(name, title if isinstance(title, str) else "", document)
