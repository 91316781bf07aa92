"""A criterion has one clause: the one that its verdict cites. Page, API, terminal and exports cite it too, for all lines."""

import html
import json
import re
from importlib import import_module

import pytest

from eligibility import Rulebook
from eligibility.actions.requests import parse_request
from eligibility.cli.check import read_data
from eligibility.cli.common import out
from eligibility.evaluate import evaluate_lines
from eligibility.export import catalogue, export
from eligibility.fields.builtin import PERIMETER
from eligibility.french.citations import clause, place_in_text
from eligibility.workbench.coverage.conditions import line_conditions
from schemas.result import VERDICTS, Reason
from tests.support.paths import ROOT
from tests.support.service_client import Client

Verdicts = dict[str, tuple[Reason, ...]]  # what each line asks, as an answer gives it
CLAUSE = re.compile(r'href="[^"]*/reglement/clauses/([^"]+)"')


@pytest.fixture(scope="module")
def verdicts(rulebook: Rulebook) -> Verdicts:
    """Every line is in any answer, with all its criteria; here in the line's order, answers put what refuses first."""
    demand = parse_request(read_data(sorted((ROOT / "examples").glob("*.yaml"))[0]), rulebook.detail_names)
    found = {}
    for line in evaluate_lines(rulebook, demand, VERDICTS):
        order = [item.id for item in rulebook.by_id[line.id].items]
        assert sorted(order) == sorted(reason.criterion for reason in line.reasons)
        found[line.id] = tuple(sorted(line.reasons, key=lambda reason: order.index(reason.criterion)))
    return found


def entries(reason: Reason) -> list[str]:
    """The clauses of a criterion in the order in which it is shown: those of its ways, then its own."""
    inner = [part.source.entry for way in reason.branches for part in way]
    return [*inner, reason.source.entry]


def test_every_line_is_looked_at(rulebook: Rulebook, verdicts: Verdicts) -> None:
    assert set(verdicts) == set(rulebook.by_id)
    assert sum(map(len, verdicts.values())) > 2 * len(verdicts)


def test_the_page_of_a_line(rulebook: Rulebook, verdicts: Verdicts, client: Client) -> None:
    """Every line with several ways, and one in ten of the others: pages are slow to build."""
    wrong = {}
    for number, (name, reasons) in enumerate(verdicts.items()):
        if number % 10 and not any(reason.branches for reason in reasons):
            continue
        page = client.get(f"/contrats/{rulebook.contract.id}/reglement/lignes/{name}").text
        asked = page.partition('aria-labelledby="demande"')[2].partition("</section>")[0]
        shown, cited = CLAUSE.findall(asked), [entry for reason in reasons for entry in entries(reason)]
        if shown != cited:
            wrong[name] = (shown, cited)
    assert wrong == {}


def test_the_api(rulebook: Rulebook, verdicts: Verdicts, client: Client) -> None:
    """It gives criteria as the rulebook writes them: dates by themselves, a dated perimeter once."""
    wrong = []
    for name, reasons in verdicts.items():
        document = client.get(f"/v1/rulebooks/{rulebook.contract.id}/lines/{name}").json()
        cited: dict[str, set[str]] = {}
        for reason in reasons:
            cited.setdefault(reason.criterion.partition("-")[0], set()).add(reason.source.entry)
            for part in (part for way in reason.branches for part in way):
                cited.setdefault(part.field, set()).add(part.source.entry)
        shown = [(field, document[f"{field}_source"]) for field in ("objectives", "perimeter")]
        for item in document["criteria"]:
            shown.append((item.get("field", "alternatives"), item["source"]))
            shown += [(part["field"], part["source"]) for way in item.get("alternatives", ()) for part in way["all"]]
        wrong += [
            (name, field, source["entry"], cited[field])
            for field, source in shown
            if source is not None and source["entry"] not in cited[field]
        ]
    assert wrong == []


@pytest.mark.deep
def test_the_terminal(rulebook: Rulebook, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch) -> None:
    command = import_module("eligibility.cli.lines")
    monkeypatch.setattr(command, "open_edition", lambda *_: rulebook)
    monkeypatch.setattr(out, "_width", 100_000)
    wrong = {}
    for name, reasons in verdicts.items():
        with out.capture() as told:
            command.line(name)
        shown = [row for row in told.get().splitlines() if row.startswith("  • ")]
        if [row.endswith(f"({clause(r.source)})") for row, r in zip(shown, reasons, strict=True)] != [True] * len(
            shown
        ):
            wrong[name] = shown
    assert wrong == {}


def test_the_exports(rulebook: Rulebook, verdicts: Verdicts) -> None:
    aids = {aid["slug"]: aid for aid in json.loads(export(rulebook, "aides-territoires"))["results"]}
    table = export(rulebook, "csv").decode()
    for line in catalogue(rulebook).lines:
        told = [str(condition) for condition in line.conditions]
        cited = [f"({place_in_text(reason.source)})" for reason in verdicts[line.id]]
        assert [text.endswith(clause_) for text, clause_ in zip(told, cited, strict=True)] == [True] * len(told)
        assert all(html.escape(text, quote=False) in aids[line.id]["eligibility"] for text in told)
        assert " | ".join(told).replace('"', '""') in table


def test_coverage_counts_the_same_criteria(rulebook: Rulebook, verdicts: Verdicts) -> None:
    """Coverage and comparisons name criteria without a clause."""
    for line in line_conditions(rulebook):
        assert len(line.checked) == len(verdicts[line.id])


def test_outside_the_territory_the_contract_itself_is_cited(rulebook: Rulebook) -> None:
    """Whatever the perimeter and its own basis, its refusal is printed, by the clause that says where the contract applies."""
    demand = parse_request(read_data(ROOT / "examples" / "sejour-a-la-mer-ados-des-epis.yaml"), rulebook.detail_names)
    refused = [
        reason
        for line in evaluate_lines(rulebook, demand, VERDICTS)
        for reason in line.reasons
        if reason.criterion == PERIMETER and reason.status == "failed"
    ]
    own = {line.line.perimeter_source or line.line.source[0] for line in rulebook.lines}
    assert len(refused) > 700 and len(own) > 20
    assert {(reason.basis, reason.source.entry) for reason in refused} == {("printed", "I.6-01")}
