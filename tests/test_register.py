"""The register makes completeness checkable: everything cites it, and everything in it leads somewhere."""

from collections import Counter

from eligibility import Rulebook
from eligibility.compile import CompiledAlternatives


def test_every_line_and_criterion_points_to_an_entry(rulebook: Rulebook) -> None:
    entries = {entry.id for register in rulebook.source.registers for entry in register.entries}
    for line in rulebook.lines:
        assert line.sources and {source.entry for source in line.sources} <= entries
        for item in line.items:
            assert item.source.entry in entries
            if isinstance(item, CompiledAlternatives):
                assert {c.source.entry for branch in item.branches for c in branch.criteria} <= entries
        cited = [*line.amounts, *line.priorities, *line.reserves, line.contact]
        assert {thing.source.entry for thing in cited} <= entries


def test_every_line_comes_from_an_entry_that_leads_to_it(rulebook: Rulebook) -> None:
    led = {name for register in rulebook.source.registers for entry in register.entries for name in entry.encoded_as}
    assert {line.id for line in rulebook.lines} <= led


def test_entries_are_in_reading_order(rulebook: Rulebook) -> None:
    """Within a section, by first line of the text; an entry that cites an annex or another section may come last."""
    first_annex = 7_122
    for register in rulebook.source.registers:
        last: dict[str, int] = {}
        for entry in register.entries:
            section = entry.id.rpartition("-")[0]
            if section.startswith("A"):
                continue  # annexes are tables, read by place rather than by line
            far = entry.lines[0] >= first_annex or abs(entry.lines[0] - last.get(section, entry.lines[0])) > 1_000
            if not far:
                assert entry.lines[0] >= last.get(section, 0), entry.id
                last[section] = entry.lines[0]


def test_the_first_five_families_are_as_full_as_an_independent_reading(rulebook: Rulebook) -> None:
    """An independent reading counts 33, 38, 35 and 84 commitments that can be asked for; far fewer would be a hole."""
    asked = Counter(line.funder.family for line in rulebook.lines if line.kind == "funding")
    assert asked["region"] >= 26
    assert asked["departement"] >= 30
    assert asked["europe"] >= 28
    assert asked["etat"] >= 67
