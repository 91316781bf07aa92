"""The rulebook in the open: every link leads to a page that is whole, light and valid; a line's page says what the API says."""

import html
import re
import shutil
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import html5lib
import httpx
import pytest
import yaml

from eligibility import Rulebook, load_rulebook
from eligibility.french.labels import VERDICTS
from schemas.vocabulary import FieldType
from service.site.answers import Answers
from service.site.pages import POLICY
from service.site.rulebook.clauses import clauses, register
from service.site.rulebook.glossary import terms
from service.site.rulebook.search import search
from service.site.settings import VARIABLES
from service.site.where import whereabouts
from tests.support.amended import CHANGED_LINE, NEW_LINE, OLD_CASES, REMOVED_LINE, amended
from tests.support.effort import some
from tests.support.html_page import Page
from tests.support.paths import ROOT
from tests.support.service_client import Client, started
from tests.support.small import SECOND, SMALL

HOST = "http://test"
MOST_BYTES = 150_000
REAL = "/contrats/douaisis-2015-2020"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BUILT_BY_OTHERS = re.compile(r"^/contrats/[^/]+/conference")  # has tests of its own


class Sound(Page):
    """A page, with what a person who cannot see it and a strict browser need."""

    def __init__(self, text: str):
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.lang: str | None = None
        super().__init__(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        self.links += [str(given[name]) for name in ("href", "src") if given.get(name)]
        if tag == "html":
            self.lang = given.get("lang")
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            self.fields.append(given)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.faults.append(f"<{tag}> dans la page")
        self.faults += [f"{name}=" for name in given if name == "style" or name.startswith("on")]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("rules")
    for source in (SMALL, SECOND):
        shutil.copytree(source, folder / source.name)
    with started(folder) as client:
        yield client


def check(address: str, response: httpx.Response) -> Sound | None:
    """Is it a sound page? The page, or None if it is data or a file."""
    assert response.status_code == 200, address
    if not response.headers["content-type"].startswith("text/html") or not address.startswith("/contrats/"):
        return None
    assert len(response.content) < MOST_BYTES, (address, len(response.content))
    assert response.headers["content-security-policy"] == POLICY, address
    page = Sound(response.text)
    assert page.lang == "fr" and not page.faults, (address, page.faults)
    repeated = {name for name in page.ids if page.ids.count(name) > 1}
    assert not repeated, (address, repeated)
    assert page.headings.count(1) == 1 and page.headings[0] == 1, (address, page.headings)
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:])), (address, page.headings)
    bare = [field for field in page.fields if field.get("id") not in page.labels and not field.get("aria-label")]
    assert not bare, (address, bare)
    outside = [link for link in page.addresses if urlsplit(link).scheme not in ("", "mailto") or link.startswith("//")]
    assert not outside, (address, outside)
    return page


def crawl(client: Client, start: str, most: int) -> dict[str, Sound]:
    """Follows links breadth first: every address of the rulebook's pages, one address per other page."""
    waiting, seen = deque([start]), {start}
    pages: dict[str, Sound] = {}
    fragments: list[tuple[str, str]] = []
    while waiting and len(pages) < most:
        address = waiting.popleft()
        response = client.get(address, follow_redirects=True)
        page = check(address, response)
        if page is None:
            continue
        pages[address] = page
        for link in page.links:
            target, fragment = urldefrag(urljoin(HOST + str(response.url).removeprefix(HOST), link))
            target = target.removeprefix(HOST)
            if fragment:
                fragments.append((target, fragment))
            key = target if "/reglement" in target and "objectives=" not in target else target.partition("?")[0]
            if link.startswith("mailto:") or key in seen or BUILT_BY_OTHERS.match(target):
                continue
            seen.add(key)
            waiting.append(target)
    missing = {(target, name) for target, name in fragments if target in pages and name not in pages[target].ids}
    assert not missing, missing
    return pages


