"""A small invented rulebook, complete and without warning, that tests copy and change."""

from pathlib import Path

SMALL = Path(__file__).parent / "small_rulebook"
