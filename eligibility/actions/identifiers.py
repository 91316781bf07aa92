"""Form of SIRET and RNA identifiers. Neither is ever needed for a verdict; neither is kept.

Source: INSEE's rule for SIRET (Luhn; La Poste, SIREN 356000000, is the exception), RNA: W and nine digits.
"""

LA_POSTE = "356000000"


def check_siret(text: str) -> str | None:
    """A French sentence if the SIRET is malformed, else None."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 14):
        return "Un SIRET compte 14 chiffres. Retirez-le si vous ne l'avez pas : il n'est jamais nécessaire."
    valid = _luhn(digits) or (digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0)
    return (
        None
        if valid
        else "Ce SIRET est mal recopié (sa clé est fausse). Vérifiez-le, ou retirez-le : il n'est jamais nécessaire."
    )


def check_rna(text: str) -> str | None:
    """A French sentence if the RNA number is malformed, else None."""
    code = "".join(text.split()).upper()
    if len(code) == 10 and code[0] == "W" and code[1:].isascii() and code[1:].isdigit():
        return None
    return "Un numéro RNA s'écrit W suivi de 9 chiffres. Retirez-le si vous ne l'avez pas : il n'est jamais nécessaire."


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
