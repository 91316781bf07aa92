"""Joint outcomes of one line, remembered by the line itself."""

from eligibility import load_rulebook
from eligibility.engine.joint import Entangled
from eligibility.workbench.analyse.variants import Variants
from tests.support.small import SMALL


def test_a_variant_of_a_line_never_gets_the_answer_of_another_line() -> None:
    """Variants are compiled at the place of their line: what was remembered of it is not theirs."""
    rulebook = load_rulebook(SMALL)
    funders = {line.id: file.funder for file in rulebook.source.funders for line in file.lines}
    tried = 0
    for line in rulebook.lines:
        judge = rulebook.matcher.entangled
        judge.possible(line, {}), judge.questions(line, {}), judge.reserves(line, {})
        for variant in Variants(rulebook).of(line.line):
            mutant = rulebook.compile_line(line.index, funders[line.id], variant.line)
            fresh = Entangled(rulebook.tables)
            assert judge.possible(mutant, {}) == fresh.possible(mutant, {}), variant.id
            assert judge.questions(mutant, {}) == fresh.questions(mutant, {}), variant.id
            assert judge.reserves(mutant, {}) == fresh.reserves(mutant, {}), variant.id
            tried += 1
    assert tried > 30
