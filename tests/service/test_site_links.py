"""Permanent links as they come back: renamed codes, what mails glue on, scissors; what is not taken is said, the rest kept."""

import html
import re
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook
from service.site.answers import Answers
from service.site.received import received, unglued
from service.site.recognised import recognised
from tests.support.effort import examples
from tests.support.service_client import Client

CONTRACT = "/contrats/douaisis-2015-2020"
PAGES = ("reponse", "ecartees", "peu-probables", "action", "ou", "choisir")
SAYS_SO = "Cette adresse n'a pas été lue en entier"
CUT = "semble coupée"


def main_of(response: httpx.Response) -> str:
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", main)).split())


def read(rulebook: Rulebook, query: str) -> Answers:
    return recognised(rulebook, received(query))


WHOLE = (
    "objectives=3.4.4&place=59654.-.-&publics=collegiens&kinds=school_support&carrier=association&mostly_from_qpv=oui"
)


# -- a code that is no longer known


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("publics", "ancien-public"),
        ("publics", "collegiens,ancien-public"),
        ("objectives", "9.9.9"),
        ("objectives", "3.4.4,9.9.9"),
        ("kinds", "kind_of_2012"),
        ("carrier", "syndicat"),
        ("place", "59654.QP999999.-"),
        ("place", "a.b.c"),
        ("place", "59654.-.-,a.b.c"),
        ("place", "59654.-.peut-être"),
        ("international", "parfois"),
        ("mostly_from_qpv", "parfois"),
        ("appraised", "reserve-of-2012.oui"),
        ("as_of", "1999-01-01"),
        ("as_of", "2015-02-30"),
        ("skip", "ancienne-question"),
        ("was", "pas une marque"),
    ],
)
def test_an_unknown_code_is_said_and_the_other_answers_are_kept(rulebook: Rulebook, name: str, code: str) -> None:
    others = [pair for pair in WHOLE.split("&") if not pair.startswith(f"{name}=")]
    answers = read(rulebook, "&".join([f"{name}={quote(code)}", *others]))
    assert name not in answers.values
    assert answers.values == read(rulebook, "&".join(others)).values
    (aside,) = answers.aside
    assert aside.name == name and aside.why == "unknown" and not answers.cut
    answers.request(rulebook)


@pytest.mark.parametrize("page", ["reponse", "ecartees", "peu-probables", "reglement/lignes/region-citelab"])
def test_each_page_of_an_answer_says_what_it_leaves_aside(client: Client, page: str) -> None:
    response = client.get(
        f"{CONTRACT}/{page}?objectives=3.4.4&place=59654.-.-&publics=ancien-public&carrier=association"
    )
    assert response.status_code == 200
    text = main_of(response)
    assert SAYS_SO in text and "« ancien-public »" in text and "Le reste est gardé." in text
    again = html.unescape(re.search(r'href="([^"]+change=publics)"', response.text)[1])  # type: ignore[index]
    assert "carrier=association" in again and client.get(again).status_code == 200


def test_a_list_with_one_code_unknown_is_unknown_as_a_whole(client: Client) -> None:
    """Half of a list that counts as complete would shut out what the other half opens."""
    half, none = (
        main_of(client.get(f"{CONTRACT}/reponse?objectives=3.4.4&place=59654.-.-{publics}"))
        for publics in ("&publics=collegiens,ancien-public", "")
    )
    assert "Une liste compte en entier : « collégiens » est mis de côté aussi." in half
    assert half.split("Votre réponse", 1)[1] == none.split("Votre réponse", 1)[1]


def test_the_next_pages_still_say_it(client: Client) -> None:
    response = client.get(f"{CONTRACT}/action?publics=ancien-public&carrier=association", follow_redirects=True)
    assert response.url.path.endswith("/choisir") and "« ancien-public »" in main_of(response)
    response = client.get(f"{CONTRACT}/action?objectives=3.4.4&place=a.b.c", follow_redirects=True)
    assert response.url.path.endswith("/ou") and "« a.b.c »" in main_of(response)
    response = client.get(f"{CONTRACT}/action?objectives=3.4.4&place=59654.-.-&kinds=zz")
    assert response.status_code == 200 and "« zz »" in main_of(response)


@pytest.mark.parametrize(
    "query",
    ["publics=ancien-public", "objectives=9.9", "objectives=", "xyz", "%C3", "objectives=%", "place=&objectives="],
)
@pytest.mark.parametrize("page", ["reponse", "ecartees", "peu-probables"])
def test_a_link_with_nothing_left_leads_to_the_start_and_says_so(client: Client, page: str, query: str) -> None:
    response = client.get(f"{CONTRACT}/{page}?{query}", follow_redirects=True)
    assert response.status_code == 200
    assert SAYS_SO in main_of(response) and "Que voulez-vous faire, pour qui, et où ?" in main_of(response)


