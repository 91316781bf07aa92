"""How many questions until 95 % of the funding lines are settled? `python -m tests.benchmark.questions`

Simulated actions say their place and objective; then each is asked questions, one at a time, in several orders, and
answers them all. The engine's order is compared with the vocabulary's, with chance, and with the order by number of
lines that a question settles alone. Only questions that still matter are asked, whatever the order; « all of them »
asks the vocabulary's one after the other, as a paper form does. Everything is seeded.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from statistics import mean, median, quantiles
from time import perf_counter
from typing import Any

import yaml

from eligibility import Rulebook, load_rulebook
from eligibility.actions.reading import read_action
from eligibility.actions.requests import parse_request
from eligibility.advise.questions import QuestionFinder, rank_questions
from eligibility.engine.match import bits
from eligibility.rulebook.objectives import depth
from schemas.action import Action
from schemas.vocabulary import FieldType
from tests.benchmark.synthetic import synthetic_actions
from tests.support.paths import ROOT

FOLDER = ROOT / "rules" / "douaisis-2015-2020"
SHARE = 0.95
KEPT = 0.6  # how often a simulated action keeps what its example says of a field
TERRITORY = ("commune", "qpv", "veille", "mostly_from_qpv")

Document = dict[str, Any]
ByLine = Mapping[int, tuple[str, ...]]
Order = Callable[[ByLine, Mapping[str, Any]], list[str]]


# -- simulated actions


def simulated(rulebook: Rulebook, count: int, seed: int = 2015) -> list[Document]:
    """Whole actions: an example, in which each field keeps its value or takes that of another, or of a synthetic action."""
    random = Random(f"questions-{seed}")
    examples = [
        _flat(yaml.safe_load(file.read_text(encoding="utf-8"))["action"])
        for file in sorted((ROOT / "examples").glob("*.yaml"))
    ]
    synthetic = [_flat(_plain(action)) for action in synthetic_actions(rulebook.source, count, seed).full]
    actions = []
    for other in synthetic:
        base, donor = random.choice(examples), random.choice(examples)
        made = {}
        for field in other:
            drawn = random.random()
            source = base if drawn < KEPT else donor if drawn < (1 + KEPT) / 2 else other
            made[field] = source.get(field, other[field])
        made["site"] = other["site"]
        actions.append(_ordered(made))
    return actions


def _flat(action: Document) -> Document:
    """By group of fields that go together: dates, ages."""
    who = action.get("beneficiaries", {})
    flat = {
        "objectives": action["objectives"], "site": action["site"], "kinds": action["kinds"],
        "carrier": action["carrier"]["type"], "publics": who["publics"], "mostly_from_qpv": who["mostly_from_qpv"],
        "age": (who["age_min"], who["age_max"]), "period": (action["starts_on"], action["ends_on"]),
        **{f"details.{name}": value for name, value in action.get("details", {}).items()},
    }  # fmt: skip
    return flat | {name: action[name] for name in ("budget", "international") if name in action}


def _plain(action: Action) -> Document:
    return action.model_dump(exclude_none=True)


def _ordered(flat: Document) -> Document:
    """Leaves only: a simulated carrier knows what the action is."""
    return flat | {"objectives": [code for code in flat["objectives"] if depth(code) == 3] or ["3.4.2"]}


# -- one interview


@dataclass
class Interview:
    """The questions asked of one action, in one order, until enough lines are settled."""

    rulebook: Rulebook
    funding: int

    def asked(
        self, full: Document, told: Document, order: Order, everything: list[str] | None = None
    ) -> tuple[int, int]:
        """How many questions were asked until enough lines were settled, and until all were."""
        told, done = dict(told), set[str]()
        count, enough = 0, None
        while True:
            known = read_action(self.rulebook, _action(self.rulebook, told))
            verdicts = self.rulebook.matcher.verdicts(known.keys)
            depends = verdicts.depends & self.funding
            if enough is None and depends.bit_count() <= (1 - SHARE) * self.funding.bit_count():
                enough = count
            if not depends:
                return enough or 0, count
            finder = QuestionFinder(self.rulebook, known.keys)
            by_line = {index: finder.of_line(self.rulebook.lines[index]) for index in bits(verdicts.depends)}
            names = everything if everything is not None else order(by_line, known.keys)
            field = next((name for name in names if name not in done), None)
            if field is None:
                return count if enough is None else enough, count
            done.add(field)
            count += 1
            _tell(self.rulebook, told, full, field)


def _tell(rulebook: Rulebook, told: Document, full: Document, field: str) -> None:
    """The answer to one question."""
    if field in ("commune", "qpv", "veille"):
        site = full["site"]
        told["site"] = told["site"] | {field: site.get(field, False)}
        return
    definition = rulebook.fields[field]
    path = definition.paths[0]
    name = path if path.startswith("details.") else field
    told[name] = full[name]


def _action(rulebook: Rulebook, flat: Document) -> Action:
    action: Document = {"objectives": flat["objectives"], "site": flat["site"]}
    who: Document = {name: flat[name] for name in ("publics", "mostly_from_qpv") if name in flat}
    if "age" in flat:
        who["age_min"], who["age_max"] = flat["age"]
    if "period" in flat:
        action["starts_on"], action["ends_on"] = flat["period"]
    if "carrier" in flat:
        action["carrier"] = {"type": flat["carrier"]}
    action |= {name: flat[name] for name in ("kinds", "budget", "international") if name in flat}
    action["details"] = {
        name.removeprefix("details."): value for name, value in flat.items() if name.startswith("details.")
    }
    return parse_request({"action": action | {"beneficiaries": who}}, rulebook.detail_names).action


# -- orders


def orders(rulebook: Rulebook, seed: int = 2015) -> dict[str, Order]:
    """The orders that are compared, the engine's first."""
    random = Random(f"order-{seed}")
    vocabulary = list(rulebook.fields)

    def engine(by_line: ByLine, keys: Mapping[str, Any]) -> list[str]:
        return [question.field for question in rank_questions(rulebook, by_line, keys, ())]

    def alone(by_line: ByLine, keys: Mapping[str, Any]) -> list[str]:
        settles = Counter(fields[0] for fields in by_line.values() if len(fields) == 1)
        concerns = _matter(by_line.values())
        return sorted(concerns, key=lambda f: (-settles[f], -concerns[f], f))

    def fixed(by_line: ByLine, keys: Mapping[str, Any]) -> list[str]:
        return sorted(_matter(by_line.values()), key=vocabulary.index)

    def chance(by_line: ByLine, keys: Mapping[str, Any]) -> list[str]:
        names = sorted(_matter(by_line.values()))
        random.shuffle(names)
        return names

    return {
        "the engine's order": engine,
        "lines settled alone": alone,
        "the vocabulary's order": fixed,
        "chance": chance,
    }


