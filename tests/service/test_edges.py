"""What the service reads and draws, on the very edges: bodies, places of an address, outlines. Nothing is served."""

import asyncio
from typing import Any

import pytest
import shapely
from starlette.requests import Request

from eligibility import InputError, Rulebook
from service.http import body
from service.http.body import MAX_DEPTH, parse_json, read_bytes, read_json
from service.http.problems import ProblemError
from service.site.answers import Answers, place_code
from service.site.drawing import svg_path
from service.site.map import map_of
from service.site.where import position, whereabouts


def request(*chunks: bytes, **headers: str) -> Request:
    """A request whose body comes in these pieces."""
    left = [*chunks]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0) if left else b"", "more_body": bool(left)}

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": pairs}, receive)


# -- bodies


@pytest.mark.parametrize("marks", [('{"a":', "}"), ("[", "]")])
def test_a_body_is_as_deep_as_may_be(marks: tuple[str, str]) -> None:
    parse_json(f"{marks[0] * MAX_DEPTH}1{marks[1] * MAX_DEPTH}".encode())
    with pytest.raises(ProblemError) as caught:
        parse_json(f"{marks[0] * (MAX_DEPTH + 1)}1{marks[1] * (MAX_DEPTH + 1)}".encode())
    assert caught.value.kind == "too-deep"


def test_a_body_is_as_long_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(read_bytes(request(b"ab", b"cd"), 4)) == b"abcd"
    monkeypatch.setattr(body, "MAX_DRAINED", 6)
    for chunks in ([b"ab", b"cde"], [b"abcde"], [b"ab", b"cdefg", b"h"]):
        with pytest.raises(ProblemError) as caught:
            asyncio.run(read_bytes(request(*chunks), 4, "conseil"))
        assert caught.value.kind == "body-too-large" and str(caught.value.detail).endswith("conseil")


@pytest.mark.parametrize(
    "media", ["application/json", "Application/JSON ; charset=UTF-8", 'application/json;charset="utf8"']
)
def test_json_by_any_of_its_names(media: str) -> None:
    assert asyncio.run(read_json(request(b"[1]", content_type=media))) == [1]
    assert asyncio.run(read_json(request(b"[1]", content_type=media, content_encoding="Identity"))) == [1]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content_type": "text/plain"},
        {"content_type": "text/plain; charset=utf-8"},
        {"content_type": "application/json; charset=latin-1"},
        {"content_type": "application/json", "content_encoding": "gzip"},
    ],
)
def test_anything_else_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ProblemError) as caught:
        asyncio.run(read_json(request(b"[1]", **headers)))
    assert caught.value.kind == "unsupported-media-type"


def test_a_key_is_given_once() -> None:
    assert parse_json(b'{"a": {"a": 1}, "b": [{"a": 2}, {"a": 3}]}') == {"a": {"a": 1}, "b": [{"a": 2}, {"a": 3}]}
    for twice in (b'{"a": 1, "a": 2}', b'[{"b": 1, "a": 1, "a": 2}]'):
        with pytest.raises(ProblemError) as caught:
            parse_json(twice)
        assert "« a »" in str(caught.value.detail)


# -- places of an address


@pytest.mark.parametrize(
    ("site", "code"),
    [
        ({"commune": "01001"}, "01001.-.-"),
        ({"qpv": "QP001001"}, "01001.QP001001.-"),
        ({"qpv": "QP001002"}, "-.QP001002.-"),
        ({"commune": "hors"}, "hors.none.-"),
        ({"commune": "2A004"}, "2A004.none.oui"),
        ({"commune": "01001", "qpv": "none", "veille": False}, "01001.none.non"),
        ({"quarter": "Cité du Lavoir"}, "01001.none.oui"),
    ],
)
def test_the_code_of_a_place(small: Rulebook, site: dict[str, Any], code: str) -> None:
    assert whereabouts(small, site).code == code
    answers = Answers.read(small, [("place", code)])
    assert place_code(answers.document(small)["action"]["site"]) == code


@pytest.mark.parametrize("code", ["01001.-", "01001.-.-.-", "01001"])
def test_a_place_in_pieces_is_unreadable(small: Rulebook, code: str) -> None:
    with pytest.raises(InputError, match="illisible"):
        Answers.read(small, [("place", code)]).document(small)


def test_one_site_or_several(small: Rulebook) -> None:
    one, two = (
        Answers.read(small, [("place", codes)]).document(small)["action"]["site"]
        for codes in ("01001.-.-", "01001.-.-,hors.none.-")
    )
    assert (one, two) == ({"commune": "01001"}, [{"commune": "01001"}, {"commune": "hors", "qpv": "none"}])


def test_a_position_that_is_no_number(small: Rulebook) -> None:
    with pytest.raises(InputError, match="illisible"):
        position(small, "3,1", "50.3", "")


# -- outlines


def test_an_outline_is_drawn_from_a_corner_in_whole_steps() -> None:
    square = shapely.Polygon([(10, 20), (12, 20), (12, 20.1), (12, 23), (10, 23)], [[(11, 21), (11, 22), (11.5, 22)]])
    path = svg_path(square, 10, 23, 2)
    assert path == "M0 6l4 0l0 -6l-4 0l0 6zM2 4l0 -2l1 0l-1 2z"
    assert svg_path(shapely.GeometryCollection([shapely.Point(1, 1), square]), 10, 23, 2) == path


def test_the_map_holds_every_shape_in_its_box(small: Rulebook) -> None:
    drawn = map_of(small)
    assert drawn is not None
    assert [(shape.kind, shape.place, shape.status) for shape in drawn.shapes] == [
        ("commune", "01001.-.-", "prioritaire"), ("commune", "2A004.-.-", "veille"), ("commune", "08001.-.-", "autre"),
        ("quarter", "-.QP001001.-", "quarter"), ("quarter", "-.QP001002.-", "quarter"),
    ]  # fmt: skip
    left, bottom, right, top = shapely.unary_union([one for _, one in small.resolver.geography.communes]).bounds
    assert drawn.height == round((top - bottom) * 1000 / (right - left))