def test_what_is_said_without_objective_nor_place_is_kept(client: Client) -> None:
    response = client.get(f"{CONTRACT}/reponse?carrier=association", follow_redirects=True)
    assert response.url.path.endswith("/choisir") and response.url.params["carrier"] == "association"


@pytest.mark.parametrize(
    "query",
    [
        "carrier=association,commune",
        "carrier=association&carrier=commune",
        "international=oui,non",
        "budget=1&budget=2",
    ],
)
def test_two_answers_to_one_question_are_none(rulebook: Rulebook, query: str) -> None:
    answers = read(rulebook, f"objectives=3.4.4&{query}")
    assert set(answers.values) == {"objectives"} and answers.aside[0].why == "two"


# -- what mails glue on


@pytest.mark.parametrize(
    "glued",
    [".", ",", ";", ")", "]", ">", '"', "'", "»", " »", "”", "…", ").", ">.", "%20", "%C2%A0", "%3E", "%22", "!", " ;"],
)
@pytest.mark.parametrize(
    "last",
    [
        "mostly_from_qpv=oui",
        "place=59654.-.-",
        "publics=collegiens,parents",
        "age=11-15",
        "period=2016-01-01_2016-06-30",
        "budget=4000",
        "as_of=2016-01-01",
        "was=00000000.abcdef",
    ],
)
def test_what_is_glued_on_at_the_end_is_forgiven(rulebook: Rulebook, last: str, glued: str) -> None:
    whole = read(rulebook, f"objectives=3.4.4&kinds=school_support&{last}")
    assert read(rulebook, f"objectives=3.4.4&kinds=school_support&{last}{glued}") == whole
    assert not whole.partial


@pytest.mark.parametrize(
    "spoiled",
    [
        WHOLE.replace("&", "&amp;"),
        WHOLE.replace("&", "&amp;amp;"),
        WHOLE.replace("&", "&AMP;"),
        WHOLE.replace("&", "&amp%3B"),
        WHOLE.replace("&", "&%23038;"),
        quote(WHOLE),
        quote(quote(WHOLE)),
        WHOLE.replace("&", "%26"),
        WHOLE.replace("=", "%3D"),
        WHOLE.replace("=", "=3D"),
        WHOLE.replace("=", "=%20"),
        f"{WHOLE}&utm_source=lettre&fbclid=abc",
        WHOLE.upper().replace("OBJECTIVES", "objectives").replace("PLACE", "place").replace("PUBLICS", "publics")
        .replace("KINDS", "kinds").replace("CARRIER", "carrier").replace("MOSTLY_FROM_QPV", "mostly_from_qpv"),
    ],
)  # fmt: skip
def test_an_address_that_programs_have_passed_on_is_read(rulebook: Rulebook, spoiled: str) -> None:
    assert read(rulebook, spoiled) == read(rulebook, WHOLE)


@pytest.mark.parametrize(
    ("spoiled", "meant"),
    [
        ("/reponse?place=59654.-.-", f"{CONTRACT}/reponse?place=59654.-.-"),
        ("/reglement/lignes/region-citelab", f"{CONTRACT}/reglement/lignes/region-citelab"),
        ("/reglement", f"{CONTRACT}/reglement"),
        ("/conference", f"{CONTRACT}/conference"),
        ("/contrats", "/"),
        ("/contrats/", "/"),
        (f"{CONTRACT}/", CONTRACT),
        (f"{CONTRACT}.", CONTRACT),
        (f"{CONTRACT}/reponse/?place=59654.-.-", f"{CONTRACT}/reponse?place=59654.-.-"),
        (f"{CONTRACT}/reponse%3Fplace=59654.-.-", f"{CONTRACT}/reponse?place=59654.-.-"),
        (f"{CONTRACT}/reglement/lignes/region-citelab).", f"{CONTRACT}/reglement/lignes/region-citelab"),
        (f"{CONTRACT}/reglement/lignes/region-citelab%20%C2%BB", f"{CONTRACT}/reglement/lignes/region-citelab"),
        (f"{CONTRACT}/reglement/", f"{CONTRACT}/reglement"),
    ],
)
def test_an_old_or_spoiled_address_leads_to_the_one_that_is_meant(client: Client, spoiled: str, meant: str) -> None:
    response = client.get(spoiled)
    assert (response.status_code, response.headers["location"]) == (307, meant)
    assert client.get(meant, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "hostile",
    ["//exemple.org/", "/\\exemple.org", "/%2F%2Fexemple.org.", f"{CONTRACT}/%0d%0aX-A:1.", "/contrats/../reponse."],
)
def test_no_address_leads_to_another_host(client: Client, hostile: str) -> None:
    response = client.get(hostile, headers={"Accept": "text/html"})
    location = response.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\")) and "\n" not in location


# -- scissors


