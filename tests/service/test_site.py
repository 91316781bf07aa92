"""The site's pages without a browser: addresses hold codes only, nothing is lost, nothing is trusted."""

import html
import logging
import re
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from eligibility import Rulebook, evaluate
from eligibility.french.citations import clause
from schemas.result import CLOSED, Source
from service.http.quiet import WithoutQuery
from service.site.answer import FULL
from service.site.answers import Answers
from service.site.links import permanent, since
from service.site.steps import next_question, progress
from service.site.where import position, whereabouts
from tests.support.effort import examples
from tests.support.service_client import Client

CONTRACT = "/contrats/douaisis-2015-2020"
CODES = "objectives=3.4.4&publics=collegiens,parents&kinds=school_support&carrier=association&age=11-15&period=2016-01-01_2016-06-30&budget=4000&international=non&place=59654.-.-&mostly_from_qpv=oui"


def text_of(response: httpx.Response) -> str:
    """What a person reads of the main part."""
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", main)).split())


def read(rulebook: Rulebook, query: str) -> Answers:
    return Answers.read(rulebook, parse_qsl(query.removeprefix("?"), keep_blank_values=True))


# -- addresses


def test_an_address_says_what_the_same_request_says_over_http(rulebook: Rulebook) -> None:
    assert read(rulebook, CODES).document(rulebook) == {
        "action": {
            "objectives": ["3.4.4"],
            "beneficiaries": {
                "publics": ["collegiens", "parents"],
                "age_min": 11,
                "age_max": 15,
                "mostly_from_qpv": True,
            },
            "kinds": ["school_support"],
            "carrier": {"type": "association"},
            "starts_on": "2016-01-01",
            "ends_on": "2016-06-30",
            "budget": 4000,
            "international": False,
            "site": {"commune": "59654"},
        }
    }


def test_an_address_read_and_written_again_is_the_same(rulebook: Rulebook) -> None:
    answers = read(rulebook, CODES)
    assert read(rulebook, answers.query()).values == answers.values
    assert answers.query(place=None).count("place") == 0
    assert "objectives=3.4.4&" in answers.query() and "%" not in answers.query()


def test_halves_of_a_field_as_forms_send_them(rulebook: Rulebook) -> None:
    answers = read(rulebook, "objectives=1&age_min=16&age_max=&starts_on=&ends_on=2017-12-31&publics=&publics=jeunes")
    assert answers.values == {"objectives": ("1",), "publics": ("jeunes",), "age": ("16-",), "period": ("_2017-12-31",)}
    action = answers.document(rulebook)["action"]
    assert action["beneficiaries"] == {"publics": ["jeunes"], "age_min": 16} and action["ends_on"] == "2017-12-31"


def test_what_no_field_is_named_is_left_out(rulebook: Rulebook) -> None:
    answers = read(rulebook, "objectives=1.1&title=secret&sentence=Madame+Dupont&siret=1")
    assert answers.unknown == ("title", "sentence", "siret")
    assert "secret" not in answers.query() and "Dupont" not in answers.query()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "objectives",
                    "place",
                    "age",
                    "period",
                    "budget",
                    "carrier",
                    "mostly_from_qpv",
                    "as_of",
                    "was",
                    "skip",
                    "x",
                ]
            ),
            st.text(max_size=60),
        ),
        max_size=6,
    )
)
@examples(1 / 2)
def test_any_address_is_answered_by_a_page(client: Client, pairs: list[tuple[str, str]]) -> None:
    for path in ("action", "reponse", "ecartees", "peu-probables", "ou", "choisir"):
        response = client.get(f"{CONTRACT}/{path}", params=pairs, follow_redirects=True)
        assert response.status_code in (200, 404, 422), response.text
        assert response.headers["content-type"].startswith("text/html")
        assert "<script>" not in response.text


# -- the same answer on every surface


