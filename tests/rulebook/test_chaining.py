"""Which chainer runs, and what every one of them must refuse. That they conclude the same is a property of the engine."""

import os
import subprocess
import sys

import pytest

from eligibility.errors import RulebookError
from eligibility.rulebook.chaining import CHAINER_VARIABLE, DURABLE_RULES, WITHOUT_DURABLE_RULES, chainers
from eligibility.rulebook.chaining.built_in import BuiltIn
from eligibility.rulebook.chaining.chainer import Chainer, Fact
from eligibility.rulebook.chaining.limits import MAX_RULES, MAX_VALUES_PER_FIELD, check_limits
from eligibility.rulebook.inference import Inference
from schemas.perimeters import Conclusion, Condition, Perimeter, PerimeterRule, PerimetersFile
from tests.support.paths import ROOT

SAME_HASH = ("tjpssrdg", "yibymdps")  # one hash for durable-rules, once they are its property names


def rule(number: int, field: str, *values: str) -> PerimeterRule:
    return PerimeterRule(id=f"r{number}", title="R", when=[Condition(field=field, any_of=list(values))], source="A-01")


def version(name: str = "", before: str = "") -> "subprocess.CompletedProcess[str]":
    """`eligibility --version` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", before + "from eligibility.cli import app; app(['--version'])"],
        cwd=ROOT,
        env={**os.environ, CHAINER_VARIABLE: name},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_chainer_is_durable_rules_where_it_can_be_imported() -> None:
    assert next(iter(chainers())) in version().stdout
    assert list(chainers())[-1] == BuiltIn.name


@pytest.mark.parametrize("name", chainers())
def test_a_chainer_is_forced_by_the_environment(name: str) -> None:
    assert f"chaîneur {name}" in version(name).stdout


def test_without_durable_rules_the_built_in_one_chains_and_says_so() -> None:
    shown = version(before="import sys; sys.modules['durable'] = None; ")
    assert shown.returncode == 0 and f"chaîneur {BuiltIn.name}" in shown.stdout
    assert " ".join(WITHOUT_DURABLE_RULES.split()) in " ".join(shown.stdout.split())


@pytest.mark.parametrize(
    ("name", "before"), [("drools", ""), (DURABLE_RULES, "import sys; sys.modules['durable'] = None; ")]
)
def test_a_chainer_that_is_not_there_is_an_error_in_one_sentence(name: str, before: str) -> None:
    shown = version(name, before)
    assert shown.returncode == 1 and shown.stderr.startswith(f"✗ {CHAINER_VARIABLE}") and name in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize("chainer", chainers().values(), ids=chainers())
def test_a_rule_is_cited_after_those_that_it_needs(chainer: type[Chainer]) -> None:
    """Wherever they stand in the file, and however many of its conditions are given."""
    last, first, other = rule(0, "derived", "yes"), rule(1, "given", "yes"), rule(2, "given", "yes")
    last = last.model_copy(update={"when": [*other.when, *last.when]})
    first = first.model_copy(update={"then": Conclusion(field="derived", value="yes")})
    perimeter = Perimeter(id="p", label="P", expected="P", source="A-01")
    file = PerimetersFile(derived=[], perimeters=[perimeter], rules=[last, first, other])
    assert Inference(file, chainer).conclude([("given", "yes")]).proofs == ("r1", "r0", "r2")


def test_the_chainer_that_is_asked_for_chains() -> None:
    class Idle(BuiltIn):
        name = "idle"

        def fired(self, facts: frozenset[Fact]) -> set[str]:
            return set()

    perimeter = Perimeter(id="p", label="P", expected="P", source="A-01")
    file = PerimetersFile(derived=[], perimeters=[perimeter], rules=[rule(1, "given", "yes")])
    assert Inference(file, Idle).conclude([("given", "yes")]).proofs == ()


def test_limits_hold_whoever_chains() -> None:
    check_limits([rule(n, "f", "v") for n in range(MAX_RULES)])
    check_limits([rule(0, "f", *(f"v{n}" for n in range(MAX_VALUES_PER_FIELD)))])
    for rules, said in (
        ([rule(n, "f", "v") for n in range(MAX_RULES + 1)], "règles de périmètre"),
        ([rule(0, "f", *(f"v{n}" for n in range(MAX_VALUES_PER_FIELD + 1)))], "valeurs testées sur le champ « f »"),
        ([rule(n, name, "v") for n, name in enumerate(SAME_HASH)], "même empreinte"),
    ):
        with pytest.raises(RulebookError, match=said):
            check_limits(rules)
