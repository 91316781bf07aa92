"""No regular expression of the shipped code costs more than in proportion to the text, whatever the text.

Those of schemas (`pattern=`) are not tried: pydantic runs them in an automaton, without going back.
"""

import re
from collections import deque

import pytest

from eligibility import load_rulebook
from eligibility.search import spelling
from tests.support.limits import processor
from tests.support.paths import ROOT
from tests.support.patterns import Written, inputs, written
from tests.support.small import SMALL

FILES = sorted(
    file
    for room in ("schemas", "eligibility", "service")
    for file in (ROOT / room).rglob("*.py")
    if file.name != "__main__.py"
)
IN_TABLES = {  # patterns that a loop takes from a table
    "eligibility/search/spelling.py": [pattern for pattern, _ in spelling._SOUNDS],
    "eligibility/places/whole.py": [own.pattern for own in [load_rulebook(SMALL).resolver.reader.whole._own] if own],
}
SIZE = 40_000  # characters: what is not linear takes a second at least


def dear(one: Written, size: int = SIZE, seconds: float = 0.4) -> str | None:
    """The beginning of a text that costs it too much."""
    for text in inputs(one.pattern, size):
        try:
            with processor(seconds):
                if one.anchored:
                    one.pattern.match(text)
                    one.pattern.fullmatch(text)
                else:
                    deque(one.pattern.finditer(text), maxlen=0)
        except AssertionError:
            return f"{one} : {text[:30]!r}…{text[-5:]!r}"
    return None


def test_every_pattern_is_linear() -> None:
    found, unknown = written(ROOT, FILES)
    assert len(found) >= 50
    assert {place.partition(":")[0] for place in unknown} == set(IN_TABLES), "à écrire en constante, ou à citer ici"
    found += [Written(file, 0, re.compile(one), False) for file, table in IN_TABLES.items() for one in table]
    assert [fault for one in found if (fault := dear(one))] == []


@pytest.mark.parametrize(
    "pattern",
    [
        rb"<(?:\w+:)?mergeCell [^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"",
        r"""((?:^|[;,|\t\r\n"'])\s*)'(?=[=+\-@])""",
        r"\([^)]*\)",
        r"\s*(?:x)?\s*<",
        r"(a+)+b",
        r"(?:a|ab|b)*c",
        r"^(\w+\s?)*$",
        r"[\d ]+€",
        r"x.*y.*z",
        r"(?<=\s)\s*,",
        r"\b[\w.]+@",
    ],
)
def test_patterns_that_are_not_linear_are_seen(pattern: str | bytes) -> None:
    assert dear(Written("planted", 0, re.compile(pattern), False))


@pytest.mark.parametrize(
    "pattern",
    [
        r"\([^()]*\)",
        r"a+",
        r"(?<!\s)\s++x",
        r"\d{1,3}(?:\.\d{3})*",
        r"(?<![^;])[^;]*;",
        r"_x([0-9A-F]{4})_",
        r"(?:ab)*",
    ],
)
def test_patterns_that_are_linear_pass(pattern: str) -> None:
    assert dear(Written("planted", 0, re.compile(pattern), False)) is None
