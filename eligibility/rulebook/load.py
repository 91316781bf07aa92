"""Reads a rulebook folder into validated models, or lists everything that is wrong with it."""

import hashlib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from eligibility.errors import Issue, RulebookError
from eligibility.rulebook.locations import in_words, real_path
from eligibility.rulebook.messages import french_message
from eligibility.rulebook.yaml_source import Where, YamlFile
from schemas.accepted import AcceptedFile
from schemas.cases import CasesFile
from schemas.contract import ContractFile
from schemas.corrections import CorrectionsFile
from schemas.funder import FunderFile
from schemas.objectives import ObjectivesFile
from schemas.perimeters import PerimetersFile
from schemas.register import RegisterFile
from schemas.rulebook import RulebookSource
from schemas.second_reading import KeptFile, SecondReadingFile, TablesFile, ToldFile
from schemas.territory import TerritoryFile
from schemas.vocabulary import VocabularyFile

AnyModel = TypeVar("AnyModel", bound=BaseModel)

SINGLE_FILES: dict[str, type[BaseModel]] = {
    "contract": ContractFile,
    "objectives": ObjectivesFile,
    "territory": TerritoryFile,
    "vocabulary": VocabularyFile,
    "perimeters": PerimetersFile,
    "corrections": CorrectionsFile,
}
OPTIONAL_FILES: dict[str, type[BaseModel]] = {"accepted": AcceptedFile}
NOT_HASHED = ("accepted.yaml",)  # what people think of the rulebook changes no verdict
SECOND_READING = "second-reading/"  # what another reader found: compared by lint, read by no rule
KEPT, TABLES, TOLD = (f"{SECOND_READING}{name}.yaml" for name in ("kept", "tables", "told"))
_BOOKS: dict[str, type[BaseModel]] = {KEPT: KeptFile, TABLES: TablesFile, TOLD: ToldFile}


class RulebookFolder:
    """The files of one folder: parsed, validated one by one, with their lines."""

    def __init__(self, path: Path, second_reading: bool = False):
        """`second_reading`: read what another reader found too, which no verdict needs."""
        self.path = path
        self.issues: list[Issue] = []
        self.files: dict[str, YamlFile] = {}
        self.models: dict[str, Any] = {}
        if not path.is_dir():
            raise RulebookError(
                [Issue(str(path), 1, "folder", "ce dossier de règlement n'existe pas.", "Vérifiez le chemin.")]
            )
        for name, model in SINGLE_FILES.items():
            self._read(f"{name}.yaml", model)
        for name, model in OPTIONAL_FILES.items():
            if (path / f"{name}.yaml").exists():
                self._read(f"{name}.yaml", model)
        for file in sorted((path / "register").glob("*.yaml")):
            self._read(f"register/{file.name}", RegisterFile)
        for file in sorted((path / "funders").glob("*.yaml")):
            model = CasesFile if file.name.endswith(".cases.yaml") else FunderFile
            self._read(f"funders/{file.name}", model)
        for file in sorted(path.glob("*.cases.yaml")):
            self._read(file.name, CasesFile)
        for file in sorted((path / SECOND_READING).glob("*.yaml")) if second_reading else ():
            name = f"{SECOND_READING}{file.name}"
            self._read(name, _BOOKS.get(name, SecondReadingFile))

    def _read(self, name: str, model: type[BaseModel]) -> None:
        path = self.path / name
        if not path.is_file():
            self.issues.append(
                Issue(name, 1, "missing-file", "ce fichier manque.", "Créez-le, même réduit à l'essentiel.")
            )
            return
        source = YamlFile(path, name, coordinates=model in (CasesFile, SecondReadingFile))  # they hold figures
        self.files[name] = source
        self.issues += source.issues
        if source.data is None:
            return
        try:
            self.models[name] = model.model_validate(source.data)
        except ValidationError as error:
            self.issues += self._validation_issues(source, error)

    @staticmethod
    def _validation_issues(source: YamlFile, error: ValidationError) -> list[Issue]:
        """One issue per place, except on lines that YAML already finds wrong: what they hold is not known."""
        unsure = {issue.line for issue in source.issues}
        found: dict[Where, Issue] = {}
        for detail in error.errors(include_url=False):
            path = real_path(detail["loc"], source.data)
            if path is None or path in found or source.line(path) in unsure:
                continue
            message, mend = french_message(detail)
            where = f"{in_words(path, source.data)} : " if path else ""
            found[path] = Issue(source.name, source.line(path), detail["type"], f"{where}{message}", mend)
        if not found and not unsure:  # never lose a fault
            found[()] = Issue(
                source.name, 1, "shape", "le fichier n'a pas la forme attendue.", "Comparez-le au format."
            )
        return list(found.values())

    def of(self, kind: type[AnyModel]) -> dict[str, AnyModel]:
        """The valid files of one kind, by name."""
        return {name: model for name, model in self.models.items() if isinstance(model, kind)}

    def line(self, name: str, where: Where) -> int:
        """The line on which a value of a file is written."""
        return self.files[name].line(where)

    def source(self) -> RulebookSource:
        """The models, once every file is valid by itself. Raises RulebookError with all issues otherwise."""
        if self.issues:
            raise RulebookError(self.issues)
        return RulebookSource(
            contract=self.models["contract.yaml"],
            objectives=self.models["objectives.yaml"],
            territory=self.models["territory.yaml"],
            vocabulary=self.models["vocabulary.yaml"],
            perimeters=self.models["perimeters.yaml"],
            corrections=self.models["corrections.yaml"],
            funders=tuple(self.of(FunderFile).values()),
            registers=tuple(self.of(RegisterFile).values()),
            cases=self.of(CasesFile),
            path=str(self.path),
            content_hash=content_hash(self.path),
            accepted=self.models.get("accepted.yaml", AcceptedFile()),
        )


def content_hash(path: Path) -> str:
    """SHA-256 over the names and bytes of the folder's data files (cases, actions, accepted findings, second readings and notes left out), sorted."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.suffix not in (".yaml", ".geojson") or name.startswith(SECOND_READING):
            continue
        if name.endswith((".cases.yaml", ".action.yaml", *NOT_HASHED)):
            continue
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
