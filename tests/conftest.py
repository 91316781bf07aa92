"""What the tests share: the real rulebook and the small invented one, compiled once; golden files; what waits for make test-deep."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.cli.common import err, out
from eligibility.rulebook.chaining.built_in import BuiltIn
from tests.support.effort import DEEP
from tests.support.paths import GOLDEN, RULES
from tests.support.real import forget, loaded, real
from tests.support.service_client import Client, started
from tests.support.small import SMALL

BROWSER = Path(__file__).parent / "browser"
DEEP_ONLY = pytest.mark.skip(reason="dans « make test-deep » : demande un navigateur, un service ou plus de temps")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Rewrites tests/data/golden with what the code gives now."
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `deep`, browsers included, is skipped with its reason, unless ELIGIBILITY_TESTS=deep."""
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker("deep")
        if not DEEP and item.get_closest_marker("deep"):
            item.add_marker(DEEP_ONLY)


@pytest.fixture(scope="session", autouse=True)
def real_rulebook_once() -> Iterator[None]:
    """The commands and services that tests run share the real rulebook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eligibility.cli.common.load_rulebook", loaded)
        patch.setattr("service.library.load_rulebook", loaded)
        yield


@pytest.fixture(scope="module", autouse=True)
def memory_given_back() -> Iterator[None]:
    """After each module, what it made the real rulebook keep, and what the allocator keeps, go back to the machine."""
    yield
    forget()


@pytest.fixture(autouse=True)
def light_chainer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """durable-rules never gives back the memory of a ruleset: in make test, random rulebooks are chained without it.

    Both chainers are compared with the naive one in any case: tests/engine/test_properties.py.
    """
    if not DEEP and request.node.get_closest_marker("hypothesis"):
        monkeypatch.setattr("eligibility.rulebook.inference.chosen_chainer", lambda: BuiltIn)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return real()


@pytest.fixture(scope="session")
def small() -> Rulebook:
    return load_rulebook(SMALL)


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    """The service with the real rulebook, in process."""
    with started(RULES) as client:
        yield client


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
