"""The catalogue of lines for other tools: every line once, nothing invented, the same bytes everywhere."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook, load_rulebook
from eligibility.engine.compile_line import INTENDED
from eligibility.export import FORMATS, catalogue, export
from eligibility.export.correspondences import AID_TYPES, AUDIENCES
from eligibility.export.table import COLUMNS, to_csv
from eligibility.french.labels import COMMITMENTS, KINDS, NATURES
from schemas.funder import Commitment, Funder, Kind, Line
from tests.support.paths import DATA
from tests.support.small import SMALL, changed

SCHEMA = json.loads((DATA / "aides_territoires" / "aid.schema.json").read_text(encoding="utf-8"))
AID = SCHEMA["$defs"]["aid"]["properties"]
FUNDER = "funders/conseil.yaml"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def aids(content: bytes) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(content)["results"]
    return results


def with_line(folder: Path, *replacements: tuple[str, str]) -> Rulebook:
    """The small rulebook, its first funder changed."""
    return load_rulebook(changed(folder / "copy", {"file": FUNDER, "replace": replacements}))


def exported(rulebook: Rulebook, line: str = "conseil-forum") -> tuple[dict[str, str], dict[str, Any]]:
    """A line in both forms."""
    (row,) = (row for row in rows(export(rulebook, "csv")) if row["id"] == line)
    (aid,) = (aid for aid in aids(export(rulebook, "aides-territoires")) if aid["slug"] == line)
    return row, aid


# -- what is exported ----------------------------------------------------------------------------


def test_exact_files(small: Rulebook, golden: Callable[[str, str], None]) -> None:
    plain = {name: export(small, name).decode().replace(small.source.content_hash, "(empreinte)") for name in FORMATS}
    golden("export.csv", plain["csv"].replace("\r\n", "\n"))
    golden(
        "export.aides-territoires.json",
        json.dumps(json.loads(plain["aides-territoires"]), ensure_ascii=False, indent=1) + "\n",
    )


@pytest.mark.parametrize("which", ["small", "rulebook"])
def test_every_line_once_in_order(which: str, request: pytest.FixtureRequest) -> None:
    rulebook: Rulebook = request.getfixturevalue(which)
    known = [line.id for line in rulebook.lines]
    assert [row["id"] for row in rows(export(rulebook, "csv"))] == known
    assert [aid["slug"] for aid in aids(export(rulebook, "aides-territoires"))] == known
    for kind in ("funding", "support"):
        of_kind = [line.id for line in rulebook.lines if line.kind == kind]
        assert [row["id"] for row in rows(export(rulebook, "csv", kind))] == of_kind
        assert [aid["slug"] for aid in aids(export(rulebook, "aides-territoires", kind))] == of_kind
        assert json.loads(export(rulebook, "aides-territoires", kind))["count"] == len(of_kind)


def test_same_rulebook_same_bytes(small: Rulebook) -> None:
    for name in FORMATS:
        assert export(small, name) == export(load_rulebook(SMALL), name)


FRAME = """
    à action an ans au bien cas ces de décide des dispositif du en entre et jusqu l la le les lieu ligne lignes
    l'une moins objectif objectifs ou oui non par part partir plus réserve réserves selon si sous suivie tard terminée
    sauf texte textes tous tout un une vaut voie voies bénéficiaires commencer conditions chiffres favorisé notes sources contrat empreinte règlement
    périmètre mois 1er janvier février mars avril mai juin juillet août septembre octobre novembre décembre true false
