"""What a rulebook covers: exact counts on the small rulebook, what must hold on the real one."""

from dataclasses import replace
from pathlib import Path

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.workbench.coverage import Coverage, coverage
from eligibility.workbench.coverage.gaps import Missing
from eligibility.workbench.coverage.matrix import Lines
from tests.support.small import changed


@pytest.fixture(scope="module")
def counted(small: Rulebook) -> Coverage:
    return coverage(small)


@pytest.fixture(scope="module")
def real(rulebook: Rulebook) -> Coverage:
    return coverage(rulebook)


def with_change(folder: Path, file: str, *pairs: tuple[str, str], append: str = "") -> Coverage:
    """Coverage of the small rulebook with one file changed."""
    return coverage(load_rulebook(changed(folder, {"file": file, "replace": pairs, "append": append})))


def test_lines_by_objective_and_funder(counted: Coverage) -> None:
    assert [(c.id, c.family_name, c.lines) for c in counted.funders] == [
        ("conseil", "Conseil du Val", Lines(("conseil-forum",), ("conseil-creation",))),
        ("fonds", "Fonds du Val", Lines(("fonds-jardins",), ())),
    ]
    found = {
        row.code: [(*cell.lines, "général" if cell.general else "") for cell in row.cells] for row in counted.objectives
    }
    assert found == {
        "1.1.1": [("conseil-forum", "général"), ("",)],
        "1.1.2": [("conseil-forum", "conseil-creation", "général"), ("",)],
        "2.1.1": [("",), ("fonds-jardins", "général")],
    }
    assert [row.general for row in counted.objectives] == [("conseil-forum",), ("conseil-forum",), ("fonds-jardins",)]


def test_a_line_without_objectives_is_general_everywhere(tmp_path: Path) -> None:
    found = with_change(tmp_path / "r", "funders/fonds.yaml", ('objectives: ["2"]', "objectives: null"))
    assert [row.cells[1].general for row in found.objectives] == [("fonds-jardins",)] * 3


def test_a_line_that_names_the_sub_objective_is_not_general(tmp_path: Path) -> None:
    found = with_change(tmp_path / "r", "funders/fonds.yaml", ('objectives: ["2"]', 'objectives: ["2", "2.1.1"]'))
    assert (found.objectives[2].cells[1].lines.funding, found.objectives[2].general) == (("fonds-jardins",), ())


def test_a_way_may_narrow_the_objectives(tmp_path: Path) -> None:
    way = '          - all: [{field: objectives, any_of: ["%s"], basis: printed}]\n'
    ways = "      - alternatives:\n" + way % "1.1.2" + way % "1.1.1"
    first = "      - {field: kinds, any_of: [works], basis: printed}\n"
    found = with_change(
        tmp_path / "r", "funders/fonds.yaml", ('objectives: ["2"]', 'objectives: ["1", "2"]'), (first, first + ways)
    )
    assert [row.code for row in found.objectives if row.cells[1].lines.funding] == ["1.1.1", "1.1.2"]
    assert [row.cells[1].general for row in found.objectives] == [()] * 3


def zone_counts(found: Coverage) -> dict[str | None, tuple[Lines, Lines, Lines]]:
    return {z.value: (z.openings.everywhere, z.openings.somewhere, z.openings.reserved) for z in found.zones}


def test_lines_by_zone(counted: Coverage) -> None:
    assert zone_counts(counted) == {
        "prioritaire": (Lines(("conseil-forum", "fonds-jardins"), ("conseil-creation",)), Lines(), Lines()),
        "ailleurs": (Lines(("conseil-forum",)), Lines(), Lines(("fonds-jardins",), ("conseil-creation",))),
        None: (Lines(), Lines(), Lines()),
    }
    second = counted.by_zone[1]
    assert [(cell.open, cell.reserved) for cell in second] == [
        (Lines(("conseil-forum",), ("conseil-creation",)), Lines()),
        (Lines(("conseil-forum",)), Lines((), ("conseil-creation",))),
        (Lines(), Lines()),
    ]


def test_a_line_without_perimeter_is_open_everywhere(tmp_path: Path) -> None:
    found = with_change(tmp_path / "r", "funders/fonds.yaml", ("perimeter: quartiers", "perimeter: null"))
    assert [everywhere.funding[-1] for everywhere, _, _ in zone_counts(found).values()] == ["fonds-jardins"] * 3


