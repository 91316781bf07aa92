"""How hard the tests try: `make test` is quick, `make test-deep` (ELIGIBILITY_TESTS=deep) tries much more.

ELIGIBILITY_EXAMPLES says how many random examples a property tries, whatever the command; ELIGIBILITY_SHRINK=no shows
the first failure as it is, at once. No profile has a clock: a slow machine finds what a fast one finds.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

DEEP = os.environ.get("ELIGIBILITY_TESTS") == "deep"
OTHER_SEED = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"  # of hashes, for a process that is compared
PROFILES = {"fast": 15, "deep": 100}
QUIET = [
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.function_scoped_fixture,
]

MOST_COMPLETIONS = 100_000 if DEEP else 2_500  # of one line, enumerated by the reference evaluator
PHASES = (Phase.explicit, Phase.reuse, Phase.generate) if os.environ.get("ELIGIBILITY_SHRINK") == "no" else tuple(Phase)

for name, tries in PROFILES.items():
    count = int(os.environ.get("ELIGIBILITY_EXAMPLES", tries))
    settings.register_profile(name, deadline=None, max_examples=count, suppress_health_check=QUIET, phases=PHASES)
settings.load_profile("deep" if DEEP else "fast")


def examples(share: float = 1.0, least: int = 5) -> settings:
    """This share of the examples of the profile, for what costs more or less than most properties."""
    return settings(max_examples=max(round(settings.default.max_examples * share), least))  # type: ignore[union-attr]


def some(values: Iterable[Any], step: int = 5) -> list[Any]:
    """For a sweep over many files or cases: one in so many in `make test`, all of them in `make test-deep`."""
    return [
        value if number % step == 0 else pytest.param(value, marks=pytest.mark.deep)
        for number, value in enumerate(values)
    ]