@pytest.mark.parametrize("name", ["petit", "second"])
def test_every_link_of_an_invented_contract(invented: Client, name: str) -> None:
    rulebook = load_rulebook(SMALL if name == "petit" else SECOND)
    root = f"/contrats/{rulebook.contract.id}"
    pages = crawl(invented, root, 5000)
    base = f"{root}/reglement"
    expected = {f"{base}/lignes/{line.id}" for line in rulebook.lines}
    expected |= {f"{base}/financeurs/{file.funder.id}" for file in rulebook.source.funders}
    expected |= {f"{base}/objectifs/{code}" for code in rulebook.objectives.titles}
    expected |= {f"{base}/quartiers/{code}" for code in rulebook.territory.quarters}
    expected |= {f"{base}/clauses/{entry}" for entry in rulebook.sources}
    expected |= {f"{base}/sections/{section.slug}" for section in register(rulebook)}
    expected |= {f"{base}/corrections/{one.id}" for one in rulebook.source.corrections.corrections}
    expected |= {f"{root}/{page}" for page in ("mentions", "accessibilite", "signaler")}
    assert expected - pages.keys() == set()


@pytest.mark.parametrize("most", [100, pytest.param(300, marks=pytest.mark.deep)])
def test_links_of_the_real_contract(client: Client, most: int) -> None:
    assert len(crawl(client, REAL, most)) == most


def test_pages_of_an_invented_contract_are_valid_html(invented: Client) -> None:
    rulebook = load_rulebook(SECOND)
    for address in addresses(rulebook):
        html5lib.HTMLParser(strict=True).parse(invented.get(address).content)


def addresses(rulebook: Rulebook) -> list[str]:
    """Every page of a rulebook that does not depend on answers."""
    root = f"/contrats/{rulebook.contract.id}"
    lists = (
        "",
        "lignes",
        "financeurs",
        "objectifs",
        "quartiers",
        "perimetres",
        "clauses",
        "couverture",
        "corrections",
        "glossaire",
        "recherche",
    )
    names = {
        "lignes": [line.id for line in rulebook.lines],
        "financeurs": [file.funder.id for file in rulebook.source.funders],
        "objectifs": list(rulebook.objectives.titles),
        "quartiers": list(rulebook.territory.quarters),
        "clauses": list(clauses(rulebook)),
        "sections": [section.slug for section in register(rulebook)],
        "corrections": [one.id for one in rulebook.source.corrections.corrections],
        "couverture": [family.id for family in rulebook.contract.families],
    }
    return [
        *(f"{root}/reglement/{name}".rstrip("/") for name in lists),
        *(f"{root}/reglement/{kind}/{name}" for kind, own in names.items() for name in own),
        *(f"{root}/{name}" for name in ("mentions", "accessibilite", "signaler")),
    ]


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.deep)])
def test_everything_of_the_real_contract_has_a_light_page(client: Client, rulebook: Rulebook, step: int) -> None:
    """One page in so many of lines, clauses and the like; every list."""
    sizes = {}
    every = addresses(rulebook)
    assert len(every) > 3000
    for address in [*every[::step], *(address for address in every if address.count("/") < 5)]:
        response = client.get(address)
        assert response.status_code == 200, address
        sizes[address] = len(response.content)
    assert max(sizes.values()) < MOST_BYTES, max(sizes, key=lambda address: sizes[address])


