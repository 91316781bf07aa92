"""A figure that applies to an action, in French."""

from eligibility.fields.wording import money
from schemas.result import AppliedAmount


def applied_figure(amount: AppliedAmount) -> str:
    """« Aide de l'État au CAE : 85 % (si …) »"""
    text = f"{amount.label} : {money(amount.kind, amount.value, amount.unit)}"
    conditions = [f"si {condition[0].lower()}{condition[1:]}" for condition in amount.conditions]
    if amount.valid_from and amount.valid_until:
        conditions.append(f"du {amount.valid_from:%d/%m/%Y} au {amount.valid_until:%d/%m/%Y}")
    elif amount.valid_from or amount.valid_until:
        conditions.append(
            f"depuis le {amount.valid_from:%d/%m/%Y}"
            if amount.valid_from
            else f"jusqu'au {amount.valid_until:%d/%m/%Y}"
        )
    if amount.applies is None:
        conditions.append("à confirmer")
    return f"{text} ({' ; '.join(conditions)})" if conditions else text
