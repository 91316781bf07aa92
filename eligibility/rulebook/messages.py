"""Pydantic's errors in plain French, for rulebook authors and for API users alike."""

import re
from collections.abc import Mapping
from typing import Any

from eligibility.french.text import enumerate_french

_BY_TYPE = {
    "missing": ("cette information manque.", "Ajoutez-la."),
    "extra_forbidden": ("cette clé n'existe pas.", "Retirez-la ou corrigez son orthographe."),
    "string_type": ("un texte est attendu.", "Mettez la valeur entre guillemets."),
    "bool_type": ("true ou false est attendu.", "Écrivez true ou false."),
    "bool_parsing": ("true ou false est attendu.", "Écrivez true ou false."),
    "int_type": ("un nombre entier est attendu.", "Écrivez un nombre entier, sans guillemets."),
    "int_parsing": ("un nombre entier est attendu.", "Écrivez un nombre entier."),
    "int_from_float": ("un nombre entier est attendu.", "Écrivez un nombre sans décimales."),
    "float_type": ("un nombre est attendu.", "Écrivez un nombre, avec un point pour les décimales."),
    "float_parsing": ("un nombre est attendu.", "Écrivez un nombre, avec un point pour les décimales."),
    "finite_number": ("un nombre fini est attendu.", "Corrigez la valeur."),
    "decimal_type": ("un nombre est attendu.", "Écrivez un nombre, avec un point pour les décimales."),
    "decimal_parsing": ("un nombre est attendu.", "Écrivez un nombre, avec un point pour les décimales."),
    "decimal_max_places": ("deux décimales au plus sont admises.", "Arrondissez au centime."),
    "decimal_max_digits": ("ce nombre est trop long.", "Vérifiez le montant."),
    "decimal_whole_digits": ("ce nombre est trop long.", "Vérifiez le montant."),
    "list_type": ("une liste est attendue.", "Mettez les valeurs entre crochets : [a, b]."),
    "dict_type": ("un objet est attendu.", "Mettez les valeurs entre accolades, avec leurs noms."),
    "model_type": ("un objet est attendu.", "Mettez les valeurs entre accolades, avec leurs noms."),
    "model_attributes_type": ("un objet est attendu.", "Mettez les valeurs entre accolades, avec leurs noms."),
    "date_type": ("une date est attendue.", "Écrivez-la année-mois-jour, par exemple 2015-09-30."),
    "date_parsing": (
        "cette date n'existe pas ou est mal écrite.",
        "Écrivez-la année-mois-jour, par exemple 2015-09-30.",
    ),
    "date_from_datetime_parsing": (
        "cette date n'existe pas ou est mal écrite.",
        "Écrivez-la année-mois-jour, par exemple 2015-09-30.",
    ),
    "date_from_datetime_inexact": (
        "une date sans heure est attendue.",
        "Écrivez-la année-mois-jour, par exemple 2015-09-30.",
    ),
}


_FORMS = {  # each pattern of schemas/, as a person would say it
    r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$": "des minuscules sans accent, des chiffres et des tirets, par exemple aide-au-permis",
    r"^[A-Z0-9][A-Za-z0-9.]*-[0-9]{2,3}[a-z]?$": "la section, un tiret et un numéro à deux ou trois chiffres, par exemple IV.3-02",
    r"^[0-9]+(?:\.[0-9]+){0,2}$": "un à trois nombres séparés par des points, par exemple 3.4.2",
    r"^(?:\d{2}|2[AB])\d{3}$": "un code INSEE de cinq caractères, par exemple 01234 ou 2A123",
    r"^(?:QP(?:\d{3}|02[AB])\d{3}|QN(?:\d{3}|02[AB])\d{2}[NMIC])$": "QP suivi de six caractères (2015), par exemple QP012345, ou QN suivi de cinq caractères et d'une lettre (2024), par exemple QN01234M",
    r"^\d+\.\d+\.\d+$": "trois nombres séparés par des points, par exemple 1.0.0",
}


def _admitted(expected: str) -> str:
    """« a, b ou c » from pydantic's "'a', 'b' or 'c'"."""
    return enumerate_french(re.findall(r"'([^']*)'", expected)) or expected


def french_message(detail: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and how to mend it, from one entry of ValidationError.errors()."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    match kind:
        case "value_error":
            return f"{context['error']}.", ""
        case "greater_than_equal":
            return f"la valeur doit être au moins {context['ge']}.", "Corrigez-la."
        case "greater_than":
            return f"la valeur doit dépasser {context['gt']}.", "Corrigez-la."
        case "less_than_equal":
            return f"la valeur doit être au plus {context['le']}.", "Corrigez-la."
        case "too_short":
            return (
                "la liste est vide ou trop courte.",
                "Donnez au moins une valeur, ou retirez la clé si vous ne savez pas.",
            )
        case "too_long":
            return f"la liste est trop longue ({context['max_length']} au plus).", "Raccourcissez-la."
        case "string_too_short":
            return "le texte est vide.", "Écrivez-le, ou retirez la clé si vous ne savez pas."
        case "string_too_long":
            return f"le texte est trop long ({context['max_length']} caractères au plus).", "Raccourcissez-le."
        case "string_pattern_mismatch":
            return (
                "le code n'a pas la forme attendue.",
                f"Forme attendue : {_FORMS.get(context['pattern'], context['pattern'])}.",
            )
        case "enum" | "literal_error":
            return "cette valeur n'existe pas.", f"Valeurs admises : {_admitted(context['expected'])}."
    return "la valeur n'a pas la forme attendue.", "Corrigez-la."
