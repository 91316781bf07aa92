"""What a person has answered so far, as codes in an address: no free text, no title, no identifier.

One parameter per field of the rulebook (`objectives`, `publics`, `kinds`, `carrier`, `age`, `period`, `budget`,
yes/no fields), `place` (commune.quarter.veille, « - » where not known, several if there are several sites), `mostly_from_qpv`,
`skip` (questions left aside), `appraised`, `as_of`, and `was` (what the answer was when the link was made).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from eligibility.actions.requests import parse_request
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from schemas.action import EvaluationRequest
from schemas.vocabulary import FieldDefinition, FieldType

PLACE, MOSTLY, SKIP, AS_OF, WAS = "place", "mostly_from_qpv", "skip", "as_of", "was"
APPRAISED = "appraised"  # « reserve.oui » : what an instance has appraised already
YES_NO = {"true": True, "oui": True, "false": False, "non": False}
UNKNOWN = "-"
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answers:
    """Codes by parameter, in the order of the rulebook's fields; unknown parameters are dropped and told."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, rulebook: Rulebook, pairs: Pairs) -> "Answers":
        """From the parameters of an address or a form. Lists may be repeated or joined by commas; empty is not given."""
        admitted = [*_fields(rulebook), PLACE, MOSTLY, APPRAISED, SKIP, AS_OF, WAS]
        found: dict[str, list[str]] = {}
        unknown = []
        for name, text in pairs:
            if name in ("age_min", "age_max", "starts_on", "ends_on"):  # the two halves of a field, as forms send them
                found.setdefault(name, []).append(text.strip()[:20])
            elif name not in admitted:
                unknown.append(name[:40])
            else:
                found.setdefault(name, []).extend(part for part in (p.strip()[:400] for p in text.split(",")) if part)
        for whole, first, last, between in (
            ("age", "age_min", "age_max", "-"),
            ("period", "starts_on", "ends_on", "_"),
        ):
            ends = [next(iter(found.pop(name, [])), "") for name in (first, last)]
            if any(ends) and whole in admitted:
                found[whole] = [between.join(ends)]
        values = {name: tuple(dict.fromkeys(found[name])) for name in admitted if found.get(name)}
        return cls(values, tuple(unknown))

    @classmethod
    def of(cls, rulebook: Rulebook, request: EvaluationRequest, places: Iterable[str]) -> "Answers":
        """The codes of a request; `places` are those of its sites. Its title and identifiers are left out."""
        action = request.action.model_dump(mode="json", exclude_none=True)
        values: dict[str, tuple[str, ...]] = {}
        for name, definition in _fields(rulebook).items():
            found = [_get(action, path) for path in definition.paths]
            if all(one is None for one in found):
                continue
            if definition.type == FieldType.period:
                values[name] = ("_".join(one or "" for one in found),)
            elif definition.type == FieldType.range:
                values[name] = ("-".join("" if one is None else str(one) for one in found),)
            else:
                codes = found[0] if isinstance(found[0], list) else [found[0]]
                values[name] = tuple(
                    {True: "oui", False: "non"}.get(code, str(code)) if isinstance(code, bool) else str(code)
                    for code in codes
                )
        values[PLACE] = tuple(places)
        if request.action.beneficiaries.mostly_from_qpv is not None:
            values[MOSTLY] = ("oui" if request.action.beneficiaries.mostly_from_qpv else "non",)
        values[APPRAISED] = tuple(
            f"{name}.{'oui' if yes else 'non'}" for name, yes in sorted(request.appraisals.items())
        )
        if request.as_of is not None:
            values[AS_OF] = (request.as_of.isoformat(),)
        return cls({name: codes for name, codes in values.items() if codes})

    def query(self, **changes: str | Iterable[str] | None) -> str:
        """The address's query, with some parameters replaced (None: taken out). Starts with « ? », or is empty."""
        values: dict[str, Any] = dict(self.values)
        for name, value in changes.items():
            values[name] = (value,) if isinstance(value, str) else tuple(value or ())
        pairs = [(name, ",".join(codes)) for name, codes in values.items() if codes]
        return "?" + urlencode(pairs, safe=",._-") if pairs else ""

    def without(self, *names: str) -> "Answers":
        """The same, these parameters forgotten."""
        return replace(self, values={name: codes for name, codes in self.values.items() if name not in names})

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """Name and value of the hidden fields that a form needs to send everything else again."""
        return [(name, ",".join(codes)) for name, codes in self.values.items() if name not in but]

    @property
    def skipped(self) -> tuple[str, ...]:
        """Fields of the questions left aside."""
        return self.values.get(SKIP, ())

    def request(self, rulebook: Rulebook) -> EvaluationRequest:
        """The evaluation that they ask for. Raises InputError."""
        return parse_request(self.document(rulebook), rulebook.detail_names)

    def document(self, rulebook: Rulebook) -> dict[str, Any]:
        """The body of the same request over HTTP. Raises InputError for what is no code at all."""
        action: dict[str, Any] = {}
        for name, definition in _fields(rulebook).items():
            if codes := self.values.get(name):
                _put(action, definition, codes)
        if sites := [_site(code) for code in self.values.get(PLACE, ())]:
            action["site"] = sites[0] if len(sites) == 1 else sites
        if said := self.values.get(MOSTLY):
            action.setdefault("beneficiaries", {})["mostly_from_qpv"] = YES_NO.get(said[0], said[0])
        document: dict[str, Any] = {"action": action}
        for code in self.values.get(APPRAISED, ()):
            reserve, _, said_ = code.rpartition(".")
            document.setdefault("appraisals", {})[reserve or code] = YES_NO.get(said_, said_)
        if day := self.values.get(AS_OF):
            document["as_of"] = day[0]
        return document


