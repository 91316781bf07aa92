"""A line in French, the same on its page in the terminal and in what is exported."""

from eligibility.engine.compiled import (
    PERIMETER,
    CompiledAlternatives,
    CompiledAmount,
    CompiledBranch,
    CompiledCriterion,
)
from eligibility.fields.wording import Wording, money
from schemas.result import AppliedAmount, Source

KINDS = {"funding": "financement", "support": "appui"}
NATURES = {
    "droit_commun": "droit commun",
    "droit_commun_renforce": "droit commun renforcé",
    "credits_specifiques": "crédits spécifiques",
    "european_fund": "fonds européen",
    "call_for_projects": "appel à projets",
    "loan": "prêt",
    "tax_exemption": "exonération",
    "engineering": "ingénierie",
    "in_kind": "en nature",
}
VERDICTS = {
    "eligible": "semble éligible",
    "subject_to": "sous réserve d'une décision",
    "depends": "à préciser",
    "ineligible": "ne convient pas",
}
COMMITMENTS = {"firm": "engagement ferme", "conditional": "engagement conditionnel", "intention": "intention"}

VERDICTS = {
    "eligible": "semble éligible",
    "subject_to": "sous réserve d'une décision",
    "depends": "à préciser",
    "ineligible": "ne convient pas",
}


def clause(source: Source) -> str:
    """« IV.3, axe I, objectif 1.1 » : the section, unless the heading already says it."""
    return f"{source.section}, {source.heading}" if source.section not in source.heading else source.heading


def place_in_text(source: Source) -> str:
    """« IV.3, axe I, lignes 2590 à 2592 du texte »"""
    first, last = source.lines
    lines = f"ligne {first}" if first == last else f"lignes {first} à {last}"
    return f"{clause(source)}, {lines} du texte"


def way(branch: CompiledBranch) -> str:
    """« association et 25 ans au plus (sous réserve : …) »"""
    text = " et ".join(criterion.expected for criterion in branch.criteria)
    return f"{text} (sous réserve : {branch.reserve.text.rstrip('.')})" if branch.reserve else text


def condition(wording: Wording, item: CompiledCriterion | CompiledAlternatives) -> str:
    """« Porteur : association », « l'une de ces voies : association ; ou bien commune »"""
    if isinstance(item, CompiledAlternatives):
        ways = " ; ou bien ".join(way(branch) for branch in item.branches)
        return f"{wording.dated_label} : {ways}" if item.id == PERIMETER else f"l'une de ces voies : {ways}"
    return f"{wording.label(item.requirement.field)} : {item.expected}"


def figure(wording: Wording, compiled: CompiledAmount) -> str:
    """« Part du Conseil : 85 % (si Porteur : association) »"""
    amount = compiled.amount
    limits = [f"si {condition(wording, criterion)}" for criterion in compiled.conditions]
    if compiled.period is not None:
        limits.append(wording.period(amount.valid.from_, amount.valid.until, None))
    text = f"{amount.label} : {money(amount.kind, amount.value, amount.unit)}"
    return f"{text} ({' ; '.join(limits)})" if limits else text


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