"""
ALLOWED = {"funding", "support", *FORMATS} | set(AID_TYPES.values()) | set(AUDIENCES.values())
LABELS = " ".join(
    (*NATURES.values(), *(label.name for labels in (KINDS, COMMITMENTS) for label in labels.values()), *ALLOWED)
)


def words(text: str) -> set[str]:
    """Words and numbers, thousands joined."""
    return set(
        re.findall(r"\w+", re.sub(r"(?<=\d)\u202f(?=\d)", "", unescape(re.sub(r"</?(?:p|ul|li)>", " ", text))).lower())
    )


def said(rulebook: Rulebook, funder: Funder, line: Line) -> set[str]:
    """Every word and number that the rulebook says of a line: itself, its funder, contract, perimeter, clauses, labels."""
    source = rulebook.source
    own = line.model_dump_json()
    perimeters = [perimeter for name, perimeter in rulebook.perimeters.items() if f'"{name}"' in own]
    opened = [o for rule in rulebook.rules.values() for o in rule.opens]
    reserves = {o.reserve for o in opened if o.perimeter in {perimeter.id for perimeter in perimeters}}
    models = [
        line,
        funder,
        source.contract,
        *perimeters,
        *(r for n, r in rulebook.perimeter_reserves.items() if n in reserves),
    ]
    parts = [json.dumps(model.model_dump(mode="json", by_alias=True), ensure_ascii=False) for model in models]
    cited = set(re.findall(r'"([^"]+)"', " ".join(parts)))
    for register in source.registers:
        parts += [
            f"{register.section} {entry.heading} {entry.lines}" for entry in register.entries if entry.id in cited
        ]
    parts += [field.label for field in source.vocabulary.fields]
    parts += [value.label for values in source.vocabulary.lists.values() for value in values]
    parts += [rulebook.objectives.titles[code] for code in line.objectives or () if code in rulebook.objectives.titles]
    parts += [day.lstrip("0") for day in re.findall(r"(?<=\d-)\d\d\b", " ".join(parts))]  # « 1er juin » is 06-01
    for bound in (c for item in line.criteria for c in getattr(item, "alternatives", [item])):
        parts += [
            format(Decimal(number).normalize(), "f") for number in re.findall(r"Decimal\('([^']+)'\)", repr(bound))
        ]
    for amount in line.amounts:
        parts += [format((amount.value * scale).normalize(), "f").replace(".", ",") for scale in (1, 100)]
    if line.kind is Kind.funding and line.commitment is Commitment.intention:
        parts += [INTENDED, funder.name]  # the reserve of every intention
    return words(" ".join((*parts, source.content_hash)))


@pytest.mark.parametrize("which", ["small", pytest.param("rulebook", marks=pytest.mark.deep)])
def test_nothing_is_invented(which: str, request: pytest.FixtureRequest) -> None:
    """Each word and each number exported of a line is one that the rulebook says of that line, or joins such words."""
    rulebook: Rulebook = request.getfixturevalue(which)
    known = {line.id: said(rulebook, file.funder, line) for file in rulebook.source.funders for line in file.lines}
    frame = words(FRAME + LABELS)
    for name, read, key in (("csv", rows, "id"), ("aides-territoires", aids, "slug")):
        for record in read(export(rulebook, name)):
            text = " ".join(str(value) for value in record.values() if value not in (None, [], False, True))
            assert words(text) - known[record[key]] - frame == set(), record[key]


@pytest.mark.parametrize("which", ["small", "rulebook"])
def test_nothing_is_lost(which: str, request: pytest.FixtureRequest) -> None:
    """Every sentence that the rulebook says of a line is in both forms."""
    rulebook: Rulebook = request.getfixturevalue(which)
    table = {row["id"]: " ".join(row.values()) for row in rows(export(rulebook, "csv"))}
    fields = {
        aid["slug"]: unescape(aid["description"] + aid["eligibility"])
        for aid in aids(export(rulebook, "aides-territoires"))
    }
    for file in rulebook.source.funders:
        reserves = {reserve.id: reserve for reserve in file.funder.reserves} | rulebook.perimeter_reserves
        for line in file.lines:
            named = [*line.reserves, *re.findall(r"reserve='([^']+)'", repr(line.criteria))]
            asked = line.model_dump_json(include={"perimeter", "criteria"})
            opened = [o for rule in rulebook.rules.values() for o in rule.opens if f'"{o.perimeter}"' in asked]
            decisions = [reserves[name] for name in (*named, *(o.reserve for o in opened if o.reserve))]
            sentences = [
                line.summary,
                *line.notes,
                *(p.text for p in line.priorities),
                *(a.label for a in line.amounts),
            ]
            sentences += [text for decision in decisions for text in (decision.text, decision.body)]
            sentences += [rulebook.sources[entry].heading for entry in line.source]
            for sentence in sentences:
                assert sentence in table[line.id] and sentence in fields[line.id], (line.id, sentence)


@pytest.mark.parametrize("which", ["small", "rulebook"])
def test_plain_columns_are_the_rulebook_s_own_values(which: str, request: pytest.FixtureRequest) -> None:
    rulebook: Rulebook = request.getfixturevalue(which)
    found = {row["id"]: row for row in rows(export(rulebook, "csv"))}
    for file in rulebook.source.funders:
        for line in file.lines:
            row = found[line.id]
            contact = next((c for c in file.funder.contacts if c.id == line.contact), file.funder.contacts[0])
            assert (
                row["title"] == line.title and row["summary"] == line.summary and row["dispositif"] == line.dispositif
            )
            assert (row["kind"], row["nature"], row["commitment"]) == (line.kind, line.nature, line.commitment)
            assert (row["funder"], row["funder_name"], row["funder_family"]) == (
                file.funder.id,
                file.funder.name,
                file.funder.family,
            )
            assert (
                row["objectives"] == " | ".join(line.objectives or [])
                and row["all_objectives"] == str(line.objectives is None).lower()
            )
            assert row["perimeter"] == (line.perimeter or "")
            assert row["sources"] == " | ".join(line.source) and row["notes"] == " | ".join(line.notes)
            assert row["amount_values"] == " | ".join(f"{a.kind} {a.value} {a.unit}" for a in line.amounts)
            names = ("organisation", "service", "role", "town")
            assert [row[f"contact_{name}"] for name in names] == [getattr(contact, name) or "" for name in names]
            assert row["rulebook_hash"] == rulebook.source.content_hash


# -- the table -----------------------------------------------------------------------------------


def test_the_table_opens_plainly(small: Rulebook) -> None:
    content = export(small, "csv")
    assert content.startswith(b"id,title,") and content.endswith(b"\r\n")
    assert all(tuple(row) == COLUMNS and None not in row.values() for row in rows(content))
    assert content.count(b"\r\n") == 4 and content.count(b"\n") == 4  # a row is a line, for every tool


def test_what_is_not_said_stays_empty(tmp_path: Path) -> None:
    row, aid = exported(
        with_line(
            tmp_path,
            ('objectives: ["1.1"]', "objectives: null"),
            ("    objectives_basis: printed\n    perimeter: agg", "    perimeter: agg"),
            (
                "    perimeter: agglomeration\n    perimeter_basis: printed\n    perimeter_source: A-04\n",
                "    perimeter: null\n",
            ),
        )
    )
    assert (row["all_objectives"], row["objectives"], row["objective_titles"]) == ("true", "", "")
    assert (row["perimeter"], row["perimeter_label"], row["perimeter_expected"], aid["perimeter"]) == ("", "", "", None)
    assert "<li>tous</li>" in aid["description"]


@pytest.mark.parametrize("sign", list("=+-@"))
def test_a_title_that_looks_like_a_formula(sign: str, tmp_path: Path) -> None:
    title = f'{sign}HYPERLINK("http://x";"y")'
    row, aid = exported(with_line(tmp_path, ("title: Forums des métiers", f"title: '{title}'")))
    assert row["title"] == "'" + title
    assert aid["name"] == title


def test_each_of_several_values_is_harmless(tmp_path: Path) -> None:
    row, _ = exported(
        with_line(
            tmp_path, ("    dispositif: Forums\n", "    dispositif: Forums\n    notes: [Une note., '=1+1', 'a;@b']\n")
        )
    )
    assert row["notes"] == "Une note. | '=1+1 | a;'@b"


@given(st.text(st.sampled_from("ab =+-@;,|\t\r\n\"'é0\x00＝"), min_size=1, max_size=30))
def test_no_cell_is_a_formula_whatever_the_separator(title: str) -> None:
    everything = catalogue(SMALL_RULEBOOK)
    hostile = replace(everything, lines=tuple(replace(line, title=title) for line in everything.lines[:1]))
    content = to_csv(hostile).decode()
    (row,) = rows(content.encode())
    signs = "=+-@＝＋－＠"
    for piece in re.split(r"[,;\t\r\n]", content):
        assert not piece.strip().lstrip('" ')[:1] or piece.strip().lstrip('" ')[0] not in signs
    without = re.compile(rf"'+(?=[{signs}])")  # only apostrophes before signs are added, only breaks become spaces
    assert without.sub("", row["title"]) == without.sub("", re.sub(r"[\x00\t\r\n]+", " ", title))


SMALL_RULEBOOK = load_rulebook(SMALL)


# -- the aids ------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["small", "rulebook"])
def test_the_shape_of_aides_territoires(which: str, request: pytest.FixtureRequest) -> None:
    """All its fields, of its types; only the number and date that the portal gives to its own records are missing."""
    page = json.loads(export(request.getfixturevalue(which), "aides-territoires"))
    assert all(list(aid) == list(AID) for aid in page["results"])
    schema = {"$defs": SCHEMA["$defs"], "$ref": "#/$defs/page"}
    wrong = {(error.path[2], error.instance) for error in jsonschema.Draft202012Validator(schema).iter_errors(page)}
    assert wrong == {("id", None), ("date_created", None)}


def test_values_of_closed_lists_exist_on_the_portal() -> None:
    assert set(AUDIENCES.values()) <= set(AID["targeted_audiences"]["items"]["examples"])
    assert set(AID_TYPES.values()) <= set(AID["aid_types"]["items"]["examples"])


RATE = '      - {kind: rate, value: "0.85", unit: part, label: Part du Conseil}\n'


@pytest.mark.parametrize(
    ("amounts", "bounds", "comment"),
    [
        (RATE, 85, True),
        (RATE.replace('"0.85"', '"0.125"'), None, True),
        (RATE.replace("}", ", when: [{field: carrier, any_of: [association]}]}"), None, True),
        (RATE.replace("}", ", valid: {until: 2015-06-30}}"), None, True),
        (RATE + RATE.replace("0.85", "0.50").replace("Part", "Autre part"), None, True),
        (RATE.replace("kind: rate", "kind: share"), None, False),
        (RATE.replace("kind: rate", "kind: ceiling"), None, False),
    ],
    ids=["alone", "not-whole", "conditioned", "dated", "two", "share", "ceiling"],
)
def test_rates(amounts: str, bounds: int | None, comment: bool, tmp_path: Path) -> None:
    row, aid = exported(with_line(tmp_path, (RATE, amounts)))
    assert (aid["subvention_rate_lower_bound"], aid["subvention_rate_upper_bound"]) == (bounds, bounds)
    assert (aid["subvention_comment"] is not None) == comment
    assert "Part du Conseil" in row["amounts"] and "Part du Conseil" in aid["description"]


def test_the_rate_of_a_loan_is_not_a_subvention(tmp_path: Path) -> None:
    _, aid = exported(with_line(tmp_path, ("nature: droit_commun", "nature: loan")))
    assert aid["aid_types"] == ["Prêt"]
    assert (
        aid["subvention_rate_upper_bound"] is None and aid["subvention_comment"] is None and aid["loan_amount"] is None
    )


@pytest.mark.parametrize(
    ("nature", "call"), [("call_for_projects", True), ("european_fund", None), ("droit_commun", None)]
)
def test_a_call_for_projects(nature: str, call: bool | None, tmp_path: Path) -> None:
    changes = [("nature: droit_commun", f"nature: {nature}")] if nature != "droit_commun" else []
    assert exported(with_line(tmp_path, *changes))[1]["is_call_for_project"] is call


@pytest.mark.parametrize(
    ("carriers", "kind", "audiences"),
    [
        ("association", "funding", ["Associations"]),
        ("commune, association", "funding", ["Associations", "Communes"]),
        ("association, other", "funding", []),
        ("association", "support", []),
    ],
)
def test_who_may_apply(carriers: str, kind: str, audiences: list[str], tmp_path: Path) -> None:
    rulebook = with_line(
        tmp_path,
        (
            "- {field: age, at_least: 16, at_most: 25, basis: printed}",
            f"- {{field: carrier, any_of: [{carriers}], basis: printed}}",
        ),
        ("kind: funding", f"kind: {kind}"),
    )
    assert exported(rulebook)[1]["targeted_audiences"] == audiences


def test_only_the_end_of_a_contract_says_that_an_aid_is_not_live(tmp_path: Path) -> None:
    going = load_rulebook(
        changed(tmp_path / "copy", {"file": "contract.yaml", "replace": [("ended: true", "ended: false")]})
    )
    assert {aid["is_live"] for aid in aids(export(SMALL_RULEBOOK, "aides-territoires"))} == {False}
    assert {aid["is_live"] for aid in aids(export(going, "aides-territoires"))} == {None}
    assert not any(
        "Ce contrat inventé est terminé." in aid["description"] for aid in aids(export(going, "aides-territoires"))
    )


def test_texts_of_aids_are_escaped(tmp_path: Path) -> None:
    _, aid = exported(
        with_line(tmp_path, ("summary: Aide à organiser", "summary: <script>x</script> & aide à organiser"))
    )
    assert "&lt;script&gt;x&lt;/script&gt; &amp; aide" in aid["description"] and "<script" not in aid["description"]
