"""An address as it comes back from a mail, a message or a pair of scissors: what it still says, and how it ends.

What mail programs glue on is forgiven: `&amp;` for `&`, a full stop or a bracket at the end, an address encoded twice.
Nothing that is missing is guessed: an address that ends in mid-air is said to be cut.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from starlette.requests import Request

MOST_PAIRS = 400
MOST_TEXT = 16_000  # characters of an address that are read; the longest of ours has a tenth of them
MOST_VALUE = 400  # characters of one code
TIMES = 3  # an address may be encoded again by each program that forwards it

GLUED = " \t\r\n\u00a0\u202f\u200b\ufeff.,;:!?…)]}>\"'»”’*`"  # what a sentence puts after an address
OPENING = " \t\r\n\u00a0\u202f\u200b\ufeff([{<\"'«“‘*`"
_AMP = re.compile(r"(?:amp;|#38;|#0*38;)+", re.IGNORECASE)
_HALF = re.compile(r"%[0-9A-Fa-f]?$")
_OTHERS = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|_hs\w+|xtor|at_\w+")  # counters that others glue on


@dataclass(frozen=True, slots=True)
class Received:
    """Names and values in their order. `cut`: the address ends inside something; `last`: the name of its last parameter."""

    pairs: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    last: str = ""


def received(query: str) -> Received:
    """What stands after the « ? » of an address."""
    text = query[:MOST_TEXT]
    cut = len(query) > MOST_TEXT or _HALF.search(text) is not None
    pieces = _pieces(_HALF.sub("", text))
    if len(pieces) > MOST_PAIRS:
        pieces, cut = pieces[:MOST_PAIRS], True
    pairs = [pair for piece in pieces for pair in _named(piece)]
    if pairs and pairs[-1][1].endswith("\ufffd"):  # a letter of several bytes, of which some are missing
        pairs[-1] = (pairs[-1][0], pairs[-1][1].rstrip("\ufffd"))
        cut = True
    last = pairs[-1][0] if pairs else ""
    return Received(tuple((name, value) for name, value in pairs if not _OTHERS.fullmatch(name)), cut, last)


def received_by(request: Request) -> Received:
    """What a request asks. Only the page of questions receives forms; elsewhere an empty end is a cut one."""
    found = received(request.scope["query_string"].decode("latin-1"))
    bare = bool(found.pairs) and not found.pairs[-1][1] and not request.scope["path"].endswith("/action")
    return replace(found, cut=found.cut or bare)


def unglued(text: str) -> str:
    """Without what a sentence or a mail puts around an address."""
    return text.strip(OPENING).rstrip(GLUED) if text else text


def _pieces(text: str) -> list[str]:
    return [piece for piece in text.split("&") if piece]


def _named(piece: str, times: int = TIMES) -> list[tuple[str, str]]:
    """Name and value of one piece; several if it was an address encoded once more."""
    name, equals, value = piece.partition("=")
    name, value = _plain(name), _plain(value)
    if times and not equals and "%" in name:
        return _named(name, times - 1)
    whole = f"{name}={value}" if equals else name
    if times and ("=" in name or "&" in whole) and "=" in whole:
        return [pair for part in _pieces(whole) for pair in _named(part.replace("+", "%2B"), times - 1)]
    return [(_AMP.sub("", name, count=1) if _AMP.match(name) else name, value)] if name else []


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in unquote_plus(text, errors="replace")).strip()
