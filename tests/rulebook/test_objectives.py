"""The tree of objectives, and the rules on the way to a perimeter."""

from eligibility.rulebook.load import RulebookFolder
from eligibility.rulebook.objectives import Objectives, above, covers, depth, related
from eligibility.rulebook.rule_graph import behind, leading_to, opened_from
from schemas.perimeters import PerimeterRule
from tests.support.small import SECOND, SMALL


def test_a_code_is_its_path() -> None:
    assert [depth(code) for code in ("3", "3.4", "3.4.2")] == [1, 2, 3]
    assert [above(code) for code in ("3", "3.4", "3.4.2")] == ["", "3", "3.4"]
    assert covers("3", "3") and covers("3", "3.4.2") and not covers("3.4", "3") and not covers("3", "30.1")
    assert related("3.4", "3") and related("3", "3.4") and not related("3.4", "3.40")


def test_every_objective_covers_what_the_file_puts_below_it() -> None:
    for folder in (SMALL, SECOND):
        file = RulebookFolder(folder).source().objectives
        tree = Objectives(file)
        for axis in file.axes:
            for objective in axis.children:
                assert tree.below(objective.code) == tuple(sub.code for sub in objective.children)
                assert [tree.below(sub.code) for sub in objective.children] == [(s.code,) for s in objective.children]
            assert tree.below(axis.code) == tuple(sub.code for o in axis.children for sub in o.children)
            assert tree.beside(axis.code) == tuple(other.code for other in file.axes)
        assert tree.served(reversed(list(tree.titles))) == tree.leaves == list(tree.subs)
        assert tree.below("99") == () == tree.beside("99.1")


def rule(name: str, reads: dict[str, str], *, then: tuple[str, str] | None = None, opens: str = "") -> PerimeterRule:
    return PerimeterRule.model_validate(
        {
            "id": name,
            "title": name,
            "when": [{"field": field, "any_of": [value]} for field, value in reads.items()],
            "then": {"field": then[0], "value": then[1]} if then else None,
            "opens": [{"perimeter": opens}] if opens else [],
            "source": "A-01",
        }
    )


RULES = [
    rule("opens", {"zone": "b"}, opens="wide"),
    rule("zone", {"status": "x"}, then=("zone", "b")),
    rule("other-zone", {"commune": "1"}, then=("zone", "c")),
    rule("status", {"commune": "2"}, then=("status", "x")),
    rule("apart", {"veille": "oui"}, opens="narrow"),
]


def test_the_rules_on_the_way_to_a_perimeter() -> None:
    assert [one.id for one in leading_to(["wide"], RULES)] == ["opens", "zone", "other-zone", "status"]
    assert [one.id for one in leading_to(["narrow"], RULES)] == ["apart"]
    assert leading_to(["none"], RULES) == []


def test_the_rules_behind_a_rule_conclude_the_values_that_it_reads() -> None:
    assert [one.id for one in behind(RULES[0], RULES)] == ["zone", "status"]
    assert [one.id for one in behind(RULES[0], RULES[:2])] == ["zone"]


def test_what_a_rule_opens_through_the_facts_that_it_concludes() -> None:
    assert opened_from([RULES[3]], RULES) == {"wide"}
    assert opened_from([RULES[4]], RULES) == {"narrow"}
    assert opened_from([], RULES) == set()
