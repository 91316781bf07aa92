"""The page and the command of coverage: they say what was counted, to everyone, and fail in French."""

import json
from dataclasses import astuple, replace
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from eligibility import Rulebook, load_rulebook
from eligibility.cli.common import out
from eligibility.french.text import french_number
from eligibility.workbench.coverage import Coverage, coverage, with_basis
from eligibility.workbench.coverage.basis import basis_coverage
from eligibility.workbench.coverage.heat import legend, shade
from eligibility.workbench.coverage.simulated import simulated_actions
from eligibility.workbench.reports.coverage import FUNDER_STEPS, coverage_page
from eligibility.workbench.reports.page import environment
from tests.support.cli_runner import run, told
from tests.support.cli_runner import small as run_small
from tests.support.html_page import Page
from tests.support.small import changed

EMPTY = "–aucune ligne"
NO_ENTRY = "–aucune entrée"


@pytest.fixture(scope="module")
def counted(small: Rulebook) -> Coverage:
    return with_basis(coverage(small), small)


@pytest.fixture(scope="module")
def real(rulebook: Rulebook) -> Coverage:
    """With few actions: the page shows what was counted, however many there were."""
    found = coverage(rulebook)
    return replace(found, basis=basis_coverage(rulebook, found.funders, simulated_actions(rulebook, 4)))


@pytest.mark.parametrize("which", ["counted", "real"])
def test_the_page_says_what_was_counted(which: str, request: pytest.FixtureRequest) -> None:
    found: Coverage = request.getfixturevalue(which)
    tables = Page(coverage_page(found)).tables
    for kind in ("funding", "support"):
        places = [place for place, column in enumerate(found.funders) if getattr(column.lines, kind)]
        wanted = [
            [
                f"{row.code} {row.title}",
                str(len(getattr(row.lines, kind))),
                str(sum(line in row.general for line in getattr(row.lines, kind))),
                *(str(len(getattr(row.cells[place].lines, kind)) or EMPTY) for place in places),
            ]
            for row in found.objectives
        ]
        shown = [row for row in tables[f"heat-{kind}"] if row[0][:1].isdigit()]
        assert shown == wanted
        totals = [str(len(getattr(found.funders[place].lines, kind))) for place in places]
        assert tables[f"heat-{kind}"][-1][3:] == totals
    zones = [row for row in tables["heat-zone"] if row[0][:1].isdigit()]
    for shown_row, cells in zip(zones, found.by_zone, strict=True):
        pairs = [p for c in cells for p in ((c.open.funding, c.reserved.funding), (c.open.support, c.reserved.support))]
        assert shown_row[1:] == [f"{len(a)} + {len(b)} r." if b else str(len(a) or EMPTY) for a, b in pairs]
    for shown_row, part in zip(tables["sections"][2:], (*found.sections, found.register), strict=True):
        reasons = [part.set_aside.get(reason, 0) for reason in found.register.set_aside]
        counts = [part.read, part.funding, part.support, part.rules, part.aside, *reasons, part.lines]
        assert shown_row[1:] == [str(count or NO_ENTRY) for count in counts], part.section
    assert found.basis is not None
    bases = [
        *zip([column.short_name for column in found.funders], found.basis.funders),
        ("Tous les financeurs", found.basis.total),
    ]
    assert tables["bases"][1:] == [
        [name, *(" ".join(french_number(count).split()) for count in astuple(counts)[1:])] for name, counts in bases
    ]


def test_the_page_says_nothing_of_refusals_that_were_not_counted(small: Rulebook) -> None:
    page = Page(coverage_page(coverage(small)))
    assert "bases" not in page.tables and "#basis" not in page.addresses


@pytest.mark.parametrize("which", ["counted", "real"])
def test_the_page_is_one_accessible_file(which: str, request: pytest.FixtureRequest) -> None:
    page = Page(coverage_page(request.getfixturevalue(which)))
    assert '<html lang="fr">' in page.text
    assert not [address for address in page.addresses if not address.startswith("#") and address != "data:,"]
    assert "url(" not in page.text and "@import" not in page.text and "script" not in page.tags
    assert len(page.ids) == len(set(page.ids))
    assert {address[1:] for address in page.addresses if address.startswith("#")} <= set(page.ids)
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:]))
    assert page.tags.count("caption") == page.tags.count("table")
    for region in page.regions:
        assert region["tabindex"] == "0" and region["aria-labelledby"] in page.ids


def test_texts_of_the_rulebook_are_escaped(tmp_path: Path) -> None:
    change = ["title: Jardins partagés", "title: <b>Jardins</b> & co"]
    folder = changed(tmp_path / "r", {"file": "funders/fonds.yaml", "replace": [change]})
    text = coverage_page(coverage(load_rulebook(folder)))
    assert "&lt;b&gt;Jardins&lt;/b&gt; &amp; co" in text and "<b>Jardins" not in text


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'title' is undefined"):
        environment().from_string("<p>{{ title }}</p>").render()


