"""What a check sees: the models by file name, and where each path stands in its file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eligibility.errors import Issue
from eligibility.french.text import enumerate_french, nearest
from schemas.cases import CasesFile
from schemas.funder import FunderFile
from schemas.register import RegisterFile
from schemas.rulebook import RulebookSource

Where = tuple[str | int, ...]


def _nowhere(_file: str, _path: Where) -> int:
    return 1


@dataclass
class Files:
    """A rulebook by files: models under their file names, and the line of any path in a file."""

    source: RulebookSource
    funders: dict[str, FunderFile]
    registers: dict[str, RegisterFile]
    cases: dict[str, CasesFile]
    locate: Callable[[str, Where], int] = field(default=_nowhere)

    @classmethod
    def of(cls, source: RulebookSource) -> "Files":
        """For models made in memory: file names after their ids."""
        return cls(
            source,
            {f"funders/{f.funder.id}.yaml": f for f in source.funders},
            {f"register/{number}.yaml": r for number, r in enumerate(source.registers)},
            source.cases,
        )

    def issue(self, file: str, path: Where, code: str, message: str, mend: str = "", warning: bool = False) -> Issue:
        return Issue(file, self.locate(file, path), code, message, mend, "warning" if warning else "error")

    @property
    def entries(self) -> set[str]:
        return {entry.id for register in self.registers.values() for entry in register.entries}

    @property
    def line_ids(self) -> set[str]:
        return {line.id for file in self.funders.values() for line in file.lines}

    @property
    def objective_codes(self) -> set[str]:
        return {
            code
            for axis in self.source.objectives.axes
            for code in (axis.code, *(c for o in axis.children for c in (o.code, *(s.code for s in o.children))))
        }

    def source_issue(self, file: str, path: Where, entry: str | None) -> Iterator[Issue]:
        """An issue if a source names no register entry."""
        if entry is not None and entry not in self.entries:
            yield self.issue(
                file,
                path,
                "unknown-source",
                f"la source « {entry} » n'est pas une entrée du registre.",
                near(entry, self.entries),
            )


def near(name: str, candidates: Iterable[str]) -> str:
    """« Valeurs proches : a ou b. »"""
    close = nearest(name, candidates, cutoff=40)
    return f"Valeurs proches : {enumerate_french(close)}." if close else "Corrigez-la ou déclarez-la."


def duplicates(ids: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """(id, first place, second place) for each id met again."""
    seen: dict[str, Any] = {}
    for name, place in ids:
        if name in seen:
            yield name, seen[name], place
        else:
            seen[name] = place
