"""Which funders can finance an action, why, why not, and what to do next: three steps a reader can name.

resolve (a site becomes places) → infer (perimeter rules chain) → match (every line's criteria), then explain.
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
