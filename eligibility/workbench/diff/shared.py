"""What lines have in common, side by side: rules, places, vocabulary, objectives, dates, funders and the texts read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from eligibility.engine.compile import Rulebook
from eligibility.fields.period import beginning
from eligibility.french.citations import place_in_text
from eligibility.french.text import enumerate_french
from eligibility.rulebook.territory import OUTSIDE
from eligibility.workbench.diff.model import Shared, Status
from schemas.criterion import Criterion
from schemas.perimeters import Condition, PerimeterRule

VERSIONS = {"introduced_by", "repealed_by"}


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing of one version: what of it may change a verdict, all of it, and how it is said."""

    title: str
    bearing: Any
    whole: Any
    said: tuple[str, ...]


def shared(old: Rulebook, new: Rulebook) -> Iterator[Shared]:
    """Everything in common that differs, kind by kind. Lines themselves are compared elsewhere."""
    for kind, label, items in KINDS:
        before, after = dict(items(old)), dict(items(new))
        for name in dict.fromkeys([*before, *after]):
            was, is_ = before.get(name), after.get(name)
            if was is None or is_ is None:
                here = was or is_
                assert here is not None
                status: Status = "added" if was is None else "removed"
                told = was.said if was else (), is_.said if is_ else ()
                yield Shared(kind, label, name, here.title, status, *told, here.bearing is not None)
            elif was.whole != is_.whole:
                titled = was.title != is_.title
                first, last = ((*([one.title] if titled else ()), *one.said) for one in (was, is_))
                first, last = (first, last) if first != last else ((), ())
                yield Shared(kind, label, name, is_.title, "changed", first, last, was.bearing != is_.bearing)


def _of(model: BaseModel, title: str, bearing: Iterable[str], said: Iterable[str] = ()) -> _Item:
    """A model: the named keys may change a verdict (none: it never does); all but its clause counts as its text."""
    keys = set(bearing)
    data = model.model_dump(mode="json", exclude=VERSIONS)
    return _Item(title, {key: data[key] for key in keys} if keys else None, data, tuple(said))


