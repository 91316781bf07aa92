"""What a column may be about, and how people call it: the fields of an action, those of the vocabulary included."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz, process

from eligibility.batch.titles import PLURAL, Named, bare, key_of, read_title
from eligibility.engine.compile import Rulebook
from eligibility.fields.kind import GivenField
from eligibility.french.text import fold

Reads = Literal[
    "text",
    "objectives",
    "codes",
    "code",
    "boolean",
    "day",
    "days",
    "number",
    "age",
    "ages",
    "place",
    "name",
    "quarter",
    "degrees",
    "appraisal",
]

MAX_TITLE = 200  # a longer text is no title
NEAR = 82  # a title at least this like a known one may be a slip
VERDICT = "Verdict : "  # begins the title of each column that the tool itself writes; such columns are computed again


@dataclass(frozen=True, slots=True)
class Heading:
    """One thing that a column may say. `path`: where it goes in the action; empty if it stays out of it."""

    name: str
    label: str
    reads: Reads
    path: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    help: str = ""
    choices: str | None = None  # the closed list of its values
    lenient: bool = False  # a value that is not understood is kept as it is, and told


_SITE = ("site",)
_FOR = ("beneficiaries",)
FIXED = (
    Heading("reference", "Numéro", "text", (), ("n°", "no", "num", "id", "ref", "référence", "numéro de dossier", "n° de dossier", "number", "reference"), "Votre numéro de dossier ; il ne sert à aucun verdict."),
    Heading("title", "Intitulé", "text", (), ("titre", "action", "nom", "nom de l'action", "titre de l'action", "intitulé de l'action", "projet", "intitulé du projet", "title", "name"), "Pour s'y retrouver ; il ne sert à aucun verdict."),
    Heading("objectives", "Objectifs", "objectives", ("objectives",), ("objectif", "objectif du contrat", "code objectif", "objectif visé", "objective", "goal"), "Codes ou titres, séparés par des points-virgules : « 3.4.2 » ou « 3.4.2 Titre »."),
    Heading("place", "Lieu", "place", _SITE, ("adresse", "lieu de l'action", "localisation", "lieu d'intervention", "place", "location", "address"), "Quartier, cité, structure ou commune, comme on les nomme ; plusieurs lieux séparés par des points-virgules."),
    Heading("commune", "Commune", "name", (*_SITE, "commune"), ("ville", "code insee", "insee", "commune de l'action", "town", "city"), "Nom ou code INSEE."),
    Heading("quarter", "Quartier", "name", (*_SITE, "quarter"), ("cité", "lieu-dit", "quartier de l'action", "neighbourhood", "neighborhood"), "Comme on le nomme."),
    Heading("qpv", "QPV", "quarter", (*_SITE, "qpv"), ("quartier prioritaire", "code qpv", "quartier prioritaire de la ville", "priority quarter"), "Code ou nom du quartier prioritaire, ou « aucun »."),
    Heading("structure", "Structure", "name", (*_SITE, "structure"), ("équipement", "structure d'accueil", "lieu d'accueil", "facility"), "Équipement où l'action a lieu."),
    Heading("veille", "En veille", "boolean", (*_SITE, "veille"), ("veille", "territoire en veille", "quartier en veille"), "Oui ou non, si vous le savez."),
    Heading("longitude", "Longitude", "degrees", (*_SITE, "longitude"), ("lon", "lng"), "Degrés décimaux, WGS84."),
    Heading("latitude", "Latitude", "degrees", (*_SITE, "latitude"), ("lat",), "Degrés décimaux, WGS84."),
    Heading("publics", "Publics", "codes", (*_FOR, "publics"), ("public", "public visé", "public cible", "bénéficiaires", "audience"), "Tous les publics visés, séparés par des points-virgules."),
    Heading("age_min", "Âge minimum", "age", (*_FOR, "age_min"), ("âge min", "âge mini", "âge minimal", "min age", "age from"), "Âge du plus jeune."),
    Heading("age_max", "Âge maximum", "age", (*_FOR, "age_max"), ("âge max", "âge maxi", "âge maximal", "max age", "age to"), "Âge du plus âgé."),
    Heading("ages", "Âges", "ages", (), ("âge", "tranche d'âge", "ages", "age range"), "« 16-25 ans », « moins de 26 ans »."),
    Heading("mostly_from_qpv", "Bénéficiaires en majorité QPV", "boolean", (*_FOR, "mostly_from_qpv"), ("majorité qpv", "public majoritairement qpv", "bénéficiaires majoritairement qpv", "bénéficiaires en majorité d'un qpv", "mostly from qpv"), "Oui, non ou ne sait pas, d'après le porteur."),
    Heading("of_quarter", "Quartier des bénéficiaires", "name", (*_FOR, "of_quarter"), ("qpv des bénéficiaires", "quarter of beneficiaries"), "Code ou nom du quartier prioritaire dont ils viennent surtout."),
    Heading("kinds", "Nature de l'action", "codes", ("kinds",), ("nature", "type d'action", "natures", "kind", "kind of action"), "En quoi elle consiste ; plusieurs valeurs séparées par des points-virgules."),
    Heading("carrier", "Type de porteur", "code", ("carrier", "type"), ("nature du porteur", "statut du porteur", "forme juridique", "carrier type"), "Qui porte l'action."),
    Heading("carrier_named", "Porteur", "code", ("carrier", "type"), ("organisme", "structure porteuse", "carrier"), lenient=True),
    Heading("carrier_commune", "Commune du porteur", "name", ("carrier", "commune"), ("siège", "commune du siège", "siège du porteur"), "Commune du siège."),
    Heading("starts_on", "Début", "day", ("starts_on",), ("date de début", "commence le", "du", "start", "start date", "begin"), "Premier jour : 01/09/2016."),
    Heading("ends_on", "Fin", "day", ("ends_on",), ("date de fin", "finit le", "au", "end", "end date"), "Dernier jour : 30/06/2017."),
    Heading("dates", "Dates", "days", (), ("période",), "« du 01/09/2016 au 30/06/2017 », ou un seul jour."),
    Heading("budget", "Budget", "number", ("budget",), ("budget total", "coût", "coût total", "montant total", "total budget"), "Budget total en euros : 12 000,50."),
    Heading("international", "International", "boolean", ("international",), ("collaboration internationale", "partenaires étrangers"), "Avec des partenaires d'un autre pays ?"),
    Heading("appraisal", "Appréciation de l'instance", "appraisal", (), ("appréciation bénéficiaires", "appréciation des bénéficiaires", "appréciation sur les bénéficiaires", "appréciation de la conférence", "appraisal"), "Oui : l'instance a jugé que l'action profite en majorité aux habitants d'un quartier prioritaire ; non : elle a jugé le contraire ; vide : elle reste à donner."),
)  # fmt: skip

SPANS = {"ages": ("beneficiaries", "age_min"), "dates": ("starts_on",)}  # the first of the two that one cell gives
_OF_FIELDS = frozenset({"objectives", "codes", "code", "boolean", "day", "days", "number", "age", "ages"})


class Headings:
    """The headings of one rulebook, by every way to write them. What its vocabulary does not have is none of them."""

    def __init__(self, rulebook: Rulebook):
        fields = {tuple(path.split(".")): field for field in rulebook.fields.values() for path in field.paths}
        self.all: list[Heading] = []
        own: dict[str, Heading] = {}  # what the vocabulary calls its fields goes before what others do
        for heading in FIXED:
            known = fields.get(SPANS.get(heading.name, heading.path))
            if known is None and heading.reads in _OF_FIELDS:
                continue
            whole = known is not None and len(known.paths) == (2 if heading.name in SPANS else 1)
            named = (known.id, known.label) if known and whole and heading.name != "carrier_named" else ()
            label = known.label if known and named and not _same(heading, known.label) else heading.label
            choices = known.values if known else None
            found = replace(heading, label=label, names=(heading.name, heading.label, *heading.names, *named), choices=choices)  # fmt: skip
            self.all.append(found)
            own |= {key_of(name): found for name in named if _same(heading, name) or name == label}
        for field in rulebook.given.values():
            path = tuple(field.paths[0].split("."))
            if path[0] == "details" and field.cell is not None:
                found = _detail(field, path)
                self.all.append(found)
                own |= {key_of(name): found for name in found.names}
        self._by_heading = {heading.name: heading for heading in self.all}
        self._by_name: Mapping[str, Heading] = self._index(own)
        self._read: dict[str, Named | None] = {}

    def _index(self, own: dict[str, Heading]) -> dict[str, Heading]:
        index: dict[str, Heading] = {}
        for heading in self.all:
            for name in heading.names:
                index.setdefault(key_of(name), heading)
        index.update(own)
        named = self._by_heading.get("carrier_named")
        if named and ((mine := own.get(key_of(named.label))) is None or mine.path == named.path):
            index[key_of(named.label)] = named  # as a contract calls the type, people call the carrier itself
        return index

    @property
    def labels(self) -> dict[str, Heading]:
        """By the title that people are shown."""
        return {heading.label: heading for heading in self.all}

    def named(self, title: str) -> Named | None:
        """What a title says, by the names of this rulebook first, then by rule; not `sure` if it only comes near."""
        if title not in self._read:
            self._read[title] = self._named(title)
        return self._read[title]

    def _named(self, title: str) -> Named | None:
        key = key_of(title)
        if (exact := self._by_name.get(key)) and PLURAL.get(key, fold(title)) == fold(title):
            return Named(exact.name)
        found = read_title(title)
        inside = bare(title)
        if (found is None or not found.sure) and inside is not None and (known := self._by_name.get(key_of(inside))):
            return Named(known.name)
        if found is not None and found.heading in self._by_heading:
            return found
        slip = process.extractOne(title, list(self.labels), scorer=fuzz.ratio, processor=fold, score_cutoff=NEAR)
        return Named(self.labels[slip[0]].name, sure=False) if slip else None

    def find(self, title: str) -> Heading | None:
        """The heading that a column's title names; None if it names none, or if that is not sure."""
        said = self.named(title)
        return self._by_heading[said.heading] if said is not None and said.sure else None

    def __contains__(self, name: str) -> bool:
        return name in self._by_heading

    def __getitem__(self, name: str) -> Heading:
        return self._by_heading[name]


def _same(heading: Heading, label: str) -> bool:
    """Would this label be understood as this heading, whatever the rulebook?"""
    known = {key_of(name) for name in (heading.name, heading.label, *heading.names)}
    return key_of(label) in known or (
        (said := read_title(label)) is not None
        and said.sure
        and said.heading in (heading.name, f"{heading.name}_named")
    )


def _detail(field: GivenField, path: tuple[str, ...]) -> Heading:
    asked, names = field.definition, (field.id, field.label, path[-1])
    assert field.cell is not None
    return Heading(path[-1], field.label, field.cell, path, names, asked.help or asked.question, asked.values)
