"""Schemas of the pages that do not come from models: what each holds, in French."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NULLABLE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_OBJECT: Schema = {"type": "object"}
_OPTIONAL = ("errors", "suggestions", "pointer", "parameter")


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _object(description: str, /, **properties: Schema) -> Schema:
    """An object whose properties are always there, those of _OPTIONAL excepted."""
    required = [name for name in properties if name not in _OPTIONAL]
    return {"type": "object", "description": description, "properties": properties, "required": required}


def _page(description: str, **properties: Schema) -> Schema:
    return _object(description, rulebook=_reference("RulebookRef"), **properties)


_PERIOD = _reference("ValidityPeriod")
_TEXTS_FROM: Schema = {
    "type": "string",
    "format": "date",
    "description": "Jour du dernier texte lu : le contrat, ou un avenant.",
}
_SOURCE = _reference("Source")
_NULLABLE_SOURCE: Schema = {"anyOf": [_SOURCE, {"type": "null"}]}
_FUNDER = _reference("FunderRef")
_LINE: dict[str, Schema] = {
    "id": _TEXT, "title": _TEXT, "summary": _TEXT, "kind": _TEXT, "funder": _FUNDER, "nature": _TEXT,
    "commitment": _TEXT, "dispositif": _TEXT, "url": _TEXT,
}  # fmt: skip
_PROBLEM_KEYS: dict[str, Schema] = {"message": _TEXT, "code": _TEXT, "suggestions": _list(_TEXT)}

VIEW_SCHEMAS: dict[str, Schema] = {
    "Problem": _object(
        "Une erreur (RFC 9457). `type` est stable ; `detail` dit en français quoi faire.",
        type={"type": "string", "description": "Adresse relative, stable, de la famille d'erreurs."},
        title=_TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=_TEXT,
        errors=_list(_reference("FieldError")),
        suggestions={**_list(_TEXT), "description": "Identifiants proches de celui de l'adresse."},
    ),
    "FieldError": _object(
        "Un champ à corriger : `pointer` (RFC 6901) dans le corps, ou `parameter` dans l'adresse.",
        pointer=_TEXT,
        parameter=_TEXT,
        **_PROBLEM_KEYS,
    ),
    "Health": _object("État du service.", status=_TEXT),
    "Readiness": _object("Le service est prêt, et avec quoi il enchaîne les règles.", status=_TEXT, chainer=_TEXT),
    "RulebookList": _object(
        "Les règlements chargés.",
        rulebooks=_list(
            _object("Un règlement.", id=_TEXT, title=_TEXT, version=_TEXT, hash=_TEXT, period=_PERIOD, ended={"type": "boolean"}, url=_TEXT)
        ),
    ),
    "Rulebook": _object(
        "Un règlement : identité, période, avenants, familles de financeurs (étudiées ou non), documents, adresses du reste.",
        id=_TEXT, title=_TEXT, version=_TEXT, hash=_TEXT, revised_on=_TEXT, known_from=_TEXT, period=_PERIOD,
        amendments=_list(_object("Un avenant, du plus ancien au plus récent.", id=_TEXT, title=_TEXT, known_from=_TEXT, extends_until=_NULLABLE, source=_SOURCE)),
        ended={"type": "boolean"}, ended_notice=_NULLABLE, licence=_TEXT, agglomeration=_TEXT, conference=_TEXT,
        families=_list(_object("Une famille de financeurs.", id=_TEXT, name=_TEXT, section=_TEXT, encoded={"type": "boolean"})),
        documents=_list(_object("Un document source.", id=_TEXT, title=_TEXT, producer=_TEXT, date=_TEXT, licence=_TEXT)),
        counts={"type": "object", "additionalProperties": _COUNT},
        links={"type": "object", "additionalProperties": _TEXT},
    ),
    "ObjectiveList": _page(
        "Axes, objectifs et sous-objectifs.",
        axes=_list(_object("Un axe.", code=_TEXT, title=_TEXT, children=_list(_object("Un objectif.", code=_TEXT, title=_TEXT, children=_list(_reference("SubObjective")))))),
    ),
    "SubObjective": _object(
        "Un sous-objectif ; null : « à construire » dans le texte.",
        code=_TEXT, title=_TEXT, pilots={"type": ["array", "null"], "items": _TEXT},
        contributors={"type": ["array", "null"], "items": _TEXT}, instance=_NULLABLE, words=_list(_TEXT),
        source=_SOURCE, pilot_source=_SOURCE,
    ),
    "TerritoryList": _page(
        "Communes, quartiers prioritaires, lieux, structures, noms ambigus, périmètres et règles.",
        communes=_list(_object("Une commune.", insee=_TEXT, name=_TEXT, aliases=_list(_TEXT), status=_TEXT, veille=_TEXT, source=_SOURCE)),
        quarters=_list(_object("Un quartier prioritaire.", code=_TEXT, name=_TEXT, communes=_list(_TEXT), aliases=_list(_TEXT), tags=_list(_TEXT), note=_NULLABLE, source=_SOURCE)),
        places=_list(_object("Un lieu nommé.", name=_TEXT, aliases=_list(_TEXT), commune=_TEXT, veille={"type": ["boolean", "null"]}, source=_SOURCE)),
        structures=_list(_object("Une structure connue.", name=_TEXT, aliases=_list(_TEXT), commune=_TEXT, linked_quarter=_NULLABLE, inside=_NULLABLE, source=_SOURCE)),
        ambiguities=_list(_object("Un nom qui peut désigner plusieurs lieux.", name=_TEXT, candidates=_list(_TEXT), question=_TEXT)),
        perimeters=_list(_object("Un périmètre nommé.", id=_TEXT, label=_TEXT, expected=_TEXT, source=_SOURCE)),
        rules=_list(_object("Une règle qui ouvre un périmètre ou déduit un fait.", id=_TEXT, title=_TEXT, source=_SOURCE)),
    ),
    "Vocabulary": _page(
        "Champs qu'une action peut donner, listes fermées de valeurs, libellés des réponses.",
        fields=_list(_object("Un champ. `paths` : où le donner dans la demande.", id=_TEXT, type=_TEXT, paths=_list(_TEXT), values=_NULLABLE, label=_TEXT, question=_TEXT, help=_NULLABLE, project_choice={"type": "boolean"})),
        lists={"type": "object", "additionalProperties": _list(_object("Une valeur.", id=_TEXT, label=_TEXT, words=_list(_TEXT), help=_NULLABLE, implies=_list(_TEXT)))},
        answers={"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _TEXT}},
    ),
    "FunderList": _page(
        "Les financeurs.",
        funders=_list(_object("Un financeur.", id=_TEXT, name=_TEXT, short_name=_TEXT, family=_TEXT, contacts=_list(_reference("ContactCard")), reserves=_list(_OBJECT), notes=_list(_TEXT), lines=_COUNT)),
    ),
    "CorrectionList": _page(
        "Les corrections.",
        corrections=_list(_object("Une correction.", id=_TEXT, section=_TEXT, printed=_TEXT, reading=_TEXT, why=_TEXT, affects=_list(_TEXT), source=_list(_SOURCE))),
    ),
    "LineList": _page(
        "Les lignes, en bref.",
        texts_from=_TEXTS_FROM,
        count=_COUNT,
        lines=_list(_object("Une ligne en bref ; `objectives` null : tous ; `perimeter` null : aucun critère de lieu.", **_LINE, objectives={"type": ["array", "null"], "items": _TEXT}, perimeter=_NULLABLE)),
    ),
    "BatchResult": _object(
        "Les réponses à plusieurs actions, dans leur ordre. Un problème tient la place d'une action mal décrite.",
        rulebook=_reference("RulebookRef"),
        engine=_reference("EngineRef"),
        as_of={"type": "string", "format": "date"},
        count=_COUNT,
        results=_list({"anyOf": [_reference("Result"), _reference("BatchVerdicts"), _reference("Problem")]}),
    ),
    "BatchVerdicts": _object(
        "Les verdicts d'une action (`include` : `verdicts`) : identifiants des lignes, dans l'ordre du règlement.",
        verdicts=_object("Par verdict.", eligible=_list(_TEXT), subject_to=_list(_TEXT), depends=_list(_TEXT), ineligible=_list(_TEXT)),
    ),
    "AidPage": _object(
        "Les lignes dans la forme d'une page de l'API d'Aides-territoires : toutes, donc sans page suivante.",
        count=_COUNT,
        previous={"type": "null"},
        next={"type": "null"},
        results=_list(_reference("Aid")),
    ),
    "Aid": _object(
        "Une ligne dans la forme d'une aide d'Aides-territoires. Vide ou null : le règlement ne le dit pas. `slug` est "
        "l'identifiant de la ligne ; `id` et `url`, que le portail donne à ses fiches, restent vides.",
        id={"type": "null"}, slug=_TEXT, url=_TEXT, name=_TEXT, financers=_list(_TEXT), description=_TEXT, eligibility=_TEXT,
        perimeter=_NULLABLE, is_call_for_project={"type": ["boolean", "null"]}, targeted_audiences=_list(_TEXT),
        aid_types=_list(_TEXT), subvention_rate_lower_bound={"type": ["integer", "null"]},
        subvention_rate_upper_bound={"type": ["integer", "null"]}, subvention_comment=_NULLABLE, contact=_TEXT,
        import_data_mention=_TEXT, import_share_licence=_TEXT, is_live={"type": ["boolean", "null"]},
    ),
    "Line": _page(
        "Une ligne, en entier.",
        texts_from=_TEXTS_FROM,
        **_LINE,
        introduced_by={**_NULLABLE, "description": "Avenant qui apporte cette version ; null : le contrat."},
        repealed_by={**_NULLABLE, "description": "Avenant qui la retire ou la remplace ; null : aucun."},
        objectives={"type": ["array", "null"], "items": _object("Un objectif.", code=_TEXT, title=_TEXT)},
        objectives_source=_NULLABLE_SOURCE,
        perimeter={"type": ["object", "null"]},
        perimeter_source=_NULLABLE_SOURCE,
        criteria=_list(_OBJECT),
        reserves=_list(_OBJECT),
        priorities=_list(_OBJECT),
        amounts=_list(_OBJECT),
        validity=_PERIOD,
        contact=_reference("ContactCard"),
        notes=_list(_TEXT),
        funder_notes=_list(_TEXT),
        sources=_list(_object("Une clause, paraphrasée.", entry=_TEXT, section=_TEXT, heading=_TEXT, lines=_list({"type": "integer"}), text=_TEXT)),
    ),
}  # fmt: skip
