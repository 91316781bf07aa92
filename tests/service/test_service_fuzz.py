"""Whatever is sent, the service answers: never a 5xx, and every error is a problem that says where and why."""

from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from eligibility import Rulebook
from tests.support.effort import examples
from tests.support.service_client import Client, is_problem

SETTINGS = examples()

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
numbers = st.integers(-5, 130) | st.floats(-200, 200)
days = st.dates().map(str) | st.sampled_from(["2015-01-01", "2016-06-30", "2020-12-31", "2021-01-01", "2016-02-30"])


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what is expected, sometimes null or anything."""
    return st.one_of(strategy, strategy, strategy, strategy, strategy, strategy, strategy, st.none() | anything)


def actions(rulebook: Rulebook) -> st.SearchStrategy[Any]:
    """Bodies that look like requests: real codes and names, wrong ones, values of other types."""
    territory, lists = rulebook.source.territory, rulebook.source.vocabulary.lists
    codes = {
        name: st.sampled_from([value.id for value in values]) | st.text(max_size=5) for name, values in lists.items()
    }
    communes = [text for c in territory.communes for text in (c.insee, c.name)]
    quarters = [text for q in territory.quarters for text in (q.code, q.name)]
    places = [*quarters, *(p.name for p in territory.places), *(a.name for a in territory.ambiguities)]
    structures = [s.name for s in territory.structures] or ["x"]
    site = st.fixed_dictionaries(
        {},
        optional={
            "longitude": some(st.floats(2.9, 3.3)),
            "latitude": some(st.floats(50.2, 50.5)),
            "accuracy_m": some(st.floats(0.1, 60_000)),
            "qpv": some(st.sampled_from([*quarters, "none", "QN05902M"])),
            "commune": some(st.sampled_from([*communes, "hors", "1004", "75056"])),
            "quarter": some(st.sampled_from(places or ["x"])),
            "structure": some(st.sampled_from(structures)),
            "veille": some(st.booleans()),
        },
    )
    one_key = st.one_of(
        st.sampled_from([*quarters, "none"]).map(lambda q: {"qpv": q}),
        st.sampled_from([*communes, "hors"]).map(lambda c: {"commune": c}),
        st.sampled_from(places or ["x"]).map(lambda q: {"quarter": q}),
        st.sampled_from(structures).map(lambda s: {"structure": s}),
        st.tuples(st.floats(2.9, 3.3), st.floats(50.2, 50.5)).map(lambda p: {"longitude": p[0], "latitude": p[1]}),
    )
    sites = one_key | site
    details = [path.removeprefix("details.") for f in rulebook.fields.values() for path in f.paths]
    values = [value.id for options in lists.values() for value in options]
    beneficiaries = st.fixed_dictionaries(
        {},
        optional={
            "mostly_from_qpv": some(st.booleans()),
            "of_quarter": some(st.sampled_from(quarters or ["x"])),
            "publics": some(st.lists(codes.get("publics", st.text()), min_size=1, max_size=3)),
            "age_min": some(st.integers(-1, 130)),
            "age_max": some(st.integers(-1, 130)),
        },
    )
    action = st.fixed_dictionaries(
        {},
        optional={
            "title": some(st.text(max_size=40)),
            "objectives": some(st.lists(st.sampled_from(list(rulebook.objectives.titles)), min_size=1, max_size=4)),
            "site": some(sites | st.lists(sites, min_size=1, max_size=4)),
            "beneficiaries": some(beneficiaries),
            "carrier": some(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "type": some(codes.get("carriers", st.text())),
                        "commune": some(st.sampled_from(communes)),
                        "siret": some(st.text("0123456789", max_size=16)),
                        "rna": some(st.text("W0123456789", max_size=12)),
                    },
                )
            ),
            "kinds": some(st.lists(codes.get("kinds", st.text()), min_size=1, max_size=3)),
            "starts_on": some(days),
            "ends_on": some(days),
            "budget": some(numbers | st.decimals(0, 10**6, places=2).map(str)),
            "international": some(st.booleans()),
            "details": some(
                st.dictionaries(
                    st.sampled_from(details) | st.text(max_size=8),
                    st.booleans()
                    | numbers
                    | st.sampled_from(values)
                    | st.lists(st.sampled_from(values), max_size=3)
                    | anything,
                    max_size=4,
                )
            ),
        },
    )
    return st.fixed_dictionaries(
        {"action": some(action)}, optional={"as_of": some(days), "rulebook": some(st.just(rulebook.contract.id))}
    )


def answered(response: Any) -> None:
    assert response.status_code < 500, response.text
    assert response.status_code == 200 or is_problem(response), response.text


@SETTINGS
@given(data=st.data())
def test_bodies_that_look_like_requests(client: Client, rulebook: Rulebook, data: st.DataObject) -> None:
    body = data.draw(actions(rulebook))
    answered(client.post(body, f"/v1/evaluations?include={data.draw(st.sampled_from(['candidates', 'all']))}"))


@SETTINGS
@given(body=anything)
def test_any_json(client: Client, body: Any) -> None:
    answered(client.post(body))


@SETTINGS
@given(
    raw=st.binary(max_size=300) | st.text('[]{}",:0aeu\\ \n', max_size=200).map(str.encode),
    media=st.sampled_from(
        ["application/json", "application/json; charset=utf-8", "text/plain", "application/json;;", ""]
    ),
)
def test_any_bytes(client: Client, raw: bytes, media: str) -> None:
    answered(client.post_raw(raw, {"Content-Type": media}))


@SETTINGS
@given(
    rulebook_id=st.just("douaisis-2015-2020") | st.text(min_size=1, max_size=12),
    rest=st.sampled_from(["", "/lines", "/objectives"])
    | st.text(min_size=1, max_size=12).map(lambda name: f"/lines/{name}"),
    query=st.dictionaries(
        st.sampled_from(["funder", "objective", "kind", "nature"]) | st.text(max_size=6),
        st.text(max_size=8),
        max_size=3,
    ),
    method=st.sampled_from(["GET", "GET", "HEAD", "OPTIONS", "PUT"]),
)
def test_any_address(client: Client, rulebook_id: str, rest: str, query: dict[str, str], method: str) -> None:
    path = f"/v1/rulebooks/{quote(rulebook_id, safe='')}" + "/".join(quote(part, safe="") for part in rest.split("/"))
    response = client.request(method, path, params=query)
    assert response.status_code < 500
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
