"""From a folder of YAML files to validated models: reading, validating, checking across files."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eligibility.compile import Rulebook


def load_rulebook(path: str | Path) -> "Rulebook":
    """Reads, checks and compiles a rulebook folder. Raises RulebookError with every issue found."""
    from eligibility.compile import compile_rulebook
    from eligibility.rulebook.load import RulebookFolder

    return compile_rulebook(RulebookFolder(Path(path)).source())
