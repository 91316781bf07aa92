"""The language of titles: how people call what a column holds, told by rule where a list would never end.

A title is understood if, once the words that change nothing are left out, it says exactly one of the names of one thing
(its order does not matter). One word too many and it is another column: « Coût par bénéficiaire » is no budget, « Date
de dépôt » no date of the action. What comes near is asked, never taken.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eligibility.french.text import fold

_ENDINGS = re.compile(r"\((?:e?s?|x|ne|nes|le|les)\)")  # « concerné(e)s », « lieu(x) »
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")  # « dateDebut »
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS = str.maketrans({"°": "o ", "€": " euro ", "%": " pourcent ", "$": " dollar ", "#": " no "})


def singular(word: str) -> str:
    """A folded word without the mark of its plural."""
    return word.rstrip("sx") if len(word) > 3 else word


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in fold(text).split())


# words that change nothing, whatever the column is about
FILLERS = _words(
    "de du des d la le les l un une en a au aux et ou the of and or to votre vos notre nos son sa ses e s "
    "concerne concernee vise visee cible ciblee touche touchee prevu prevue previsionnel previsionnelle prevision "
    "envisage envisagee estime estimee souhaite souhaitee planned expected "
    "obligatoire facultatif facultative optionnel optionnelle si connu connue preciser choisir liste deroulante choix "
    "jj mm aaaa aa dd yyyy oui non yes no code"
)
# « l'action », by its other names: forgiven in every title, needed by some (« type d'action »)
ACTIONS = _words("action projet operation manifestation evenement initiative project event")
# words of other things: a title that holds one is surely another column, even where it stands between brackets
OTHERWISE = _words(
    "subvention aide demande demandee sollicite sollicitee accorde accordee attribue attribuee obtenu obtenue verse versee "
    "propose proposee vote votee porteur partenaire financeur siege residence habitation domicile naissance depot comite "
    "instruction reunion bilan convention notification inscription signature reception creation k ke keuro millier million "
    "meuro pourcent nombre nb taux part par moyen moyenne hors sans unitaire realise realisee consomme telephone tel mail "
    "email courriel siret siren rna referent contact responsable instructeur avis r h f"
)
# words that number what is alike: « Objectif 1 », « Objectif secondaire »
RANKS = _words(
    "1 2 3 4 5 6 7 8 9 i ii iii iv premier premiere deuxieme second seconde troisieme principal principale principaux "
    "secondaire autre complementaire associe main other secondary additional"
)
# what its plural alone says: « Dates » are those of the action, « Date » may be any
PLURAL = {"date": "dates"}
# two of these together, « Commune / quartier », say no more than: the place
_PLACE_WORDS = _words("lieu adresse commune ville quartier cite territoire structure equipement localisation")


@dataclass(frozen=True, slots=True)
class Named:
    """What a title says: the name of a heading. `ranked`: one of several that add up. `sure`: only then is it taken."""

    heading: str
    ranked: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Way:
    """How one heading is called: names (each a set of words), and words that may stand beside them."""

    heading: str
    names: tuple[frozenset[str], ...]
    beside: frozenset[str]


def _way(heading: str, names: str, beside: str = "") -> _Way:
    return _Way(heading, tuple(_words(name) for name in names.split(";")), _words(beside))


_SPOT = "intervention réalisation déroulement exécution mise œuvre implantation nom exact précis géographique"
_WHEN = "date jour premier dernier réalisation exécution déroulement intervention mise œuvre day date"
_WHO = "public bénéficiaire participant population personne jeune usager"
_CARRIER = "porteur structure organisme association demandeur maître ouvrage"
WAYS = (
    _way("reference", "numéro; no; num; réf; référence; identifiant; id; numéro ordre; no ordre; reference number", "dossier unique interne fiche"),
    _way("title", "intitulé; titre; nom; libellé; dénomination; title; name", "dossier fiche court complet"),
    _way("objectives", "objectif; axe; axe objectif; sous objectif; orientation; objective; goal; axis", "contrat ville numéro no intitulé libellé opérationnel stratégique thématique titre contract"),
    _way("place", "lieu; localisation; adresse; territoire; site; zone; périmètre; implantation; place; location; address; venue; where; area; où", _SPOT + " postal complet"),
    _way("quarter", "quartier; cité; lieu dit; neighbourhood; neighborhood; district", _SPOT),
    _way("qpv", "qpv; quartier prioritaire; quartier prioritaire politique ville; quartier prioritaire ville; quartier politique ville; quartier qpv; quartier prioritaire qpv; géographie prioritaire; priority quarter; priority neighbourhood; priority neighborhood", _SPOT),
    _way("commune", "commune; ville; municipalité; insee; commune insee; town; city; municipality", _SPOT),
    _way("structure", "structure; équipement; facility; structure accueil; lieu accueil; équipement accueil", "public"),
    _way("veille", "veille; territoire veille; quartier veille; lieu veille; site veille; zone veille"),
    _way("publics", "public; bénéficiaire; public bénéficiaire; public destinataire; audience; target group; target audience; beneficiary", "type catégorie nature profil final direct"),
    _way("ages", "âge; tranche âge; classe âge; groupe âge; age range; age group; âge min max; âge mini maxi; âge minimum maximum", _WHO + " an année"),
    _way("age_min", "âge min; âge mini; âge minimum; âge minimal; minimum age; plus jeune âge; âge inférieur; âge plus bas; age from; age start; âge début; min age", _WHO + " an année"),
    _way("age_max", "âge max; âge maxi; âge maximum; âge maximal; maximum age; plus âgé âge; âge supérieur; âge plus haut; age end; âge fin; max age; âge jusqu", _WHO + " an année"),
    _way("mostly_from_qpv", "majorité qpv; majoritaire qpv; majoritairement qpv; majorité quartier prioritaire; majoritairement quartier prioritaire; mostly from qpv; mostly qpv", _WHO + " habitant issu issue venant résident résidant provenant ville politique"),
    _way("of_quarter", "quartier bénéficiaire; qpv bénéficiaire; quartier public; qpv public; quartier prioritaire bénéficiaire; quarter beneficiary", "origine résidence provenance habitation domicile"),
    _way("kinds", "nature; nature action; type action; catégorie action; forme action; genre action; typologie; typologie action; nature intervention; type intervention; nature activité; type activité; kind; kind action; kind activity; type activity"),
    _way("carrier", "type porteur; catégorie porteur; nature porteur; statut porteur; statut juridique; forme juridique; nature juridique; catégorie juridique; type structure; type organisme; statut structure; statut organisme; nature structure; nature organisme; catégorie structure; type demandeur; carrier type; type carrier; legal status; legal form; type organisation; organisation type; organization type", _CARRIER),
    _way("carrier_named", "porteur; organisme; structure porteuse; organisme porteur; association porteuse; maître ouvrage; demandeur; carrier; lead organisation; lead organization; applicant", "nom structure association raison sociale"),
    _way("carrier_commune", "siège; siège social; commune siège; ville siège; commune porteur; ville porteur; siège porteur; commune siège social; commune siège porteur; ville siège social", "structure association organisme"),
    _way("starts_on", "début; démarrage; commencement; lancement; commence; commence le; start; begin; beginning; starts; start date; premier jour", _WHEN),
    _way("ends_on", "fin; achèvement; terme; finit; finit le; end; ends; finish; jusqu; end date; dernier jour", _WHEN),
    _way("dates", "période; calendrier; début fin; date début fin; date réalisation; date déroulement; date action; period", "date réalisation exécution déroulement intervention mise œuvre"),
    _way("budget", "budget; coût; cost; budget total; montant total; montant action; montant budget; total dépense; plan financement total; amount total", "total global montant général complet euro eur ttc ht tous financement estimatif"),
    _way("international", "international; collaboration internationale; partenaire étranger; international partner", "action"),
    _way("appraisal", "appréciation bénéficiaire; appréciation sur bénéficiaire; appréciation instance; appréciation conférence; appraisal"),
)  # fmt: skip
LISTS = frozenset({"objectives", "publics", "kinds", "place", "quarter", "commune", "qpv", "structure"})
# what is told by little words that are otherwise left out, or by how it is written
_SPELLED: Mapping[str, str] = {
    "age de": "age_min", "de ans": "age_min", "a partir de ans": "age_min", "a partir de age": "age_min", "age a partir de": "age_min",
    "de age": "age_min", "age du plu jeune": "age_min", "age d": "age_min",
    "age a": "age_max", "a ans": "age_max", "jusqu a ans": "age_max", "age jusqu a": "age_max", "jusqu a age": "age_max", "a age": "age_max",
    "age du plu age": "age_max", "age au": "age_max", "jusqu a": "ends_on", "jusqu au": "ends_on",
    "du": "starts_on", "au": "ends_on", "a compter du": "starts_on", "a partir du": "starts_on", "from": "starts_on", "to": "ends_on",
    "du au": "dates", "dates": "dates", "ou": "place",
}  # fmt: skip
_MISLEADING = frozenset(("nom", "no", "id", "num", "i", "action", "place", "du", "au", "ou"))


def key_of(title: str) -> str:
    """A title as it is compared: without accents, case, signs nor plurals."""
    text = _CAMEL.sub(" ", _ENDINGS.sub("", title)).translate(_SIGNS)
    return " ".join(map(singular, fold(text).split()))


def bare(title: str) -> str | None:
    """The title without what stands between brackets; None if that turns it into another column."""
    found = _BRACKETS.findall(title)
    if not found or any(OTHERWISE & set(key_of(text).split()) for text in found):
        return None
    return _BRACKETS.sub(" ", title)


def read_title(title: str) -> Named | None:
    """What a title says by rule; not `sure` if it only comes near, None if it says nothing that is known."""
    key = key_of(title)
    if (spelled := _SPELLED.get(key)) or (spelled := _SPELLED.get(fold(title))):
        return Named(spelled)
    words = [word for word in key.split() if not _YEAR.fullmatch(word)]
    kept = frozenset("action" if word in ACTIONS else word for word in words if word not in FILLERS or word == "no")
    ranks = kept & RANKS
    for said, ranked in ((kept, False), (kept - ranks, True)):
        found = list(dict.fromkeys(_ways(said)))
        if len(found) == 1 and (not ranked or (ranks and found[0] in LISTS)):
            return Named(found[0], ranked)
        if found:
            break
    if (inside := bare(title)) is not None and (again := read_title(inside)) is not None and again.sure:
        return again
    if kept & OTHERWISE:
        return None
    return _near(kept)


def _ways(said: frozenset[str]) -> Iterable[str]:
    """The headings one of whose names this is, with nothing but the words that may stand beside it."""
    if len(said & _PLACE_WORDS) > 1 and said <= _PLACE_WORDS:
        return ["place"]
    exact = [way.heading for way in WAYS if said in way.names or said - {"action"} in way.names]
    return exact or [
        way.heading
        for way in WAYS
        if any(name <= said and said - name <= way.beside | {"action"} for name in way.names)
    ]


_HEADS: Mapping[str, str] = {
    next(iter(name)): way.heading for way in WAYS for name in way.names if len(name) == 1 and not name & _MISLEADING
} | {"date": "starts_on", "montant": "budget"}


def _near(said: frozenset[str]) -> Named | None:
    """A heading whose own word is in the title, beside words that are not known."""
    found = list(dict.fromkeys(_HEADS[word] for word in sorted(said) if word in _HEADS))
    return Named(found[0], sure=False) if len(found) == 1 else None
