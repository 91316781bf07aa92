"""What the tests share: the real rulebook and the small invented one, compiled once; golden files."""

from collections.abc import Callable

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.cli.common import err, out
from tests.support.paths import DOUAISIS, GOLDEN
from tests.support.small import SMALL


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Rewrites tests/data/golden with what the code gives now."
    )


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(DOUAISIS)


@pytest.fixture(scope="session")
def small() -> Rulebook:
    return load_rulebook(SMALL)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with its golden file, or rewrites that with --update-golden."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text, f"pytest --update-golden ({name})"

    return compare


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers as in a terminal of 100 columns, errors unbroken."""
    monkeypatch.setattr(out, "_width", 100)
    monkeypatch.setattr(err, "_width", 1000)
