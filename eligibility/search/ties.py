"""What the lines of a rulebook say of kinds and publics: the objectives that they go with, a weak sign."""

from collections import defaultdict

from eligibility.engine.compile import Rulebook
from schemas.criterion import Criterion

Ties = dict[str, dict[str, float]]  # value -> objective -> share of what ties the value, between 0 and 1


def ties(rulebook: Rulebook, field: str) -> Ties:
    """Shares by value of one field. A line that names many values or many objectives says less of each."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for file in rulebook.source.funders:
        for line in file.lines:
            served = rulebook.objectives.served(line.objectives or ())
            for criterion in line.criteria:
                if isinstance(criterion, Criterion) and criterion.field == field and criterion.any_of and served:
                    for value in criterion.any_of:
                        for leaf in served:
                            counts[value][leaf] += 1 / (len(criterion.any_of) * len(served))
    return {value: {leaf: n / sum(count.values()) for leaf, n in count.items()} for value, count in counts.items()}
