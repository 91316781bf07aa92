"""Faults planted in the small rulebook, one at a time, and what `eligibility analyse` must say of each."""

from typing import Any, NamedTuple

HORS = "no-open-line:perimeter=hors-none-hors-veille"
GARDEN_AWAY = "no-open-line:perimeter=01001-none-hors-veille,objectives=2.1.1"
GARDEN_DAYS = "no-open-line:objectives=2.1.1,period=2015-01-01..2015-05-31+2018-01-01..2018-12-31"
BEFORE, AFTER = "silent-funder:fonds:2015-01-01..2015-05-31", "silent-funder:fonds:2018-01-01..2018-12-31"
CLEAN = [HORS, GARDEN_AWAY, GARDEN_DAYS, BEFORE, AFTER]  # what is found without any fault
NO_GARDEN = {
    "no-open-line:objectives=2.1.1",
    "silent-funder:fonds:2015-01-01..2018-12-31",
    "unreachable-line:fonds-jardins",
}


class Fault(NamedTuple):
    """One change of one file (see tests/support/small.py); findings that appear and that go."""

    name: str
    case: dict[str, Any]
    found: set[str]
    gone: set[str]


def in_file(name: str) -> Any:
    def fault(what: str, *replace: tuple[str, str], found: Any = (), gone: Any = (), append: str = "") -> Fault:
        return Fault(what, {"file": name, "replace": replace, "append": append}, set(found), set(gone))

    return fault


conseil, fonds = in_file("funders/conseil.yaml"), in_file("funders/fonds.yaml")


def accepted(*findings: str) -> dict[str, Any]:
    """An accepted.yaml: the small rulebook has none."""
    reasons = [
        f'  - {{finding: "{name}", reason: "Raison n° {number}."}}\n' for number, name in enumerate(findings, start=1)
    ]
    return {"file": "accepted.yaml", "content": "accepted:\n" + "".join(reasons)}


def line(line_id: str, criteria: str = "[]", valid: str = "{}", kind: str = "funding") -> str:
    """Another line of the Fonds, drawn from the same clause as its garden."""
    return f"""  - id: {line_id}
    title: Potagers
    summary: Paie les jardins.
    kind: {kind}
    nature: credits_specifiques
    commitment: conditional
    objectives: ["2"]
    objectives_basis: printed
    perimeter: quartiers
    perimeter_basis: printed
    criteria: {criteria}
    valid: {valid}
{"" if valid == "{}" else "    valid_basis: printed" + chr(10)}    dispositif: Autre
    source: [B-04]
"""


def ways(*branches: str) -> str:
    return "      - alternatives:\n" + "".join(f"          - all: [{branch}]\n" for branch in branches)


def idle(line_id: str, *paths: str) -> set[str]:
    return {f"idle-criterion:{line_id}:{path}" for path in paths}


# texts of the small rulebook after which, or in place of which, faults are planted
AGE = "      - {field: age, at_least: 16, at_most: 25, basis: printed}\n"
AFTER_SCHOOL = "      - {field: after_school, is: true, basis: printed}\n"
EVERYWHERE = "    perimeter: agglomeration\n    perimeter_basis: printed\n    perimeter_source: A-04\n"
COMMUNE = "all: [{field: carrier, any_of: [commune], basis: printed}]"
WHEN = "when: [{field: publics, any_of: [jeunes]}]"
GARDENS = "    dispositif: Jardins\n"
AMOUNT = '    amounts: [{kind: ceiling, value: "900", unit: EUR, label: Plafond, %s}]\n' + GARDENS
TURNED = (
    "[{field: after_school, is: true, basis: printed}, {field: period, ends_by: 2017-12-31, basis: printed}, "
    "{field: budget, at_most: %d, basis: printed}, {field: kinds, any_of: [works], basis: printed}]"
)
JUNE = "{from: 2015-06-01}"
LATER = "period=2016-01-01..2016-12-31+2017-01-01..2017-12-31"

