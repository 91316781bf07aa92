"""Lines: ids declared once; fields, values, perimeters, reserves, contacts and sources that exist."""

from collections.abc import Iterator

from eligibility.errors import Issue
from eligibility.rulebook.checks.base import Files, Where, duplicates, near
from eligibility.rulebook.checks.texts import clashes, mend_clash
from eligibility.rulebook.editions import last_day
from schemas.criterion import Alternatives, Criterion
from schemas.funder import FunderFile, Line
from schemas.vocabulary import FieldType

OPERATORS = {
    FieldType.objectives: ("any_of", "all_of"),
    FieldType.choice: ("any_of",),
    FieldType.choice_set: ("any_of", "all_of"),
    FieldType.boolean: ("is",),
    FieldType.range: ("at_least", "at_most"),
    FieldType.number: ("at_least", "at_most"),
    FieldType.period: ("from", "until", "ends_by"),
}


def check_lines(files: Files) -> Iterator[Issue]:
    """Yields the issues of every funder file."""
    ids = [
        (line.id, line, (name, ("lines", index, "id")))
        for name, file in files.funders.items()
        for index, line in enumerate(file.lines)
    ]
    for line_id, (first_file, first), (file, again) in clashes(files, ids):
        message = f"la ligne « {line_id} » existe déjà ({first_file}, ligne {files.locate(first_file, first)})."
        yield files.issue(file, again, "duplicate-id", message, mend_clash(files))
    funders = [(file.funder.id, (name, ("funder", "id"))) for name, file in files.funders.items()]
    for funder_id, (first_file, _), (file, again) in duplicates(funders):
        message = f"le financeur « {funder_id} » existe déjà ({first_file})."
        yield files.issue(file, again, "duplicate-id", message, "Réunissez les deux fichiers ou changez l'identifiant.")
    for name, file in files.funders.items():
        yield from _FunderCheck(files, name, file).issues()


