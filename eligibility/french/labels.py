"""French labels of the closed lists that answers use, for those who build on the service."""

ANSWERS: dict[str, dict[str, str]] = {
    "verdict": {
        "eligible": "semble éligible",
        "subject_to": "ouvert sous réserve d'une décision",
        "depends": "dépend d'une réponse manquante",
        "ineligible": "ne convient pas",
    },
    "status": {"met": "rempli", "failed": "non rempli", "unknown": "à préciser"},
    "origin": {
        "declared": "déclaré par vous",
        "resolved": "trouvé dans le règlement",
        "inferred": "déduit par une règle",
        "assumed": "supposé",
    },
    "kind": {"funding": "financement à demander", "support": "appui, sans demande d'argent"},
    "nature": {
        "droit_commun": "droit commun",
        "droit_commun_renforce": "droit commun renforcé",
        "credits_specifiques": "crédits spécifiques de la politique de la ville",
        "european_fund": "fonds européen",
        "call_for_projects": "appel à projets",
        "loan": "prêt",
        "tax_exemption": "exonération fiscale",
        "engineering": "ingénierie",
        "in_kind": "moyens en nature",
    },
    "commitment": {"firm": "engagement ferme", "conditional": "engagement au conditionnel", "intention": "intention"},
    "amount": {
        "rate": "taux",
        "floor": "minimum",
        "ceiling": "plafond",
        "envelope": "enveloppe",
        "lump_sum": "forfait",
        "share": "part",
    },
}