@pytest.mark.parametrize(
    "end",
    [
        "publics=colleg",
        "publics=parents,colleg",
        "publics=",
        "publics",
        "publ",
        "place=59654",
        "place=59654.-",
        "place=59654.QP05",
        "kinds=school_su",
        "carrier=assoc",
        "mostly_from_qpv=o",
        "objectives=3.4.",
        "period=2016-01-01_2016-0",
        "period=2016-0",
        "as_of=2016-",
        "was=0000",
        "publics=coll%C3",
        "publics=coll%C",
        "publics=coll%",
        "%C3",
    ],
)
def test_a_cut_link_is_said_and_what_is_whole_is_kept(client: Client, rulebook: Rulebook, end: str) -> None:
    query = f"kinds=training&mostly_from_qpv=non&place=59569.QP059009.-&{end}"
    response = client.get(f"{CONTRACT}/reponse?{query}", follow_redirects=True)
    assert response.status_code == 200 and CUT in main_of(response)
    answers = read(rulebook, query)
    name = end.partition("=")[0]
    for kept in {"kinds", "mostly_from_qpv", "place"} - {name}:
        assert kept in answers.values


@pytest.mark.parametrize(
    "end", ["publics=collegiens", "place=59654.-.-", "mostly_from_qpv=oui", "age=16-", "was=00000000.abc"]
)
def test_a_whole_link_is_not_said_to_be_cut(client: Client, end: str) -> None:
    assert SAYS_SO not in main_of(client.get(f"{CONTRACT}/reponse?objectives=3.4.4&{end}"))


def test_an_empty_field_of_a_form_is_no_cut(client: Client) -> None:
    query = "objectives=3.4.4&place=59654.-.-&age_min=&age_max="
    assert SAYS_SO not in main_of(client.get(f"{CONTRACT}/action?{query}", follow_redirects=True))


@given(st.integers(0, len(WHOLE)))
@examples(1 / 2)
def test_wherever_a_link_is_cut_the_whole_answers_before_are_kept(rulebook: Rulebook, length: int) -> None:
    before = WHOLE[:length].rpartition("&")[0]
    answers, kept = read(rulebook, WHOLE[:length]), read(rulebook, before)
    assert kept.values.items() <= answers.values.items()
    answers.request(rulebook) if answers.started else None


# -- what is odd


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        "objectives=" + "9" * 10_000,
        "&".join(f"x{i}={i}" for i in range(5_000)),
        "objectives=1&" * 1_000,
        "objectives=1&place=59654.-.-&budget=" + "9" * 5_000,
        "objectives=1&place=59654.-.-&age=" + "9" * 5_000,
        "objectives=1&place=59654.-.-&age_min=" + "9" * 5_000,
        "objectives=1&place=" + ",".join(["59654.-.-"] * 2_000),
        "objectives=1&place=" + ",".join(f"{n:05}.-.-" for n in range(900)),
        "objectives=1&place=59654.-.-&skip=" + ",".join(f"q{n}" for n in range(2_000)),
        "objectives=1&place=59654.-.-&appraised=" + ",".join(f"r{n}.oui" for n in range(500)),
        "=&==&===&?&&&",
        "objectives=%00&place=%0d%0a",
        "objectives=1&place=59654.-.-&budget=NaN&budget=1e999",
        "objectives=1&place=59654.-.-&budget=1e999",
        "objectives=1&place=59654.-.-&budget=%C2%B2",
        "objectives=1&place=59654.-.-&budget=%D9%A3",
        "objectives=1&place=59654.-.-&age=%C2%B2-%D9%A3",
        "objectives=1&place=59654.-.-&period=0000-00-00_9999-99-99",
        "objectives=1&place=59654.-.-&as_of=9999-12-31",
        "objectives=1&place=59654.-.-&was=" + "a" * 9_000,
    ],
    ids=lambda query: query[:40],
)  # fmt: skip
def test_odd_addresses_are_answered_by_a_page(client: Client, page: str, query: str) -> None:
    response = client.get(f"{CONTRACT}/{page}?{query}", follow_redirects=True)
    assert response.status_code in (200, 404, 422)
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("count", [1, 40, 49, 50, 51, 71])
def test_many_kinds(client: Client, rulebook: Rulebook, count: int) -> None:
    kinds = ",".join(list(rulebook.given["kinds"].values)[:count])
    common = "objectives=3&place=59569.QP059009.-&mostly_from_qpv=oui&publics=habitants&carrier=association&international=oui&period=2015-10-01_2015-10-02"
    response = client.get(f"{CONTRACT}/reponse?{common}&kinds={kinds}")
    assert response.status_code == (200 if count <= 50 else 422)
    assert response.headers["content-type"].startswith("text/html")


def test_what_surrounds_an_address() -> None:
    for text in ("(1.2)", "« 1.2 »", "<1.2>.", '"1.2"', " 1.2\u00a0!", "`1.2`"):
        assert unglued(text) == "1.2"
    assert unglued("59654.-.-") == "59654.-.-" and unglued("") == "" and unglued("...") == ""
