"""Characters that an output cannot write become the nearest that it can: a file or a pipe may be in cp1252, latin-1 or ASCII.

Those that would command the terminal (colours, a line erased, text turned around) come from data: they are shown as unknown.
"""

import codecs
import io
import os
import unicodedata
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

NEAREST = "eligibility-nearest"  # the name under which `codecs` knows the handlers below, with that of an encoding
_STRICT = ("strict", "surrogateescape", "backslashreplace")  # what Python chooses by itself for one output or another
_WORDS = str.maketrans(
    {
        "✔": "OK", "✓": "OK", "✗": "X", "✘": "X", "×": "x", "◐": "(r)", "•": "-", "·": "-", "★": "*", "✎": "(note)",
        "→": "->", "←": "<-", "↑": "^", "↓": "v", "≥": ">=", "≤": "<=", "≠": "<>", "≈": "~", "−": "-", "–": "-",
        "—": "--", "…": "...", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‹": "'",
        "›": "'", "€": "EUR", "£": "GBP", "°": "o", "§": "par. ", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE",
        "ß": "ss", "±": "+/-", "÷": "/", "⁄": "/", "│": "|", "┃": "|", "║": "|", "─": "-", "━": "-", "═": "=",
        "\u00ad": "", "\u200b": "", "\u200e": "", "\u200f": "", "\u2060": "", "\ufeff": "",
    }
)  # fmt: skip
_BOXES = range(0x2500, 0x2580)  # corners and crossings, once lines are written
UNKNOWN = "?"
_CONTROLS = (code for code in range(0xA0) if code not in (0x09, 0x0A) and not 0x20 <= code < 0x7F)
_COMMANDS = dict.fromkeys((*_CONTROLS, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")


class Page(Console):
    """A console for texts that others wrote: no picture for « :100: », no command to the terminal."""

    def __init__(self, stderr: bool = False):
        super().__init__(stderr=stderr, highlight=False, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(text.translate(_COMMANDS), **options)


def nearest(text: str, encoding: str) -> str:
    """The text in the characters that an encoding has: its own, else their meaning, else without accents, else « ? »."""
    return "".join(_written(character, encoding) for character in text)


def _written(character: str, encoding: str) -> str:
    candidates = (
        character,
        character.translate(_WORDS),
        unicodedata.normalize("NFKC", character).translate(_WORDS),
        "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).translate(_WORDS),
        "+" if ord(character) in _BOXES else UNKNOWN,
    )
    return next((one for one in candidates if _fits(one, encoding)), UNKNOWN)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def write_readably(*streams: TextIO | None) -> None:
    """From now on these outputs never fail on a character; one whose errors the user chose stays as it is."""
    if ":" in os.environ.get("PYTHONIOENCODING", ""):
        return
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and stream.errors in _STRICT:
            stream.reconfigure(errors=_handler_of(stream.encoding))


def _handler_of(encoding: str) -> str:
    """The name of the handler of errors of one encoding: an error itself says « charmap » for most of them."""
    name = f"{NEAREST}-{encoding}"

    def handler(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)  # the only error of what is written
        return nearest(error.object[error.start : error.end], encoding), error.end

    codecs.register_error(name, handler)
    return name
