"""A request understood: the edition it is read against, with the appraisals made, and what is known of the action.

Whatever judges an action starts here, so that a verdict alone and a full answer can never differ.
"""

from dataclasses import dataclass
from datetime import date

from eligibility.actions.appraise import appraisal_facts, appraised
from eligibility.actions.as_of import edition_of
from eligibility.actions.reading import ActionFacts, read_action
from eligibility.engine.compile import Rulebook
from eligibility.engine.match import Verdicts
from schemas.action import EvaluationRequest


@dataclass(frozen=True, slots=True)
class Understood:
    """What judging needs: `rulebook` is the edition known on `as_of`, once its appraisals are made."""

    rulebook: Rulebook
    known: ActionFacts
    as_of: date

    @property
    def verdicts(self) -> Verdicts:
        """The verdict of every line, without its reasons: bit i is the line with index i."""
        return self.rulebook.matcher.verdicts(self.known.keys)


def understand(rulebook: Rulebook, request: EvaluationRequest) -> Understood:
    """Raises InputError with every problem, each with its pointer."""
    as_of = request.as_of or rulebook.contract.revised_on
    edition = appraised(edition_of(rulebook, as_of), request.appraisals)
    known = read_action(edition, request.action)
    known.facts += appraisal_facts(edition, request.appraisals)
    return Understood(edition, known, as_of)
