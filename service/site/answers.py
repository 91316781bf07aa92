"""What a person has answered so far, as codes in an address: no free text, no title, no identifier.

One parameter per field of the rulebook (`objectives`, `publics`, `kinds`, `carrier`, `age`, `period`, `budget`,
yes/no fields), `place` (commune.quarter.veille, « - » where not known, several if there are several sites), `mostly_from_qpv`,
`skip` (questions left aside), `appraised`, `as_of`, `was` (what the answer was when the link was made), and for one
page only `change` (the question to ask again).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from dataclasses import field as data
from typing import Any
from urllib.parse import urlencode

from eligibility.actions.requests import parse_request
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from eligibility.fields.bounds import Bounded
from eligibility.fields.lists import ListField
from eligibility.fields.yes_no import SAID
from schemas.action import EvaluationRequest
from service.site.received import MOST_VALUE, unglued

PLACE, MOSTLY, SKIP, AS_OF, WAS = "place", "mostly_from_qpv", "skip", "as_of", "was"
APPRAISED = "appraised"  # « reserve.oui » : what an instance has appraised already
CHANGE = "change"  # the field whose question is asked again, its answer kept until another is given
UNKNOWN = "-"
MOST_CODES = 100  # of one parameter; a request admits fewer, and says so
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Aside:
    """What an address says and is not taken: the parameter and its title, what is not known, what went with it, why.

    `why`: unknown (no such code here), cut (the beginning of one, at the end of the address), two (answers to one
    question that contradict each other).
    """

    name: str
    title: str
    codes: tuple[str, ...]
    others: tuple[str, ...] = ()
    why: str = "unknown"


@dataclass(frozen=True, slots=True)
class Answers:
    """Codes by parameter, in the order of the rulebook's fields; what is not taken of an address is told.

    `unknown`: parameters that do not exist. `aside`: values that are not taken. `cut`: the address ends in mid-air.
    """

    values: dict[str, tuple[str, ...]] = data(default_factory=dict)
    unknown: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()
    cut: bool = False
    change: str = ""

    @classmethod
    def read(cls, rulebook: Rulebook, pairs: Pairs) -> "Answers":
        """From the parameters of an address or a form. Lists may be repeated or joined by commas; empty is not given."""
        admitted = [*rulebook.given, PLACE, MOSTLY, APPRAISED, SKIP, AS_OF, WAS]
        # the two halves of a field, as forms send them
        spans = [field for field in rulebook.given.values() if isinstance(field, Bounded) and len(field.paths) == 2]
        halves = {path.split(".")[-1] for field in spans for path in field.paths}
        found: dict[str, list[str]] = {}
        unknown = []
        change = ""
        for name, text in pairs:
            if name in halves:
                found.setdefault(name, []).append(unglued(text)[:60])
            elif name == CHANGE:
                change = text if text in (*rulebook.given, PLACE, MOSTLY) else ""
            elif name not in admitted:
                unknown.append(name[:40])
            else:
                parts = [text] if is_typed(rulebook, name) else text.split(",")
                found.setdefault(name, []).extend(part for part in (unglued(p)[:MOST_VALUE] for p in parts) if part)
        for field in spans:
            ends = [next((end for end in found.pop(path.split(".")[-1], []) if end), "") for path in field.paths]
            if any(ends):
                found[field.id] = [field.between.join(ends)]
        values = {name: tuple(dict.fromkeys(found[name]))[:MOST_CODES] for name in admitted if found.get(name)}
        return cls(values, tuple(dict.fromkeys(unknown))[:20], change=change)

    @classmethod
    def of(cls, rulebook: Rulebook, request: EvaluationRequest, places: Iterable[str]) -> "Answers":
        """The codes of a request; `places` are those of its sites. Its title and identifiers are left out."""
        action = request.action.model_dump(mode="json", exclude_none=True)
        values: dict[str, tuple[str, ...]] = {}
        for name, field in rulebook.given.items():
            given = [_get(action, path) for path in field.paths]
            if any(one is not None for one in given):
                values[name] = field.codes(given)
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
    def partial(self) -> bool:
        """Was something of the address not taken?"""
        return bool(self.unknown or self.aside or self.cut)

    @property
    def started(self) -> bool:
        """Do they say enough of an action to judge it?"""
        return "objectives" in self.values or PLACE in self.values

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
        for name, field in rulebook.given.items():
            if codes := self.values.get(name):
                for path, value in zip(field.paths, field.of_codes(codes), strict=True):
                    if value is not None:
                        _put(action, path, value)
        if sites := [site_of(rulebook, code) for code in self.values.get(PLACE, ())]:
            action["site"] = sites[0] if len(sites) == 1 else sites
        if said := self.values.get(MOSTLY):
            action.setdefault("beneficiaries", {})["mostly_from_qpv"] = SAID.get(said[0], said[0])
        document: dict[str, Any] = {"action": action}
        for code in self.values.get(APPRAISED, ()):
            reserve, _, said_ = code.rpartition(".")
            document.setdefault("appraisals", {})[reserve or code] = SAID.get(said_, said_)
        if day := self.values.get(AS_OF):
            document["as_of"] = day[0]
        return document


def is_typed(rulebook: Rulebook, name: str) -> bool:
    """Is it a number, an age or a date that a person writes, and no code of a list?"""
    field = rulebook.given.get(name)
    return field is not None and not isinstance(field, ListField)


def place_code(site: dict[str, Any]) -> str:
    """« commune.quarter.veille » from the site of an action given by codes."""
    veille = {True: "oui", False: "non", None: UNKNOWN}[site.get("veille")]
    return ".".join((site.get("commune") or UNKNOWN, site.get("qpv") or UNKNOWN, veille))


def site_of(rulebook: Rulebook, code: str) -> dict[str, Any]:
    """The site of a place's code. Raises InputError if it is none."""
    parts = code.split(".")
    if len(parts) != 3:
        raise InputError(Problem("/action/site", "Le lieu de cette adresse est illisible : choisissez-le de nouveau."))
    commune, qpv, veille = parts
    site: dict[str, Any] = {}
    if commune != UNKNOWN:
        site["commune"] = commune
    if qpv != UNKNOWN:
        site["qpv"] = qpv
    if veille in SAID:
        site["veille"] = SAID[veille]
    return site


def _get(action: dict[str, Any], path: str) -> Any:
    value: Any = action
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _put(action: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        action = action.setdefault(name, {})
    action[last] = value
