"""Opens a version of a rulebook: a folder, or a revision of the git repository that holds the current one.

Git only reads: it resolves a name that can never be taken for an option, and archives a tree that is unpacked without
links nor paths that leave its folder.
"""

import io
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from eligibility.engine.compile import Rulebook, load_rulebook
from eligibility.errors import InputError, Issue, Problem, RulebookError

PATIENCE = 60  # seconds given to git
MAIN_FILE = "contract.yaml"


@dataclass(frozen=True, slots=True)
class Version:
    """A rulebook as its texts were known on a day, and how it was asked for."""

    label: str
    rulebook: Rulebook
    as_of: date


@contextmanager
def opened(text: str, home: Callable[[], Path], as_of: date | None = None) -> Iterator[Version]:
    """The version that a text names: a folder, `REVISION`, or `REVISION:folder`.

    `home`: the current folder of the rulebook, asked only for revisions. Raises InputError if nothing has this name,
    RulebookError with all issues if what has it is no usable rulebook.
    """
    if Path(text).is_dir():
        yield _version(text, Path(text), as_of)
        return
    with TemporaryDirectory(prefix="eligibility-") as folder:
        _unpack(text, home(), Path(folder))
        yield _version(text, Path(folder), as_of)


def _version(label: str, folder: Path, as_of: date | None) -> Version:
    if not (folder / MAIN_FILE).is_file():
        raise RulebookError(
            [Issue(label, 1, "folder", f"il n'y a pas de règlement ici : {MAIN_FILE} manque.", "Vérifiez le chemin.")]
        )
    try:
        rulebook = load_rulebook(folder)
    except RulebookError as error:
        raise RulebookError([replace(issue, file=f"{label}/{issue.file}") for issue in error.issues]) from None
    day = as_of or rulebook.contract.revised_on
    edition = rulebook.at(day)
    if edition is None:
        first = rulebook.editions[0][0]
        raise InputError(
            Problem(
                "",
                f"« {label} » : aucun texte n'était connu le {day:%d/%m/%Y}. Le premier l'est depuis le {first:%d/%m/%Y}.",
            )
        )
    return Version(label, edition, day)


# -- git


def _unpack(text: str, home: Path, folder: Path) -> None:
    """Puts the rulebook of a revision into an empty folder."""
    top = _top(text, home)
    revision, colon, inside = text.partition(":")
    commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None or not revision:
        raise InputError(
            Problem(
                "",
                f"« {text} » n'est ni un dossier, ni une révision de {top}. Vérifiez le nom : git log et git tag le donnent.",
            )
        )
    name = commit.decode().strip()
    path = inside if colon else _inside(home, top)
    tree = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}:{path}")
    archive = tree and _git(top, "archive", "--format=tar", tree.decode().strip())
    if not archive:
        message = f"pas de dossier « {path} » dans la révision {revision}."
        raise RulebookError([Issue(text, 1, "folder", message, "Employez RÉVISION:dossier.")])
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise RulebookError(
            [
                Issue(
                    text,
                    1,
                    "folder",
                    f"la révision contient un fichier qui ne peut pas être extrait ({type(error).__name__}).",
                )
            ]
        ) from None


def _top(text: str, home: Path) -> Path:
    """Root of the repository that holds the current rulebook."""
    found = _git(home, "rev-parse", "--show-toplevel") if home.is_dir() else None
    if found is None:
        raise InputError(
            Problem(
                "", f"« {text} » n'est pas un dossier, et {home} n'est pas dans un dépôt git où chercher une révision."
            )
        )
    return Path(found.decode().strip())


def _inside(home: Path, top: Path) -> str:
    """Path of the rulebook in its repository, as git writes it; empty at its root."""
    path = home.resolve().relative_to(top.resolve()).as_posix()
    return "" if path == "." else path


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git answers; None if it refuses."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        raise InputError(
            Problem("", "Pour comparer des révisions il faut git, qui n'est pas installé ici. Donnez deux dossiers.")
        ) from None
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return done.stdout if done.returncode == 0 else None
