"""The page « Ce que nous avons compris »: what is negated is not ticked, figures are, what is left aside is told."""

import re

import pytest

from tests.support.service_client import Client

CONTRACT = "/contrats/douaisis-2015-2020"


def ticked(body: str) -> dict[str, set[str]]:
    """Values that the page has ticked, by parameter."""
    found: dict[str, set[str]] = {}
    for name, value in re.findall(r'<input type="(?:checkbox|radio)" name="(\w+)" value="([^"]+)"[^>]* checked', body):
        found.setdefault(name, set()).add(value)
    return found


def understood(client: Client, sentence: str) -> str:
    response = client.request("POST", f"{CONTRACT}/decrire", data={"sentence": sentence}, follow_redirects=True)
    assert response.status_code == 200
    return str(response.text)


@pytest.mark.parametrize(
    ("sentence", "never", "told"),
    [
        ("Nous ne travaillons pas avec les collégiens, mais avec leurs parents, à Auby", {"collegiens", "jeunes"}, "collégiens"),
        ("Atelier cuisine, pas pour les jeunes mais pour les seniors, à Waziers", {"jeunes"}, "jeunes"),
        ("Fête de quartier à Auby sauf les enfants", {"enfants"}, "enfants"),
    ],
)  # fmt: skip
def test_what_is_negated_is_not_ticked_and_told(client: Client, sentence: str, never: set[str], told: str) -> None:
    body = understood(client, sentence)
    assert not ticked(body).get("publics", set()) & never
    assert f"« {told} »" in re.sub(r"[\u00a0\u202f]", " ", body.partition("Laissé de côté")[2])


def test_figures_are_ticked_and_lead_on(client: Client) -> None:
    body = understood(client, "Potager pour les 16-25 ans à Auby en mai 2016, budget de 12.000 €, depuis 3 ans")
    said = ticked(body)
    expected = {"age": {"16-25"}, "period": {"2016-05-01_2016-05-31"}, "budget": {"12000"}}
    assert {name: said[name] for name in expected} == expected
    assert "3 ans" in re.sub(r"[\u00a0\u202f]", " ", body.partition("Laissé de côté")[2])
    query = "&".join(f"{name}={value}" for name, values in said.items() for value in values)
    assert client.get(f"{CONTRACT}/action?{query}", follow_redirects=True).status_code == 200


def test_nothing_left_aside_is_not_told(client: Client) -> None:
    assert "Laissé de côté" not in understood(client, "potager partagé à Auby")
