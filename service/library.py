"""The rulebooks that the service knows: loaded once at start, immutable, shared by all requests."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from eligibility import Rulebook, RulebookError, load_rulebook
from eligibility.french.text import nearest
from eligibility.search import SearchIndex

RULES_VARIABLE = "ELIGIBILITY_RULES"
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "rules"
CONTRACT = "contract.yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a rulebook is not served: its folder, and the first thing wrong, with its file and line."""

    id: str
    folder: str
    file: str
    line: int
    message: str
    others: int = 0  # how many more things are wrong

    def __str__(self) -> str:
        more = f" ({self.others} autres fautes : eligibility lint les montre)" if self.others else ""
        return f"{self.folder}/{self.file}:{self.line} : {self.message}{more}"


class FaultyRulebooks(Exception):
    """No rulebook of the folder can be served."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Library:
    """Rulebooks by identifier, each with its search, and those that a fault keeps from being served."""

    def __init__(self, rulebooks: Iterable[Rulebook], faults: Iterable[Fault] = ()):
        self.rulebooks = {r.contract.id: r for r in sorted(rulebooks, key=lambda r: r.contract.id)}
        self.search = {name: SearchIndex(rulebook) for name, rulebook in self.rulebooks.items()}
        self.faults = tuple(faults)

    @property
    def only(self) -> Rulebook | None:
        """The rulebook of a request that names none: the only one there is. One in fault counts: it may be the one meant."""
        return next(iter(self.rulebooks.values())) if len(self.rulebooks) == 1 and not self.faults else None

    def fault(self, name: str) -> Fault | None:
        """Why the rulebook of this identifier, or of this folder, is not served; None if it is, or if there is none."""
        if name in self.rulebooks:
            return None
        return next((fault for fault in self.faults if name in (fault.id, fault.folder)), None)

    def near(self, name: str) -> tuple[str, ...]:
        """Identifiers most like a wrong one; all of them if none is."""
        return nearest(name[:80], self.rulebooks, cutoff=50) or tuple(self.rulebooks)


def rules_folder() -> Path:
    """The folder of the rulebooks: the variable ELIGIBILITY_RULES, else `rules/` beside the package."""
    return Path(os.environ.get(RULES_VARIABLE) or DEFAULT_FOLDER)


def load_library(folder: Path) -> Library:
    """Loads every sub-folder that has a contract.yaml; one in fault does not keep the others from being served.

    Raises FaultyRulebooks if all are, or FileNotFoundError if there is none.
    """
    paths = sorted(file.parent for file in folder.glob(f"*/{CONTRACT}"))
    if not paths:
        raise FileNotFoundError(
            f"aucun règlement dans le dossier « {folder} » : il y faut un sous-dossier avec contract.yaml"
        )
    loaded: dict[str, tuple[Path, Rulebook]] = {}
    faults: list[Fault] = []
    for path in paths:
        found = _loaded(path)
        if isinstance(found, Fault):
            faults.append(found)
        elif found.contract.id in loaded:
            same = loaded[found.contract.id][0].name
            message = (
                f"l'identifiant « {found.contract.id} » est déjà celui du dossier « {same} ». Changez l'un des deux."
            )
            faults.append(Fault(path.name, path.name, CONTRACT, 1, message))
        else:
            loaded[found.contract.id] = (path, found)
    if not loaded:
        raise FaultyRulebooks(faults)
    return Library((rulebook for _, rulebook in loaded.values()), faults)


def _loaded(path: Path) -> Rulebook | Fault:
    try:
        return load_rulebook(path)
    except RulebookError as error:
        first = error.issues[0]
        message = " ".join(filter(None, (first.message, first.mend)))
        return Fault(_identifier(path), path.name, first.file, first.line, message, len(error.issues) - 1)
    except OSError as error:
        return Fault(_identifier(path), path.name, CONTRACT, 1, f"un fichier ne peut pas être lu ({error.strerror}).")
    except Exception as error:  # the others serve whatever is wrong with this one
        message = f"une erreur imprévue au chargement ({type(error).__name__}). Signalez-la."
        return Fault(_identifier(path), path.name, CONTRACT, 1, message)


def _identifier(path: Path) -> str:
    """What the faulty contract calls itself, as far as that can be read; else the name of its folder."""
    try:
        document = yaml.safe_load((path / CONTRACT).read_bytes())
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        return path.name
    name = document.get("id") if isinstance(document, dict) else None
    return name[:80] if isinstance(name, str) and name else path.name
