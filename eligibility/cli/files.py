"""The files that commands write: whole or not at all, in UTF-8; a place that does not allow it is told in French."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.errors import EligibilityError


def write_json(path: Path, document: Any) -> None:
    """Writes plain data as JSON, days as year-month-day."""
    write_text(path, json.dumps(document, ensure_ascii=False, indent=1, default=_plain) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a text."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a file. Raises EligibilityError in plain words if the place does not allow it."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True) if path.parent.is_dir() else None
        reason = "ce dossier n'existe pas" if not path.parent.is_dir() else "l'écriture y est impossible"
        raise EligibilityError(f"« {path} » : {reason}. Choisissez un autre fichier.") from error


def _plain(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()
