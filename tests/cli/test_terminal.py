"""The terminal into a file or a pipe: whatever its encoding, whoever stops reading, whatever the texts hold."""

import io
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from eligibility.cli import app
from eligibility.cli.characters import nearest
from eligibility.errors import Issue
from tests.support.cli_runner import run
from tests.support.paths import DATA, ROOT
from tests.support.small import SECOND, SMALL, changed

FORUM = DATA / "actions" / "forum.yaml"
ENCODINGS = (
    "cp1252",
    "ascii",
    *(pytest.param(encoding, marks=pytest.mark.deep) for encoding in ("latin-1", "cp437", "utf-8", "iso8859-15")),
)

# each command with what it prints most of, in the folder that `place` makes; and its exit code
COMMANDS = {
    "--help": 0,
    "--version": 0,
    "check {forum} --all --what-if --rules {small}": 0,
    "check {forum} --json --rules {small}": 0,
    "check épée.yaml --rules {small}": 2,
    "check œuf.yaml --rules {small}": 2,
    "batch actions.csv -o sortie.csv --rules {small}": 2,
    "batch --template modèle.csv --rules {small}": 0,
    "lines --rules {small}": 0,
    "lines --funder œuvre --rules {small}": 2,
    "line conseil-creation --rules {small}": 0,
    "new autre-contrat": 0,
    "new Œuvre-lès-Bains": 2,
    "lint {small}": 0,
    "lint wrong": 1,
    "cases {second}": 0,
    "register contrat.txt --rules {small}": 0,
    "mutate --rules {small} --budget 5 --at-least 0": 0,
    "analyse other": 1,
    "coverage --rules {small}": 0,
    "coverage --by objective --rules {small}": 0,
    "coverage --by basis --rules {small}": 0,
    "coverage --html éé.html --rules {small}": 0,
    "double-entry --rules {small}": 0,
    "double-entry --by nature≥ --rules {small}": 2,
    "diff {small} other --portfolio {forum}": 0,
    "export --rules {small}": 0,
    "serve --host œuf": 0,
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the commands read; they write there too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contrat.txt").write_text("Contrat du Val — « œuvre » à 12 € ≥ 3 ✔ →\n" * 20, encoding="utf-8")
    (tmp_path / "épée.yaml").write_text('objectives: ["9.9"]\nkinds: [forêt ≥ 3 ✔]\n', encoding="utf-8")
    (tmp_path / "actions.csv").write_text("Objectifs;Lieu\n1.1;Les Tilleuls\n9.9 ✔;Œuvre ≥\n", encoding="utf-8")
    perimeter = {"file": "funders/fonds.yaml", "replace": [["perimeter: quartiers", "perimeter: {}"]]}
    for folder, name in (("wrong", "quartier→"), ("other", "agglomeration")):
        changed(tmp_path / folder, {**perimeter, "replace": [["perimeter: quartiers", f"perimeter: {name}"]]})
    return tmp_path


def words(line: str) -> list[str]:
    return line.format(forum=FORUM, small=SMALL, second=SECOND).split(" ")


def written(monkeypatch: pytest.MonkeyPatch, line: str, encoding: str) -> tuple[int, str, str]:
    """Runs a command with both outputs in an encoding, as into files; a file of data is in UTF-8 whatever the terminal."""
    out, err = (io.BytesIO(), io.BytesIO())
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding=encoding))
        patch.setattr("uvicorn.run", lambda *_, **__: None)
        with pytest.raises(SystemExit) as ended:
            app(words(line), prog_name="eligibility")
        sys.stdout.flush()
        sys.stderr.flush()
        data = line.startswith("export") or "--json" in line
        return (
            int(ended.value.code or 0),
            out.getvalue().decode("utf-8" if data else encoding),
            err.getvalue().decode(encoding),
        )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_writes_in_any_encoding(
    place: Path, monkeypatch: pytest.MonkeyPatch, line: str, encoding: str
) -> None:
    code, out, err = written(monkeypatch, line, encoding)
    assert code == COMMANDS[line], err
    assert out + err
    assert "\\u" not in err and "Traceback" not in err and "Error" not in err


