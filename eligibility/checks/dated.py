"""Perimeter rules with dates of their own: what they open cannot be the condition of a reserve, figure or priority."""

from collections.abc import Iterator

from eligibility.checks.index import Index
from eligibility.errors import Issue
from eligibility.rulebook.rule_graph import opened_from
from schemas.criterion import Criterion
from schemas.perimeters import PerimeterRule, PerimetersFile


def check_dated(index: Index) -> Iterator[Issue]:
    """A condition reads one field; a dated perimeter is a place and a day."""
    for spot, rule in index.each(PerimeterRule):
        if rule.valid.from_ and rule.valid.until and rule.valid.from_ > rule.valid.until:
            message = f"la règle « {rule.id} » finit avant de commencer."
            yield index.issue(spot.at("valid"), "empty-dates", message, "Corrigez from ou until.")
    dated = dated_perimeters(index.source.perimeters)
    for spot, criterion in index.each(Criterion):
        names = sorted(dated & set(criterion.any_of or ())) if criterion.field == "perimeter" else []
        if names and "when" in spot.where:
            message = f"le périmètre « {names[0]} » dépend de règles datées : il ne peut pas être une condition."
            mend = "Employez un autre périmètre, ou faites-en un critère de la ligne."
            yield index.issue(spot, "dated-condition", message, mend)


def dated_perimeters(perimeters: PerimetersFile) -> set[str]:
    """Perimeters that a dated rule opens, itself or through the facts that it concludes."""
    dated = [rule for rule in perimeters.rules if rule.valid.from_ or rule.valid.until]
    return opened_from(dated, perimeters.rules)
