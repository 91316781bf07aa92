"""A rulebook as read from its folder: validated models, nothing compiled."""

from dataclasses import dataclass, field

from schemas.accepted import AcceptedFile
from schemas.cases import CasesFile
from schemas.contract import ContractFile
from schemas.corrections import CorrectionsFile
from schemas.funder import FunderFile
from schemas.objectives import ObjectivesFile
from schemas.perimeters import PerimetersFile
from schemas.register import RegisterFile
from schemas.territory import TerritoryFile
from schemas.vocabulary import VocabularyFile


@dataclass(frozen=True)
class RulebookSource:
    """All files of one folder, each valid by itself, and the hash of their contents."""

    contract: ContractFile
    objectives: ObjectivesFile
    territory: TerritoryFile
    vocabulary: VocabularyFile
    perimeters: PerimetersFile
    funders: tuple[FunderFile, ...]
    registers: tuple[RegisterFile, ...]
    corrections: CorrectionsFile
    cases: dict[str, CasesFile]
    path: str
    content_hash: str
    accepted: AcceptedFile = field(default_factory=AcceptedFile)