def test_a_perimeter_of_one_quarter_is_open_somewhere(tmp_path: Path) -> None:
    old = "when: [{field: zone, any_of: [prioritaire]}]"
    found = with_change(tmp_path / "r", "perimeters.yaml", (old, "when: [{field: quarter_tag, any_of: [chantier]}]"))
    everywhere, somewhere, reserved = zone_counts(found)["prioritaire"]
    assert (everywhere.funding, somewhere.funding, len(reserved)) == (("conseil-forum",), ("fonds-jardins",), 0)


@pytest.mark.parametrize(
    ("reserve", "place"), [("", "everywhere"), ("\n            reserve: appreciation", "reserved")]
)
def test_a_way_by_the_place_counts_with_its_reserve(tmp_path: Path, reserve: str, place: str) -> None:
    first = "      - {field: kinds, any_of: [works], basis: printed}\n"
    way = f"      - alternatives:\n          - all: [{{field: perimeter, any_of: [agglomeration], basis: printed}}]{reserve}\n"
    way += "          - all: [{field: perimeter, any_of: [quartiers], basis: printed}]\n"
    found = with_change(
        tmp_path / "r", "funders/fonds.yaml", ("perimeter: quartiers", "perimeter: null"), (first, first + way)
    )
    zones = {zone.value: zone.openings for zone in found.zones}
    assert "fonds-jardins" in getattr(zones["ailleurs"], place).funding
    assert "fonds-jardins" not in [*zones[None].everywhere, *zones[None].somewhere, *zones[None].reserved]


def test_the_register_by_section(counted: Coverage) -> None:
    found = [(p.section, p.read, p.funding, p.support, p.rules, p.set_aside, p.lines) for p in counted.sections]
    assert found == [
        ("A", 5, 0, 0, 3, {"principle": 2}, 0),
        ("B", 5, 2, 1, 0, {"same_as": 1, "condition": 1}, 3),
    ]
    whole = counted.register
    assert (whole.read, whole.funding, whole.support, whole.rules, whole.aside, whole.lines) == (10, 2, 1, 3, 4, 3)


def test_an_entry_of_both_kinds_counts_once_as_funding(tmp_path: Path) -> None:
    both = "[conseil-creation, fonds-jardins, dans-un-quartier]"
    found = with_change(tmp_path / "r", "register/b-financeurs.yaml", ("[conseil-creation]", both))
    assert (found.register.read, found.register.funding, found.register.support, found.register.rules) == (10, 3, 0, 3)


def test_a_section_in_two_files_is_one(tmp_path: Path) -> None:
    found = with_change(tmp_path / "r", "register/b-financeurs.yaml", ('section: "B"', 'section: "A"'))
    assert [(part.section, part.title, part.read) for part in found.sections] == [
        ("A", "Le territoire et les objectifs ; Les financeurs", 10)
    ]


def test_no_gap_but_a_family_not_studied(counted: Coverage) -> None:
    gaps = counted.gaps
    assert (gaps.no_line, gaps.no_funding, gaps.families, gaps.funders, gaps.funders_without_funding) == ((),) * 5
    assert gaps.families_not_studied == (Missing("caisse", "Caisse du Val"),)
    assert [missing.id for missing in gaps.only_general_funding] == ["1.1.1", "1.1.2", "2.1.1"]


def test_gaps(tmp_path: Path) -> None:
    folder = changed(
        tmp_path / "r", {"file": "funders/fonds.yaml", "replace": [('objectives: ["2"]', 'objectives: ["1"]')]}
    )
    text = (folder / "funders/fonds.yaml").read_text(encoding="utf-8")
    (folder / "funders/fonds.yaml").write_text(text.replace("kind: funding", "kind: support"), encoding="utf-8")
    new = (
        text[: text.index("lines:")]
        .replace("fonds", "mecene")
        .replace("Fonds du Val", "Mécène")
        .replace("family: mecene", "family: fonds")
    )
    (folder / "funders/mecene.yaml").write_text(new + "lines: []\n", encoding="utf-8")
    gaps = coverage(load_rulebook(folder)).gaps
    garden = Missing("2.1.1", "Faire vivre les jardins partagés")
    assert (gaps.no_line, gaps.no_funding, gaps.funders) == ((garden,), (garden,), (Missing("mecene", "Mécène"),))
    assert gaps.funders_without_funding == (Missing("fonds", "Fonds du Val"), Missing("mecene", "Mécène"))
    assert gaps.families == ()


def test_a_family_studied_without_line(tmp_path: Path) -> None:
    found = with_change(
        tmp_path / "r", "contract.yaml", ('section: "D", encoded: false', 'section: "D", encoded: true')
    )
    assert (found.gaps.families, found.gaps.families_not_studied) == ((Missing("caisse", "Caisse du Val"),), ())