def _period(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    period = rulebook.contract.period
    told = f"du {period.from_:%d/%m/%Y} au {period.until:%d/%m/%Y}"
    yield "period", _Item("durée du contrat", (period.from_, period.until), period, (told,))


def _rules(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for rule in rulebook.source.perimeters.rules:
        yield rule.id, _of(rule, rule.title, ("when", "then", "opens", "valid"), [_rule(rulebook, rule)])


def _rule(rulebook: Rulebook, rule: PerimeterRule) -> str:
    """« Si zone du contrat : ailleurs, alors ouvre les quartiers (sous réserve : …). »"""
    conditions = [_condition(rulebook, condition) for condition in rule.when]
    results = []
    if rule.then:
        results.append(_condition(rulebook, Condition(field=rule.then.field, any_of=[rule.then.value])))
    for opening in rule.opens:
        reserve = (
            f" (sous réserve : {rulebook.perimeter_reserves[opening.reserve].text.rstrip('.')})"
            if opening.reserve
            else ""
        )
        results.append(f"le périmètre « {rulebook.perimeters[opening.perimeter].label} » est ouvert{reserve}")
    dates = beginning(rule.valid.from_, rule.valid.until)
    start = f" ; l'action doit {dates}" if dates else ""
    return f"si {' et '.join(conditions)}, alors {' et '.join(results)}{start}"


BASE_LABELS = {
    "agglomeration": "Dans l'agglomération",
    "commune_status": "Statut de la commune",
    "in_qpv": "Dans un quartier prioritaire",
    "quarter_tag": "Marque du quartier",
}


def _condition(rulebook: Rulebook, condition: Condition) -> str:
    derived = {d.id: d for d in rulebook.source.perimeters.derived}
    field, territory = condition.field, rulebook.territory
    names = {c.insee: c.name for c in territory.communes.values()} | {
        q.code: q.name for q in territory.quarters.values()
    }
    names |= {OUTSIDE: "hors de l'agglomération", "none": "aucun"} | (derived[field].values if field in derived else {})
    label = (
        derived[field].label
        if field in derived
        else rulebook.fields[field].label
        if field in rulebook.fields
        else BASE_LABELS.get(field, field)
    )
    return f"{label} : {enumerate_french([names.get(value, value) for value in condition.any_of])}"


def _perimeters(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for perimeter in rulebook.perimeters.values():
        yield perimeter.id, _of(perimeter, perimeter.label, (), [perimeter.expected])


def _ways_in(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for reserve in rulebook.source.perimeters.reserves:
        yield reserve.id, _of(reserve, reserve.text, (), [f"{reserve.text} Décide : {reserve.body}"])


def _communes(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    veille = {"all": "toute en veille", "some": "en partie en veille", "none": "pas en veille"}
    for c in rulebook.source.territory.communes:
        told = [f"statut {c.status}, {veille[c.veille.value]}", *_aliases(c.aliases)]
        yield c.insee, _of(c, c.name, ("insee", "name", "aliases", "status", "veille"), told)


def _quarters(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for q in rulebook.source.territory.quarters:
        communes = enumerate_french([rulebook.territory.communes[c].name for c in q.communes], "et")
        told = [f"à {communes}", *([f"marques : {', '.join(q.tags)}"] if q.tags else []), *_aliases(q.aliases)]
        yield q.code, _of(q, q.name, ("code", "name", "communes", "aliases", "tags"), told)


def _aliases(aliases: list[str]) -> list[str]:
    return [f"aussi nommé {', '.join(aliases)}"] if aliases else []


def _places(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    territory, communes = rulebook.source.territory, rulebook.territory.communes
    veille = {True: ", en veille", False: ", hors veille", None: ""}
    for place in territory.places:
        told = [f"à {communes[place.commune].name}{veille[place.veille]}", *_aliases(place.aliases)]
        yield place.name, _of(place, place.name, ("aliases", "commune", "veille"), told)
    for structure in territory.structures:
        told = [f"à {communes[structure.commune].name}", *_aliases(structure.aliases)]
        yield structure.name, _of(structure, structure.name, ("aliases", "commune", "inside"), told)
    for doubt in territory.ambiguities:
        told = [f"peut désigner {enumerate_french(doubt.candidates)}"]
        yield doubt.name, _of(doubt, doubt.name, ("aliases", "candidates"), told)


def _maps(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    """Compared by their bytes: what they change for a given position is for a portfolio to show."""
    territory = rulebook.source.territory
    accuracies = territory.commune_outline_accuracy_m, territory.quarter_accuracy_m
    for name, title in (
        (territory.commune_outlines, "contours des communes"),
        (territory.quarter_polygons, "contours des quartiers"),
    ):
        file = Path(rulebook.source.path) / (name or "")
        yield title, _Item(title, None, (file.read_bytes() if name and file.is_file() else b"", accuracies), ())


def _fields(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for field in rulebook.fields.values():
        told = [f"se donne dans {' et '.join(field.paths)} : {field.question}"]
        yield field.id, _of(field, field.label, ("type", "paths", "values"), told)


def _values(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for name, values in rulebook.source.vocabulary.lists.items():
        labels = {value.id: value.label for value in values}
        for value in values:
            parts = {"est aussi": value.implies, "recoupe": value.overlaps, "exclut": value.excludes}
            told = [
                f"{word} : {enumerate_french([labels.get(v, v) for v in others], 'et')}"
                for word, others in parts.items()
                if others
            ]
            told += [f"dimension : {value.dimension}"] if value.dimension else []
            told = told or ["aucun lien avec une autre valeur"]
            bearing = ("implies", "dimension", "overlaps", "excludes")
            yield f"{name}.{value.id}", _of(value, value.label, bearing, told)


def _objectives(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for code, title in rulebook.objectives.titles.items():
        leaf = rulebook.objectives.subs.get(code)
        told = [title]
        if leaf:
            pilots = ", ".join(leaf.pilots or ["à construire"])
            told.append(f"pilote : {pilots} ; instance : {leaf.instance or 'à construire'}")
        whole = leaf.model_dump() if leaf else title
        yield code, _Item(f"{code} {title}", (code, leaf is not None), whole, tuple(told))


def _funders(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for file in rulebook.source.funders:
        funder = file.funder
        data = funder.model_dump(exclude={"reserves"})
        yield funder.id, _Item(funder.name, None, data, (funder.name, *funder.notes))


def _reserves(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for file in rulebook.source.funders:
        for r in file.funder.reserves:
            when = f", si {_when(rulebook, r.when)}" if r.when else ""
            counts = r.when.model_dump(exclude={"source", "note"}) if r.when else {}
            whole = r.model_dump(exclude=VERSIONS)
            yield f"{file.funder.id}.{r.id}", _Item(r.text, counts, whole, (f"{r.text} Décide : {r.body}{when}",))


def _when(rulebook: Rulebook, criterion: Criterion) -> str:
    return f"{rulebook.wording.label(criterion.field).lower()} : {rulebook.wording.expected(criterion)}"


def _register(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for register in rulebook.source.registers:
        for entry in register.entries:
            source = rulebook.sources[entry.id]
            yield entry.id, _Item(place_in_text(source), None, entry, (entry.text,))


def _corrections(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    for correction in rulebook.source.corrections.corrections:
        yield correction.id, _of(correction, correction.id, (), [correction.reading])


def _contract(rulebook: Rulebook) -> Iterator[tuple[str, _Item]]:
    contract = rulebook.contract
    words = {
        "title": "titre", "version": "version", "ended_notice": "avis de fin", "agglomeration": "agglomération",
        "conference": "instance", "licence": "licence", "families": "familles de financeurs", "documents": "documents lus",
        "amendments": "avenants", "ended": "période close", "known_from": "premier jour connu", "revised_on": "dernière révision",
    }  # fmt: skip
    for name, title in words.items():
        value = getattr(contract, name)
        yield name, _Item(title, None, value, () if isinstance(value, list) else (str(value),))


KINDS: tuple[tuple[str, str, Callable[[Rulebook], Iterator[tuple[str, _Item]]]], ...] = (
    ("period", "Durée", _period),
    ("rule", "Règle de périmètre", _rules),
    ("commune", "Commune", _communes),
    ("quarter", "Quartier", _quarters),
    ("place", "Lieu nommé", _places),
    ("field", "Champ", _fields),
    ("value", "Valeur", _values),
    ("objective", "Objectif", _objectives),
    ("reserve", "Réserve", _reserves),
    ("perimeter", "Périmètre", _perimeters),
    ("perimeter-reserve", "Réserve de périmètre", _ways_in),
    ("map", "Carte", _maps),
    ("funder", "Financeur", _funders),
    ("register", "Registre", _register),
    ("correction", "Correction", _corrections),
    ("contract", "Contrat", _contract),
)