def test_the_page_says_what_the_api_says(client: Client, rulebook: Rulebook) -> None:
    answers = read(rulebook, CODES)
    result = client.post(answers.document(rulebook)).json()
    page = client.get(f"{CONTRACT}/reponse?{CODES}")
    shown = text_of(page)
    assert result["summary"]["sentence"] in shown
    proposed = [line for line in result["lines"] if line["verdict"] not in CLOSED]
    assert all(line["title"] in shown for line in proposed)
    for number, line in enumerate(line for line in proposed if line["kind"] == "funding"):
        if number >= FULL:  # its reasons are on its own page, with the same action
            assert f"/reglement/lignes/{line['id']}?" in page.text
            for reason in line["reasons"]:
                assert " ".join(reason["sentence"].split()) in text_of(
                    client.get(f"{CONTRACT}/reglement/lignes/{line['id']}?{CODES}")
                )
        else:
            for reason in line["reasons"]:
                assert " ".join(reason["sentence"].split()) in shown
            for reserve in line["reserves"]:
                assert reserve["text"] in shown and reserve["body"] in shown
    for verdict, path in (("ineligible", "ecartees"), ("unlikely", "peu-probables")):
        every = [line for line in result["lines"] if line["verdict"] == verdict]
        for funder in {line["funder"]["id"] for line in every}:
            closed = [line for line in every if line["funder"]["id"] == funder]
            listed = text_of(client.get(f"{CONTRACT}/{path}?{CODES}&funder={funder}"))
            for line in closed:
                assert line["title"] in listed
                for reason in line["reasons"]:
                    if reason["status"] == "failed":
                        assert " ".join(reason["sentence"].split()) in listed
                        assert clause(Source(**reason["source"])) in listed
                for correction in line["corrections"]:
                    assert " ".join(correction["printed"].split()) in listed, (line["id"], correction["id"])
            others = [line for line in result["lines"] if line["verdict"] in CLOSED and line["verdict"] != verdict]
            titles = {line["title"] for line in closed}
            assert not any(
                line["title"] in listed for line in others if len(line["title"]) > 40 and line["title"] not in titles
            )


# -- what is unlikely


def test_the_unlikely_are_folded_with_their_number_and_whom_to_ask(client: Client, rulebook: Rulebook) -> None:
    result = client.post(read(rulebook, CODES).document(rulebook), "/v1/evaluations?include=all").json()
    mine = [line for line in result["lines"] if line["verdict"] == "unlikely"]
    page = client.get(f"{CONTRACT}/reponse?{CODES}").text
    section = page[page.index('aria-labelledby="peu-probables"') :]
    section = section[: section.index("</section>")]
    said = " ".join(html.unescape(re.sub("<[^>]+>", " ", section)).split())
    assert "Peu probables : le contrat ne les exclut pas" in said
    assert f"{len(mine)} lignes" in said and result["summary"]["unlikely"] == len(mine)
    assert (
        re.search(r"<details><summary>", section) and "<details open" not in section
    )  # folded, and no script unfolds it
    for line in mine:
        if line["kind"] == "funding":
            assert line["funder"]["name"] in said
            assert (
                f"/peu-probables?{CODES}".partition("?")[0] in section and f"funder={line['funder']['id']}" in section
            )
    for funder in {line["funder"]["id"] for line in mine if line["kind"] == "funding"}:
        contacts = [line["contact"]["organisation"] for line in mine if line["funder"]["id"] == funder]
        assert any(contact in said for contact in contacts)
    rest = page.replace(section, "")
    assert not any(f"reglement/lignes/{line['id']}?" in rest for line in mine)  # not proposed
    assert f"{result['summary']['ineligible']} lignes qui ne conviennent pas" in text_of(
        client.get(f"{CONTRACT}/reponse?{CODES}")
    )


