"""How well the search understands everyday sentences: python -m tools.search_measure [-v]"""

import sys
from dataclasses import dataclass, field
from typing import Any

import yaml

from eligibility import Rulebook, load_rulebook
from eligibility.search import SearchIndex
from schemas.action import Site
from tests.support.paths import DATA, RULES

FILE = DATA / "search_sentences.yaml"


def sentences(part: str | None = None) -> list[dict[str, Any]]:
    """The sentences of one part, or all."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [one for one in found if part in (None, one["part"])]


@dataclass
class Measure:
    """Shares between 0 and 1, and what went wrong."""

    first: float = 0
    three: float = 0
    abstained: float = 0
    wrong: float = 0  # of all sentences: suggestions given, none of them acceptable
    silent: float = 0  # of those that mean something: nothing suggested
    places: float = 0
    publics: float = 0
    mistakes: list[str] = field(default_factory=list)


def same_place(rulebook: Rulebook, site: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Do two sites say the same place, whatever name they use?"""
    found, meant = (rulebook.resolver.resolve(Site(**one), "") for one in (site, expected))
    return found.places <= meant.places and found.facts[0][2].split(" (")[0] == meant.facts[0][2].split(" (")[0]


def measure(rulebook: Rulebook, index: SearchIndex, chosen: list[dict[str, Any]]) -> Measure:
    """Compares what is suggested with what is acceptable."""
    result = Measure()
    meant = [one for one in chosen if one["objectives"]]
    off = [one for one in chosen if not one["objectives"]]
    placed = [one for one in chosen if one.get("place")]
    aimed = [one for one in chosen if one.get("publics")]
    for one in chosen:
        said = index.suggest(one["text"])
        codes = [o.code for o in said.objectives]
        accepted = set(one["objectives"])
        if accepted:
            result.first += (codes[:1] != [] and codes[0] in accepted) / len(meant)
            result.three += bool(accepted & set(codes)) / len(meant)
            result.silent += (not codes) / len(meant)
        else:
            result.abstained += (not codes) / len(off)
        wrong = bool(codes) and not accepted & set(codes)
        result.wrong += wrong / len(chosen)
        if (accepted and codes[:1] and codes[0] not in accepted) or bool(accepted) != bool(codes):
            shown = [(o.code, o.words, o.score) for o in said.objectives]
            result.mistakes.append(
                f"{'WRONG' if wrong else 'objectif'} : {one['text']} → {shown}, attendu {sorted(accepted)}"
            )
        if one.get("place"):
            right = any(same_place(rulebook, place.site, one["place"]) for place in said.places)
            result.places += right / len(placed)
            if not right:
                result.mistakes.append(f"lieu : {one['text']} → {[p.site for p in said.places]}")
        elif said.places:
            result.mistakes.append(f"lieu en trop : {one['text']} → {[(p.site, p.words) for p in said.places]}")
        if one.get("publics"):
            right = {p.id for p in said.publics} >= set(one["publics"])
            result.publics += right / len(aimed)
            if not right:
                result.mistakes.append(f"publics : {one['text']} → {[p.id for p in said.publics]}")
    return result


if __name__ == "__main__":
    loaded = load_rulebook(RULES / "douaisis-2015-2020")
    built = SearchIndex(loaded)
    parts = [arg for arg in sys.argv[1:] if arg in ("tune", "held")] or ["tune", "held"]
    for name in parts:
        found = measure(loaded, built, sentences(name))
        print(name, len(sentences(name)), {k: round(v, 3) for k, v in vars(found).items() if k != "mistakes"})
        if "-v" in sys.argv:
            print("\n".join(f"  {mistake}" for mistake in found.mistakes))
