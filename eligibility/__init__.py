"""Which funders can finance an action, why, why not, and what to do next.

A rulebook is loaded and compiled once, its perimeter rules chained then; an evaluation reads an action, resolves its
site into places, matches every line and explains each verdict. The rooms: docs/architecture.md.
"""

from eligibility.engine.compile import Rulebook, compile_rulebook, load_rulebook
from eligibility.errors import EligibilityError, InputError, RulebookError
from eligibility.evaluate import evaluate, evaluate_many

__all__ = [
    "EligibilityError",
    "InputError",
    "Rulebook",
    "RulebookError",
    "compile_rulebook",
    "evaluate",
    "evaluate_many",
    "load_rulebook",
]