def test_conditions_checked_and_left_to_people(counted: Coverage) -> None:
    creation, forum, gardens = counted.conditions
    assert [(line.id, len(line.checked), line.left, line.favoured) for line in counted.conditions] == [
        ("conseil-creation", 5, 2, 0),
        ("conseil-forum", 5, 1, 0),
        ("fonds-jardins", 6, 1, 1),
    ]
    assert creation.checked[-1] == "une voie parmi 2 (Porteur)"
    assert [(r.id, r.body, r.applies) for r in creation.reserves] == [
        ("vote", "Conseil du Val", "selon la voie suivie"),
        ("appreciation", "Comité des financeurs du Val", "selon le lieu ou les bénéficiaires"),
    ]
    assert [r.applies for r in forum.reserves] == ["si dates de l'action : une action à partir du 1er janvier 2016"]
    assert gardens.priorities == ()


def test_a_priority_in_words_alone_is_left_to_people(tmp_path: Path) -> None:
    words = ", when: [{field: publics, any_of: [jeunes]}]"
    gardens = with_change(tmp_path / "r", "funders/fonds.yaml", (words, "")).conditions[-1]
    assert (gardens.favoured, gardens.priorities, gardens.left) == (0, ("Les jeunes passent d'abord.",), 2)


NEW_LINE = """  - id: fonds-neuf
    title: Une aide nouvelle
    summary: Une aide de plus.
    kind: funding
    nature: loan
    commitment: firm
    objectives: ["1.1.2"]
    objectives_basis: printed
    perimeter: agglomeration
    perimeter_basis: printed
    dispositif: Neuf
    source: [B-04]
"""


def test_a_new_line_changes_only_its_cells(tmp_path: Path, counted: Coverage) -> None:
    found = with_change(tmp_path / "r", "funders/fonds.yaml", append=NEW_LINE)
    assert found.objectives[0::2] == counted.objectives[0::2]
    old, new = counted.objectives[1], found.objectives[1]
    assert new.cells[0] == old.cells[0]
    assert new.cells[1] == replace(old.cells[1], lines=Lines(("fonds-neuf",)))
    assert found.by_zone[0::2] == counted.by_zone[0::2]
    gained = [
        set(after.open) - set(before.open) for before, after in zip(counted.by_zone[1], found.by_zone[1], strict=True)
    ]
    assert gained == [{"fonds-neuf"}, {"fonds-neuf"}, set()]
    assert (found.sections, found.conditions[:-1]) == (counted.sections, counted.conditions)
    assert [missing.id for missing in found.gaps.only_general_funding] == ["1.1.1", "2.1.1"]


def test_each_entry_is_counted_once(real: Coverage, rulebook: Rulebook) -> None:
    for part in (*real.sections, real.register):
        assert part.read == part.funding + part.support + part.rules + sum(part.set_aside.values()), part.section
    assert sum(part.read for part in real.sections) == real.register.read
    assert real.register.read == sum(len(file.entries) for file in rulebook.source.registers)


def test_every_line_is_in_every_table(real: Coverage, rulebook: Rulebook) -> None:
    every = {line.id for line in rulebook.lines}
    assert {*real.lines} == every == {line.id for line in real.conditions}
    for place, column in enumerate(real.funders):
        in_cells = {line for row in real.objectives for line in row.cells[place].lines}
        assert in_cells == {*column.lines} == {line.id for line in rulebook.lines if line.funder.id == column.id}
    for row in real.objectives:
        assert sorted(row.lines) == sorted(line for cell in row.cells for line in cell.lines)
    assert {line for row in real.objectives for line in row.lines} == every


def test_zones_share_out_the_states(real: Coverage, rulebook: Rulebook) -> None:
    """Each line of a zone is in one group, and is there exactly if some state of the territory opens its perimeter."""
    for zone in real.zones:
        groups = [{*zone.openings.everywhere}, {*zone.openings.somewhere}, {*zone.openings.reserved}]
        assert sum(map(len, groups)) == len(set().union(*groups)), zone.label
        opened = [c.open for c in rulebook.conclusions.values() if zone.value in {value for _, value in c.facts}]
        for line in rulebook.lines:
            if line.line.perimeter and not any(hasattr(item, "branches") for item in line.items):
                ways = {open_.get(line.line.perimeter, "closed") for open_ in opened}
                expected = [ways == {None}, None in ways and ways != {None}, None not in ways and ways != {"closed"}]
                assert [line.id in group for group in groups] == expected, (zone.label, line.id)
