"""One rulebook of several is in fault: the others serve, and whoever asks for it is told where the fault is."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eligibility import Rulebook
from service.library import FaultyRulebooks, load_library
from tests.support.service_client import Client, is_problem, started
from tests.support.small import SECOND, SMALL

Fault = Callable[[Path], object]


def _replaced(file: str, old: str, new: str) -> Fault:
    def done(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return done


def _same_identifier(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(SMALL, folder)


def _folder_for_file(folder: Path) -> None:
    (folder / "vocabulary.yaml").unlink()
    (folder / "vocabulary.yaml").mkdir()


FAULTS: dict[str, tuple[Fault, str]] = {
    "broken YAML": (lambda folder: (folder / "perimeters.yaml").write_text("perimeters: [", encoding="utf-8"), "perimeters.yaml"),
    "empty contract": (lambda folder: (folder / "contract.yaml").write_text("", encoding="utf-8"), "contract.yaml"),
    "missing file": (lambda folder: (folder / "objectives.yaml").unlink(), "objectives.yaml"),
    "not UTF-8": (lambda folder: (folder / "corrections.yaml").write_bytes(b"corrections: [\xff]"), "corrections.yaml"),
    "wrong version": (_replaced("contract.yaml", "version:", "versions:"), "contract.yaml"),
    "a folder in the place of a file": (_folder_for_file, "vocabulary.yaml"),
    "same identifier": (_same_identifier, "contract.yaml"),
}  # fmt: skip


def loaded(folder: Path, fault: Fault) -> None:
    shutil.copytree(SMALL, folder / "a-bon")
    shutil.copytree(SECOND, folder / "b-fautif")
    fault(folder / "b-fautif")


@pytest.mark.parametrize(("fault", "file"), FAULTS.values(), ids=FAULTS)
def test_the_others_are_loaded_and_the_fault_is_named(tmp_path: Path, small: Rulebook, fault: Fault, file: str) -> None:
    loaded(tmp_path, fault)
    library = load_library(tmp_path)
    assert list(library.rulebooks) == [small.contract.id]
    (found,) = library.faults
    assert (found.folder, found.file) == ("b-fautif", file) and found.line >= 1 and found.message
    assert library.fault("b-fautif") is found and library.fault("zzz") is None
    assert library.only is None  # the one in fault may be the one meant


def test_all_in_fault(tmp_path: Path) -> None:
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "contract.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(FaultyRulebooks, match=r"deux/contract\.yaml:\d+ : .*\nun/contract"):
        load_library(tmp_path)


def test_an_unforeseen_error_stops_one_rulebook_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(tmp_path, lambda folder: None)
    from eligibility import load_rulebook

    def broken(path: Path) -> Rulebook:
        if path.name == "b-fautif":
            raise ZeroDivisionError("Madame Dupont")
        return load_rulebook(path)

    monkeypatch.setattr("service.library.load_rulebook", broken)
    (found,) = load_library(tmp_path).faults
    assert "ZeroDivisionError" in str(found) and "Dupont" not in str(found)


def test_the_service_says_which_and_where(tmp_path: Path, small: Rulebook, caplog: pytest.LogCaptureFixture) -> None:
    loaded(tmp_path, FAULTS["wrong version"][0])
    with started(tmp_path) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 200 and ready.json()["status"] == "degraded"
        (fault,) = ready.json()["faulty"]
        assert fault["file"] == "b-fautif/contract.yaml" and fault["line"] >= 1 and "version" in fault["message"]
        assert "b-fautif/contract.yaml" in caplog.text
        names = {fault["id"], "b-fautif"}
        assert len(names) == 2  # what it calls itself could still be read
        for name in names:
            told(client, name)
        action = {"objectives": [small.objectives.leaves[0]]}
        for path, body in (("/v1/evaluations", {"action": action}), ("/v1/evaluations/batch", {"actions": [action]})):
            assert client.post(body | {"rulebook": small.contract.id}, path).status_code == 200
            unnamed = client.post(body, path)
            assert unnamed.status_code == 422 and unnamed.json()["errors"][0]["pointer"] == "/rulebook"
        assert client.get(f"/v1/rulebooks/{small.contract.id}").status_code == 200
        assert client.get(f"/contrats/{small.contract.id}").status_code == 200
        assert client.get("/v1/rulebooks/zzz").status_code == 404


def told(client: Client, name: str) -> None:
    """Every address of the rulebook in fault answers 503, with the fault."""
    for path in (f"/v1/rulebooks/{name}", f"/v1/rulebooks/{name}/lines", f"/v1/rulebooks/{name}/lines.csv"):
        answer = client.get(path)
        assert answer.status_code == 503 and is_problem(answer)
        assert (
            answer.json()["type"] == "/problems/faulty-rulebook" and "b-fautif/contract.yaml" in answer.json()["detail"]
        )
    for path, body in (
        ("/v1/evaluations", {"action": {"objectives": ["1"]}}),
        ("/v1/evaluations/batch", {"actions": [{}]}),
    ):
        answer = client.post(body | {"rulebook": name}, path)
        assert answer.status_code == 503 and "b-fautif/contract.yaml" in answer.json()["detail"]
    page = client.get(f"/contrats/{name}/reglement")
    assert page.status_code == 503 and page.headers["content-type"].startswith("text/html")
    assert "b-fautif/contract.yaml" in page.text
