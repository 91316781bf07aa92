"""Cases that would notice what no case notices yet: as few actions as possible, each looking at many lines.

They say what the rulebook says today. People read them against the clauses before keeping them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from eligibility.actions.reading import read_action
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.joint import Entangled
from eligibility.evaluate import evaluate
from eligibility.fields.builtin import OBJECTIVES, PERIMETER
from eligibility.workbench.analyse.mutation import MutationReport, Survivor, as_expected
from eligibility.workbench.analyse.witness import Document, request_of
from schemas.cases import Expectation
from schemas.result import LineResult

NAME = "Contrôle n° {number} : {action}."
HEADER = (
    "# yaml-language-server: $schema=../../../schemas/json/cases.schema.json\n"
    "# Cas écrits par « eligibility mutate --propose » : ensemble, ils remarquent chaque critère retiré, inversé ou\n"
    "# élargi qu'aucun autre cas ne voyait. Ils figent ce que les lignes disent ; ils ne disent pas qu'elles ont raison.\n"
    "# Quand une ligne change, relisez les siens contre sa clause, ou effacez le fichier et faites-le proposer de nouveau.\n"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    document: Document
    known: dict[str, Any]
    expects: dict[str, Expectation]


def proposed_cases(
    rulebook: Rulebook, report: MutationReport, wanted: Callable[[CompiledLine], bool]
) -> dict[str, str]:
    """File name -> YAML, one file per funder that lacks cases."""
    files = {}
    for file in rulebook.source.funders:
        lines = [line for line in rulebook.lines if line.funder.id == file.funder.id and wanted(line)]
        ids = {line.id for line in lines}
        survivors = [survivor for survivor in report.survivors if survivor.variant.line.id in ids]
        if survivors:
            cases = list(_Cover(rulebook, file.funder, lines).cases(survivors))
            files[f"{file.funder.id}.checks.cases.yaml"] = HEADER + _yaml({"cases": cases})
    return files


class _Cover:
    """Chooses actions greedily: each time the one that notices the most variants still unnoticed."""

    def __init__(self, rulebook: Rulebook, funder: Any, lines: list[CompiledLine]):
        self._rulebook = rulebook
        self._funder = funder
        self._lines = {line.id: line for line in lines}

    def cases(self, survivors: list[Survivor]) -> Iterator[Document]:
        candidates = [self._candidate(survivor.witness) for survivor in _distinct(survivors)]
        mutants = [
            (
                s.variant.line.id,
                self._rulebook.compile_line(self._lines[s.variant.line.id].index, self._funder, s.variant.line),
            )
            for s in survivors
        ]
        noticed = [
            {index for index, (line, mutant) in enumerate(mutants) if self._notices(candidate, line, mutant)}
            for candidate in candidates
        ]
        left = set().union(*noticed)
        number = 0
        while left:
            best = max(range(len(candidates)), key=lambda index: len(noticed[index] & left))
            number += 1
            lines = {mutants[index][0] for index in noticed[best] & left}
            left -= noticed[best]
            yield self._case(number, candidates[best], lines)

    def _candidate(self, document: Any) -> _Candidate:
        request = request_of(self._rulebook, document)
        result = evaluate(self._rulebook, request)
        expects = {line.id: _expectation(line) for line in result.lines if line.id in self._lines}
        return _Candidate(document, read_action(self._rulebook, request.action).keys, expects)

    def _notices(self, candidate: _Candidate, line: str, mutant: CompiledLine) -> bool:
        return not as_expected(Entangled(self._rulebook.tables), mutant, candidate.known, candidate.expects[line])

    def _case(self, number: int, candidate: _Candidate, lines: set[str]) -> Document:
        expects = {line: _written(candidate.expects[line]) for line in sorted(lines)}
        action = {
            key: _OneLine(value) if isinstance(value, dict) else value
            for key, value in candidate.document["action"].items()
        }
        return {"name": NAME.format(number=number, action=self._said(candidate)), "action": action, "expect": expects}

    def _said(self, candidate: _Candidate) -> str:
        """The action in words: place and objective first."""
        order = [PERIMETER, OBJECTIVES, *self._rulebook.fields]
        names = [name for name in dict.fromkeys(order) if name in candidate.known]
        return " ; ".join(self._found(name, candidate.known[name]) for name in names)

    def _found(self, name: str, key: Any) -> str:
        """« yes » alone says nothing: what it answers is said with it."""
        return self._rulebook.kinds[name].in_full(key)


def _distinct(survivors: list[Survivor]) -> list[Survivor]:
    return list({str(survivor.witness): survivor for survivor in survivors}.values())


def _expectation(line: LineResult) -> Expectation:
    match line.verdict:
        case "ineligible" | "unlikely":
            return Expectation(
                verdict=line.verdict, failed=sorted(r.criterion for r in line.reasons if r.status == "failed")
            )
        case "subject_to":
            return Expectation(verdict="subject_to", reserves=sorted(r.id for r in line.reserves))
        case "depends":
            return Expectation(verdict="depends", questions=sorted(line.questions))
    return Expectation(verdict=line.verdict)


def _written(expectation: Expectation) -> Any:
    said = expectation.model_dump(exclude_none=True)
    return said["verdict"] if len(said) == 1 else _OneLine(said)


class _OneLine(dict[str, Any]):
    """Written between braces, on one line."""


class _Dumper(yaml.SafeDumper):
    """YAML as the rulebook's authors write it: one line per expectation."""


_Dumper.add_representer(
    _OneLine, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)
)


def _yaml(data: Document) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None)