def test_the_unlikely_are_searched_without_a_script(client: Client, rulebook: Rulebook) -> None:
    result = client.post(read(rulebook, CODES).document(rulebook), "/v1/evaluations?include=all").json()
    mine = [line for line in result["lines"] if line["verdict"] == "unlikely"]
    page = client.get(f"{CONTRACT}/peu-probables?{CODES}")
    said = text_of(page)
    assert f"{len(mine)} lignes. Le contrat ne les exclut pas" in said and "notre lecture, pas un refus" in said
    (form,) = re.findall(r'<form method="post" action="[^"]+/peu-probables".*?</form>', page.text, re.DOTALL)
    held = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    line = mine[0]
    found = client.request("POST", f"{CONTRACT}/peu-probables", data={**dict(held), "words": line["title"].upper()})
    assert found.status_code == 200 and "words" not in str(found.url)
    told = text_of(found)
    assert line["title"] in told and "À qui demander : " in told and line["contact"]["organisation"] in told
    none = text_of(client.request("POST", f"{CONTRACT}/peu-probables", data={**dict(held), "words": "zzzzzz"}))
    assert "Aucune de ces lignes ne répond à ces mots" in none
    assert client.get(f"{CONTRACT}/peu-probables", follow_redirects=False).status_code == 303


def test_a_refusal_by_words_and_one_by_our_reading_are_worded_apart(client: Client, rulebook: Rulebook) -> None:
    result = client.post(read(rulebook, CODES).document(rulebook)).json()
    pages = {
        verdict: [
            client.get(f"{CONTRACT}/{path}?{CODES}&funder={funder}")
            for funder in sorted({line["funder"]["id"] for line in result["lines"] if line["verdict"] == verdict})
        ]
        for verdict, path in (("unlikely", "peu-probables"), ("ineligible", "ecartees"))
    }
    unlikely, refused = (" ".join(map(text_of, pages[verdict])) for verdict in ("unlikely", "ineligible"))
    ours = "Ne semble pas visé, d'après notre lecture ; le texte parle de : "
    assert ours in unlikely and "Ne convient pas" not in unlikely
    assert "Ne convient pas ; il est demandé : " in refused
    assert ours in refused  # what fails as we read it stands beside, marked
    for verdict, marks in (("unlikely", {"wave", "phone"}), ("ineligible", {"wave", "cross"})):
        lists = [
            found for page in pages[verdict] for found in re.findall(r'<ul class="closed">.*', page.text, re.DOTALL)
        ]
        assert lists and {mark for one in lists for mark in re.findall(r'href="#i-(\w+)"', one)} == marks


def test_the_counter_and_the_next_question(rulebook: Rulebook) -> None:
    answers = read(rulebook, "objectives=3.4.4&place=59654.-.-")
    result = evaluate(rulebook, answers.request(rulebook))
    counter = progress(result)
    funding = [line for line in result.lines if line.kind == "funding"]
    assert counter.total == len(funding)
    assert counter.settled == sum(line.verdict != "depends" for line in funding)
    first = next_question(rulebook, answers, result)
    assert first is not None and first.field == result.questions[0].field
    left_aside = read(rulebook, f"objectives=3.4.4&place=59654.-.-&skip={first.field}")
    second = next_question(rulebook, left_aside, result)
    assert second is not None and second.field != first.field


# -- places


def test_near_an_edge_the_page_says_so_and_holds_no_coordinates(rulebook: Rulebook) -> None:
    code, outline = rulebook.resolver.geography.quarters[0]
    assert isinstance(outline, Polygon | MultiPolygon)
    plane = rulebook.resolver.geography._plane
    x, y = (
        next(iter(outline.exterior.coords))[:2]
        if isinstance(outline, Polygon)
        else next(iter(outline.geoms[0].exterior.coords))[:2]
    )
    scale_x, scale_y = plane(1.0, 0.0)[0] - plane(0.0, 0.0)[0], plane(0.0, 1.0)[1] - plane(0.0, 0.0)[1]
    origin = plane(0.0, 0.0)
    place = position(rulebook, str((x - origin[0]) / scale_x), str((y - origin[1]) / scale_y), "10")
    assert place.edge is not None and rulebook.territory.quarters[code].name in place.edge
    assert code not in place.code and re.fullmatch(r"[\d-]+\.-\.-", place.code)


