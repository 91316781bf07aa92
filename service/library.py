"""The rulebooks that the service knows: loaded once at start, immutable, shared by all requests."""

import os
from collections.abc import Iterable
from pathlib import Path

from eligibility import Rulebook, load_rulebook
from eligibility.french.text import nearest
from eligibility.search import SearchIndex

RULES_VARIABLE = "ELIGIBILITY_RULES"
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "rules"


class Library:
    """Rulebooks by identifier, each with its search."""

    def __init__(self, rulebooks: Iterable[Rulebook]):
        self.rulebooks = {r.contract.id: r for r in sorted(rulebooks, key=lambda r: r.contract.id)}
        self.search = {name: SearchIndex(rulebook) for name, rulebook in self.rulebooks.items()}

    @property
    def only(self) -> Rulebook | None:
        """The rulebook of a request that names none: the only one loaded, if there is one only."""
        return next(iter(self.rulebooks.values())) if len(self.rulebooks) == 1 else None

    def near(self, name: str) -> tuple[str, ...]:
        """Identifiers most like a wrong one; all of them if none is."""
        return nearest(name[:80], self.rulebooks, cutoff=50) or tuple(self.rulebooks)


def rules_folder() -> Path:
    """The folder of the rulebooks: the variable ELIGIBILITY_RULES, else `rules/` beside the package."""
    return Path(os.environ.get(RULES_VARIABLE) or DEFAULT_FOLDER)


def load_library(folder: Path) -> Library:
    """Loads every sub-folder that has a contract.yaml. Raises RulebookError, or FileNotFoundError if there is none."""
    paths = sorted(file.parent for file in folder.glob("*/contract.yaml"))
    if not paths:
        raise FileNotFoundError(
            f"aucun règlement dans le dossier « {folder} » : il y faut un sous-dossier avec contract.yaml"
        )
    return Library(load_rulebook(path) for path in paths)
