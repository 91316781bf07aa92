"""What reading a text as people write it gives: a value, perhaps with what is to be told of it; or a refusal."""

import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
LONGEST = 200  # characters of a number, a date or an age; a longer text is none
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−﹣－", "-"),
        **dict.fromkeys("≤⩽≦", "⩽"),
        **dict.fromkeys("≥⩾≧", "⩾"),
        **dict.fromkeys("’ʼ‘`´", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"),
        "＜": "<",
        "＞": ">",
        "＋": "+",
        "º": "°",
    }
)


class Unreadable(ValueError):
    """A text that cannot be understood, in a French sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value, and `remark`: what is to be told of how it was understood; empty if it is simply what is written."""

    value: T
    remark: str = ""


def plainly(text: str) -> str:
    """A text in small letters without accents, one space between words, every dash and sign written one way."""
    text = text[: LONGEST + 1].translate(_SIGNS).replace("<=", "⩽").replace("=<", "⩽").replace(">=", "⩾")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("œ", "oe").split())


def cited(text: str) -> str:
    """« what the text says », cut if it is long."""
    text = " ".join(text.split())
    return f"« {text[:60]}… »" if len(text) > 60 else f"« {text} »"
