"""Amendments: which texts an answer reads, what each changes, and that none changes what was said before it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, compile_rulebook, evaluate, evaluate_many, load_rulebook
from eligibility.checks.run import check_folder
from eligibility.errors import InputError
from eligibility.rulebook.editions import editions
from eligibility.rulebook.load import RulebookFolder
from eligibility.workbench.analyse.mutation import mutation_check
from eligibility.workbench.cases import outcomes
from eligibility.workbench.coverage import coverage
from schemas.accepted import AcceptedFile
from schemas.action import EvaluationRequest
from schemas.contract import Amendment
from schemas.result import LineResult, Result
from schemas.rulebook import RulebookSource
from tests.support import strategies
from tests.support.amended import (
    CHANGED_LINE,
    LIFTED_RESERVE,
    LONGER,
    NEW_LINE,
    OLD_CASES,
    REMOVED_LINE,
    REPLACED_RULE,
    Edits,
    amended,
    amended_again,
    edited,
)
from tests.support.cli_runner import run
from tests.support.effort import examples
from tests.support.paths import DATA, ROOT

BEFORE, ON, AFTER = date(2016, 5, 31), date(2016, 6, 1), date(2016, 6, 2)
CONTRACT_ONLY = "le contrat. Pas encore connu à cette date : Avenant n° 1 (01/06/2016)."
WITH_FIRST = "le contrat et Avenant n° 1 (01/06/2016)."

OLDER_FORUM: dict[str, Any] = {
    "objectives": ["1.1.1"],
    "site": {"qpv": "QP001001"},
    "beneficiaries": {"publics": ["jeunes"], "age_min": 26, "age_max": 28},
    "carrier": {"type": "association"},
    "kinds": ["forum"],
    "starts_on": "2016-10-01",
    "ends_on": "2016-10-02",
}
NEIGHBOUR: dict[str, Any] = {
    "objectives": ["1.1.2"],
    "site": {"commune": "2A004"},
    "beneficiaries": {"publics": ["femmes"], "mostly_from_qpv": True},
    "carrier": {"type": "commune"},
    "kinds": ["creation"],
    "starts_on": "2016-02-01",
    "ends_on": "2016-03-01",
}
IN_2019 = NEIGHBOUR | {"starts_on": "2019-02-01", "ends_on": "2019-03-01"}


def asked(rulebook: Rulebook, action: dict[str, Any], as_of: date | None = None) -> Result:
    return evaluate(rulebook, EvaluationRequest.model_validate({"action": action, "as_of": as_of}))


Said = tuple[str, dict[str, str], dict[str, str], list[str]]


def line_of(rulebook: Rulebook, action: dict[str, Any], line: str, as_of: date | None = None) -> LineResult | None:
    return next((found for found in asked(rulebook, action, as_of).lines if found.id == line), None)


def said(line: LineResult | None) -> Said | None:
    """Verdict, reserves with their clauses, clause of each criterion, and the sentences of those not met."""
    if line is None:
        return None
    return (
        line.verdict,
        {reserve.id: reserve.source.entry for reserve in line.reserves},
        {reason.criterion: reason.source.entry for reason in line.reasons},
        [reason.sentence for reason in line.reasons if reason.status != "met"],
    )


def bytes_of(result: Result) -> bytes:
    """An answer without what any new text changes: the rulebook's hash, and the notice that names the texts."""
    return orjson.dumps(
        replace(
            result,
            rulebook=replace(result.rulebook, hash=""),
            notices=tuple(notice for notice in result.notices if not notice.startswith("Textes connus au")),
        )
    )


