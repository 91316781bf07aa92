"""From a result to JSON bytes, the same for every surface. Same result, same bytes."""

from dataclasses import fields
from typing import Any, Literal

import orjson

from eligibility.memory.bounded import Memo
from schemas.result import CLOSED, LineResult, Result, refusing

Include = Literal["candidates", "all"]

_RESULT = tuple(field.name for field in fields(Result))
_LINE = tuple(field.name for field in fields(LineResult))
_MEMO_SIZE = 20_000
_memo: Memo[int, tuple[object, orjson.Fragment]] = Memo(_MEMO_SIZE)


def to_json(result: Result, include: Include = "candidates") -> bytes:
    """The result as UTF-8 JSON.

    `candidates` shortens the closed lines to their verdict and failing criteria; `all` gives every line in full.
    """
    document: dict[str, Any] = {name: getattr(result, name) for name in _RESULT}
    short = include == "candidates"
    document["lines"] = [_short(line) if short and line.verdict in CLOSED else _full(line) for line in result.lines]
    return orjson.dumps(document)


def _full(line: LineResult) -> dict[str, Any]:
    document: dict[str, Any] = {name: getattr(line, name) for name in _LINE}
    document["funder"] = _shared(line.funder)
    document["reasons"] = [_shared(reason) for reason in line.reasons]
    document["validity"] = {"from": line.validity.from_, "until": line.validity.until}
    document["corrections"] = [_shared(one) for one in line.corrections]
    document["contact"] = _shared(line.contact)
    document["sources"] = [_shared(source) for source in line.sources]
    return document


def _short(line: LineResult) -> dict[str, Any]:
    """Why not: the failing criteria, or, when no single one closes the line, those that conflict together."""
    shown = refusing(line)
    failed = [reason.criterion for reason in shown if reason.status == "failed"]
    return {
        "id": line.id,
        "title": line.title,
        "funder": _shared(line.funder),
        "verdict": line.verdict,
        "rank": line.rank,
        "failed": failed,
        "conflicts": line.conflicts,
        "corrections": [_shared(one) for one in line.corrections],
        "reasons": [_shared(reason) for reason in shown],
    }


def _shared(item: object) -> orjson.Fragment:
    """JSON of an object that many lines and results share. The memo holds it, so its identity stays its own."""
    kept = _memo.get(id(item))
    if kept is None:
        kept = _memo.keep(id(item), (item, orjson.Fragment(orjson.dumps(item))))
    return kept[1]