class _FunderCheck:
    def __init__(self, files: Files, name: str, file: FunderFile):
        self._files, self._name, self._file = files, name, file
        self._fields = {field.id: field for field in files.source.vocabulary.fields}
        self._lists = {key: {v.id for v in values} for key, values in files.source.vocabulary.lists.items()}
        self._perimeters = {p.id for p in files.source.perimeters.perimeters}
        self._reserves = {r.id for r in file.funder.reserves} | {r.id for r in files.source.perimeters.reserves}

    def _issue(self, where: Where, code: str, message: str, mend: str = "", warning: bool = False) -> Issue:
        return self._files.issue(self._name, where, code, message, mend, warning)

    def issues(self) -> Iterator[Issue]:
        funder = self._file.funder
        places = ((reserve.id, reserve, ("funder", "reserves", index)) for index, reserve in enumerate(funder.reserves))
        for name, first, again in clashes(self._files, places):
            message = f"la réserve « {name} » est déjà déclarée ligne {self._files.locate(self._name, first)}."
            yield self._issue(again, "duplicate-id", message, mend_clash(self._files))
        for index, reserve in enumerate(funder.reserves):
            where = ("funder", "reserves", index)
            yield from self._files.source_issue(self._name, where, reserve.source)
            if reserve.when is not None:
                yield from self._criterion(reserve.when, (*where, "when"))
                if reserve.when.ends_by is not None:
                    message = f"la condition de la réserve « {reserve.id} » emploie ends_by, qui n'y est pas admis."
                    yield self._issue(where, "reserve-condition", message, "Employez from ou until.")
        for index, contact in enumerate(funder.contacts):
            yield from self._files.source_issue(self._name, ("funder", "contacts", index), contact.source)
        for index, line in enumerate(self._file.lines):
            yield from self._line(line, ("lines", index))

    def _line(self, line: Line, where: Where) -> Iterator[Issue]:
        for source in (*line.source, line.objectives_source, line.perimeter_source, line.valid_source):
            yield from self._files.source_issue(self._name, (*where, "source"), source)
        for code in line.objectives or ():
            if code not in self._files.objective_codes:
                message = f"la ligne « {line.id} » nomme l'objectif {code}, qui n'existe pas."
                yield self._issue(
                    (*where, "objectives"), "unknown-objective", message, near(code, self._files.objective_codes)
                )
        if line.perimeter is not None and line.perimeter not in self._perimeters:
            message = f"la ligne « {line.id} » nomme le périmètre « {line.perimeter} », qui n'existe pas."
            yield self._issue(
                (*where, "perimeter"), "unknown-perimeter", message, near(line.perimeter, self._perimeters)
            )
        for reserve in line.reserves:
            if reserve not in self._reserves:
                message = f"la ligne « {line.id} » nomme la réserve « {reserve} », que son financeur ne déclare pas."
                yield self._issue((*where, "reserves"), "unknown-reserve", message, near(reserve, self._reserves))
        contacts = {contact.id for contact in self._file.funder.contacts}
        if line.contact is not None and line.contact not in contacts:
            message = f"la ligne « {line.id} » nomme le contact « {line.contact} », que son financeur ne déclare pas."
            yield self._issue((*where, "contact"), "unknown-contact", message, near(line.contact, contacts))
        yield from self._criteria(line, where)
        for index, amount in enumerate(line.amounts):
            yield from self._files.source_issue(self._name, (*where, "amounts", index), amount.source)
            for criterion in amount.when:
                yield from self._criterion(criterion, (*where, "amounts", index))
        for index, priority in enumerate(line.priorities):
            yield from self._files.source_issue(self._name, (*where, "priorities", index), priority.source)
            for criterion in priority.when:
                yield from self._criterion(criterion, (*where, "priorities", index))
        yield from self._dates(line, where)

    def _criteria(self, line: Line, where: Where) -> Iterator[Issue]:
        taken = [name for name, value in (("objectives", line.objectives), ("perimeter", line.perimeter)) if value]
        for index, item in enumerate(line.criteria):
            here = (*where, "criteria", index)
            if isinstance(item, Criterion):
                yield from self._criterion(item, here)
                if item.field in taken:
                    message = f"la ligne « {line.id} » teste deux fois le champ « {item.field} »."
                    yield self._issue(
                        here, "same-field-twice", message, "Réunissez les deux critères, ou employez des alternatives."
                    )
                taken.append(item.field)
            else:
                yield from self._alternatives(line, item, here)

    def _alternatives(self, line: Line, item: Alternatives, here: Where) -> Iterator[Issue]:
        yield from self._files.source_issue(self._name, here, item.source)
        for number, branch in enumerate(item.alternatives):
            where = (*here, "alternatives", number)
            if branch.reserve is not None and branch.reserve not in self._reserves:
                message = (
                    f"la ligne « {line.id} » nomme la réserve « {branch.reserve} », que son financeur ne déclare pas."
                )
                yield self._issue(where, "unknown-reserve", message, near(branch.reserve, self._reserves))
            fields = [criterion.field for criterion in branch.all]
            if len(set(fields)) < len(fields):
                message = f"la ligne « {line.id} » : une voie teste deux fois le même champ."
                yield self._issue(where, "same-field-twice", message, "Réunissez les deux critères.")
            for criterion in branch.all:
                yield from self._criterion(criterion, where)

    def _criterion(self, criterion: Criterion, where: Where) -> Iterator[Issue]:
        yield from self._files.source_issue(self._name, where, criterion.source)
        values = criterion.any_of or criterion.all_of or []
        if criterion.field == "perimeter":
            for value in values:
                if value not in self._perimeters:
                    yield self._issue(
                        where,
                        "unknown-perimeter",
                        f"le périmètre « {value} » n'existe pas.",
                        near(value, self._perimeters),
                    )
            if not criterion.any_of:
                yield self._issue(where, "operator", "un périmètre se teste avec any_of.", "Employez any_of.")
            return
        field = self._fields.get(criterion.field)
        if field is None:
            candidates = [name for name, f in self._fields.items() if f.type != FieldType.territory]
            yield self._issue(
                where,
                "unknown-field",
                f"le champ « {criterion.field} » n'existe pas.",
                near(criterion.field, candidates),
            )
            return
        if field.type == FieldType.territory:
            message = f"le champ « {criterion.field} » est un fait de territoire : il se teste par un périmètre."
            yield self._issue(
                where, "unknown-field", message, "Employez perimeter, ou un critère {field: perimeter, any_of: […]}."
            )
            return
        used = [
            name
            for name, value in (
                ("any_of", criterion.any_of), ("all_of", criterion.all_of), ("is", criterion.is_),
                ("at_least", criterion.at_least), ("at_most", criterion.at_most),
                ("from", criterion.from_), ("until", criterion.until), ("ends_by", criterion.ends_by),
            )
            if value is not None
        ]  # fmt: skip
        admitted = OPERATORS[field.type]
        if wrong := [name for name in used if name not in admitted]:
            message = f"le champ « {field.id} » ne se teste pas avec {wrong[0]}."
            yield self._issue(where, "operator", message, f"Opérateurs admis : {', '.join(admitted)}.")
            return
        known = (
            self._files.objective_codes if field.type == FieldType.objectives else self._lists.get(field.values or "")
        )
        for value in values:
            if known is not None and value not in known:
                yield self._issue(
                    where, "unknown-value", f"« {value} » n'est pas une valeur de « {field.id} ».", near(value, known)
                )
        if field.type == FieldType.range and any(
            b is not None and b != int(b) for b in (criterion.at_least, criterion.at_most)
        ):
            yield self._issue(
                where, "whole-number", f"« {field.id} » se compte en nombres entiers.", "Arrondissez la borne."
            )

    def _dates(self, line: Line, where: Where) -> Iterator[Issue]:
        contract = self._files.source.contract
        first = max(d for d in (contract.period.from_, line.valid.from_) if d)
        last = min(d for d in (last_day(contract), line.valid.until) if d)
        if first > last:
            message = f"la ligne « {line.id} » n'est valable aucun jour de la période du contrat."
            yield self._issue((*where, "valid"), "never-valid", message, "Corrigez ses dates.")
