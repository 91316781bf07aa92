"""Which texts are known on a day: the edition to read, and how to say so."""

from datetime import date

from pydantic import TypeAdapter, ValidationError

from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError, Problem
from eligibility.french.text import enumerate_french
from eligibility.rulebook.messages import french_message
from schemas.action import Day
from schemas.contract import ContractFile

_DAY: TypeAdapter[date] = TypeAdapter(Day)


def edition_of(rulebook: Rulebook, as_of: date | None) -> Rulebook:
    """The rulebook as its texts were known on a day, by default that of the last revision. Raises InputError before the first text."""
    day = as_of or rulebook.contract.revised_on
    edition = rulebook.at(day)
    if edition is None:
        message = (
            f"Aucun texte de ce règlement n'est connu au {day:%d/%m/%Y} : le premier l'est au "
            f"{rulebook.contract.known_from:%d/%m/%Y}. Donnez une date plus récente, ou retirez as_of."
        )
        raise InputError(Problem("/as_of", message, code="too-early"))
    return edition


def read_as_of(text: str) -> date:
    """A day as a person types it. Raises InputError in plain words."""
    try:
        return _DAY.validate_python(text)
    except ValidationError as error:
        what, mend = french_message(error.errors(include_url=False)[0])
        raise InputError(Problem("/as_of", f"« as_of » : {what} {mend}".strip())) from None


def known_texts(contract: ContractFile, day: date) -> str | None:
    """Which amendments are known on a day, and which come later; nothing to say if the rulebook has none."""
    if not contract.amendments:
        return None
    said = {
        later: [f"{a.title} ({a.known_from:%d/%m/%Y})" for a in contract.amendments if (a.known_from > day) is later]
        for later in (False, True)
    }
    told = f"Textes connus au {day:%d/%m/%Y} : {enumerate_french(['le contrat', *said[False]], 'et')}."
    if not said[True]:
        return told
    not_yet = "Pas encore connu" if len(said[True]) == 1 else "Pas encore connus"
    return f"{told} {not_yet} à cette date : {enumerate_french(said[True], 'et')}."
