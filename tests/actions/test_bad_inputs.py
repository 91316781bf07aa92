"""Every bad input gets its exact French answer, and the service goes on."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import DATA
from tests.support.service_client import Client, is_problem

FOLDER = DATA / "bad_inputs"
GOOD = {"action": {"objectives": ["1"], "site": {"commune": "75056"}}}  # far away: a short answer
MEGABYTES = 1024 * 1024


def still_good(client: Client) -> bool:
    return client.post(GOOD).status_code == 200


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_bad_input(client: Client, file: Path) -> None:
    case: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    body, expected = case["request"], case["expect"]
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    response = client.post_raw(raw, case.get("headers"))
    assert is_problem(response)
    answer = response.json()
    assert {key: answer.get(key) for key in expected} == expected
    assert answer.get("errors", []) == expected.get("errors", [])
    assert still_good(client)


@pytest.mark.parametrize("pieces", [1, 500], ids=["declared-length", "chunked"])
def test_five_megabytes(client: Client, pieces: int) -> None:
    raw = json.dumps({"action": {"title": "x" * 5 * MEGABYTES}}).encode()

    async def chunks() -> AsyncIterator[bytes]:
        step = len(raw) // pieces + 1
        for start in range(0, len(raw), step):
            yield raw[start : start + step]

    response = client.post_raw(raw if pieces == 1 else chunks())
    assert is_problem(response)
    assert response.json()["type"] == "/problems/body-too-large"
    assert response.json()["detail"] == (
        "Le corps dépasse 256 kilo-octets : une action se décrit en quelques lignes. Raccourcissez-le."
    )
    assert still_good(client)


@pytest.mark.parametrize("depth", [21, 900, 100_000])
@pytest.mark.parametrize("marks", ["[]", "{}"])
def test_deeply_nested(client: Client, depth: int, marks: str) -> None:
    opening = "[" if marks == "[]" else '{"a":'
    raw = opening * depth + "1" + marks[1] * depth
    response = client.post_raw(raw[: 250 * 1024].encode())
    assert is_problem(response)
    assert response.json()["type"] == "/problems/too-deep"
    assert response.json()["detail"] == (
        "Le corps emboîte plus de 20 niveaux de listes et d'objets : une action n'en demande que cinq. Aplatissez-le."
    )
    assert still_good(client)


def test_brackets_in_a_text_are_not_levels(client: Client) -> None:
    assert client.post({"action": {"title": "[{" * 60, "objectives": ["1"]}}).status_code == 200


def test_not_utf_8(client: Client) -> None:
    response = client.post_raw('{"action": {"title": "été"}}'.encode("latin-1"))
    assert is_problem(response)
    assert response.json()["detail"] == "Le corps n'est pas en UTF-8 (octet 23). Encodez-le en UTF-8."
    assert still_good(client)


def test_nothing_of_the_body_in_a_json_error(client: Client) -> None:
    assert "Dupont" not in client.post_raw(b'{"action": {"title": "Madame Dupont",,}}').text


def test_nothing_of_the_body_in_the_journal(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="service"):
        client.post({"action": {"title": "Madame Dupont", "objectives": ["9"]}})
        client.post_raw(b'{"action": "Madame Dupont"')
    assert "Dupont" not in caplog.text
