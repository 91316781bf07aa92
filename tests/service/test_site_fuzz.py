"""No input gives a 500, and pages answer pages: every address and form of the site, with values that nobody would type."""

import html
import re
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook
from eligibility.batch import template_csv
from tests.support.effort import examples
from tests.support.service_client import Client

CONTRACT = "/contrats/douaisis-2015-2020"
ANSWERS = ("reponse", "ecartees", "peu-probables", "action", "ou", "choisir", "reglement/lignes/region-citelab")
PAGES = (
    *ANSWERS, "", "decrire", "conference", "conference/modele.odt", "mentions", "accessibilite", "signaler", "reglement",
    "reglement/lignes", "reglement/lignes/inconnue", "reglement/financeurs", "reglement/financeurs/inconnu",
    "reglement/objectifs", "reglement/objectifs/9", "reglement/quartiers", "reglement/quartiers/QP1", "reglement/perimetres",
    "reglement/clauses", "reglement/clauses/x", "reglement/sections/x", "reglement/couverture", "reglement/couverture/x",
    "reglement/corrections", "reglement/corrections/x", "reglement/glossaire", "reglement/recherche", "inconnue",
)  # fmt: skip
FORMS = (
    "decrire",
    "ou",
    "ecartees",
    "peu-probables",
    "reglement/recherche",
    "reglement/corrections",
    "reponse",
    "inconnue",
)
NAMES = (
    "objectives", "publics", "kinds", "carrier", "age", "age_min", "age_max", "period", "starts_on", "ends_on", "budget",
    "international", "place", "mostly_from_qpv", "skip", "appraised", "as_of", "was", "change", "funder", "kind", "nature",
    "family", "text", "words", "sentence", "longitude", "latitude", "accuracy", "amp;place", "x",
)  # fmt: skip
PLAUSIBLE = (
    "1", "3.4.4", "3.4.", "1,2,3", "collegiens", "jeunes,parents", "school_support", "association", "oui", "non", "true",
    "59654.-.-", "59569.QP059009.-", "-.QP059009.-", "hors.-.-", "hors.none.oui", "59654.-.oui", "a.b.c", "...", "-.-.-",
    "11-15", "25-16", "-", "16-", "2016-01-01_2016-06-30", "2016-07-01_2016-06-30", "2016-02-30", "_", "4000", "12.000",
    "-1", "1e999", "nan", "inf", "1_000", "٣", "²", "0x10", "9" * 5_000, "a" * 10_000, "," * 3_000, "%C3", "\ufffd",
    "\x00", "\r\nX: 1", "\ud7ff", "\U0001f600", "<script>alert(1)</script>", "{{ 7*7 }}", "../../etc", "00000000.abc",
    "publics", "place", "objectives", "qpv", "3.1", "50.3", "181", "-91", "1e308", "",
)  # fmt: skip
values = st.one_of(st.sampled_from(PLAUSIBLE), st.text(max_size=40))
pairs = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=8)


def is_page(response: httpx.Response) -> bool:
    return (
        response.status_code in (200, 303, 307, 400, 404, 405, 413, 415, 422)
        and (response.is_redirect or response.headers["content-type"].startswith("text/html"))
        and "<script>" not in response.text
    )


def encoded(given_: list[tuple[str, str]]) -> str:
    return urlencode(given_, errors="replace")


@given(st.sampled_from(PAGES), pairs)
@examples(2)
def test_any_address_is_answered_by_a_page(client: Client, path: str, given_: list[tuple[str, str]]) -> None:
    response = client.get(f"{CONTRACT}/{path}".rstrip("/") + "?" + encoded(given_), follow_redirects=True)
    assert is_page(response), (path, given_, response.status_code)


@given(st.sampled_from(ANSWERS), pairs)
@examples(2)
def test_any_address_that_says_something_is_answered_by_a_page(
    client: Client, path: str, given_: list[tuple[str, str]]
) -> None:
    query = encoded([("objectives", "3.4.4"), ("place", "59654.-.-"), *given_])
    assert is_page(client.get(f"{CONTRACT}/{path}?{query}", follow_redirects=True)), (path, given_)