def test_pages_without_answers_may_be_kept(client: Client) -> None:
    first = client.get(f"{REAL}/reglement/financeurs")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(f"{REAL}/reglement/financeurs", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    assert again.headers["content-security-policy"] == POLICY
    tried = client.get(f"{REAL}/reglement/lignes/caf-apfp?objectives=3.4.2")
    assert tried.headers["cache-control"] == "no-store" and "etag" not in tried.headers


@pytest.mark.parametrize(
    "path",
    [
        "lignes/caf-apfpp",
        "financeurs/nul",
        "objectifs/9.9.9",
        "quartiers/QP1",
        "clauses/Z-99",
        "sections/z",
        "corrections/z",
        "couverture/z",
    ],
)
def test_what_does_not_exist_is_a_page_that_leads_back(client: Client, path: str) -> None:
    response = client.get(f"{REAL}/reglement/{path}")
    assert response.status_code == 404 and f'href="{REAL}"' in response.text
    assert "caf-apfp" in response.text or "apfp" not in path


# -- a line tried on an action


def words(text: str) -> str:
    """What a person reads, spaces made single."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).replace("\u00a0", " ").split())


def given(action: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        action = action.get(name) if isinstance(action, dict) else None  # type: ignore[assignment]
    return action


def query_of(rulebook: Rulebook, action: dict[str, Any]) -> str:
    """The codes of an action, as the site writes them in an address."""
    pairs: list[tuple[str, str]] = []
    for field in rulebook.fields.values():
        values = [given(action, path) for path in field.paths]
        if field.type == FieldType.territory or all(value is None for value in values):
            continue
        join = {FieldType.range: "-", FieldType.period: "_"}.get(field.type, ",")
        flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
        pairs.append(
            (
                field.id,
                join.join(
                    "" if item is None else str(item).replace("True", "oui").replace("False", "non") for item in flat
                ),
            )
        )
    sites = action.get("site") or []
    pairs += [("place", whereabouts(rulebook, site).code) for site in (sites if isinstance(sites, list) else [sites])]
    mostly = given(action, "beneficiaries.mostly_from_qpv")
    if mostly is not None:
        pairs.append(("mostly_from_qpv", "oui" if mostly else "non"))
    return urlencode(pairs)


def leaves(reason: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield reason
    for way in reason["branches"]:
        for part in way:
            yield from leaves(part)


@pytest.mark.parametrize("file", some(EXAMPLES, 6), ids=[file.stem for file in EXAMPLES])
def test_a_line_says_of_an_action_what_the_api_says(client: Client, rulebook: Rulebook, file: Path) -> None:
    query = query_of(rulebook, yaml.safe_load(file.read_text(encoding="utf-8"))["action"])
    answers = Answers.read(rulebook, httpx.QueryParams(query).multi_items())
    result = client.post(answers.document(rulebook), "/v1/evaluations?include=all").json()
    shown = {line["verdict"]: line for line in reversed(result["lines"])}
    shown |= {
        f"{line['verdict']} par voies": line
        for line in result["lines"]
        if any(reason["branches"] for reason in line["reasons"])
    }
    for line in shown.values():
        text = client.get(f"{REAL}/reglement/lignes/{line['id']}?{query}").text
        trial = text[
            text.index('aria-labelledby="essai"') : text.index("</section>", text.index('aria-labelledby="essai"'))
        ]
        read = words(trial)
        assert words(VERDICTS[line["verdict"]].badge) in read
        reasons = [leaf for reason in line["reasons"] for leaf in leaves(reason)]
        for status in ("met", "failed", "unknown"):
            assert trial.count(f'<li class="{status}">') == sum(reason["status"] == status for reason in reasons), (
                line["id"],
                status,
            )
        for reason in reasons:
            sentence = (
                reason["sentence"].partition(" : ")[0]
                if reason["criterion"].startswith("alternatives")
                else reason["sentence"]
            )
            assert words(html.escape(sentence)) in read, (line["id"], sentence)
        for reserve in line["reserves"]:
            assert words(html.escape(reserve["body"])) in read
        assert f"{REAL}/reponse?" in trial


def test_a_line_without_an_action_offers_to_describe_one(client: Client) -> None:
    text = client.get(f"{REAL}/reglement/lignes/caf-apfp").text
    assert "Essayer sur mon action" in text and "Pour votre action" not in text


def test_wrong_codes_in_a_line_s_address_are_told(client: Client) -> None:
    dropped = client.get(f"{REAL}/reglement/lignes/caf-apfp?objectives=9.9.9&publics=jeunes")
    assert dropped.status_code == 200 and "9.9.9" in dropped.text
    early = client.get(f"{REAL}/reglement/lignes/caf-apfp?as_of=1999-01-01")
    assert early.status_code == 200 and "1999" in early.text


# -- versions


def test_a_line_shows_its_versions(tmp_path: Path) -> None:
    amended(tmp_path / "rules" / "petit", NEW_LINE, REMOVED_LINE)
    rulebook = load_rulebook(tmp_path / "rules" / "petit")
    base = f"/contrats/{rulebook.contract.id}/reglement/lignes"
    with started(tmp_path / "rules") as client:
        new, gone = client.get(f"{base}/fonds-atelier").text, client.get(f"{base}/conseil-creation").text
        assert "la ligne apparaît" in new and "n'est plus en vigueur" not in new
        assert "n'est plus en vigueur" in gone and "la ligne disparaît" in gone
        before = client.get(f"{base}/conseil-creation?as_of=2015-06-01")
        assert before.status_code == 200
        pages = crawl(client, f"/contrats/{rulebook.contract.id}", 5000)
        assert f"{base}/fonds-atelier" in pages


def test_a_changed_line_shows_each_version(tmp_path: Path) -> None:
    changes = {**CHANGED_LINE, **OLD_CASES} if "funders/conseil.cases.yaml" not in CHANGED_LINE else CHANGED_LINE
    amended(tmp_path / "rules" / "petit", changes)
    rulebook = load_rulebook(tmp_path / "rules" / "petit")
    address = f"/contrats/{rulebook.contract.id}/reglement/lignes/conseil-forum"
    with started(tmp_path / "rules") as client:
        now, before = client.get(address).text, client.get(f"{address}?as_of=2015-06-01").text
    assert "la ligne change" in now and "?as_of=" in now
    assert "Voir la ligne d'aujourd'hui" in before


# -- search, glossary, notices


def test_search_knows_several_words_without_accents(rulebook: Rulebook) -> None:
    plain, accented = search(rulebook, "regie quartier"), search(rulebook, "RÉGIES de quartiers")
    assert plain.total and [group.items for group in plain.groups] == [group.items for group in accented.groups]
    quarter = search(rulebook, "epis")
    assert any(item.href == "/quartiers/QP059009" for group in quarter.groups for item in group.items)
    assert search(rulebook, "zorglub").total == 0


def test_search_is_a_form_whose_words_stay_out_of_addresses(client: Client) -> None:
    response = client.request("POST", f"{REAL}/reglement/recherche", data={"words": "<b>permis</b> conduire"})
    assert check(f"{REAL}/reglement/recherche", response)
    assert "&lt;b&gt;permis" in response.text and response.headers["cache-control"] == "private, no-cache"
    nothing = client.request("POST", f"{REAL}/reglement/recherche", data={"words": "zorglub"})
    assert "Rien ne correspond" in nothing.text and check(f"{REAL}/reglement/recherche", nothing)
    empty = client.request("POST", f"{REAL}/reglement/recherche", data={"words": " "})
    assert empty.status_code == 422 and 'aria-invalid="true"' in empty.text
    found_ = client.request("POST", f"{REAL}/reglement/corrections", data={"words": "cambrai"})
    assert "a7-cambrai" in found_.text and check(f"{REAL}/reglement/corrections", found_)


def test_filters_keep_what_they_say(client: Client, rulebook: Rulebook) -> None:
    text = client.get(f"{REAL}/reglement/lignes?kind=funding&nature=loan").text
    loans = {line.id for line in rulebook.lines if line.kind == "funding" and line.nature == "loan"}
    assert set(re.findall(r'href="./lignes/([^"?]+)"', text)) == loans
    text = client.get(f"{REAL}/reglement/objectifs/1.1.1?funder=region").text
    assert {rulebook.by_id[name].funder.id for name in re.findall(r'/reglement/lignes/([^"?]+)"', text)} == {"region"}
    assert "Aucune ligne" in client.get(f"{REAL}/reglement/lignes?objective=7.7").text


def test_each_number_of_the_coverage_is_the_length_of_its_list(client: Client) -> None:
    text = client.get(f"{REAL}/reglement/couverture").text
    cells = re.findall(r'href="(objectifs/[^"]+\?kind=[^"]+)">(\d+)<', text)
    assert len(cells) > 300
    for link, number in cells[:: len(cells) // 25]:
        page = client.get(f"{REAL}/reglement/{html.unescape(link)}").text
        assert len(re.findall(r'/reglement/lignes/[^"]+"', page)) == int(number), link


def test_the_glossary_explains_each_word_once() -> None:
    names = [term.id for term in terms()]
    assert len(names) == len(set(names)) and len(names) > 30
    assert all(term.meaning.endswith(".") and len(term.meaning) < 320 for term in terms())


def test_the_person_who_runs_the_service_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / SMALL.name)
    root = f"/contrats/{load_rulebook(SMALL).contract.id}"
    with started(tmp_path) as client:
        assert "pas encore indiqué" in client.get(f"{root}/mentions").text
    monkeypatch.setenv(VARIABLES["publisher"], "Maison <des> associations")
    monkeypatch.setenv(VARIABLES["contact"], "regles@example.org")
    with started(tmp_path) as client:
        assert "Maison &lt;des&gt; associations" in client.get(f"{root}/mentions").text
        assert 'href="mailto:regles@example.org"' in client.get(f"{root}/signaler").text


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "publier-le-site.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES.values() if name not in text] == []