def _matter(by_line: Iterable[tuple[str, ...]]) -> Counter[str]:
    return Counter(field for fields in by_line for field in fields)


def measure(rulebook: Rulebook, actions: list[Document]) -> dict[str, list[tuple[int, int]]]:
    """Questions asked of each action, by order: until SHARE of the funding lines are settled, until all are."""
    funding = sum(1 << line.index for line in rulebook.lines if line.kind == "funding")
    interview = Interview(rulebook, funding)
    starts = []
    for index, full in enumerate(actions):
        site = (
            full["site"] if index % 5 < 3 else {"commune": full["site"]["commune"]}
        )  # two in five know their commune only
        starts.append({"objectives": full["objectives"], "site": site})
    found = {
        name: [interview.asked(f, t, order) for f, t in zip(actions, starts)]
        for name, order in orders(rulebook).items()
    }
    types = (FieldType.objectives,)
    form = [f.id for f in rulebook.fields.values() if f.type not in types and f.id not in ("commune",)]
    found["all of them, as a form"] = [interview.asked(f, t, lambda *_: [], form) for f, t in zip(actions, starts)]
    return found


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--actions", type=int, default=600)
    parser.add_argument("--seed", type=int, default=2015)
    options = parser.parse_args()
    rulebook = load_rulebook(FOLDER)
    started = perf_counter()
    found = measure(rulebook, simulated(rulebook, options.actions, options.seed))
    print(f"{options.actions} simulated actions, seed {options.seed}")
    for position, goal in enumerate((f"{SHARE:.0%} of the funding lines are", "all funding lines are")):
        counts = {name: [pair[position] for pair in pairs] for name, pairs in found.items()}
        best = mean(counts["the engine's order"])
        print(
            f"\nQuestions until {goal} settled:\n\n| order | median | mean | p90 | mean, ratio to the engine's |\n|---|---|---|---|---|"
        )
        for name, asked in counts.items():
            print(
                f"| {name} | {median(asked):g} | {mean(asked):.2f} | {quantiles(asked, n=10)[-1]:g} | {mean(asked) / best:.2f} |"
            )
    print(f"{perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