@given(st.sampled_from(ANSWERS), st.binary(max_size=120))
@examples(1)
def test_any_bytes_after_the_question_mark(client: Client, path: str, raw: bytes) -> None:
    query = quote(raw, safe="&=%+;,")
    assert is_page(client.get(f"{CONTRACT}/{path}?{query}", follow_redirects=True)), query


@given(st.sampled_from(FORMS), pairs)
@examples(2)
def test_any_form_is_answered_by_a_page(client: Client, path: str, given_: list[tuple[str, str]]) -> None:
    response = client.request(
        "POST",
        f"{CONTRACT}/{path}",
        content=encoded(given_),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert is_page(response), (path, given_, response.status_code)


@given(st.text(max_size=80).map(lambda text: quote(text, safe="/")))
@examples(1)
def test_any_path_below_a_contract_is_answered_by_a_page(client: Client, path: str) -> None:
    for address in (f"/contrats/{path}", f"{CONTRACT}/{path}", f"{CONTRACT}/reglement/lignes/{path}"):
        response = client.get(address)
        assert is_page(response), (address, response.status_code)
        location = response.headers.get("location", "/")
        assert location.startswith("/") and not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("longitude", ["nan", "inf", "-inf", "181", "1e308", "3.1", "3,1", "", "9" * 400])
@pytest.mark.parametrize("accuracy", ["nan", "-1", "1e308", "", "10"])
def test_any_position_is_answered_by_a_page(client: Client, longitude: str, accuracy: str) -> None:
    form = {"longitude": longitude, "latitude": "50.37", "accuracy": accuracy}
    assert is_page(client.request("POST", f"{CONTRACT}/ou", data=form))


# -- the table of the conference

NUMBERS = ("", "1", "2", "0", "-1", "9" * 5_000, "0" * 5_000 + "2", "٣", "²", "1e3", " 2", "2.0", "\x00")


@pytest.fixture(scope="module")
def table(rulebook: Rulebook) -> bytes:
    heading, *_ = template_csv(rulebook).splitlines(keepends=True)
    return heading + b";".join([b"x"] * 3) + b"\r\n"


def study(client: Client, table: bytes, **fields: str) -> httpx.Response:
    return client.request("POST", f"{CONTRACT}/conference", files={"table": ("t.csv", table, "text/csv")}, data=fields)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: repr(number[:8]))
def test_any_number_of_a_page_shows_a_page_that_there_is(client: Client, table: bytes, number: str) -> None:
    response = study(client, table, page=number, output="page")
    assert is_page(response) and response.status_code in (200, 422)


@given(
    st.dictionaries(
        st.sampled_from(["page", "sort", "reverse", "verdict", "funder", "text", "all", "as_of", "output", "held", "name", "x"]),
        st.one_of(st.sampled_from(("eligible", "row", "oui", "2016-01-01", "xlsx", *PLAUSIBLE)), st.text(max_size=30)),
        max_size=6,
    )
)  # fmt: skip
@examples(1 / 2)
def test_any_choice_around_a_table(client: Client, table: bytes, fields: dict[str, str]) -> None:
    fields = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    response = study(client, table, **fields)
    assert response.status_code in (200, 400, 413, 422)
    if response.status_code != 200:
        assert is_page(response)


# -- never JSON to a browser, never a page to a program

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    "path", ["/rien", "/contrat/x", "/index.php", "/contrats/x", "/reponse/x", "/aide", "/favicon.ico"]
)
def test_a_browser_is_answered_by_a_page(client: Client, path: str) -> None:
    response = client.get(path, headers=BROWSER, follow_redirects=True)
    assert response.status_code == 404 and response.headers["content-type"].startswith("text/html")
    text = html.unescape(re.sub("<[^>]+>", " ", response.text))
    assert "Revenir à l'accueil" in text


@pytest.mark.parametrize(
    "path", ["/v1/rien", "/v1/rulebooks/x", "/v1/evaluations?x=1", "/openapi.json/x", "/problems/x"]
)
@pytest.mark.parametrize("accept", [BROWSER, {"Accept": "*/*"}, {}])
def test_a_program_is_answered_by_a_problem(client: Client, path: str, accept: dict[str, Any]) -> None:
    response = client.get(path, headers=accept)
    assert response.status_code in (404, 405) and response.headers["content-type"] == "application/problem+json"
