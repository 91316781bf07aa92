"""The small rulebook with amendments: copies of its files, some texts replaced, a register entry for each amendment."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

from tests.support.small import SMALL

Edits = Mapping[str, list[tuple[str, str]]]  # file -> texts, each found once, and what they become

REGISTER = """\
section: "{section}"
title: {title}
entries:
  - {{id: {section}-01, heading: "{section}, préambule", lines: [1, 2], text: Les parties modifient le contrat., set_aside: principle, why: Présente l'avenant.}}
  - {{id: {section}-02, heading: "{section}, article 1", lines: [3, 4], text: Ce qui change., {outcome}}}
"""


def edited(target: Path, *changes: Edits, origin: Path = SMALL) -> Path:
    """A copy of a rulebook with texts replaced; an empty text stands for the end of the file."""
    if not target.exists():
        shutil.copytree(origin, target)
    for change in changes:
        for name, pairs in change.items():
            file = target / name
            text = file.read_text(encoding="utf-8")
            for old, new in pairs:
                assert not old or text.count(old) == 1, f"{text.count(old)} fois dans {name} : {old}"
                text = text.replace(old, new) if old else text + new
            file.write_text(text, encoding="utf-8")
    return target


def amended(target: Path, *changes: Edits, extends: str = "") -> Path:
    """The small rulebook with a first amendment, known from 1 June 2016, that brings these changes."""
    amendment = f"  - {{id: avenant-1, title: Avenant n° 1, known_from: 2016-06-01, source: AV1-01{extends}}}\n"
    contract: Edits = {
        "contract.yaml": [("revised_on: 2015-03-01\n", f"revised_on: 2016-06-01\namendments:\n{amendment}")]
    }
    return registered(edited(target, contract, *changes), "AV1", "avenant-1")


def amended_again(target: Path, *changes: Edits, extends: str = "") -> Path:
    """A second amendment, known from 1 March 2017, in a folder that has the first."""
    amendment = f"  - {{id: avenant-2, title: Avenant n° 2, known_from: 2017-03-01, source: AV2-01{extends}}}\n"
    contract: Edits = {
        "contract.yaml": [("revised_on: 2016-06-01\n", "revised_on: 2017-03-01\n"), ("period:", f"{amendment}period:")]
    }
    return registered(edited(target, contract, *changes), "AV2", "avenant-2")


def registered(target: Path, section: str, name: str) -> Path:
    """With the register of an amendment: its second entry leads to the lines that cite it."""
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (target / "funders").glob("*.yaml")]
    led = sorted(line["id"] for file in files for line in file.get("lines", []) if f"{section}-02" in line["source"])
    outcome = f"encoded_as: [{', '.join(led)}]" if led else "set_aside: condition, why: Fonde les versions nouvelles."
    text = REGISTER.format(section=section, title=f"Avenant n° {name[-1]}", outcome=outcome)
    (target / "register" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return target


FORUM, CREATION = "  - id: conseil-forum\n", "  - id: conseil-creation\n"
NEW_LINE: Edits = {
    "funders/fonds.yaml": [
        ("", """\
  - id: fonds-atelier
    introduced_by: avenant-1
    title: Ateliers de quartier
    summary: Paie les ateliers tenus dans les quartiers.
    kind: funding
    nature: credits_specifiques
    commitment: firm
    objectives: ["1.1"]
    objectives_basis: printed
    perimeter: quartiers
    perimeter_basis: printed
    perimeter_source: AV1-02
    dispositif: Ateliers
    source: [AV1-02]
"""),
    ]
}  # fmt: skip
NAMES = [
    "Un forum pour les jeunes aux Tilleuls en 2015 est financé sans réserve.",
    "Une commune voisine qui crée en 2016 attend le vote et l'appréciation du comité.",
]
OLD_CASES: Edits = {"funders/conseil.cases.yaml": [(f"{name}\n", f"{name}\n    as_of: 2016-05-31\n") for name in NAMES]}
REMOVED_LINE: Edits = {"funders/conseil.yaml": [(CREATION, f"{CREATION}    repealed_by: avenant-1\n")], **OLD_CASES}
CHANGED_LINE: Edits = {
    "funders/conseil.yaml": [
        (FORUM, f"{FORUM}    repealed_by: avenant-1\n"),
        (CREATION, f"""\
{FORUM}    introduced_by: avenant-1
    title: Forums des métiers
    summary: Aide à organiser un forum ou une rencontre autour des métiers.
    kind: funding
    nature: droit_commun
    commitment: firm
    objectives: ["1.1"]
    objectives_basis: printed
    perimeter: agglomeration
    perimeter_basis: printed
    perimeter_source: A-04
    criteria:
      - {{field: kinds, any_of: [forum], basis: printed, source: B-01}}
      - {{field: age, at_least: 16, at_most: 29, basis: printed, source: AV1-02}}
    reserves: [vote]
    dispositif: Forums
    source: [B-01, AV1-02]
{CREATION}"""),
    ]
}  # fmt: skip
LIFTED_RESERVE: Edits = {"funders/conseil.yaml": [("{id: vote, ", "{id: vote, repealed_by: avenant-1, ")]}
ROUTE = "  - id: profite-au-quartier\n"
REPLACED_RULE: Edits = {
    "perimeters.yaml": [
        (ROUTE, f"{ROUTE}    repealed_by: avenant-1\n"),
        ("", f"""\
{ROUTE}    introduced_by: avenant-1
    title: Une action voisine qui profite au quartier est admise.
    when:
      - {{field: zone, any_of: [ailleurs]}}
      - {{field: mostly_from_qpv, any_of: ["oui"]}}
    opens: [{{perimeter: quartiers}}]
    source: AV1-02
"""),
    ]
}  # fmt: skip
LONGER = ", extends_until: 2019-12-31"


def dated(route: str) -> Edits:
    """The small rulebook whose rule on neighbours that benefit a quarter has dates of its own."""
    return {"perimeters.yaml": [(ROUTE, f"{ROUTE}    valid: {{{route}}}\n")]}
