"""Changes planted in copies of the small rulebook, one at a time, and all that `eligibility diff` must say of each."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from eligibility.workbench.diff.model import Diff, LineDiff
from tests.support.small import SMALL

Edits = dict[str, Sequence[tuple[str, str]]]
CONSEIL, FONDS, CONTRACT = "funders/conseil.yaml", "funders/fonds.yaml", "contract.yaml"
REGISTER, RULES, TERRITORY = "register/b-financeurs.yaml", "perimeters.yaml", "territory.yaml"


def edited(target: Path, edits: Edits, origin: Path = SMALL) -> Path:
    """A copy with texts replaced, each of which stands there once."""
    shutil.copytree(origin, target)
    for name, replacements in edits.items():
        file = target / name
        text = file.read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) == 1, f"{text.count(old)} fois dans {name} : {old}"
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return target


def told(diff: Diff) -> dict[str, Any]:
    """A comparison without its witnesses' details, nor what is empty."""
    found: dict[str, Any] = {
        "added": {line.ref.id: shown(line) for line in diff.added},
        "removed": {line.ref.id: shown(line) for line in diff.removed},
        "moved": {
            f"{line.before.funder}/{line.before.id} -> {line.after.funder}/{line.after.id}": said(line)
            for line in diff.moved
            if line.before and line.after
        },
        "changed": {line.ref.id: said(line) for line in diff.changed},
        "worded": {line.ref.id: said(line) for line in diff.worded},
        "groups": {
            " + ".join(f"{c.kind} {c.id}" for c in group.causes): {
                effect: [r.id for r in refs] for effect, refs in group.lines.items()
            }
            for group in diff.groups
        },
        "shared": [f"{one.kind} {one.id} {one.status}{'' if one.bearing else ' (text)'}" for one in diff.shared],
    }
    return {name: value for name, value in found.items() if value}


def said(line: LineDiff) -> dict[str, Any]:
    """What changes, part by part, then what that changes."""
    parts = {
        change.part: (change.before, change.after) for change in line.changes if change.part not in ("id", "funder")
    }
    return parts | shown(line)


def shown(line: LineDiff) -> dict[str, Any]:
    return {
        w.effect if w.effect != "reserves" else "reserved": (w.before and w.before.verdict, w.after and w.after.verdict)
        for w in line.witnesses
    }


FORUM_AT_26 = {
    "objectives": ["1.1.1"],
    "site": {"qpv": "QP001001"},
    "kinds": ["forum"],
    "starts_on": "2015-10-01",
    "ends_on": "2015-10-02",
}
OLDER = {"beneficiaries": {"age_min": 26, "age_max": 26}}


class Planted(NamedTuple):
    """A change, and all that is told of it."""

    name: str
    edits: Edits
    told: dict[str, Any]


def planted(name: str, edits: Edits, **told_: Any) -> Planted:
    return Planted(name, edits, told_)


POTS = """  - id: fonds-potagers
    title: Potagers
    summary: Paie les jardins.
    kind: funding
    nature: credits_specifiques
    commitment: conditional
    objectives: ["2"]
    objectives_basis: printed
    perimeter: quartiers
    perimeter_basis: printed
    dispositif: Autre
    source: [B-04]
"""
CREATION = (SMALL / CONSEIL).read_text(encoding="utf-8").partition("  - id: conseil-creation")[2]
GARDEN = (SMALL / FONDS).read_text(encoding="utf-8").partition("lines:\n")[2]
CASES, GARDEN_CASES = "funders/conseil.cases.yaml", "funders/fonds.cases.yaml"
AGE = "{field: age, at_least: 16, at_most: 25, basis: printed}"
AGES = "Âge des bénéficiaires : de %d à %d ans"
WAYS = (
    "l'une de ces voies : Porteur : association ; ou bien Porteur : %s (sous réserve : Le budget de 2016 reste à voter)"
)
BREVAL = '{"type": "Feature", "properties": {"insee": "08001"}, "geometry": {"type": "Polygon", "coordinates": [[[5.0, 46.1], [5.1, 46.1], [5.1, 46.2], [5.0, 46.2], [5.0, 46.1]]]}}'
GARE = '{"type": "Feature", "properties": {"code": "QP001002"}, "geometry": {"type": "Polygon", "coordinates": [[[5.05, 46.05], [5.06, 46.05], [5.06, 46.06], [5.05, 46.06], [5.05, 46.05]]]}}'
LOST, GAINED = ("eligible", "ineligible"), ("ineligible", "eligible")


