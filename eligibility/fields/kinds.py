"""From the vocabulary to its fields: the one place that knows which class goes with which type."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from eligibility.fields.bounds import Ages, Number
from eligibility.fields.choices import OneChoice, SeveralChoices
from eligibility.fields.kind import GivenField
from eligibility.fields.objectives import ServedObjectives
from eligibility.fields.period import Period
from eligibility.fields.relations import Relations
from eligibility.fields.yes_no import YesNo
from eligibility.rulebook.objectives import Objectives
from schemas.vocabulary import FieldDefinition, FieldType, VocabularyFile

Days = tuple[date, date]


def given_fields(
    vocabulary: VocabularyFile,
    relations: Mapping[str, Relations],
    objectives: Objectives,
    days: Days,
) -> dict[str, GivenField]:
    """The fields that an action gives by values, by their ids. `days`: first and last day of the contract."""
    fields = {}
    for definition in vocabulary.fields:
        field = _field(definition, relations.get(definition.values or "", Relations(())), objectives, days)
        if field is not None:
            fields[definition.id] = field
    return fields


def _field(definition: FieldDefinition, relations: Relations, objectives: Objectives, days: Days) -> GivenField | None:
    match definition.type:
        case FieldType.objectives:
            return ServedObjectives(definition, objectives)
        case FieldType.choice:
            return OneChoice(definition, relations)
        case FieldType.choice_set:
            return SeveralChoices(definition, relations)
        case FieldType.boolean:
            return YesNo(definition)
        case FieldType.range:
            return Ages(definition)
        case FieldType.number:
            return Number(definition)
        case FieldType.period:
            return Period(definition, *days)
        case FieldType.territory:
            return None  # resolved from the site, and tested by perimeters
    assert_never(definition.type)