def _fields(rulebook: Rulebook) -> dict[str, FieldDefinition]:
    """Fields that are given by codes, territory apart."""
    return {name: f for name, f in rulebook.fields.items() if f.type != FieldType.territory}


def place_code(site: dict[str, Any]) -> str:
    """« commune.quarter.veille » from the site of an action given by codes."""
    veille = {True: "oui", False: "non", None: UNKNOWN}[site.get("veille")]
    return ".".join((site.get("commune") or UNKNOWN, site.get("qpv") or UNKNOWN, veille))


def _site(code: str) -> dict[str, Any]:
    parts = code.split(".")
    if len(parts) != 3:
        raise InputError(Problem("/action/site", "Le lieu de cette adresse est illisible : choisissez-le de nouveau."))
    commune, qpv, veille = parts
    site: dict[str, Any] = {}
    if commune != UNKNOWN:
        site["commune"] = commune
    if qpv != UNKNOWN:
        site["qpv"] = qpv
    if veille in YES_NO:
        site["veille"] = YES_NO[veille]
    return site


def _get(action: dict[str, Any], path: str) -> Any:
    value: Any = action
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _put(action: dict[str, Any], definition: FieldDefinition, codes: tuple[str, ...]) -> None:
    match definition.type:
        case FieldType.period:
            start, _, end = codes[0].partition("_")
            values: list[Any] = [start or None, end or None]
        case FieldType.range:
            low, _, high = codes[0].partition("-")
            values = [_number(definition, low), _number(definition, high)]
        case FieldType.number:
            values = [_number(definition, codes[0])]
        case FieldType.boolean:
            values = [YES_NO.get(codes[0], codes[0])]
        case FieldType.choice:
            values = [codes[0]]
        case _:
            values = [list(codes)]
    for path, value in zip(definition.paths, values, strict=True):
        if value is not None:
            *parents, last = path.split(".")
            target = action
            for name in parents:
                target = target.setdefault(name, {})
            target[last] = value


def _number(definition: FieldDefinition, text: str) -> int | float | None:
    """A number as people write it. Raises InputError for anything else."""
    plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace("€", "").replace(",", ".")
    if not plain:
        return None
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError:
        pointer = "/action/" + definition.paths[0].replace(".", "/")
        raise InputError(Problem(pointer, f"« {definition.label} » attend un nombre, par exemple 25.")) from None
