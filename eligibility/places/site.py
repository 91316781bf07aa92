"""Resolves one site into the places where it may be: coordinates, codes, names and known structures.

A declared code wins. A point nearer to an edge than its accuracy is on neither side until told. Keys that
contradict each other are an input error. Names that could be several places keep all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from eligibility.errors import InputError, Problem
from eligibility.fields.kind import DECLARED
from eligibility.french.text import enumerate_french, fold, nearest, plural
from eligibility.places.france import france, surely_insee
from eligibility.places.generations import like_a_code, unknown_quarter
from eligibility.places.geography import Geography
from eligibility.places.names import COMMUNE, STRUCTURE, Index, NamedPlace, PlaceNames
from eligibility.places.parts import NotRead, OneSite, Part, said
from eligibility.places.segments import is_code
from eligibility.places.whole import QUARTERS
from eligibility.places.written import Reader
from eligibility.rulebook.territory import NO_QUARTER, OUTSIDE, Place, Territory
from schemas.action import Site
from schemas.result import Origin

NO_QUARTER_LABEL, OUTSIDE_LABEL = "hors de tout quartier prioritaire", "hors de l'agglomération"
WRITTEN = ("commune", "quarter", "structure")  # what a site gives as a text
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

    def __init__(self, territory: Territory, folder: str, agglomeration: str = ""):
        self._territory, self._agglomeration = territory, agglomeration
        self.names = PlaceNames(territory)
        self._quarters = self.names.places.keys() | self.names.ambiguities.keys()
        # names that could be several structures
        self._asked_elsewhere = {
            name
            for name, asked in self.names.ambiguities.items()
            if not any(fold(one) in self.names.places for one in asked.candidates)
        }
        codes = {fold(code) for code in territory.communes}
        self._exact = {OUTSIDE} | self._quarters | self.names.communes.keys() - codes | self.names.structures.keys()
        self.geography = Geography(territory.file, folder)

    @cached_property
    def reader(self) -> Reader:
        """Reads what the contract does not write so; made when it is first needed."""
        return Reader(self.names, self._agglomeration)

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
        for key in WRITTEN:
            text = getattr(site, key)
            if text is not None:
                keep(*self._text(key, text, pointer, result))
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
        code = self.quarter_code(text)
        if code is None:
            way_out = " Écrivez « none » si le lieu est hors quartier prioritaire."
            raise InputError(self.unknown_quarter(text, f"{pointer}/qpv", way_out))
        quarter = self._territory.quarters[code]
        label = f"{quarter.name} ({code})"
        result.add_declared("qpv", code, label, quarter.source)
        return self.names.in_quarter(code), "qpv", f"le quartier {label}"

    def quarter_code(self, text: str) -> str | None:
        """Code of the priority quarter that a text gives, by code or by name as people write it."""
        return self.names.quarter_code(text) or self.reader.lookup.quarter(text)

    def unknown_quarter(self, text: str, pointer: str, way_out: str = "") -> Problem:
        """The problem of a quarter that the contract does not know: of another generation, elsewhere, or misspelt."""
        return unknown_quarter(text, pointer, self._territory, self.quarter_code, way_out)

    def safe(self, insee: str) -> str:
        """What gives a commune of the contract: its INSEE code, or its name if that is somebody's postal code too."""
        return self.reader.lookup.safe(insee)

    def spread(self, site: Site) -> tuple[list[Site], str | None]:
        """The places that one site says where its one text names several; and what it says if it says all at once."""
        given = site.model_dump(exclude_none=True)
        ((key, text), *others) = given.items() or [("", "")]
        if others or key not in (*WRITTEN, "qpv") or fold(text) in self._exact:
            return [site], None
        if whole := self.reader.whole.named(text):
            return self._all(whole), f"{whole} ({self._counted(whole)})"
        if key == "qpv":
            return [site], None
        try:
            found = self.reader.read(text)
        except NotRead:
            return [site], None  # told where it is resolved
        return ([Site.model_validate(one.site) for one in found.sites] if len(found.sites) > 1 else [site]), None

    def _all(self, whole: str) -> list[Site]:
        quarters = [Site(qpv=code) for code in self._territory.quarters]
        if whole == QUARTERS:
            return quarters
        return [*quarters, *(Site(commune=one.name, qpv=NO_QUARTER) for one in self._territory.communes.values())]

    def _counted(self, whole: str) -> str:
        quarters = plural(len(self._territory.quarters), "quartier prioritaire", "quartiers prioritaires")
        return quarters if whole == QUARTERS else f"{len(self._territory.communes)} communes, {quarters}"

    # -- written names and codes -----------------------------------------------------------------

    def _text(self, key: str, text: str, pointer: str, result: Resolved) -> tuple[frozenset[Place], str, str]:
        """A commune, a quarter or a structure: exactly as the contract writes it, else as the reader understands it."""
        name = fold(text)
        if key == "commune" and (name == OUTSIDE or (name in self.names.communes and not is_code(text))):
            return self._commune(self.names.communes.get(name, OUTSIDE), result)
        if key == "commune" and name.upper() in self._territory.communes:
            if name.upper() not in self.names.shared_codes:
                return self._commune(name.upper(), result, self._other_reading(name.upper()))
        elif key == "quarter" and name in self._quarters and name not in self._asked_elsewhere:
            return self._named(text, self.names.places, key, result)
        elif key == "structure" and name in self.names.structures:
            return self._named(text, self.names.structures, key, result)
        try:
            found = self.reader.read(text)
        except NotRead as wrong:
            raise InputError(self._unread(key, text, wrong, pointer)) from None
        if len(found.sites) != 1:
            several = f"« {text} » dit plusieurs lieux : donnez-les en liste, chacun avec ce qui ne vaut que pour lui."
            raise InputError(Problem(f"{pointer}/{key}", several, code="several-places"))
        return self._understood(found.sites[0], key, text, result)

    def _understood(self, site: OneSite, key: str, text: str, result: Resolved) -> tuple[frozenset[Place], str, str]:
        left = ", ".join(f"« {part} »" for part in site.left)
        how = f"lu dans « {text} »" + (f" ; pas compris, donc laissé de côté : {left}" if left else "")
        places = site.places
        assert places, f"{text}: parts that exclude each other were read as one place"
        for part in site.parts:
            because = f"{how} ; {part.note}" if part.note else how
            if len(part.targets) == 1 and not part.elsewhere:
                self._one(part, text, because, site.exact, result)
            elif part.targets:
                result.choices = part.choices
                result.question = part.question or f"« {part.text} » peut désigner plusieurs lieux : lequel ?"
                several = enumerate_french(part.choices)
                result.add_resolved("quarter", text, several, "plusieurs lieux sont possibles", part.targets[0].source)
            elif part.text == OUTSIDE:
                result.add_resolved("commune", OUTSIDE, OUTSIDE_LABEL, DECLARED)
            else:
                away = f"{said(part)} n'est pas dans ce contrat"
                result.add_resolved(
                    "commune", OUTSIDE, OUTSIDE_LABEL, away if site.exact or not left else f"{away} ; {how}"
                )
        return places, key, f"« {text} »"

    def _one(self, part: Part, text: str, because: str, exact: bool, result: Resolved) -> None:
        (only,) = part.targets
        if only.kind == COMMUNE:
            if exact:
                result.add_declared("commune", str(only.code), only.name, only.source)
            else:
                result.add_resolved("commune", only.code, only.name, because, only.source)
        else:
            key = "structure" if only.kind == STRUCTURE else "quarter"
            self._found(only, key, text, f"{only.because} ; {because}", result)

    def _unread(self, key: str, text: str, wrong: NotRead, pointer: str) -> Problem:
        where, code = f"{pointer}/{key}", text.strip()
        if like_a_code(code):
            return self.unknown_quarter(code, where)
        if key == "commune" and code.isdigit() and len(code) != 5:
            padded = f" Il a peut-être perdu son zéro : « 0{code} »." if len(code) == 4 else ""
            return Problem(
                where,
                f"« {text} » n'est pas un code INSEE : il compte 5 caractères.{padded} Écrivez-le entre guillemets.",
                (f"0{code}",) if padded else (),
                "unknown-code",
            )
        if not wrong.guess:
            return Problem(where, str(wrong), code="unknown-code" if key == "commune" else "unknown-name")
        if key == "commune":
            close, hint = _meant(text, (one.name for one in self.names.of(COMMUNE)), cutoff=75)
            return Problem(
                where,
                f"« {text} » n'est pas une commune de l'agglomération. {hint}Si l'action a lieu ailleurs, écrivez « hors » ou son code INSEE.",
                close,
                "unknown-code",
            )
        index, what = (
            (self.names.structures, "cette structure") if key == "structure" else (self.names.places, "ce quartier")
        )
        close, hint = _meant(text, (one.label for options in index.values() for one in options), cutoff=70)
        return Problem(
            where,
            f"Le contrat ne connaît pas {what} : « {text} ». {hint}Donnez sinon la commune ou les coordonnées.",
            close,
            "unknown-name",
        )

    def _other_reading(self, code: str) -> str | None:
        """Of an INSEE code that others may write as their postal code: that it was not read so."""
        if surely_insee(code):
            return None
        others = enumerate_french([town.name for town in france().of_postcode(code)[:5]], "et")
        return f"lu comme un code INSEE ; c'est aussi le code postal d'autres communes, hors de ce contrat : {others}"

    def _commune(self, insee: str, result: Resolved, because: str | None = None) -> tuple[frozenset[Place], str, str]:
        commune = self._territory.communes.get(insee)
        label = commune.name if commune else OUTSIDE_LABEL
        if commune:
            result.facts.append(("commune", insee, label, because or DECLARED, commune.source, "declared"))
        else:
            result.add_resolved("commune", insee, label, DECLARED)
        return self.names.in_commune(insee), "commune", f"la commune « {label} »"

    def _named(self, text: str, index: Index, key: str, result: Resolved) -> tuple[frozenset[Place], str, str]:
        name = fold(text)
        found = [n for n in index.get(name, []) if n.places & result.places] or index.get(name, [])
        ambiguity = self.names.ambiguities.get(name)
        if ambiguity and key == "quarter":
            listed = [n for c in ambiguity.candidates for n in index.get(fold(c), [])]
            found = [n for n in dict.fromkeys([*found, *listed]) if n.places & result.places] or listed
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
            self._found(found[0], key, text, found[0].because, result)
        return places, key, f"« {text} »"

    def _found(self, only: NamedPlace, key: str, text: str, because: str, result: Resolved) -> None:
        result.add_resolved(key, text, only.label, because, only.source)
        codes = {p.qpv for p in only.places}
        if len(codes) == 1 and NO_QUARTER not in codes:
            code = codes.pop()
            name = f"{self._territory.quarters[code].name} ({code})"
            result.add_resolved("qpv", code, name, only.because, only.source)

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