CREATION = {"objectives": "B-02", "perimeter": "A-05", "period": "B-02", "publics": "B-02", "alternatives": "B-02"}
FORUM = {"objectives": "B-01", "perimeter": "A-04", "period": "B-01", "kinds": "B-01", "age": "B-01"}
BOTH = {"appreciation": "A-05", "vote": "B-03"}
ATELIER: Said = ("eligible", {}, {"objectives": "AV1-02", "perimeter": "AV1-02", "period": "AV1-02"}, [])
TOO_OLD = "Âge des bénéficiaires : de 26 à 28 ans. Ne convient pas ; il est demandé : de 16 à 25 ans."
TOO_LATE = (
    "Dates de l'action : du 1er février 2019 au 1er mars 2019. Ne convient pas ; "
    "il est demandé : une action entre le 1er janvier 2015 et le 31 décembre 2018."
)
CHANGES: dict[str, tuple[tuple[Edits, ...], str, dict[str, Any], str, Any, Any]] = {
    "new line": ((NEW_LINE,), "", OLDER_FORUM, "fonds-atelier", None, ATELIER),
    "removed line": ((REMOVED_LINE,), "", NEIGHBOUR, "conseil-creation", ("subject_to", BOTH, CREATION, []), None),
    "changed line": (
        (CHANGED_LINE,), "", OLDER_FORUM, "conseil-forum",
        ("ineligible", {}, FORUM, [TOO_OLD]),
        ("subject_to", {"vote": "B-03"}, FORUM | {"age": "AV1-02"}, []),
    ),
    "reserve of a line lifted": (
        (LIFTED_RESERVE, OLD_CASES), "", OLDER_FORUM | {"beneficiaries": {"age_min": 16, "age_max": 25}}, "conseil-forum",
        ("subject_to", {"vote": "B-03"}, FORUM, []),
        ("eligible", {}, FORUM, []),
    ),
    "reserve of a way lifted": (
        (LIFTED_RESERVE, OLD_CASES), "", NEIGHBOUR, "conseil-creation",
        ("subject_to", BOTH, CREATION, []),
        ("subject_to", {"appreciation": "A-05"}, CREATION, []),
    ),
    "perimeter rule replaced": (
        (REPLACED_RULE, OLD_CASES), "", NEIGHBOUR, "conseil-creation",
        ("subject_to", BOTH, CREATION, []),
        ("subject_to", {"vote": "B-03"}, CREATION, []),
    ),
    "contract extended": (
        (), LONGER, IN_2019, "conseil-creation",
        ("ineligible", {}, CREATION, [TOO_LATE]),
        ("subject_to", BOTH, CREATION | {"period": "AV1-01"}, []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_same_action_before_on_and_after_the_day_of_an_amendment(tmp_path: Path, name: str) -> None:
    changes, extends, action, line, before, after = CHANGES[name]
    rulebook = load_rulebook(amended(tmp_path / "val", *changes, extends=extends))
    found = {day: said(line_of(rulebook, action, line, day)) for day in (BEFORE, ON, AFTER, None)}
    assert found == {BEFORE: before, ON: after, AFTER: after, None: after}


@pytest.mark.parametrize("name", CHANGES)
def test_a_past_edition_is_the_contract_without_its_amendment(tmp_path: Path, name: str, small: Rulebook) -> None:
    changes, extends, *_ = CHANGES[name]
    rulebook = load_rulebook(amended(tmp_path / "val", *changes, extends=extends))
    for action in (OLDER_FORUM, NEIGHBOUR, IN_2019, {"objectives": ["1"]}, {"site": {"commune": "01001"}}):
        assert bytes_of(asked(rulebook, action, BEFORE)) == bytes_of(asked(small, action, BEFORE))


def test_the_answer_says_which_texts_it_reads(tmp_path: Path, small: Rulebook) -> None:
    folder = amended(tmp_path / "val")
    rulebook = load_rulebook(folder)
    told = {day: asked(rulebook, NEIGHBOUR, day) for day in (date(2015, 3, 1), BEFORE, ON, None)}
    assert {day: result.as_of for day, result in told.items()} == {
        date(2015, 3, 1): date(2015, 3, 1),
        BEFORE: BEFORE,
        ON: ON,
        None: ON,
    }
    assert told[BEFORE].notices[:2] == (
        "Ce contrat inventé est terminé.",
        f"Textes connus au 31/05/2016 : {CONTRACT_ONLY}",
    )
    assert told[ON].notices[:2] == ("Ce contrat inventé est terminé.", f"Textes connus au 01/06/2016 : {WITH_FIRST}")
    assert told[None] == told[ON]
    assert not any(
        "Textes connus" in notice for notice in asked(small, NEIGHBOUR).notices
    )  # it has no amendment: nothing to tell
    later = load_rulebook(amended_again(folder))
    assert (
        asked(later, NEIGHBOUR).notices[1]
        == "Textes connus au 01/03/2017 : le contrat, Avenant n° 1 (01/06/2016) et Avenant n° 2 (01/03/2017)."
    )
    assert asked(later, NEIGHBOUR, BEFORE).notices[1] == (
        "Textes connus au 31/05/2016 : le contrat. Pas encore connus à cette date : Avenant n° 1 (01/06/2016) et Avenant n° 2 (01/03/2017)."
    )


def test_no_text_is_known_before_the_contract(tmp_path: Path) -> None:
    rulebook = load_rulebook(amended(tmp_path / "val"))
    with pytest.raises(InputError) as caught:
        asked(rulebook, NEIGHBOUR, date(2015, 2, 28))
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code, problem.message) == (
        "/as_of", "too-early",
        "Aucun texte de ce règlement n'est connu au 28/02/2015 : le premier l'est au 01/03/2015. Donnez une date plus récente, ou retirez as_of.",
    )  # fmt: skip


def test_the_last_revision_may_be_later_than_the_last_amendment(tmp_path: Path) -> None:
    """A rulebook is corrected after an amendment: the default day moves, the texts stay."""
    folder = edited(
        amended(tmp_path / "val", NEW_LINE), {"contract.yaml": [("revised_on: 2016-06-01", "revised_on: 2018-09-03")]}
    )
    rulebook = load_rulebook(folder)
    assert asked(rulebook, OLDER_FORUM).as_of == date(2018, 9, 3)
    assert asked(rulebook, OLDER_FORUM).lines == asked(rulebook, OLDER_FORUM, ON).lines


# -- one amendment after another

AGAIN: Edits = {
    "funders/fonds.yaml": [
        ("    introduced_by: avenant-1\n", "    introduced_by: avenant-1\n    repealed_by: avenant-2\n"),
        ("", """\
  - id: fonds-atelier
    introduced_by: avenant-2
    title: Ateliers de quartier
    summary: Paie les ateliers tenus dans les quartiers.
    kind: funding
    nature: credits_specifiques
    commitment: firm
    objectives: ["1.1"]
    objectives_basis: printed
    perimeter: quartiers
    perimeter_basis: printed
    perimeter_source: AV2-02
    reserves: [credits]
    dispositif: Ateliers
    source: [AV2-02]
"""),
        ("lines:\n", "  reserves:\n    - {id: credits, introduced_by: avenant-2, text: Les crédits restent à voter., body: Fonds du Val, source: AV2-02}\nlines:\n"),
    ]
}  # fmt: skip


def test_two_amendments_in_a_row(tmp_path: Path) -> None:
    folder = amended(tmp_path / "val", NEW_LINE, extends=LONGER)
    first = load_rulebook(folder)
    second = load_rulebook(amended_again(folder, AGAIN, extends=", extends_until: 2020-12-31"))
    days = {BEFORE: None, ON: ATELIER, date(2017, 2, 28): ATELIER}
    new: Said = (
        "subject_to",
        {"credits": "AV2-02"},
        {"objectives": "AV2-02", "perimeter": "AV2-02", "period": "AV1-01"},
        [],
    )
    after: Said = (*new[:2], new[2] | {"period": "AV2-01"}, [])
    atelier = {day: said(line_of(second, OLDER_FORUM, "fonds-atelier", day)) for day in (*days, date(2017, 3, 1), None)}
    longer: Said = (ATELIER[0], ATELIER[1], ATELIER[2] | {"period": "AV1-01"}, [])  # the extension founds the dates
    assert atelier == {BEFORE: None, ON: longer, date(2017, 2, 28): longer, date(2017, 3, 1): after, None: after}
    ends = {day: line_of(second, IN_2019, "conseil-creation", day) for day in (BEFORE, ON, None)}
    assert {day: line and line.validity.until for day, line in ends.items()} == {
        BEFORE: date(2018, 12, 31), ON: date(2019, 12, 31), None: date(2020, 12, 31),
    }  # fmt: skip
    for action in (OLDER_FORUM, NEIGHBOUR, IN_2019):
        for day in (BEFORE, ON, date(2017, 2, 28)):
            assert bytes_of(asked(second, action, day)) == bytes_of(asked(first, action, day))


def test_requests_of_one_batch_read_each_its_own_texts(tmp_path: Path) -> None:
    rulebook = load_rulebook(amended(tmp_path / "val", CHANGED_LINE))
    days = [ON, BEFORE, date(2014, 1, 1), None, BEFORE, AFTER]
    requests = [EvaluationRequest.model_validate({"action": OLDER_FORUM, "as_of": day}) for day in days]
    batch = evaluate_many(rulebook, requests)
    assert isinstance(batch[2], InputError)
    for index, request in enumerate(requests):
        if index != 2:
            assert orjson.dumps(batch[index]) == orjson.dumps(evaluate(rulebook, request))
    verdicts = [
        next(line.verdict for line in result.lines if line.id == "conseil-forum")
        for result in batch
        if isinstance(result, Result)
    ]
    assert verdicts == ["subject_to", "ineligible", "subject_to", "ineligible", "subject_to"]


def test_any_edition_answers_for_all(tmp_path: Path) -> None:
    """An edition, asked about another day, reads the texts of that day."""
    rulebook = load_rulebook(amended(tmp_path / "val", CHANGED_LINE))
    old = rulebook.at(BEFORE)
    assert old is not None and old is not rulebook and rulebook.current and not old.current
    for day in (BEFORE, ON, None):
        assert asked(old, OLDER_FORUM, day) == asked(rulebook, OLDER_FORUM, day)


# -- whatever the rulebook


@examples(1 / 4, least=10)
@given(st.data())
def test_an_amendment_changes_no_answer_given_before_it(data: st.DataObject) -> None:
    source = data.draw(strategies.rulebooks())
    action = data.draw(strategies.actions(source))
    day = source.contract.known_from + timedelta(days=data.draw(st.integers(1, 400)))
    later = compile_rulebook(data.draw(with_amendment(source, day)))
    then = EvaluationRequest(action=action, as_of=day - timedelta(days=1))
    assert bytes_of(evaluate(later, then)) == bytes_of(evaluate(compile_rulebook(source), then))
    now = evaluate(later, EvaluationRequest(action=action))
    assert (now.as_of, [line.id for line in now.lines if line.id.startswith("nouvelle")]) == (day, ["nouvelle"])


@st.composite
def with_amendment(draw: st.DrawFn, source: RulebookSource, day: date) -> RulebookSource:
    """The rulebook later: some lines, rules and reserves gone, a new line, perhaps a longer contract."""

    def gone(item: Any) -> Any:
        return item.model_copy(update={"repealed_by": "avenant"}) if draw(st.booleans()) else item

    end = draw(st.sampled_from([None, source.contract.period.until + timedelta(days=90)]))
    amendment = Amendment(id="avenant", title="Avenant", known_from=day, extends_until=end, source=strategies.SOURCE)
    files = []
    for file in source.funders:
        funder = file.funder.model_copy(update={"reserves": [gone(reserve) for reserve in file.funder.reserves]})
        files.append(file.model_copy(update={"funder": funder, "lines": [gone(line) for line in file.lines]}))
    new = source.funders[0].lines[0].model_copy(update={"id": "nouvelle", "introduced_by": "avenant"})
    files[0] = files[0].model_copy(update={"lines": [*files[0].lines, new]})
    return replace(
        source,
        contract=source.contract.model_copy(update={"amendments": [amendment], "revised_on": day}),
        perimeters=source.perimeters.model_copy(update={"rules": [gone(rule) for rule in source.perimeters.rules]}),
        funders=tuple(files),
        content_hash="autre",
    )


# -- what stands beside the rules


def test_a_case_may_speak_of_older_texts(tmp_path: Path) -> None:
    rulebook = load_rulebook(amended(tmp_path / "val", LIFTED_RESERVE, OLD_CASES))
    assert [outcome.mistakes for outcome in outcomes(rulebook)] == [()] * 4
    rulebook = load_rulebook(amended(tmp_path / "now", LIFTED_RESERVE))
    (wrong,) = [outcome for outcome in outcomes(rulebook) if outcome.mistakes]
    assert wrong.mistakes == ("conseil-creation : réserves [appreciation] au lieu de [appreciation, vote].",)


def test_mutation_reads_the_cases_of_the_texts_it_changes(tmp_path: Path) -> None:
    """Cases about the contract alone say nothing of the line as amended, nor do they fail on it."""
    rulebook = load_rulebook(amended(tmp_path / "val", CHANGED_LINE, OLD_CASES))
    report = mutation_check(rulebook, 60, lambda line: line.id == "conseil-forum")
    assert report.red == () and report.caught == 0 and report.survivors


def test_an_entry_that_gave_a_line_is_not_counted_as_a_rule_of_places(tmp_path: Path, small: Rulebook) -> None:
    rulebook = load_rulebook(amended(tmp_path / "val", REMOVED_LINE))
    assert (coverage(rulebook).register.support, coverage(small).register.support) == (1, 1)
    assert coverage(rulebook).register.rules == coverage(small).register.rules
    assert "conseil-creation" not in {line.id for line in coverage(rulebook).conditions}


@pytest.mark.parametrize("name", CHANGES)
def test_lint_has_nothing_to_say_of_a_change_well_entered(tmp_path: Path, name: str) -> None:
    """But that the new line has no case yet, and that a lifted reserve is no longer anybody's."""
    changes, extends, *_ = CHANGES[name]
    issues = check_folder(RulebookFolder(amended(tmp_path / "val", *changes, extends=extends)))
    assert [issue.code for issue in issues] == (["no-case"] if name == "new line" else [])


def test_a_line_may_be_dated_after_the_first_end_of_an_extended_contract(tmp_path: Path) -> None:
    later: Edits = {
        "funders/fonds.yaml": [
            (
                "    introduced_by: avenant-1\n",
                "    introduced_by: avenant-1\n    valid: {from: 2019-01-01}\n    valid_basis: printed\n",
            )
        ]
    }
    folder = amended(tmp_path / "val", NEW_LINE, later, extends=LONGER)
    assert [issue.code for issue in check_folder(RulebookFolder(folder))] == ["no-case"]
    line = line_of(
        load_rulebook(folder), OLDER_FORUM | {"starts_on": "2019-01-01", "ends_on": "2019-01-02"}, "fonds-atelier"
    )
    assert line and (line.verdict, line.validity.from_, line.validity.until) == (
        "eligible",
        date(2019, 1, 1),
        date(2019, 12, 31),
    )


def test_a_criterion_on_dates_is_read_within_the_extended_contract(tmp_path: Path) -> None:
    """« Until the end of 2018 » was the whole contract; it is not any more. « From 2019 » was empty; it is not any more."""
    for number, days in enumerate(("until: 2018-12-31", "from: 2019-01-01")):
        limited: Edits = {
            "funders/fonds.yaml": [
                (
                    "    dispositif: Ateliers\n",
                    f"    criteria: [{{field: period, {days}, basis: printed}}]\n    dispositif: Ateliers\n",
                )
            ]
        }
        folder = amended(tmp_path / str(number), NEW_LINE, limited, extends=LONGER)
        assert [issue.code for issue in check_folder(RulebookFolder(folder))] == ["no-case"]


def test_an_entry_of_the_contract_may_lead_to_the_older_version(tmp_path: Path) -> None:
    """The new version cites nothing of the contract: its entry still leads to the version that did."""
    only_new: Edits = {"funders/conseil.yaml": [
        ("any_of: [forum], basis: printed, source: B-01}\n      - {field: age, at_least: 16, at_most: 29, basis: printed, source: AV1-02}", "any_of: [forum], basis: printed}\n      - {field: age, at_least: 16, at_most: 29, basis: printed}"),
        ("    reserves: [vote]\n    dispositif: Forums\n    source: [B-01, AV1-02]\n", "    contact: conseil-eco\n    dispositif: Forums\n    source: [AV1-02]\n"),
    ]}  # fmt: skip
    folder = amended(
        tmp_path / "val",
        CHANGED_LINE,
        only_new,
        {
            "funders/conseil.yaml": [
                ("service: Service économie, source: B-02", "service: Service économie, source: AV1-02")
            ]
        },
    )
    assert [str(issue) for issue in check_folder(RulebookFolder(folder))] == []


def test_without_amendment_there_is_one_edition(small: Rulebook) -> None:
    assert list(editions(small.source)) == [(date(2015, 3, 1), small.source)]
    assert small.current and small.texts_from == date(2015, 3, 1)


# -- the page that says how

PAGE = (ROOT / "docs" / "avenant.md").read_text(encoding="utf-8")
BLOCKS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]


class Plain(yaml.SafeDumper):
    """Writes everything in full: the loader admits no alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def rewritten(file: Path, change: Callable[[Any], None]) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False), encoding="utf-8")


def as_the_page_says(folder: Path) -> Path:
    """The small rulebook with every snippet of docs/avenant.md entered where the page says."""
    texts, (old, new), (dated_rule,) = BLOCKS
    edited(folder, OLD_CASES)
    source = texts["amendments"][0]["source"].rpartition("-")[0]
    entry = {
        "id": f"{source}-01",
        "heading": "Préambule",
        "lines": [1, 2],
        "text": "Les parties changent le contrat.",
        "set_aside": "principle",
        "why": "Présente l'avenant.",
    }
    register = yaml.safe_dump({"section": source, "title": "Avenant n° 1", "entries": [entry]}, allow_unicode=True)
    (folder / re.findall(r"`(register/[\w.-]+)`", PAGE)[0]).write_text(register, encoding="utf-8")
    rewritten(folder / "contract.yaml", lambda data: data.update(texts))

    def versions(data: Any) -> None:
        index = next(i for i, line in enumerate(data["lines"]) if line["id"] == old["id"])
        line = data["lines"][index]
        says = {
            "criteria": [{"field": "kinds", "any_of": ["forum", "creation"], "basis": "printed"}],
            "source": [*line["source"], f"{source}-01"],
        }
        data["lines"][index : index + 1] = [line | old, line | new | says]

    def route(data: Any) -> None:
        next(rule for rule in data["rules"] if rule["id"] == dated_rule["id"]).update(dated_rule)

    rewritten(folder / "funders" / "conseil.yaml", versions)
    rewritten(folder / "perimeters.yaml", route)
    return folder


def test_the_page_on_amendments_is_right(tmp_path: Path) -> None:
    folder = as_the_page_says(tmp_path / "val")
    assert check_folder(RulebookFolder(folder)) == []
    rulebook = load_rulebook(folder)
    assert [outcome.mistakes for outcome in outcomes(rulebook)] == [()] * 4
    verdicts = {day: line_of(rulebook, OLDER_FORUM, "conseil-forum", day) for day in (BEFORE, ON)}
    assert {day: line and line.verdict for day, line in verdicts.items()} == {BEFORE: "ineligible", ON: "subject_to"}
    late = NEIGHBOUR | {"starts_on": "2016-07-01", "ends_on": "2016-07-02"}
    assert [
        line and line.verdict for line in (line_of(rulebook, a, "conseil-creation") for a in (NEIGHBOUR, late))
    ] == ["subject_to", "ineligible"]


def test_the_page_on_amendments_names_what_exists(tmp_path: Path) -> None:
    extended = re.search(r"`(extends_until: [\d-]+)`", PAGE)
    assert extended
    rewritten(
        as_the_page_says(tmp_path / "val") / "contract.yaml",
        lambda data: data["amendments"][0].update(yaml.safe_load(extended[1])),
    )
    until = load_rulebook(tmp_path / "val").contract.period.until
    assert until.isoformat() in extended[1]
    case = re.search(r"porte `(as_of: [\d-]+)`", PAGE)
    assert case and yaml.safe_load(case[1])["as_of"] < BLOCKS[0]["amendments"][0]["known_from"]
    assert BLOCKS[0]["revised_on"] == BLOCKS[0]["amendments"][-1]["known_from"]


def test_the_sentence_that_the_page_shows_is_the_one_given(tmp_path: Path) -> None:
    rulebook = load_rulebook(as_the_page_says(tmp_path / "val"))
    late = line_of(rulebook, NEIGHBOUR | {"starts_on": "2016-07-01", "ends_on": "2016-07-02"}, "conseil-creation")
    assert late is not None
    (sentence,) = [reason.sentence for reason in late.reasons if reason.criterion == "perimeter"]
    (shown,) = re.findall(r"« (il est demandé : .*?\)) »", PAGE.replace("\n", " "))
    assert f"; {shown}." in sentence


def test_the_commands_that_the_page_names_exist(tmp_path: Path) -> None:
    folder = as_the_page_says(tmp_path / "val")
    commands = [command.split() for command in re.findall(r"^eligibility (.* --as-of .*)$", PAGE, re.MULTILINE)]
    assert {command[0] for command in commands} == {"lines", "line", "export", "coverage", "check"}
    action = {"action.yaml": DATA / "actions" / "forum.yaml", "lignes-2015.csv": tmp_path / "lignes-2015.csv"}
    for command in commands:
        result = run(*(action.get(word, word) for word in command), "--rules", folder)
        assert result.exit_code == 0, (command, result.output)


def test_the_format_page_shows_valid_files() -> None:
    text = (ROOT / "docs" / "rulebook-format.md").read_text(encoding="utf-8")
    shown = [
        block
        for block in map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
        if isinstance(block, dict)
    ]
    (contract,) = [block for block in shown if "amendments" in block]
    assert [Amendment.model_validate(one).known_from for one in contract["amendments"]] == [contract["revised_on"]]
    (accepted,) = [block for block in shown if "accepted" in block]
    assert AcceptedFile.model_validate(accepted).accepted[0].reason
    for word in ("introduced_by", "repealed_by", "extends_until", "as_of", "accepted.yaml"):
        assert f"`{word}" in text
