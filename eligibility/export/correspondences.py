"""Values of Aides-territoires' closed lists that mean exactly what a rulebook says; docs/export.md gives the reasons.

A pair stands here only if neither side is broader than the other. What has no pair is left empty.
"""

# A loan is a loan. Ordinary law, European funds and calls may be grants or not; engineering has three types there,
# which the rulebook does not tell apart; an exemption and a help in kind have none.
AID_TYPES = {"loan": "Prêt"}

# By the French label of the carrier. Not here, because the other side is broader or narrower: enterprise (private
# ones only), inter-municipal body (with the « Pays »), public body (with the services of the State).
AUDIENCES = {
    "association": "Associations",
    "commune": "Communes",
    "département": "Départements",
    "région": "Régions",
    "particulier": "Particuliers",
}

# The natures that are a call for projects. Of the others, nothing says that they are not.
CALLS = frozenset({"call_for_projects"})

# A share of the cost is a subvention rate only where what is paid is not lent or forgone.
NOT_SUBVENTIONS = frozenset({"loan", "tax_exemption"})