def test_what_is_lost_is_still_readable(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = written(monkeypatch, "register contrat.txt --rules {small}", "ascii")
    assert 'Contrat du Val -- " oeuvre " a 12 EUR >= 3 OK ->' in out
    _, out, _ = written(monkeypatch, "register contrat.txt --rules {small}", "cp1252")
    assert "Contrat du Val — « œuvre » à 12 € >= 3 OK ->" in out
    _, out, err = written(monkeypatch, "lint wrong", "latin-1")
    assert err.startswith("X wrong/funders/fonds.yaml:") and "le code n'a pas la forme attendue" in err
    _, out, _ = written(monkeypatch, "check {forum} --rules {small}", "ascii")
    assert (
        "Objectif du contrat : 1.1 Aller vers l'emploi -- vous l'avez declare" in out and "?" not in out.split("\n")[1]
    )


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("≥ 16 ≤ 25", "cp1252", ">= 16 <= 25"),
        ("✔ œuvre", "latin-1", "OK oeuvre"),
        ("« Été » — 3 €", "ascii", '" Ete " -- 3 EUR'),
        ("12\u202f000\u00a0€", "ascii", "12 000 EUR"),
        ("┏━┳┓ │ ╋", "cp1252", "+-++ | +"),
        ("n° 1 … ½ Ⅳ ﬁn ²", "ascii", "no 1 ... 1/2 IV fin 2"),
        ("Łódź Ţ 漢 😀 \udce9", "ascii", "?odz T ? ? ?"),
        ("Ελλάδα", "cp1253", "Ελλάδα"),
        ("e\u0301te\u0301", "ascii", "ete"),
        ("a\u200bb\ufeffc", "cp1252", "abc"),
    ],
)
def test_nearest(text: str, encoding: str, expected: str) -> None:
    assert nearest(text, encoding) == expected


@pytest.mark.parametrize(
    "encoding", ["ascii", "cp1252", "latin-1", "cp437", "utf-8", "mac-roman", "cp850", "iso8859-15"]
)
def test_every_character_can_be_written(encoding: str) -> None:
    """No text at all makes the handler fail, nor give what the encoding lacks."""
    for code in (*range(0x3000), *range(0xD800, 0xE000), *range(0xFB00, 0x10000), *range(0x1F300, 0x1F700)):
        nearest(chr(code), encoding).encode(encoding)


def test_letters_of_french_are_never_lost() -> None:
    letters = "àâäçéèêëîïôöùûüÿñœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÑŒÆ’«»–—…€°²"
    assert "?" not in "".join(nearest(letter, "ascii") for letter in letters)
    for letter in letters[:14]:
        assert nearest(letter, "ascii") == unicodedata.normalize("NFD", letter)[0]


# -- whole processes


def process(place: Path, line: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        ["sh", "-c", line.format(python=f"{sys.executable} -m eligibility", small=SMALL, forum=FORUM)],
        cwd=place,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PYTHONIOENCODING": "cp1252"}, marks=pytest.mark.deep),
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        pytest.param({"PYTHONIOENCODING": "latin-1"}, marks=pytest.mark.deep),
        pytest.param({"PYTHONIOENCODING": "ascii"}, marks=pytest.mark.deep),
        pytest.param({"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, marks=pytest.mark.deep),
    ],
    ids=lambda environment: "-".join(environment.values()),
)
def test_a_process_leaves_a_file_and_no_trace(place: Path, environment: dict[str, str]) -> None:
    done = process(place, "{python} check {forum} --all --rules {small} > f; echo $?; wc -c < f", **environment)
    code, size = done.stdout.split()
    assert (code, done.stderr) == (b"0", b"") and int(size) > 2000
    assert b"forum" in (place / "f").read_bytes().lower()


@pytest.mark.deep
def test_what_the_user_chose_for_the_errors_is_kept(place: Path) -> None:
    done = process(place, "{python} lint wrong", PYTHONIOENCODING="ascii:backslashreplace")
    assert b"\\u2717" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "{python} register long.txt --rules {small} | head -n 1",
        pytest.param("{python} check {forum} --all --rules {small} | :", marks=pytest.mark.deep),
        pytest.param("{python} export --rules {small} | :", marks=pytest.mark.deep),
        pytest.param("{python} check {forum} --json --rules {small} | :", marks=pytest.mark.deep),
        pytest.param("{python} --help | :", marks=pytest.mark.deep),
        pytest.param("{python} lint wrong 2>&1 | :", marks=pytest.mark.deep),
        pytest.param("{python} lines --rules {small} >&-", marks=pytest.mark.deep),
    ],
)
def test_a_reader_who_leaves_is_nothing_to_tell(place: Path, line: str) -> None:
    (place / "long.txt").write_text("une ligne assez longue\n" * 20_000, encoding="utf-8")
    assert process(place, line).stderr == b""


