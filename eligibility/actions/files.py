"""Reads the files in which people keep actions, YAML or JSON, into plain data."""

import json
from pathlib import Path
from typing import Any

from eligibility.errors import InputError, Problem
from eligibility.rulebook.yaml_source import YamlFile


def read_plain(file: Path) -> Any:
    """The content of a file. Raises InputError in plain words if it cannot be read."""
    if not file.is_file():
        raise InputError(Problem("", f"{file} : ce fichier n'existe pas. Vérifiez le chemin."))
    if file.suffix == ".json":
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            message = f"{file} : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades."
            raise InputError(Problem("", message)) from None
    source = YamlFile(file, str(file), coordinates=True)
    if source.issues:
        raise InputError([Problem("", str(issue)) for issue in sorted(source.issues)])
    return source.data
