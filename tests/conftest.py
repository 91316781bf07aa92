"""What the tests share: the real rulebook, compiled once."""

from pathlib import Path

import pytest

from eligibility import Rulebook, load_rulebook

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(RULES / "douaisis-2015-2020")