def test_thousands_are_set_apart() -> None:
    assert (french_number(740), french_number(1913), french_number(Decimal("12.50"))) == ("740", "1\u202f913", "12,5")


def test_shades() -> None:
    assert [shade(count, FUNDER_STEPS) for count in (0, 1, 2, 3, 4, 10, 11, 99)] == [0, 1, 2, 2, 3, 4, 5, 5]
    assert legend(FUNDER_STEPS) == ["1", "2 à 3", "4 à 6", "7 à 10", "11 et plus"]


@pytest.mark.usefixtures("terminal")
class TestCommand:
    """eligibility coverage, on the small rulebook."""

    def test_summary(self) -> None:
        result = run_small("coverage")
        text = " ".join(result.stdout.split())
        assert (result.exit_code, result.stderr) == (0, "")
        for sentence in (
            "Contrat de ville du Val fictif Ce contrat inventé est terminé. 2 financements",
            "2 financements et 1 appui, de 2 financeurs et partenaires, pour 3 sous-objectifs.",
            "10 entrées lues dans le contrat : 2 en financement, 1 en appui, 3 en règle de lieu, 4 écartées.",
            "16 conditions vérifiées par l'outil, 4 laissées à des personnes.",
            "B Les financeurs 5 2 1 – 2 répétition 1, condition 1",
            "Sous-objectifs sans aucune ligne : aucun Sous-objectifs sans financement : aucun",
            "Familles pas encore étudiées (leur silence n'est pas un refus) : 1 • Caisse du Val",
            "1.1.2 1 1 1 0 + 1 r. – –",
        ):
            assert sentence in text, sentence

    @pytest.mark.parametrize(
        ("by", "sentence"),
        [
            ("objective", "1.1.2 1+1 1 1+1 –"),
            ("zone", "2.1.1 1 – 0 + 1 r. – – –"),
            ("section", "Tout le registre 10 2 1 3 4"),
            ("line", "conseil-forum 5 1 Le budget de 2016 reste à voter."),
            ("gaps", "• Caisse du Val"),
            ("basis", "Conseil 9 –"),
        ],
    )
    def test_one_table(self, by: str, sentence: str) -> None:
        result = run_small("coverage", "--by", by)
        assert result.exit_code == 0
        assert sentence in " ".join(result.stdout.split())
        assert "conditions vérifiées" not in result.stdout

    def test_families_in_several_tables_when_funders_do_not_fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(out, "_width", 36)
        text = " ".join(run_small("coverage", "--by", "objective").stdout.split())
        assert "A Conseil du Val Code Toutes Dont gén. A" in text
        assert "B Fonds du Val Code Toutes Dont gén. B" in text

    def test_what_refusals_rest_on(self, counted: Coverage) -> None:
        text = " ".join(run_small("coverage", "--by", "basis").stdout.split())
        assert counted.basis is not None
        names = ["Conseil", "Fonds", "Tous les financeurs"]
        for name, counts in zip(names, (*counted.basis.funders, counted.basis.total), strict=True):
            assert " ".join([name, *(str(count or "–") for count in astuple(counts)[1:])]) in text
        assert "à 60 actions simulées" in text

    def test_files(self, tmp_path: Path, counted: Coverage) -> None:
        page, data = tmp_path / "page.html", tmp_path / "data.json"
        result = run_small("coverage", "--html", page, "--json", data)
        assert (result.exit_code, result.stdout) == (0, f"Fichier écrit : {page}\nFichier écrit : {data}\n")
        assert page.read_text(encoding="utf-8") == coverage_page(counted)
        answer = json.loads(data.read_text(encoding="utf-8"))
        assert answer["rulebook"]["id"] == "val-fictif"
        assert answer["objectives"][1]["cells"][0]["lines"] == {
            "funding": ["conseil-forum"],
            "support": ["conseil-creation"],
        }
        assert answer["basis"]["funders"][1]["funder"] == "fonds"
        assert answer["basis"]["total"] | {"printed": 16, "read": 0} == answer["basis"]["total"]
        assert answer["register"]["set_aside"] == {"principle": 2, "same_as": 1, "condition": 1}

    @pytest.mark.parametrize("option", ["--html", "--json"])
    def test_a_file_that_cannot_be_written(self, tmp_path: Path, option: str) -> None:
        file = tmp_path / "absent" / "file"
        assert told(run_small("coverage", option, file), 1) == [
            f"✗ « {file} » : ce dossier n'existe pas. Choisissez un autre fichier."
        ]

    def test_an_unknown_table(self) -> None:
        assert told(run_small("coverage", "--by", "objectif"), 2) == [
            "✗ --by objectif : ce tableau n'existe pas. Choisissez objective, zone, section, line, gaps ou basis. Vouliez-vous dire « objective » ?"
        ]

    def test_a_rulebook_that_is_not_there(self, tmp_path: Path) -> None:
        assert told(run("coverage", "--rules", tmp_path / "absent"), 1)
