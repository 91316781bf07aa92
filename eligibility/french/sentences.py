"""French sentences, from the values of the result alone."""

from schemas.result import Basis, Status

LONG = 120  # a longer list of what is admitted is not repeated when the criterion is met


def reason_sentence(label: str, status: Status, expected: str, found: str, partial: bool, basis: Basis) -> str:
    """One criterion: what was found, what is asked, whether it fits; as we read it, if the words do not say so."""
    if status == "met" and partial:
        return f"{label} : {found}. Convient en partie ; il est demandé : {expected}."
    if status == "met":
        asked = expected if len(expected) <= LONG else "l'une des valeurs admises, dont celle-ci"
        return f"{label} : {found}. Convient ; il est demandé : {asked}."
    if status == "failed" and basis == "read":
        return f"{label} : {found}. Ne semble pas visé, d'après notre lecture ; le texte parle de : {expected}."
    if status == "failed":
        return f"{label} : {found}. Ne convient pas ; il est demandé : {expected}."
    return f"{label} : {found}. À préciser ; il est demandé : {expected}."


def dated_sentence(label: str, status: Status, expected: str, found: str, partial: bool, basis: Basis) -> str:
    """A perimeter open at some dates: what is asked is always said in full, for it holds the dates."""
    word = {
        "met": "Convient en partie" if partial else "Convient",
        "failed": "Ne convient pas" if basis == "printed" else "Ne semble pas visé, d'après notre lecture",
        "unknown": "À préciser",
    }[status]
    return f"{label} : {found}. {word} ; il est demandé : {expected}."


def alternatives_sentence(status: Status, branches: list[str], basis: Basis) -> str:
    """Several ways, one of which is enough: does one hold?"""
    ways = " ; ou bien ".join(branches)
    match status:
        case "met":
            return f"Une des voies admises est remplie : {ways}."
        case "failed" if basis == "read":
            return f"Aucune des voies que nous lisons dans le texte n'est remplie : {ways}."
        case "failed":
            return f"Aucune des voies admises n'est remplie : {ways}."
    return f"Une voie au moins reste à préciser : {ways}."


def together_sentence(printed: bool, expected: list[str]) -> str:
    """Criteria of which none closes the line alone, and that close it together."""
    asked = " ; ".join(expected)
    if printed:
        return f"Ces critères ne peuvent pas être remplis ensemble ici : {asked}."
    return f"Ces critères ne semblent pas pouvoir être remplis ensemble ici, d'après notre lecture : {asked}."


def summary_sentence(eligible: int, subject_to: int, depends: int, unlikely: int, ineligible: int) -> str:
    """How many lines of each verdict, in one sentence."""
    total = eligible + subject_to + depends + unlikely + ineligible
    if not eligible and not subject_to and not depends:
        none = f"Aucune des {total} lignes étudiées ne correspond à cette action telle que décrite"
        if not unlikely:
            return f"{none}."
        some = (
            "1 n'est pas exclue par le contrat" if unlikely == 1 else f"{unlikely} ne sont pas exclues par le contrat"
        )
        return f"{none} ; {some}, mais {'reste peu probable' if unlikely == 1 else 'restent peu probables'}."
    parts = []
    if eligible:
        parts.append(f"{eligible} {'semble éligible' if eligible == 1 else 'semblent éligibles'}")
    if subject_to:
        parts.append(
            f"{subject_to} {'est ouverte' if subject_to == 1 else 'sont ouvertes'} sous réserve d'une décision"
        )
    if depends:
        parts.append(f"{depends} {'dépend' if depends == 1 else 'dépendent'} d'une réponse manquante")
    if unlikely:
        parts.append(f"{unlikely} {'est peu probable' if unlikely == 1 else 'sont peu probables'}")
    if ineligible:
        parts.append(f"{ineligible} {'ne convient pas' if ineligible == 1 else 'ne conviennent pas'}")
    return f"Sur {total} lignes étudiées, {', '.join(parts)}."


IN_PART = "Vaut seulement pour la part qui répond à la demande"  # unless the field has its own words


def partial_reserve(text: str, expected: str) -> str:
    """The automatic reserve of a criterion met in part."""
    return f"{text} : {expected}."