FAULTS = [
    # lines that say the same thing
    fonds(
        "copied, criteria in another order",
        append=line("fonds-potagers", TURNED % 5000, JUNE),
        found={"same-lines:fonds-jardins+fonds-potagers"},
    ),
    fonds("copied, one bound another", append=line("fonds-potagers", TURNED % 5001, JUNE)),
    fonds("copied as support", append=line("fonds-potagers", TURNED % 5000, JUNE, kind="support")),
    # criteria that change nothing
    conseil(
        "a perimeter inside another",
        (EVERYWHERE, "    perimeter: null\n"),
        (
            AGE,
            AGE
            + ways(
                "{field: perimeter, any_of: [agglomeration], basis: printed}",
                "{field: perimeter, any_of: [quartiers], basis: printed}",
            ),
        ),
        found=idle("conseil-forum", "criteria.2.alternatives.1"),
    ),
    fonds(
        "a way that the line implies",
        (
            AFTER_SCHOOL,
            AFTER_SCHOOL
            + ways(
                "{field: carrier, any_of: [commune], basis: printed}",
                "{field: kinds, any_of: [works, forum], basis: printed}",
            ),
        ),
        found=idle(
            "fonds-jardins", "criteria.4", *(f"criteria.4.alternatives.{path}" for path in ("0", "0.all.0", "1.all.0"))
        ),
    ),
    conseil(
        "all of a list, then one of it",
        (
            AGE,
            AGE
            + "      - {field: publics, all_of: [jeunes, habitants], basis: printed}\n"
            + ways(
                "{field: publics, any_of: [habitants], basis: printed}",
                "{field: carrier, any_of: [commune], basis: printed}",
            ),
        ),
        found=idle(
            "conseil-forum", "criteria.3", *(f"criteria.3.alternatives.{path}" for path in ("0.all.0", "1", "1.all.0"))
        )
        | {
            f"no-open-line:{rest.format(public)}"
            for public in ("other", "femmes")  # women may be young: the words do not say so
            for rest in (
                "objectives=1.1.1,publics={}",
                "objectives=1.1.2,publics={}",
                "perimeter=01001-none-hors-veille,publics={}",
                "publics={},period=2015-01-01..2015-05-31+2018-01-01..2018-12-31",
            )
        },
    ),
    conseil(
        "the contract's own dates",
        (
            "    dispositif: Forums\n",
            "    valid: {from: 2015-01-01, until: 2018-12-31}\n    valid_basis: printed\n    dispositif: Forums\n",
        ),
        found=idle("conseil-forum", "valid"),
    ),
    conseil(
        "a reserved way inside a free one",
        (
            COMMUNE,
            "all: [{field: carrier, any_of: [association], basis: printed}, {field: kinds, any_of: [works], basis: printed}]",
        ),
        found=idle("conseil-creation", *(f"criteria.1.alternatives.1{path}" for path in ("", ".all.1", ".reserve"))),
    ),
    conseil(  # the same verdicts without it, not the same reserves
        "a reserved way inside one under another reserve",
        (
            "all: [{field: carrier, any_of: [association], basis: printed}]",
            "all: [{field: carrier, any_of: [association], basis: printed}]\n            reserve: appreciation",
        ),
        (
            COMMUNE,
            "all: [{field: carrier, any_of: [association], basis: printed}, {field: kinds, any_of: [works], basis: printed}]",
        ),
    ),
    # lines that nobody can reach
    fonds(
        "ways that contradict the line",
        (
            AFTER_SCHOOL,
            AFTER_SCHOOL
            + ways(
                "{field: after_school, is: false, basis: printed}", "{field: budget, at_least: 5001, basis: printed}"
            ),
        ),
        found=NO_GARDEN,
        gone={GARDEN_AWAY, GARDEN_DAYS, BEFORE, AFTER},
    ),
    fonds(
        "a deadline before the first day",
        ("ends_by: 2017-12-31", "ends_by: 2015-03-31"),
        found=NO_GARDEN,
        gone={GARDEN_AWAY, GARDEN_DAYS, BEFORE, AFTER},
    ),
    fonds(
        "a last day before the first",
        ("ends_by: 2017-12-31", "until: 2015-03-31"),
        found=NO_GARDEN,
        gone={GARDEN_AWAY, GARDEN_DAYS, BEFORE, AFTER},
    ),
    # priorities
    fonds(
        "priority against a yes",
        (WHEN, "when: [{field: after_school, is: false}]"),
        found={"dead-priority:fonds-jardins:priorities.0"},
    ),
    fonds(
        "priority against a bound",
        (WHEN, 'when: [{field: publics, any_of: [jeunes]}, {field: budget, at_least: "5000.01"}]'),
        found={"dead-priority:fonds-jardins:priorities.0"},
    ),
    fonds("priority on a bound", (WHEN, "when: [{field: budget, at_least: 5000}]")),
    fonds(
        "priority against a date",
        (WHEN, "when: [{field: period, from: 2018-01-01}]"),
        found={"dead-priority:fonds-jardins:priorities.0"},
    ),
    fonds(
        "priority always met",
        (WHEN, "when: [{field: budget, at_most: 9000}]"),
        found={"idle-condition:fonds-jardins:priorities.0"},
    ),
    # amounts
    fonds(
        "amount of another year",
        (GARDENS, AMOUNT % "valid: {from: 2018-01-01}"),
        found={"dead-amount:fonds-jardins:amounts.0"},
    ),
    fonds(
        "amount whose dates are turned",
        (GARDENS, AMOUNT % "valid: {from: 2017-01-01, until: 2016-12-31}"),
        found={"dead-amount:fonds-jardins:amounts.0"},
    ),
    fonds("amount of a last day", (GARDENS, AMOUNT % "valid: {from: 2017-12-31}")),
    fonds(
        "amount under a contrary condition",
        (GARDENS, AMOUNT % "when: [{field: after_school, is: false}]"),
        found={"dead-amount:fonds-jardins:amounts.0"},
    ),
    # reserves, silences, gaps
    conseil(
        "a reserve of later years",
        (AGE, AGE + "      - {field: period, ends_by: 2015-12-31, basis: printed}\n"),
        found={
            "dead-reserve:conseil-forum:vote",
            "silent-funder:conseil:2016-01-01..2018-12-31",
            "no-open-line:period=2018-01-01..2018-12-31",
            f"no-open-line:objectives=1.1.1,{LATER}",
            f"no-open-line:objectives=1.1.2,{LATER}",
            f"no-open-line:perimeter=01001-none-hors-veille,{LATER}",
            "no-open-line:objectives=2.1.1,period=2015-01-01..2015-05-31",
        },
        gone={GARDEN_DAYS},
    ),
    fonds(
        "a hole between two lines",
        append=line("fonds-bancs", valid="{from: 2018-06-01}"),
        found={
            "silent-funder:fonds:2018-01-01..2018-05-31",
            "no-open-line:objectives=2.1.1,period=2015-01-01..2015-05-31+2018-01-01..2018-05-31",
        },
        gone={GARDEN_DAYS, AFTER},
    ),
    fonds(
        "no hole",
        append=line("fonds-bancs", valid="{from: 2018-01-01}"),
        found={"no-open-line:objectives=2.1.1,period=2015-01-01..2015-05-31"},
        gone={GARDEN_DAYS, AFTER},
    ),
    conseil(
        "no line any more in one zone",
        (EVERYWHERE, "    perimeter: quartiers\n    perimeter_basis: printed\n"),
        found={"no-open-line:perimeter=01001-none-hors-veille+hors-none-hors-veille"},
        gone={HORS, GARDEN_AWAY},
    ),
    conseil(
        "an objective lost", ('objectives: ["1.1"]', 'objectives: ["1.1.1"]'), found={"no-open-line:objectives=1.1.2"}
    ),
    fonds(
        "no line any more for a public",
        (AFTER_SCHOOL, AFTER_SCHOOL + "      - {field: publics, any_of: [jeunes], basis: printed}\n"),
        found={"no-open-line:objectives=2.1.1,publics=other", "no-open-line:objectives=2.1.1,publics=femmes"},
    ),
    Fault("an acceptance of nothing", accepted("same-lines:a+b"), {"stale-acceptance:same-lines:a+b"}, set()),
    Fault("an acceptance", accepted(AFTER), set(), {AFTER}),
]
