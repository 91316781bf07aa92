"""Writes schemas/json/*.schema.json from the models; editors read them (first line of each YAML file)."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from schemas.accepted import AcceptedFile
from schemas.action import EvaluationRequest
from schemas.cases import CasesFile
from schemas.contract import ContractFile
from schemas.corrections import CorrectionsFile
from schemas.funder import FunderFile
from schemas.objectives import ObjectivesFile
from schemas.perimeters import PerimetersFile
from schemas.register import RegisterFile
from schemas.result import Result
from schemas.second_reading import KeptFile, SecondReadingFile, TablesFile, ToldFile
from schemas.territory import TerritoryFile
from schemas.vocabulary import VocabularyFile

FOLDER = Path(__file__).parent / "json"
MODELS: dict[str, type[BaseModel]] = {
    "contract": ContractFile,
    "objectives": ObjectivesFile,
    "territory": TerritoryFile,
    "vocabulary": VocabularyFile,
    "perimeters": PerimetersFile,
    "register": RegisterFile,
    "funder": FunderFile,
    "cases": CasesFile,
    "corrections": CorrectionsFile,
    "accepted": AcceptedFile,
    "second-reading": SecondReadingFile,
    "kept": KeptFile,
    "tables": TablesFile,
    "told": ToldFile,
    "action": EvaluationRequest,
}


def generated() -> dict[str, str]:
    """File name -> text, for every model and for the result."""
    schemas: dict[str, Any] = {name: model.model_json_schema() for name, model in MODELS.items()}
    schemas["result"] = TypeAdapter(Result).json_schema(mode="serialization")
    return {
        f"{name}.schema.json": json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, ensure_ascii=False, indent=1
        )
        + "\n"
        for name, schema in schemas.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