def test_a_named_place_becomes_codes(rulebook: Rulebook) -> None:
    assert whereabouts(rulebook, {"quarter": "Les Épis"}).code.endswith("QP059009.-")
    assert whereabouts(rulebook, {"commune": "59350"}).code == "hors.none.-"


# -- links that outlive a rulebook


def test_a_link_says_what_changed_only_if_the_rulebook_did(rulebook: Rulebook) -> None:
    answers = read(rulebook, CODES)
    result = evaluate(rulebook, answers.request(rulebook))
    again = read(rulebook, permanent(answers, result))
    assert since(again, result) is None
    opened = [line for line in result.lines if line.verdict in ("eligible", "subject_to")]
    version, _, marks = again.values["was"][0].partition(".")
    assert len(marks) == 3 * len({marks[i : i + 3] for i in range(0, len(marks), 3)}) == 3 * len(opened)
    older = read(rulebook, permanent(answers, result).replace(version, "00000000"))
    told = since(older, result)
    assert told is not None and (told.gained, told.lost, told.gone) == ((), (), 0)
    fewer = Answers({**answers.values, "was": (f"00000000.{marks[3:]}",)})
    told = since(fewer, result)
    assert told is not None and len(told.gained) == 1 and not told.lost
    other = evaluate(rulebook, read(rulebook, CODES.replace("3.4.4", "1.1.1")).request(rulebook))
    told = since(older, other)
    assert told is not None and told.lost


# -- nothing is kept


def test_no_query_reaches_the_access_log() -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        0,
        '%s - "%s %s HTTP/%s" %d',
        ("1.2.3.4:5", "GET", f"{CONTRACT}/reponse?{CODES}", "1.1", 200),
        None,
    )
    assert WithoutQuery().filter(record)
    assert record.getMessage() == f'1.2.3.4:5 - "GET {CONTRACT}/reponse HTTP/1.1" 200'


def test_pages_are_not_kept_and_send_no_referrer(client: Client) -> None:
    response = client.get(f"{CONTRACT}/reponse?{CODES}")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "sentence", ["<script>alert(1)</script> & \"'", "a" * 9000, "\u202e\x00\x07 devoirs", "{{ 7*7 }} {% raw %}"]
)
def test_hostile_sentences_are_only_text(client: Client, sentence: str) -> None:
    response = client.request("POST", f"{CONTRACT}/decrire", data={"sentence": sentence})
    assert response.status_code == 200
    assert "<script>alert" not in response.text and "49" not in text_of(response)[:200]


def test_a_body_that_is_no_form_is_refused_on_a_page(client: Client) -> None:
    response = client.request("POST", f"{CONTRACT}/decrire", json={"sentence": "devoirs"})
    assert response.status_code == 415 and response.headers["content-type"].startswith("text/html")


# -- what goes wrong


def test_a_wrong_answer_is_told_in_the_words_of_the_form_and_the_others_are_kept(client: Client) -> None:
    wrong = CODES.replace("2016-01-01_2016-06-30", "2016-07-01_2016-06-30")
    response = client.get(f"{CONTRACT}/reponse?{wrong}")
    assert response.status_code == 422
    assert "« Premier jour » est après « Dernier jour »" in text_of(response) and "starts_on" not in text_of(response)
    back = html.unescape(re.search(r'class="next" href="([^"]+/action[^"]+)"', response.text)[1])  # type: ignore[index]
    assert "period" not in back and "objectives=3.4.4" in back and "publics=collegiens" in back
    assert client.get(back, follow_redirects=True).status_code == 200
    number = text_of(client.get(f"{CONTRACT}/reponse?{CODES.replace('budget=4000', 'budget=beaucoup')}"))
    assert "attend un nombre" in number and "guillemets" not in number


def test_what_an_address_says_in_vain_is_told(client: Client) -> None:
    assert "n'a pas été pris en compte : publiks" in text_of(client.get(f"{CONTRACT}/reponse?{CODES}&publiks=jeunes"))
