"""The export by the terminal and by HTTP: the same bytes, French errors; its page of documentation is complete."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eligibility import Rulebook
from eligibility.export import FORMATS, export
from eligibility.export.table import COLUMNS
from tests.export.test_export import AID
from tests.support.cli_runner import run, told
from tests.support.cli_runner import small as command
from tests.support.openapi import conform
from tests.support.paths import ROOT
from tests.support.service_client import Client, is_problem, started
from tests.support.small import SMALL

BASE = "/v1/rulebooks/val-fictif"
URLS = {"csv": f"{BASE}/lines.csv", "aides-territoires": f"{BASE}/aides-territoires.json"}


# -- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", [None, "support"])
def test_the_command_writes_the_same_bytes(name: str, kind: str | None, small: Rulebook, tmp_path: Path) -> None:
    options = ["--format", name, *(["--kind", kind] if kind else [])]
    result = command("export", *options)
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, export(small, name, kind), "")
    result = command("export", *options, "-o", tmp_path / "file")
    assert (result.exit_code, result.stdout, (tmp_path / "file").read_bytes()) == (0, "", export(small, name, kind))


def test_csv_by_default(small: Rulebook) -> None:
    assert command("export").stdout_bytes == export(small, "csv")


@pytest.mark.usefixtures("terminal")
def test_errors_in_french(tmp_path: Path) -> None:
    assert told(command("export", "--format", "aides-territoire"), 2) == [
        "✗ --format aides-territoire : cette valeur n'existe pas. Choisissez csv ou aides-territoires. Vouliez-vous dire « aides-territoires » ?"
    ]
    assert told(command("export", "--kind", "x"), 2) == [
        "✗ --kind x : cette valeur n'existe pas. Choisissez funding ou support."
    ]
    file = tmp_path / "nowhere" / "file.csv"
    assert told(command("export", "-o", file), 1) == [
        f"✗ « {file} » : ce dossier n'existe pas. Choisissez un autre fichier."
    ]
    assert told(run("export", "--rules", tmp_path), 1)


@pytest.mark.usefixtures("terminal")
def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file.csv"
    file.write_text("ancien", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(Path, "replace", full)
    assert told(command("export", "-o", file), 1) == [
        f"✗ « {file} » : l'écriture y est impossible. Choisissez un autre fichier."
    ]
    assert file.read_text(encoding="utf-8") == "ancien" and list(tmp_path.iterdir()) == [file]


# -- the service ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("rules")
    shutil.copytree(SMALL, folder / "small")
    with started(folder) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "media"), [("csv", "text/csv; charset=utf-8; header=present"), ("aides-territoires", "application/json")]
)
@pytest.mark.parametrize("kind", [None, "funding"])
def test_the_service_gives_the_same_bytes(name: str, media: str, kind: str | None, client: Client) -> None:
    url = URLS[name] + (f"?kind={kind}" if kind else "")
    response = client.get(url)
    assert response.status_code == 200 and response.headers["content-type"] == media
    assert response.content == command("export", "--format", name, *(["--kind", kind] if kind else [])).stdout_bytes
    file = URLS[name].rpartition("/")[2]
    expected = f"val-fictif-1.0.0-{kind}-{file}" if kind else f"val-fictif-1.0.0-{file}"
    assert response.headers["content-disposition"] == f'attachment; filename="{expected}"'
    again = client.get(url, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content, "content-disposition" in again.headers) == (304, b"", False)
    assert client.request("HEAD", url, headers={"Accept-Encoding": "identity"}).headers["content-length"] == str(
        len(response.content)
    )


def test_pages_are_built_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [client.get(url).content for url in URLS.values()]
    monkeypatch.setattr("eligibility.export.table.harmless", None)
    monkeypatch.setattr("eligibility.export.aides_territoires._aid", None)
    assert [client.get(url).content for url in URLS.values()] == before


@pytest.mark.parametrize("query", ["kind=money", "kinds=funding", "kind=funding&kind=support", "funder=conseil"])
def test_wrong_parameters(query: str, client: Client) -> None:
    for url in URLS.values():
        response = client.get(f"{url}?{query}")
        assert response.status_code == 422 and is_problem(response)


def test_an_unknown_rulebook(client: Client) -> None:
    for url in URLS.values():
        response = client.get(url.replace("val-fictif", "val-fictive"))
        assert response.status_code == 404 and is_problem(response) and response.json()["suggestions"] == ["val-fictif"]


def test_the_service_documents_both(client: Client) -> None:
    document = client.get("/openapi.json").json()
    table, page = (document["paths"][url.replace("val-fictif", "{rulebook}")]["get"] for url in URLS.values())
    assert list(table["responses"]["200"]["content"]) == ["text/csv"]
    assert (
        set(table["responses"])
        == set(page["responses"])
        == {"200", "304", "400", "404", "409", "422", "429", "500", "503"}
    )
    conform(document, "AidPage", client.get(URLS["aides-territoires"]).json())
    docs = client.get("/docs").text
    links = client.get(BASE).json()["links"].values()
    for url in URLS.values():
        assert url.rpartition("/")[2] in docs and url in links


# -- its page of documentation -------------------------------------------------------------------


def test_each_column_and_field_is_explained() -> None:
    text = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    for part, names in zip(text.split("\n## Aides-territoires\n"), (COLUMNS, AID)):
        heads = re.findall(r"^\| (`.*?`) \|", part, re.MULTILINE)
        assert sorted(name for head in heads for name in re.findall(r"`(\w+)`", head)) == sorted(names)
