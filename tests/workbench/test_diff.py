"""Two versions of a rulebook: what is told of each planted change, and that it is true, for every action."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook
from eligibility.actions.as_of import edition_of
from eligibility.actions.requests import parse_request
from eligibility.errors import InputError, RulebookError
from eligibility.evaluate import evaluate
from eligibility.workbench.analyse.variants import Variants
from eligibility.workbench.analyse.witness import request_of
from eligibility.workbench.diff import Diff, Version, compare, opened, words
from eligibility.workbench.diff.model import LineRef, Witness
from eligibility.workbench.diff.portfolio import PortfolioDiff, compare_portfolio
from eligibility.workbench.diff.portfolio_files import read_portfolio
from schemas.rulebook import RulebookSource
from tests.support import strategies
from tests.support.diff_scenarios import (
    AGE,
    CONSEIL,
    CONTRACT,
    FORUM_AT_26,
    OLDER,
    PLANTED,
    Edits,
    Planted,
    edited,
    forum,
    garden,
    told,
)
from tests.support.effort import examples, some
from tests.support.reference import Contradiction, reference
from tests.support.small import SECOND, SMALL
from tests.support.whole_actions import whole_actions

few = examples(1 / 3, least=10)


@contextmanager
def versions(old: Path, new: Path, *days: date | None) -> Iterator[tuple[Version, Version]]:
    first, last = days or (None, None)
    with opened(str(old), Path, first) as before, opened(str(new), Path, last) as after:
        yield before, after


def compared(old: Path, new: Path, *days: date | None) -> Diff:
    with versions(old, new, *days) as both:
        return compare(*both)


def shown(diff: Diff) -> Iterator[tuple[LineRef, Witness]]:
    """Every witness of a comparison, with its line."""
    for line in (*diff.added, *diff.removed, *diff.moved, *diff.changed):
        yield from ((line.ref, witness) for witness in line.witnesses)
    for group in diff.groups:
        yield from group.witnesses


# -- each kind of change


@pytest.mark.parametrize("case", PLANTED, ids=[case.name for case in PLANTED])
def test_what_is_told_of_a_change(case: Planted, tmp_path: Path) -> None:
    new = edited(tmp_path / "new", case.edits)
    assert told(compared(SMALL, new)) == case.told


@pytest.mark.parametrize("case", some(PLANTED, 3), ids=[case.name for case in PLANTED])
def test_a_witness_has_the_verdicts_that_it_says(case: Planted, tmp_path: Path) -> None:
    with versions(SMALL, edited(tmp_path / "new", case.edits)) as both:
        diff = compare(*both)
        names = {line.after.id: line.before.id for line in diff.moved if line.before and line.after}
        for ref, witness in shown(diff):
            for version, answer, name in zip(
                both, (witness.before, witness.after), (names.get(ref.id, ref.id), ref.id)
            ):
                assert answer_of(version.rulebook, dict(witness.action), name) == (
                    answer.verdict if answer else "absent"
                )


def answer_of(rulebook: Rulebook, document: dict[str, Any], line_id: str) -> str | None:
    """None: the action cannot be read."""
    try:
        result = evaluate(rulebook, parse_request(document, rulebook.detail_names))
    except InputError:
        return None
    return next((line.verdict for line in result.lines if line.id == line_id), "absent")


@pytest.mark.parametrize("case", some(PLANTED, 3), ids=[case.name for case in PLANTED])
def test_backwards_what_was_gained_is_lost(case: Planted, tmp_path: Path) -> None:
    new = edited(tmp_path / "new", case.edits)
    there, back = compared(SMALL, new), compared(new, SMALL)
    turned = {"gained": "lost", "lost": "gained"}
    effects = sorted((turned.get(w.effect, w.effect), ref.id) for ref, w in shown(there) if ref.id != "fonds-potagers")
    assert effects == sorted((w.effect, ref.id) for ref, w in shown(back) if ref.id != "fonds-potagers")


def test_the_reason_of_a_loss_is_the_new_clause_that_of_a_gain_the_old_one(tmp_path: Path) -> None:
    diff = compared(SMALL, edited(tmp_path / "new", forum(AGE, AGE.replace("25", "26").replace("16", "17"))))
    lost, gained = diff.changed[0].witnesses
    assert [(b.side, b.sentence, b.clause) for w in (lost, gained) for b in w.because] == [
        ("new", "Âge des bénéficiaires : 16 ans. Ne convient pas ; il est demandé : de 17 à 26 ans.", "B, forums"),
        ("old", "Âge des bénéficiaires : 26 ans. Ne convient pas ; il est demandé : de 16 à 25 ans.", "B, forums"),
    ]
    assert "Âge des bénéficiaires : 16 ans" in lost.said


def test_an_amount_is_told_by_its_figures(tmp_path: Path) -> None:
    diff = compared(SMALL, edited(tmp_path / "new", forum('value: "0.85"', 'value: "0.80"')))
    (witness,) = diff.changed[0].witnesses
    assert [(b.side, b.sentence) for b in witness.because] == [
        ("old", "Part du Conseil : 85 %."),
        ("new", "Part du Conseil : 80 %."),
    ]


def test_an_amount_is_shown_where_its_condition_holds(tmp_path: Path) -> None:
    limited = 'value: "0.85", when: [{field: carrier, any_of: [association]}]'
    diff = compared(SMALL, edited(tmp_path / "new", forum('value: "0.85"', limited)))
    (witness,) = diff.changed[0].witnesses
    assert witness.action["action"]["carrier"] != {"type": "association"} and witness.effect == "content"


def test_a_line_that_asks_what_was_never_asked(tmp_path: Path) -> None:
    """Nobody could answer before: who does not say it loses the certainty, who says it could not be read."""
    edits: Edits = {
        "vocabulary.yaml": [
            (
                "lists:\n",
                '  - {id: night, type: boolean, paths: [details.night], label: La nuit, question: "La nuit ?"}\nlists:\n',
            )
        ],
        CONSEIL: [(f"- {AGE}\n", f"- {AGE}\n      - {{field: night, is: true, basis: printed}}\n")],
    }
    diff = compared(SMALL, edited(tmp_path / "new", edits))
    assert told(diff) == {
        "changed": {
            "conseil-forum": {
                "criteria": ((), ("La nuit : oui",)),
                "lost": ("eligible", "depends"),
                "gained": (None, "eligible"),
            }
        },
        "shared": ["field night added"],
    }
    lost = next(w for _, w in shown(diff) if w.effect == "lost")
    assert "night" not in json.dumps(lost.action)


def test_a_name_that_stands_for_another_place(tmp_path: Path) -> None:
    """No state of the territory changes, only what people mean by a name."""
    veille: Edits = {
        "perimeters.yaml": [
            (
                '{field: mostly_from_qpv, any_of: ["oui"]}',
                '{field: veille, any_of: ["oui"]}',
            )
        ]
    }
    moved: Edits = {
        "territory.yaml": [('commune: "01001", veille: true, source', 'commune: "01001", veille: false, source')]
    }
    diff = compared(edited(tmp_path / "old", veille), edited(tmp_path / "new", veille | moved))
    assert told(diff) == {
        "groups": {"place Cité du Lavoir": {"lost": ["conseil-creation", "fonds-jardins"]}},
        "shared": ["place Cité du Lavoir changed"],
    }
    (_, witness), *_ = diff.groups[0].witnesses
    assert witness.action["action"]["site"] == {"quarter": "cite du lavoir"}


def test_two_publics_together(tmp_path: Path) -> None:
    """One public alone sees no difference: both are asked for."""
    both = forum(
        "{field: publics, any_of: [jeunes, femmes], basis: printed}",
        "{field: publics, all_of: [jeunes, femmes], basis: printed}",
    )
    three = forum(
        "{field: publics, any_of: [jeunes, femmes], basis: printed}",
        "{field: publics, all_of: [jeunes, femmes, other], basis: printed}",
    )
    diff = compared(edited(tmp_path / "old", both), edited(tmp_path / "new", three))
    (lost,) = diff.changed[0].witnesses
    assert (lost.effect, sorted(lost.action["action"]["beneficiaries"]["publics"])) == ("lost", ["femmes", "jeunes"])


# -- versions compared with themselves, editions


@pytest.mark.parametrize("folder", [SMALL, SECOND], ids=["small", "second"])
def test_a_version_and_itself(folder: Path) -> None:
    diff = compared(folder, folder)
    assert (told(diff), diff.same, diff.for_nobody) == ({}, True, True)
    assert (
        words.conclusion(diff) == "Les deux versions disent la même chose, mot pour mot : rien ne change pour personne."
    )


def test_two_contracts_that_have_nothing_in_common() -> None:
    diff = compared(SMALL, SECOND)
    assert (len(diff.removed), len(diff.changed), len(diff.groups)) == (3, 0, 0)
    assert {w.effect for _, w in shown(diff)} == {"lost", "gained"}


AMENDED: Edits = {
    CONTRACT: [("revised_on: 2015-03-01", "revised_on: 2016-06-01\namendments:\n  - {id: avenant-1, title: Avenant n° 1, known_from: 2016-06-01, extends_until: 2019-12-31, source: B-03}")],
    CONSEIL: [
        ("lines:\n  - id: conseil-forum\n", "lines:\n  - id: conseil-forum\n    repealed_by: avenant-1\n"),
        ("  - id: conseil-creation\n", (SMALL / CONSEIL).read_text(encoding="utf-8").partition("lines:\n")[2].partition("  - id: conseil-creation\n")[0]
         .replace("id: conseil-forum\n", "id: conseil-forum\n    introduced_by: avenant-1\n").replace("25", "30") + "  - id: conseil-creation\n"),
    ],
}  # fmt: skip


def test_the_contract_then_its_amendment(tmp_path: Path) -> None:
    folder = edited(tmp_path / "amended", AMENDED)
    diff = compared(folder, folder, date(2015, 12, 31), None)
    assert told(diff) == {
        "changed": {"conseil-forum": {
            "criteria": (("Âge des bénéficiaires : de 16 à 25 ans",), ("Âge des bénéficiaires : de 16 à 30 ans",)),
            "gained": ("ineligible", "eligible"),
        }},
        "groups": {"period period": {"gained": ["conseil-creation"]}},
        "shared": ["period period changed"],
    }  # fmt: skip
    assert (diff.old.as_of, diff.new.as_of) == (date(2015, 12, 31), date(2016, 6, 1))
    assert told(compared(folder, folder, date(2016, 6, 1), None)) == {}


def test_no_text_was_known_then(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"aucun texte n'était connu le 01/01/2001\. Le premier l'est depuis le 01/03/2015"
    ):
        compared(SMALL, SMALL, date(2001, 1, 1), None)


# -- for every action


def version(source: RulebookSource) -> Version:
    rulebook = compile_rulebook(source)
    return Version("essai", edition_of(rulebook, None), rulebook.contract.revised_on)


def verify(old: RulebookSource, new: RulebookSource, data: st.DataObject) -> None:
    """Witnesses have the verdicts that they say; who gains or loses a settled verdict is told; silence is sameness."""
    try:
        both = version(old), version(new)
    except RulebookError:
        assume(False)
    diff = compare(*both)
    effects: dict[str, set[str]] = {line.ref.id: {w.effect for w in line.witnesses} for line in diff.changed}
    for group in diff.groups:
        for effect, refs in group.lines.items():
            for ref in refs:
                effects.setdefault(ref.id, set()).add(effect)
    for ref, witness in shown(diff):
        for one, source, answer in zip(both, (old, new), (witness.before, witness.after)):
            if answer and answer.verdict:
                action = request_of(one.rulebook, dict(witness.action)).action
                assert reference(source, action)[ref.id].verdict == answer.verdict
    action = data.draw(whole_actions(old) | strategies.actions(old).filter(lambda a: not isinstance(a.site, list)))
    try:
        before, after = reference(old, action), reference(new, action)
    except Contradiction:
        return
    order = {"ineligible": 0, "unlikely": 0, "subject_to": 1, "eligible": 2}  # the first two are closed alike
    for name, was in before.items():
        now, told_ = after[name], effects.get(name, set())
        if {was.verdict, now.verdict} <= order.keys() and order[was.verdict] != order[now.verdict]:
            assert ("gained" if order[now.verdict] > order[was.verdict] else "lost") in told_, name
        assert told_ or (was.verdict, was.reserves) == (now.verdict, now.reserves), name


@few
@given(st.data())
def test_one_variant_of_one_line(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    rulebook = compile_rulebook(source)
    variants = [variant for line in rulebook.lines for variant in Variants(rulebook).of(line.line)]
    assume(variants)
    variant = data.draw(st.sampled_from(variants))
    files = tuple(
        file.model_copy(update={"lines": [variant.line if line.id == variant.line.id else line for line in file.lines]})
        for file in source.funders
    )
    verify(source, replace(source, funders=files), data)


@few
@given(st.data())
def test_one_thing_that_lines_have_in_common(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    period = source.contract.period
    until = data.draw(st.sampled_from([date(2020, 6, 1), date(2021, 6, 1)]))
    longer = source.contract.model_copy(update={"period": period.model_copy(update={"until": until})})
    fewer = source.territory.model_copy(update={"quarters": source.territory.quarters[:1]})
    rules = data.draw(strategies.perimeters())
    registers = (strategies.register(source.funders, [rule.id for rule in rules.rules]),)
    other: dict[str, Any] = data.draw(st.sampled_from([
        {"vocabulary": data.draw(strategies.vocabularies())}, {"territory": data.draw(strategies.territories())},
        {"territory": fewer}, {"contract": longer}, {"perimeters": rules, "registers": registers},
    ]))  # fmt: skip
    verify(source, replace(source, **other), data)


# -- a portfolio


def portfolio(tmp_path: Path, edits: Edits, actions: Any) -> PortfolioDiff:
    file = tmp_path / "actions.json"
    file.write_text(json.dumps(actions), encoding="utf-8")
    with versions(SMALL, edited(tmp_path / "new", edits)) as both:
        return compare_portfolio(*both, read_portfolio(file))


def test_who_gains_and_who_loses(tmp_path: Path) -> None:
    young = {**FORUM_AT_26, "title": "Forum des seize ans", "beneficiaries": {"age_min": 16, "age_max": 16}}
    older, elsewhere = {**FORUM_AT_26, **OLDER}, {**FORUM_AT_26, "kinds": ["works"]}
    found = portfolio(
        tmp_path,
        forum(AGE, AGE.replace("25", "26").replace("16", "17")),
        [young, {"action": older, "as_of": "2001-01-01"}, elsewhere],
    )
    assert [(a.name, a.title, [(c.line.id, c.effect, c.before, c.after) for c in a.lines]) for a in found.touched] == [
        ("actions.json, action 1", "Forum des seize ans", [("conseil-forum", "lost", "eligible", "ineligible")]),
        ("actions.json, action 2", "", [("conseil-forum", "gained", "ineligible", "eligible")]),
    ]
    (lost,), (gained,) = (action.lines for action in found.touched)
    assert [(b.side, b.clause) for b in (*lost.because, *gained.because)] == [
        ("new", "B, forums"),
        ("old", "B, forums"),
    ]
    assert "il est demandé : de 17 à 26 ans" in lost.because[0].sentence
    assert [(t.id, t.lost, t.gained, t.otherwise) for t in (*found.by_line, *found.by_funder)] == [
        ("conseil-forum", 1, 1, 0),
        ("conseil", 1, 1, 0),
    ]
    assert (
        words.portfolio_conclusion(found)
        == "2 actions touchées sur 3 : 1 perd une ligne au moins et 1 gagne une ligne au moins."
    )


def test_a_line_added_and_an_action_that_is_not_read_any_more(tmp_path: Path) -> None:
    case = next(case for case in PLANTED if case.name == "a quarter removed from the territory")
    at_the_station = {"objectives": ["1.1.1"], "site": {"qpv": "QP001002"}}
    found = portfolio(tmp_path, case.edits, at_the_station)
    (action,) = found.touched
    assert (action.name, action.unread_before, found.bad) == ("actions.json", "", ())
    assert action.unread_after.startswith("« QP001002 » n'est pas un quartier prioritaire de ce contrat.")


def test_added_and_removed_lines_count_for_those_who_can_have_them(tmp_path: Path) -> None:
    case = next(case for case in PLANTED if case.name == "a line added")
    park = {"objectives": ["2.1.1"], "site": {"qpv": "QP001001"}, "starts_on": "2016-01-01", "ends_on": "2016-02-01"}
    found = portfolio(tmp_path, case.edits, [park, FORUM_AT_26])
    assert [
        [(c.line.id, c.effect, c.before, c.after, [b.clause for b in c.because]) for c in a.lines]
        for a in found.actions
    ] == [
        [("fonds-potagers", "gained", None, "eligible", ["B, C, jardins"])],
        [],
    ]


def test_nothing_changes_for_these(tmp_path: Path) -> None:
    found = portfolio(tmp_path, garden("title: Jardins partagés", "title: Jardins"), [FORUM_AT_26])
    assert (found.touched, words.portfolio_conclusion(found)) == ((), "Rien ne change pour 1 action lue.")


def test_files_of_a_portfolio(tmp_path: Path) -> None:
    folder = tmp_path / "actions"
    (folder / "2016").mkdir(parents=True)
    (folder / "classeur.yaml").mkdir()
    (folder / "2016" / "a.yaml").write_text("action: {objectives: ['1']}\n", encoding="utf-8")
    (folder / "b.json").write_text("[{", encoding="utf-8")
    (folder / "c.yml").write_text("- {objectives: ['2']}\n- 3\n", encoding="utf-8")
    (folder / "notes.txt").write_text("rien", encoding="utf-8")
    items = read_portfolio(folder)
    assert [item.name for item in items] == ["2016/a.yaml", "b.json", "c.yml, action 1", "c.yml, action 2"]
    assert [getattr(item, "problem", None) for item in items][
        3
    ] == "une action est attendue, avec ses champs : objectives, site…"
    assert "n'est pas du JSON lisible" in getattr(items[1], "problem", "")
    for path, message in (
        (tmp_path / "nulle-part", "ni fichier ni dossier"),
        (tmp_path / "vide", "aucun fichier .yaml ou .json"),
    ):
        (tmp_path / "vide").mkdir(exist_ok=True)
        with pytest.raises(InputError, match=message):
            read_portfolio(path)
