"""Where things stand in the checkout."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
DOUAISIS = RULES / "douaisis-2015-2020"
DATA = ROOT / "tests" / "data"
GOLDEN = DATA / "golden"
