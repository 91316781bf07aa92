"""What a table may ask for is bounded, counted in what it names; past it, a clear refusal, and others are served meanwhile."""

import asyncio
import threading
from contextlib import suppress
from typing import Any

import pytest
from starlette.requests import Request

from eligibility import InputError, Rulebook
from eligibility.batch import Batch, build_matrix, read_batch, reasons_csv, reasons_in_pieces, work
from schemas.action import Action, EvaluationRequest
from service.http.problems import ProblemError
from service.site.uploads import CHUNK, read_upload
from tests.support.limits import processor, steps
from tests.support.service_client import Client
from tests.support.tables import as_csv, batch_of


def leaf(rulebook: Rulebook) -> str:
    return rulebook.objectives.leaves[0]


def listing(rulebook: Rulebook, rows: int, cell: str, title: str = "Lieu") -> bytes:
    return as_csv([["Objectifs", title], *([[leaf(rulebook), cell]] * rows)])


@pytest.mark.parametrize(
    ("action", "count"),
    [
        ({"objectives": ["1.2.2"]}, 6),
        ({"objectives": ["1.2.2", "1.2.1"], "kinds": ["training"]}, 8),
        ({"site": [{"commune": "a"}] * 10}, 32),
        ({"site": {"commune": "a"}, "beneficiaries": {"publics": ["a", "b", "c"], "age_min": 3}}, 8),
        ({"objectives": ["1"], "details": {"job_creation": True}, "carrier": {"type": "association"}}, 6),
    ],
)
def test_what_an_action_asks_for_is_what_it_names(action: dict[str, Any], count: int) -> None:
    assert work.units(EvaluationRequest(action=Action.model_validate(action))) == count


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("lieu ; " * 280, "Lieu"),
        ("a|b|c|" * 300, "Publics"),
        ("1.2.2\n" * 300, "Objectif du contrat"),
        ("a, b/" * 380, "Nature de l'action"),
        (";" * 1_900, "Quartier"),
    ],
)
def test_too_many_things_in_cells_are_refused_before_any_is_looked_up(
    rulebook: Rulebook, cell: str, title: str
) -> None:
    titles = [title, "Lieu" if title != "Lieu" else "Objectifs"]
    content = as_csv([titles, *([[cell, "x"]] * 320)])
    with processor(3), pytest.raises(InputError, match="nomme bien trop") as caught:
        read_batch(rulebook, content)
    assert caught.value.problems[0].code == "table-too-large"


def test_titles_and_remarks_may_be_long(rulebook: Rulebook) -> None:
    rows = [["Intitulé", "Objectifs", "Avis"], *([["a, b ; c / " * 150, leaf(rulebook), "x;" * 900]] * 60)]
    assert len(read_batch(rulebook, as_csv(rows)).good) == 60


def test_sites_count_once_they_are_understood(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    commune = rulebook.source.territory.communes[0].name
    content = listing(rulebook, 10, " ; ".join([commune] * 5), "Commune")
    assert len(read_batch(rulebook, content).good) == 10
    monkeypatch.setattr("eligibility.batch.batch.MAX_UNITS", 60)
    with pytest.raises(InputError, match="Coupez-le"):
        read_batch(rulebook, content)


def test_equal_actions_are_judged_once(small: Rulebook) -> None:
    def cost(actions: list[Action]) -> int:
        batch: Batch = batch_of(actions, small.contract.revised_on)
        return steps(lambda: build_matrix(small, batch))

    code = small.objectives.leaves[0]
    once = cost([Action(objectives=[code])])
    many = cost([Action(objectives=[code])] * 50)
    assert many < 15 * once
    rows = build_matrix(small, batch_of([Action(objectives=[code])] * 3, small.contract.revised_on)).rows
    assert rows[0].cells is rows[2].cells


def test_reasons_come_in_pieces_of_the_same_file(rulebook: Rulebook) -> None:
    shown = build_matrix(rulebook, read_batch(rulebook, listing(rulebook, 4, "")))
    pieces = list(reasons_in_pieces(rulebook, shown))
    assert len(pieces) > 2 and b"".join(pieces) == reasons_csv(rulebook, shown)


# -- the service

FORM = "multipart/form-data; boundary=x"


def form(content: bytes, **fields: str) -> bytes:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="table"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
    return b"".join(parts) + head + content + b"\r\n--x--\r\n"


def post(client: Client, rulebook: Rulebook, content: bytes, **fields: str) -> Any:
    path = f"/contrats/{rulebook.contract.id}/conference"
    return client.request("POST", path, content=form(content, **fields), headers={"Content-Type": FORM})


def test_reasons_of_too_many_actions_are_refused_and_verdicts_are_not(
    client: Client, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = listing(rulebook, 5, "")
    given = post(client, rulebook, content, output="reasons")
    assert (
        given.status_code == 200
        and given.content.startswith(b"\xef\xbb\xbf")
        and "raisons-" in given.headers["content-disposition"]
    )
    assert given.headers["cache-control"] == "no-store"
    monkeypatch.setattr("eligibility.batch.explained.MAX_EXPLAINED", 10)
    for output in ("reasons", "xlsx"):
        refused = post(client, rulebook, content, output=output)
        assert refused.status_code == 422 and "prenez la grille en CSV" in refused.text
    assert post(client, rulebook, content, output="csv").status_code == 200
    assert post(client, rulebook, content).status_code == 200


def test_others_are_answered_while_a_table_is_read(
    client: Client, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is read in a thread: it waits here until another request has its answer."""
    answered = threading.Event()

    def waiting(*arguments: Any) -> Batch:
        assert answered.wait(60)
        return read_batch(*arguments)

    monkeypatch.setattr("service.site.conference.read_batch", waiting)

    async def both() -> tuple[int, int]:
        path = f"/contrats/{rulebook.contract.id}/conference"
        upload = asyncio.ensure_future(
            client._http.post(path, content=form(listing(rulebook, 2, "")), headers={"Content-Type": FORM})
        )
        await asyncio.sleep(0.05)
        alive = await client._http.get("/healthz")
        assert not upload.done()
        answered.set()
        return alive.status_code, (await upload).status_code

    assert client._runner.run(both()) == (200, 200)


def test_others_are_answered_while_a_form_is_taken_apart() -> None:
    """A large form is parsed piece by piece, and the loop turns between two."""
    body = form(b"--x" * 400_000)
    turns = 0

    async def taken() -> None:
        nonlocal turns

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        scope = {"type": "http", "method": "POST", "headers": [(b"content-type", FORM.encode())]}
        reading = asyncio.ensure_future(read_upload(Request(scope, receive)))
        while not reading.done():
            turns += 1
            await asyncio.sleep(0)
        with suppress(ProblemError):
            await reading

    asyncio.run(taken())
    assert turns >= len(body) // CHUNK
