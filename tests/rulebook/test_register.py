"""The register comes first: every source of the real rulebook leads to one of its entries, read in order."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from schemas.criterion import Alternatives, Criterion
from schemas.funder import FunderFile
from schemas.register import Entry, RegisterFile, SetAside
from tests.support.paths import DOUAISIS
from tests.support.real import real

REGISTERS = [file.name for file in sorted((DOUAISIS / "register").glob("*.yaml"))]
FUNDERS = [file.name for file in sorted((DOUAISIS / "funders").glob("*.yaml")) if not file.name.endswith(".cases.yaml")]


def register(name: str) -> RegisterFile:
    return real().source.registers[REGISTERS.index(name)]


def funder(name: str) -> FunderFile:
    return real().source.funders[FUNDERS.index(name)]


@cache
def entries() -> dict[str, Entry]:
    return {entry.id: entry for file in real().source.registers for entry in file.entries}


def test_every_file_is_read() -> None:
    source = real().source
    assert (len(source.registers), len(source.funders)) == (len(REGISTERS), len(FUNDERS))


# Entries placed after the text that follows them, and why: they are read again last.
OUT_OF_ORDER = {
    "A10-10": "figures printed between all the lists of the annex",
    "IV.3-65": "what section III.3 says of the same partner",
    "IV.4-103": "what section IV.2 says of the same partner",
}


def criteria_sources(criteria: list[Any], place: str) -> Iterator[tuple[str, str | None]]:
    for index, item in enumerate(criteria, start=1):
        here = f"{place}, critère {index}"
        yield here, item.source
        if isinstance(item, Alternatives):
            for branch in item.alternatives:
                yield from criteria_sources(branch.all, here)


def sources(file: FunderFile) -> Iterator[tuple[str, str | None]]:
    """Every place of a funder's file that may name an entry, and what it names."""
    for reserve in file.funder.reserves:
        yield f"réserve {reserve.id}", reserve.source
        yield from criteria_sources(
            [reserve.when] if isinstance(reserve.when, Criterion) else [], f"réserve {reserve.id}"
        )
    yield from ((f"contact {contact.id}", contact.source) for contact in file.funder.contacts)
    for line in file.lines:
        yield from ((f"ligne {line.id}", source) for source in line.source)
        yield from ((f"ligne {line.id}", s) for s in (line.objectives_source, line.perimeter_source, line.valid_source))
        yield from criteria_sources(line.criteria, f"ligne {line.id}")
        for group, items in (("montant", line.amounts), ("priorité", line.priorities)):
            for item in items:
                yield f"ligne {line.id}, {group}", item.source
                yield from criteria_sources(item.when, f"ligne {line.id}, {group}")


@pytest.mark.parametrize("name", FUNDERS)
def test_every_source_is_an_entry(name: str) -> None:
    found = list(sources(funder(name)))
    assert [f"{place} : {source}" for place, source in found if source is not None and source not in entries()] == []


@pytest.mark.parametrize("name", FUNDERS)
def test_every_line_reserve_and_contact_has_a_source(name: str) -> None:
    file = funder(name)
    assert all(line.source for line in file.lines)
    assert all(reserve.source for reserve in file.funder.reserves)
    assert all(contact.source for contact in file.funder.contacts)


def test_every_line_comes_from_an_entry() -> None:
    encoded = {target for entry in entries().values() for target in entry.encoded_as}
    assert sorted({line.id for file in real().source.funders for line in file.lines} - encoded) == []


def test_every_rule_perimeter_and_place_has_an_entry() -> None:
    perimeters, territory = real().source.perimeters, real().source.territory
    items: list[Any] = [
        *perimeters.rules, *perimeters.perimeters, *perimeters.reserves,
        *territory.communes, *territory.quarters, *territory.places, *territory.structures,
    ]  # fmt: skip
    assert sorted({item.source for item in items} - entries().keys()) == []


def number(entry_id: str) -> tuple[int, str]:
    """« IV.4-100b » -> (100, "b")"""
    parts = re.fullmatch(r".*-(\d+)([a-z]?)", entry_id)
    assert parts, entry_id
    digits, letter = parts.groups()
    return int(digits), letter


@pytest.mark.parametrize("name", REGISTERS)
def test_entries_are_in_reading_order(name: str) -> None:
    """Within a file, for each prefix: by first line of the text, and numbered in that order."""
    by_prefix: dict[str, list[Any]] = {}
    for entry in register(name).entries:
        by_prefix.setdefault(entry.id.rpartition("-")[0], []).append(entry)
    for found in by_prefix.values():
        assert [f"{b.id} après {a.id}" for a, b in pairwise(found) if number(b.id) <= number(a.id)] == []
        wrong = {b.id: f"{b.id} après {a.id}" for a, b in pairwise(found) if b.lines[0] < a.lines[0]}
        assert [text for entry_id, text in wrong.items() if entry_id not in OUT_OF_ORDER] == []


@pytest.mark.parametrize("name", REGISTERS)
def test_an_entry_that_repeats_another_leads_to_one_that_does_not(name: str) -> None:
    for entry in register(name).entries:
        if entry.set_aside == SetAside.same_as:
            assert entry.same_as != entry.id
            assert entry.same_as and entries()[entry.same_as].set_aside != SetAside.same_as, (
                f"{entry.id} → {entry.same_as}"
            )
