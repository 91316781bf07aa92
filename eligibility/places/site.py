"""Resolves one site into the places where it may be: coordinates, codes, names and known structures.

A declared code wins. A point nearer to an edge than its accuracy is on neither side until told. Keys that
contradict each other are an input error. Names that could be several places keep all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from eligibility.errors import InputError, Problem
from eligibility.fields.kind import DECLARED
from eligibility.french.text import enumerate_french, fold, nearest
from eligibility.places.geography import Geography
from eligibility.places.names import COMMUNE, Index, PlaceNames
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE, Place, Territory
from schemas.action import Site
from schemas.result import Origin

NO_QUARTER_LABEL, OUTSIDE_LABEL = "hors de tout quartier prioritaire", "hors de l'agglomération"
MAX_DISTANCE_KM = 80  # farther points are taken for a mistake; the sea is farther than that from most of France


@dataclass
class Resolved:
    """Where a site may be, and the facts that say so: (field, value, label, because, source entry, origin)."""

    places: frozenset[Place]
    facts: list[tuple[str, str | bool | None, str, str, str | None, Origin]] = field(default_factory=list)
    choices: tuple[str, ...] = ()
    question: str | None = None

    def add_declared(self, key: str, value: str | bool, label: str, source: str | None = None) -> None:
        """Adds a fact that the request says itself."""
        self.facts.append((key, value, label, DECLARED, source, "declared"))

    def add_resolved(self, key: str, value: str | None, label: str, because: str, source: str | None = None) -> None:
        """Adds a fact that was looked up."""
        self.facts.append((key, value, label, because, source, "resolved"))


class Resolver:
    """Knows one rulebook's territory; read-only, shared between threads."""

    def __init__(self, territory: Territory, folder: str):
        self._territory = territory
        self.names = PlaceNames(territory)
        self.geography = Geography(territory.file, folder)

    def resolve(self, site: Site, pointer: str) -> Resolved:
        """Places where the site may be. Raises InputError with pointers below `pointer`."""
        result = Resolved(self._territory.places)
        said: list[str] = []

        def keep(places: frozenset[Place], key: str, label: str) -> None:
            left = result.places & places
            if not left:
                raise InputError(
                    Problem(
                        f"{pointer}/{key}",
                        f"{label[0].upper()}{label[1:]} contredit {enumerate_french(said, 'et')}. Gardez ce dont vous êtes sûr et retirez le reste.",
                        code="contradiction",
                    )
                )
            result.places = left
            said.append(label)

        if site.qpv is not None:
            keep(*self._quarter(site.qpv, pointer, result))
        if site.commune is not None:
            keep(*self._commune(site.commune, pointer, result))
        if site.quarter is not None:
            keep(*self._named(site.quarter, self.names.places, "quarter", "ce quartier", pointer, result))
        if site.structure is not None:
            keep(*self._named(site.structure, self.names.structures, "structure", "cette structure", pointer, result))
        if site.longitude is not None and site.latitude is not None:
            keep(*self._point(site.longitude, site.latitude, site.accuracy_m, pointer, result))
        if site.veille is not None:
            label = "le lieu déclaré en veille" if site.veille else "le lieu déclaré hors veille"
            left = frozenset(p for p in result.places if p.veille is site.veille)
            if not left:
                where = "n'est pas en veille" if site.veille else "est entièrement en veille"
                raise InputError(
                    Problem(
                        f"{pointer}/veille",
                        f"D'après le contrat, ce lieu {where}. Retirez « veille », ou corrigez le lieu.",
                        code="contradiction",
                    )
                )
            result.add_declared("veille", site.veille, "en veille" if site.veille else "hors veille")
            keep(left, "veille", label)
        return result

    def _quarter(self, text: str, pointer: str, result: Resolved) -> tuple[frozenset[Place], str, str]:
        if fold(text) in (NO_QUARTER, "aucun"):
            places = frozenset(p for p in self._territory.places if p.qpv == NO_QUARTER)
            result.add_declared("qpv", NO_QUARTER, NO_QUARTER_LABEL)
            return places, "qpv", "« hors quartier prioritaire »"
        code = self.names.quarter_code(text)
        if code is None:
            way_out = " Écrivez « none » si le lieu est hors quartier prioritaire."
            raise InputError(self.unknown_quarter(text, f"{pointer}/qpv", way_out))
        quarter = self._territory.quarters[code]
        label = f"{quarter.name} ({code})"
        result.add_declared("qpv", code, label, quarter.source)
        return self.names.in_quarter(code), "qpv", f"le quartier {label}"

    def unknown_quarter(self, text: str, pointer: str, way_out: str = "") -> Problem:
        """The problem of a quarter that the contract does not know, with the nearest ones."""
        quarters = self._territory.quarters.values()
        labels = [f"{q.code} ({q.name})" for q in quarters]
        close = nearest(text, labels, cutoff=70) or tuple(labels)
        extra = ""
        if text.upper().startswith("QN"):
            close = tuple(labels)
            extra = " C'est un code de 2024 : ce contrat emploie les quartiers de 2015, dont le code commence par QP."
        return Problem(
            pointer,
            f"« {text} » n'est pas un quartier prioritaire de ce contrat.{extra} Valeurs proches : {enumerate_french(close)}.{way_out}",
            tuple(label.split(" ")[0] for label in close),
            "unknown-code",
        )

    def _commune(self, text: str, pointer: str, result: Resolved) -> tuple[frozenset[Place], str, str]:
        where = f"{pointer}/commune"
        insee = self.names.communes.get(fold(text))
        if insee is None and fold(text) == OUTSIDE:
            insee = OUTSIDE
        if insee is None:
            code = text.strip().upper()
            if len(code) == 5 and code[2:].isdigit() and (code[:2].isdigit() or code[:2] in ("2A", "2B")):
                insee = OUTSIDE
            elif code.isdigit():
                padded = f" Il a peut-être perdu son zéro : « 0{code} »." if len(code) == 4 else ""
                raise InputError(
                    Problem(
                        where,
                        f"« {text} » n'est pas un code INSEE : il compte 5 caractères.{padded} Écrivez-le entre guillemets.",
                        (f"0{code}",) if padded else (),
                        "unknown-code",
                    )
                )
            else:
                close, hint = _meant(text, (one.name for one in self.names.of(COMMUNE)), cutoff=75)
                raise InputError(
                    Problem(
                        where,
                        f"« {text} » n'est pas une commune de l'agglomération. {hint}"
                        "Si l'action a lieu ailleurs, écrivez « hors » ou son code INSEE.",
                        close,
                        "unknown-code",
                    )
                )
        commune = self._territory.communes.get(insee)
        label = commune.name if commune else OUTSIDE_LABEL
        if commune:
            result.add_declared("commune", insee, label, commune.source)
        else:
            other = f"le code {text} n'est pas celui d'une des communes du contrat"
            result.add_resolved("commune", insee, label, DECLARED if insee == fold(text) else other)
        return self.names.in_commune(insee), "commune", f"la commune « {label} »"

    def _named(
        self, text: str, index: Index, key: str, what: str, pointer: str, result: Resolved
    ) -> tuple[frozenset[Place], str, str]:
        name = fold(text)
        found = [n for n in index.get(name, []) if n.places & result.places] or index.get(name, [])
        ambiguity = self.names.ambiguities.get(name)
        if ambiguity and key == "quarter":
            listed = [n for c in ambiguity.candidates for n in index.get(fold(c), [])]
            found = [n for n in dict.fromkeys([*found, *listed]) if n.places & result.places] or listed
        if not found:
            close, hint = _meant(text, (one.label for options in index.values() for one in options), cutoff=70)
            raise InputError(
                Problem(
                    f"{pointer}/{key}",
                    f"Le contrat ne connaît pas {what} : « {text} ». {hint}Donnez sinon la commune ou les coordonnées.",
                    close,
                    "unknown-name",
                )
            )
        found = list(dict.fromkeys(found))
        places = frozenset().union(*(n.places for n in found))
        if len(found) > 1:
            result.choices = tuple(n.label for n in found)
            result.question = (
                ambiguity.question if ambiguity else f"« {text} » peut désigner plusieurs lieux : lequel ?"
            )
            several = " ou ".join(result.choices)
            result.add_resolved(key, text, several, "ce nom désigne plusieurs lieux", found[0].source)
        else:
            only = found[0]
            result.add_resolved(key, text, only.label, only.because, only.source)
            codes = {p.qpv for p in only.places}
            if len(codes) == 1 and NO_QUARTER not in codes:
                code = codes.pop()
                name = f"{self._territory.quarters[code].name} ({code})"
                result.add_resolved("qpv", code, name, only.because, only.source)
        return places, key, f"« {text} »"

    def _point(
        self, longitude: float, latitude: float, accuracy: float | None, pointer: str, result: Resolved
    ) -> tuple[frozenset[Place], str, str]:
        point = self.geography.point(longitude, latitude)
        if not self.geography.has_map:
            raise InputError(
                Problem(f"{pointer}/longitude", "Ce règlement n'a pas de carte. Donnez la commune ou le quartier.")
            )
        distance = self.geography.distance(point)
        if distance > MAX_DISTANCE_KM * 1000:
            swapped = self.geography.point(latitude, longitude) if abs(longitude) <= 90 else point
            hint = (
                "Longitude et latitude semblent inversées."
                if self.geography.distance(swapped) <= MAX_DISTANCE_KM * 1000
                else "Vérifiez l'ordre longitude, latitude ; si l'action a bien lieu si loin, écrivez commune : « hors »."
            )
            raise InputError(
                Problem(
                    f"{pointer}/longitude",
                    f"Le point ({longitude}, {latitude}) est à {distance / 1000:.0f} km de l'agglomération. {hint}",
                    code="far-away",
                )
            )
        own = accuracy or self._territory.file.quarter_accuracy_m
        communes = self.geography.near_communes(point, max(own, self._territory.file.commune_outline_accuracy_m))
        quarters, sure = self.geography.near_quarters(point, own)
        places = frozenset(p for p in self._territory.places if p.commune in communes and p.qpv in quarters)
        if sure and not places:  # the outlines are coarser than the quarters' polygons
            places = self.names.in_quarter(next(iter(quarters)))
        because = f"position donnée, à {own:.0f} m près"
        names = [self._territory.communes[c].name if c != OUTSIDE else OUTSIDE_LABEL for c in sorted(communes)]
        result.add_resolved("commune", ", ".join(sorted(communes)), enumerate_french(names), because)
        if len(quarters) == 1:
            code = next(iter(quarters))
            quarter = self._territory.quarters.get(code)
            label = f"{quarter.name} ({code})" if quarter else NO_QUARTER_LABEL
            result.add_resolved("qpv", code, label, because, quarter.source if quarter else None)
        else:
            labels = [self._territory.quarters[q].name for q in sorted(quarters) if q != NO_QUARTER]
            side = f"{because} : trop près de la limite pour trancher"
            result.add_resolved("qpv", None, f"au bord de {enumerate_french(labels)}", side)
        return places, "longitude", "la position donnée"


def _meant(text: str, names: Iterable[str], cutoff: int) -> tuple[tuple[str, ...], str]:
    """The names most like a text, and the question whether one of them is meant."""
    close = nearest(text, names, cutoff=cutoff)
    return close, f"Vouliez-vous dire {enumerate_french(close)} ? " if close else ""