def forum(old: str, new: str) -> Edits:
    return {CONSEIL: [(old, new)]}


def garden(old: str, new: str) -> Edits:
    return {FONDS: [(old, new)]}


PLANTED = [
    planted(
        "a line added",
        garden("lines:\n", "lines:\n" + POTS) | {REGISTER: [("[fonds-jardins]", "[fonds-jardins, fonds-potagers]")]},
        added={"fonds-potagers": {"gained": (None, "eligible")}},
        shared=["register B-04 changed (text)"],
    ),
    planted(
        "a line that nobody can obtain added",
        garden("lines:\n", "lines:\n" + POTS + "    criteria: [{field: period, ends_by: 2015-03-01, basis: printed}]\n    valid: {from: 2015-06-01}\n    valid_basis: printed\n")
        | {REGISTER: [("[fonds-jardins]", "[fonds-jardins, fonds-potagers]")]},
        added={"fonds-potagers": {}},
        shared=["register B-04 changed (text)"],
    ),
    planted(
        "a line removed",
        {
            CONSEIL: [("  - id: conseil-creation" + CREATION, "")],
            REGISTER: [("encoded_as: [conseil-creation]", "set_aside: wish\n    why: Plus personne ne s'engage.")],
            CASES: [
                ("      conseil-creation: {verdict: ineligible, failed: [objectives]}\n", ""),
                ("      conseil-creation: {verdict: subject_to, reserves: [appreciation, vote]}\n", ""),
            ],
        },
        removed={"conseil-creation": {"lost": ("eligible", None)}},
        shared=["register B-02 changed (text)"],
    ),
    planted(
        "a line renamed",
        {
            FONDS: [("id: fonds-jardins\n", "id: fonds-potagers\n")],
            REGISTER: [("[fonds-jardins]", "[fonds-potagers]")],
            GARDEN_CASES: [("fonds-jardins: eligible", "fonds-potagers: eligible"), ("fonds-jardins: {", "fonds-potagers: {")],
        },
        moved={"fonds/fonds-jardins -> fonds/fonds-potagers": {}},
        shared=["register B-04 changed (text)"],
    ),
    planted(
        "a line moved to another funder, and stricter",
        {FONDS: [("lines:\n" + GARDEN, "lines: []\n")], CONSEIL: [("lines:\n", "lines:\n" + GARDEN.replace("5000", "4999"))]},
        moved={"fonds/fonds-jardins -> conseil/fonds-jardins": {
            "criteria": (("Budget total (euros) : 5\u202f000 au plus",), ("Budget total (euros) : 4\u202f999 au plus",)),
            "contact": (("Fonds du Val, Instructeur",), ("Conseil du Val, Service emploi, Chargé de mission, Valfleur",)),
            "lost": LOST,
        }},
    ),
    planted(
        "an objective dropped",
        forum('objectives: ["1.1"]', 'objectives: ["1.1.1"]'),
        changed={"conseil-forum": {"objectives": (("1.1 Aller vers l'emploi",), ("1.1.1 Faire découvrir les métiers",)), "lost": LOST}},
    ),
    planted(
        "a bound moved by one",
        forum(AGE, AGE.replace("25", "26")),
        changed={"conseil-forum": {"criteria": ((AGES % (16, 25),), (AGES % (16, 26),)), "gained": GAINED}},
    ),
    planted(
        "both bounds moved by one",
        forum(AGE, AGE.replace("25", "26").replace("16", "17")),
        changed={"conseil-forum": {"criteria": ((AGES % (16, 25),), (AGES % (17, 26),)), "lost": LOST, "gained": GAINED}},
    ),
    planted(
        "a criterion added",
        forum(f"- {AGE}\n", f"- {AGE}\n      - {{field: after_school, is: true, basis: printed}}\n"),
        changed={"conseil-forum": {"criteria": ((), ("Hors du temps scolaire : oui",)), "lost": LOST}},
    ),
    planted(
        "values in another order",
        forum("any_of: [jeunes, femmes]", "any_of: [femmes, jeunes]"),
    ),
    planted(
        "one way for another",
        forum("any_of: [commune]", "any_of: [other]"),
        changed={"conseil-creation": {
            "criteria": ((WAYS % "commune",), (WAYS % "autre porteur",)),
            "lost": ("subject_to", "ineligible"), "gained": ("unlikely", "subject_to"),  # « other » fails as read
        }},
    ),
    planted(
        "the alternative removed",
        forum(CREATION[CREATION.index("      - alternatives") : CREATION.index("    contact")], ""),
        changed={"conseil-creation": {"criteria": ((WAYS % "commune",), ()), "gained": ("unlikely", "eligible")}},
    ),
    planted(  # the same actions are closed: no gain, no loss
        "a criterion that is only read now",
        forum(AGE, AGE.replace("printed", "read")),
        changed={"conseil-forum": {
            "basis": ((f"{AGES % (16, 25)} : les mots du texte",), (f"{AGES % (16, 25)} : notre lecture du texte",)),
            "content": ("ineligible", "unlikely"),
        }},
    ),
    planted(
        "objectives that are only read now",
        {CONSEIL: [('objectives: ["1.1"]\n    objectives_basis: printed', 'objectives: ["1.1"]\n    objectives_basis: read')]},
        changed={"conseil-forum": {
            "basis": (("Objectif du contrat : les mots du texte",), ("Objectif du contrat : notre lecture du texte",)),
            "content": ("ineligible", "unlikely"),
        }},
    ),
    planted(
        "a reserve lifted",
        forum("    reserves: [vote]\n", ""),
        changed={"conseil-forum": {"reserves": (("Le budget de 2016 reste à voter.",), ()), "gained": ("subject_to", "eligible")}},
    ),
    planted(
        "a reserve for another",
        {CONSEIL: [
            ("reserves: [vote]", "reserves: [accord]"),
            ("  reserves:\n", "  reserves:\n    - {id: accord, text: Un accord est à signer., body: Conseil du Val, when: {field: period, from: 2016-01-01}, source: B-03}\n"),
        ]},
        changed={"conseil-forum": {
            "reserves": (("Le budget de 2016 reste à voter.",), ("Un accord est à signer.",)), "reserved": ("subject_to", "subject_to"),
        }},
        shared=["reserve conseil.accord added"],
    ),
    planted(
        "a reserve called otherwise",
        {
            CONSEIL: [("{id: vote,", "{id: budget,"), ("    reserves: [vote]", "    reserves: [budget]"), ("            reserve: vote", "            reserve: budget")],
            CASES: [("reserves: [appreciation, vote]", "reserves: [appreciation, budget]")],
        },
        shared=["reserve conseil.vote removed", "reserve conseil.budget added"],
    ),
    planted(
        "a hole of one year between two ways",
        forum("      - alternatives:\n", "      - alternatives:\n          - all: [{field: age, at_most: 25, basis: printed}]\n          - all: [{field: age, at_least: 27, basis: printed}]\n      - alternatives:\n"),
        changed={"conseil-creation": {
            "criteria": ((), ("l'une de ces voies : Âge des bénéficiaires : 25 ans au plus ; ou bien Âge des bénéficiaires : 27 ans et plus",)),
            "lost": LOST,
        }},
    ),
    planted(
        "a validity shortened",
        garden("valid: {from: 2015-06-01}", "valid: {from: 2015-07-01}"),
        changed={"fonds-jardins": {"valid": (("une action à partir du 1er juin 2015",), ("une action à partir du 1er juillet 2015",)), "lost": LOST}},
    ),
    planted(
        "an amount changed",
        forum('value: "0.85"', 'value: "0.80"'),
        changed={"conseil-forum": {"amounts": (("Part du Conseil : 85 %",), ("Part du Conseil : 80 %",)), "content": ("eligible", "eligible")}},
    ),
    planted(
        "a commitment changed",
        garden("commitment: conditional", "commitment: firm"),
        changed={"fonds-jardins": {"commitment": (("engagement conditionnel",), ("engagement ferme",)), "content": ("eligible", "eligible")}},
    ),
    planted(
        "texts alone",
        garden("title: Jardins partagés", "title: Jardins") | {REGISTER: [("Le vote du budget est attendu", "Le vote est attendu")]},
        worded={"fonds-jardins": {"title": (("Jardins partagés",), ("Jardins",))}},
        shared=["register B-03 changed (text)"],
    ),
    planted(
        "a label of the vocabulary",
        {"vocabulary.yaml": [("label: jeunes,", "label: jeunes gens,")]},
        shared=["value publics.jeunes changed (text)"],
    ),
    planted(
        "a commune removed from the territory",
        {
            TERRITORY: [('  - {insee: "08001", name: Bréval, status: autre, veille: none, source: A-03}\n', ""), ('["01001", "08001"]', '["01001"]')],
            "territory/communes.geojson": [(",\n" + BREVAL, "")],
        },
        groups={"commune 08001": {"lost": ["conseil-creation", "conseil-forum", "fonds-jardins"]}},
        shared=["commune 08001 removed", "quarter QP001002 changed", "map contours des communes changed (text)"],
    ),
    planted(
        "a quarter removed from the territory",
        {
            TERRITORY: [("  - code: QP001002\n    name: La Gare\n    communes: [\"01001\", \"08001\"]\n    tags: [chantier]\n    source: A-03\n", "")],
            "territory/quarters.geojson": [(",\n" + GARE, "")],
            GARDEN_CASES: [("site: {qpv: La Gare}\n      kinds: [garden]\n      budget: 4000", "site: {qpv: QP001001}\n      kinds: [garden]\n      budget: 4000"),
                           ("site: {qpv: La Gare}\n      kinds: [garden]\n      budget: 6000", "site: {qpv: QP001001}\n      kinds: [garden]\n      budget: 6000")],
        },
        groups={"quarter QP001002": {"lost": ["conseil-creation", "conseil-forum", "fonds-jardins"]}},
        shared=["quarter QP001002 removed", "map contours des quartiers changed (text)"],
    ),
    planted(
        "a named place that is no more in veille, which no rule reads",
        {TERRITORY: [('commune: "01001", veille: true, source', 'commune: "01001", veille: false, source')]},
        shared=["place Cité du Lavoir changed"],
    ),
    planted(
        "a perimeter rule without its reserve",
        {
            RULES: [("opens: [{perimeter: quartiers, reserve: appreciation}]", "opens: [{perimeter: quartiers}]"),
                    ("reserves:\n  - {id: appreciation, text: Le comité apprécie si l'action profite au quartier., body: Comité des financeurs du Val, source: A-05}\n", "")],
            CASES: [("reserves: [appreciation, vote]", "reserves: [vote]")],
        },
        groups={"rule profite-au-quartier": {"gained": ["conseil-creation", "fonds-jardins"]}},
        shared=["rule profite-au-quartier changed", "perimeter-reserve appreciation removed (text)"],
    ),
    planted(
        "two rules that lead to different perimeters",
        {RULES: [
            ("opens: [{perimeter: quartiers, reserve: appreciation}]", "opens: [{perimeter: agglomeration}, {perimeter: quartiers, reserve: appreciation}]"),
            ("- {field: zone, any_of: [ailleurs]}\n      - {field: mostly", "- {field: zone, any_of: [ailleurs, prioritaire]}\n      - {field: mostly"),
            ("when: [{field: zone, any_of: [prioritaire, ailleurs]}]", "when: [{field: zone, any_of: [ailleurs]}]"),
            ("    when: [{field: zone, any_of: [prioritaire]}]\n    opens: [{perimeter: quartiers}]", "    when: [{field: zone, any_of: [prioritaire]}, {field: mostly_from_qpv, any_of: [\"oui\"]}]\n    opens: [{perimeter: quartiers}]"),
        ]},
        groups={
            "rule dans-un-quartier + rule profite-au-quartier": {"lost": ["conseil-creation", "fonds-jardins"]},
            "rule toute-agglomeration + rule profite-au-quartier": {"lost": ["conseil-forum"]},
        },
        shared=[f"rule {name} changed" for name in ("toute-agglomeration", "dans-un-quartier", "profite-au-quartier")],
    ),
    planted(
        "a value that implies no more",
        {
            "vocabulary.yaml": [("label: jardin partagé, implies: [works]", "label: jardin partagé")],
            GARDEN_CASES: [("fonds-jardins: eligible", "fonds-jardins: ineligible"), ("failed: [budget]", "failed: [kinds, budget]")],
        },
        groups={"value kinds.garden": {"lost": ["fonds-jardins"]}},
        shared=["value kinds.garden changed"],
    ),
    planted(
        "a new value that implies a required one",
        {"vocabulary.yaml": [("label: travaux}\n", "label: travaux}\n    - {id: wall, label: mur, implies: [works]}\n")]},
        groups={"value kinds.wall": {"gained": ["fonds-jardins"]}},
        shared=["value kinds.wall added"],
    ),
    planted(
        "the contract made longer",
        {CONTRACT: [("until: 2018-12-31", "until: 2019-06-30")]},
        groups={"period period": {"gained": ["conseil-creation", "conseil-forum"]}},
        shared=["period period changed"],
    ),
]  # fmt: skip
