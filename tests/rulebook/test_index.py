"""The checks see everything that a file holds, and their work grows as the rulebook does, no faster."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, get_args

import pytest

from eligibility.checks import ADVICE, CHECKS
from eligibility.checks.index import Index
from eligibility.checks.walk import cited
from eligibility.errors import Issue
from eligibility.rulebook.load import RulebookFolder
from schemas.base import Model, RegisterId
from schemas.cases import CasesFile
from schemas.criterion import Criterion
from schemas.funder import FunderFile
from schemas.register import Entry, RegisterFile
from schemas.rulebook import RulebookSource
from tests.support.small import SECOND, SMALL

PATTERN = get_args(RegisterId)[1].pattern


def test_whatever_cites_the_register_is_seen() -> None:
    """A field of any model that holds the number of an entry is read as a source, but for the entry's own number."""
    source = RulebookFolder(SMALL).source()
    models = {type(part) for _, part in Index(source).each(Model)}
    assert len(models) > 20
    for model in models - {Entry}:
        properties = model.model_json_schema()["properties"]
        holders = [name for name, one in properties.items() if PATTERN in str(one) and "$ref" not in str(one)]
        for name in holders:
            for value in ("A-01", ["A-01"]):
                assert list(cited(model.model_construct(None, **{name: value}))) == ["A-01"], f"{model.__name__}.{name}"


@pytest.mark.parametrize("path", [SMALL, SECOND], ids=lambda path: path.name)
def test_every_criterion_has_its_own_place(path: Path) -> None:
    folder = RulebookFolder(path)
    index = Index(folder.source(), folder.of(FunderFile), folder.of(RegisterFile), folder.line)
    places = [spot for spot, _ in index.each(Criterion)]
    assert len(set(places)) == len(places) > 10
    for spot, criterion in index.each(Criterion):
        value: Any = folder.files[spot.file].data
        for step in spot.where:
            value = value[step]
        assert value["field"] == criterion.field


@pytest.mark.parametrize("check", [*CHECKS, *ADVICE], ids=lambda check: check.__name__)
def test_each_part_more_of_a_rulebook_takes_as_many_steps_more(check: Callable[[Index], Iterable[Issue]]) -> None:
    """The third third costs what the second did; if each part were compared with every other, two thirds more."""
    steps(check, grown(1))  # what Python does once and for all
    first, second, third = (steps(check, grown(times)) for times in (6, 12, 18))
    assert third - second <= 1.1 * (second - first) + 100


@cache
def grown(times: int) -> RulebookSource:
    """The small rulebook with its funders, their cases and its register that many times, under other names."""
    source = RulebookFolder(SMALL).source()
    funders: list[FunderFile] = []
    registers: list[RegisterFile] = []
    cases: dict[str, CasesFile] = {}
    for number in range(times):
        names = {line.id: f"{line.id}-{number}" for file in source.funders for line in file.lines}
        names |= {entry.id: f"N{number}.{entry.id}" for file in source.registers for entry in file.entries}
        for file in source.funders:
            funder = file.funder.model_copy(update={"id": f"{file.funder.id}-{number}"})
            funders.append(renamed(file.model_copy(update={"funder": funder}), names))
        registers += [renamed(file, names) for file in source.registers]
        cases |= {f"{number}-{name}": renamed(file, names) for name, file in source.cases.items()}
    rest = ("contract", "objectives", "territory", "vocabulary", "perimeters", "corrections")
    others = {name: renamed(getattr(source, name), names) for name in rest}
    return replace(source, funders=tuple(funders), registers=tuple(registers), cases=cases, **others)


def renamed(model: Any, names: dict[str, str]) -> Any:
    """The model with these texts changed, keys of mappings too."""

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {change(key): change(item) for key, item in value.items()}
        if isinstance(value, list):
            return [change(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    return type(model).model_validate(change(model.model_dump(mode="json", by_alias=True, exclude_unset=True)))


def steps(check: Callable[[Index], Iterable[Issue]], source: RulebookSource) -> int:
    """Instructions that Python executes for one check, the files being walked already."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    index, before = Index(source), sys.gettrace()
    assert list(index.each(Model))
    sys.settrace(trace)
    try:
        issues = list(check(index))
    finally:
        sys.settrace(before)
    assert not [issue for issue in issues if issue.severity == "error"]
    return count