@pytest.mark.deep
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told(place: Path) -> None:
    done = process(place, "{python} check {forum} --rules {small} > /dev/full; echo $?")
    assert done.stdout == b"74\n"
    message = "✗ La sortie ne peut pas être écrite : le disque est plein. Faites de la place, ou choisissez un autre fichier.\n"
    assert done.stderr.decode() == message


# -- texts that others wrote


HOSTILE = "[bold]x[/bold] [/] :100: :smile: \\[red] [link=a]b[/link]"
SPOTS = {
    "funders/fonds.yaml": [["title: Jardins partagés", f"title: '{HOSTILE}'"]],
    "contract.yaml": [["title: Contrat de ville du Val fictif", f"title: '{HOSTILE}'"]],
}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """The small rulebook, in a folder with a name like markup, its titles too."""
    folder = tmp_path / "[red]rules :100:"
    shutil.copytree(SMALL, folder)
    for name, changes in SPOTS.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    "line", ["lines", "line fonds-jardins", "coverage", "check {action} --all", "check {action} --all --what-if"]
)
def test_texts_are_printed_as_they_are(hostile: Path, tmp_path: Path, line: str) -> None:
    action = tmp_path / "action.json"
    document = {"title": HOSTILE, "objectives": ["2"], "site": {"quarter": "Les Tilleuls"}}
    action.write_text(json.dumps(document), encoding="utf-8")
    result = run(*line.format(action=action).split(), "--rules", hostile)
    assert result.exit_code == 0, result.output
    assert "".join(HOSTILE.split()) in "".join(result.stdout.split()) or line == "lines"
    assert "💯" not in result.stdout and "😄" not in result.stdout


@pytest.mark.usefixtures("terminal")
def test_messages_are_printed_as_they_are(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[red]rules :100: : aucune erreur" in run("lint", hostile).stdout
    issue = Issue("a.yaml", 1, "x", f"« {HOSTILE} » n'existe pas.", HOSTILE)
    monkeypatch.setattr(sys.modules["eligibility.cli.lint"], "check_folder", lambda _: [issue])
    assert run("lint", hostile).stderr.count(HOSTILE) == 2
    assert HOSTILE in run("check", HOSTILE).stderr
    assert HOSTILE in run("line", HOSTILE, "--rules", SMALL).stderr
    assert HOSTILE in run("lines", "--kind", HOSTILE, "--rules", SMALL).stderr
    assert HOSTILE in run("batch", HOSTILE, "-o", "x.csv", "--rules", SMALL).stderr


@pytest.mark.parametrize("command", ["\x1b[2J", "\x1b]0;titre\x07", "\x9b31m", "\u202e", "\r", "\b\b", "\x00"])
def test_a_text_commands_nothing_to_the_terminal(tmp_path: Path, command: str) -> None:
    action = tmp_path / "action.json"
    action.write_text(json.dumps({"title": f"a{command}b", "objectives": ["1.1"]}), encoding="utf-8")
    result = run("check", action, "--rules", SMALL)
    assert result.exit_code == 0
    assert not set(result.stdout) & {"\x1b", "\x9b", "\x07", "\u202e", "\r", "\b", "\x00"}
    assert "\ufffd" in result.stdout
