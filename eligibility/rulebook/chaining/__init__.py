"""Forward chaining of the perimeter rules: by durable-rules where it can be imported, else by a chainer of ours."""

import os
from functools import cache

from eligibility.errors import EligibilityError
from eligibility.rulebook.chaining.built_in import BuiltIn
from eligibility.rulebook.chaining.chainer import Chainer

CHAINER_VARIABLE = "ELIGIBILITY_CHAINER"
DURABLE_RULES = "durable-rules"
WITHOUT_DURABLE_RULES = (
    "durable-rules n'a pas pu être construit ou chargé : l'outil applique les règles lui-même, avec les mêmes "
    "conclusions. Pour l'avoir, installez un compilateur C et python3-dev, puis lancez « make durable »."
)


@cache
def chainers() -> dict[str, type[Chainer]]:
    """Those that this machine has, by name, the one to take first."""
    try:
        from eligibility.rulebook.chaining.durable_rules import DurableRules
    except ImportError:  # not installed, or built for another Python
        return {BuiltIn.name: BuiltIn}
    return {DurableRules.name: DurableRules, BuiltIn.name: BuiltIn}


@cache
def chosen_chainer() -> type[Chainer]:
    """The chainer that the variable ELIGIBILITY_CHAINER names, else the first. Raises EligibilityError."""
    known = chainers()
    name = os.environ.get(CHAINER_VARIABLE) or next(iter(known))
    if name == DURABLE_RULES and name not in known:
        raise EligibilityError(f"{CHAINER_VARIABLE} demande durable-rules, mais {WITHOUT_DURABLE_RULES}")
    if name not in known:
        raise EligibilityError(f"{CHAINER_VARIABLE} : « {name} » n'est pas un chaîneur. Employez {' ou '.join(known)}.")
    return known[name]
