"""How the verdicts spread over examples/, and the clause behind each wide reserve and each question left open.

`python -m tools.distribution > docs/distribution.md` writes the page; test_examples.py keeps it fresh.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from eligibility import Rulebook, evaluate, load_rulebook
from eligibility.french.labels import VERDICTS as LABELS
from eligibility.rulebook.load import RulebookFolder
from schemas.action import Action, EvaluationRequest
from schemas.register import Entry
from schemas.result import CLOSED, VERDICTS, LineResult, Result, Verdict

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
RULES = ROOT / "rules" / "douaisis-2015-2020"
PAGE = ROOT / "docs" / "distribution.md"

COUNTS = tuple(LABELS[verdict].count for verdict in VERDICTS)
FEWEST = 3  # a funder with fewer open lines says nothing about a share
OUTSIDE_THE_PERIOD = {"formation-benevoles-2021"}

# Questions that remain although the action is described, each with the clause or the choice that leaves it open.
DEPENDS: dict[str, tuple[str, str]] = {
    "maison-de-quartier-roseraie": (
        "objectives",
        "L'exemple donne exprès l'objectif 3.4 sans descendre ; ces lignes sont rattachées par le contrat à un seul de ses "
        "sous-objectifs (A3-11, et la clause de chaque ligne).",
    ),
}

# Why a reserve may cover more than half of a funder's or a family's open lines. Entry: the clause that founds it.
WIDE: dict[str, tuple[str, str]] = {
    "deliberation-departement": (
        "IV.4-38",
        "Même phrase en tête des quatre listes du Département (IV.4-38, 59, 70, 98) : elle porte sur chacun de leurs points.",
    ),
    "clause-revoyure": (
        "IV.3-61",
        "La clause vise tous les moyens de la Région après 2015 ; les exemples de 2015 n'en portent pas.",
    ),
    "loi-de-finances": (
        "IV.2.1-110",
        "La phrase ouvre la liste des dispositifs nationaux de la DIRECCTE, FSE et IEJ compris (IV.2.1-127).",
    ),
    "candidature-iti": ("VI-54", "L'agglomération n'est que candidate : sans ITI, aucune de ses priorités n'existe."),
    "analyse-projets": (
        "IV.2.3-11",
        "La DDTM dit de toutes ses contributions financières qu'elles suivent une analyse au cas par cas.",
    ),
    "deliberation-cadre": (
        "IV.3-02",
        "Elle fixe les engagements spécifiques de la Région ; seules les lignes de crédits spécifiques la portent.",
    ),
    "deliberation-renouvellement": (
        "IV.3-33",
        "La délibération à venir dit les critères du renouvellement urbain, et de lui seul.",
    ),
    "strategies-regionales": (
        "IV.3-43",
        "Condition posée sous l'axe II pour les opérations de renouvellement urbain et de logement.",
    ),
    "quartier-vecu": (
        "I.4-02",
        "L'appréciation de l'instance vaut pour toute action hors quartier qui en sert les habitants.",
    ),
    "ressources-medicales": (
        "IV.10-16",
        "La parenthèse porte sur toute la liste des moyens que l'hôpital apporte ; les autres lignes ne la portent pas.",
    ),
    "conditions-materielles": ("IV.2.2-38", "Pôle emploi le dit de ses recrutements tenus dans les quartiers."),
    "texte-application": ("I.5-06", "Le texte d'application attendu vaut pour tout le régime d'exonérations."),
    "protocole-prefiguration": ("A6-01b", "Le protocole du NPNRU n'est pas achevé à la signature."),
    "convention-activites-jour": ("A11J-06", "Le cadre conventionnel est « à construire »."),
    "comite-engagement": (
        "IV.6-16",
        "La phrase porte sur toutes les interventions de la Caisse des dépôts : conventions à signer, comités d'engagement.",
    ),
    "contrepartie-financements": (
        "IV.7-046",
        "Maisons et Cités pose cette condition à sa contribution entière, dans tous les domaines.",
    ),
    "conference-logement": (
        "IV.7-156",
        "Les pistes communes aux bailleurs sont toutes renvoyées au débat de la conférence.",
    ),
}
PARTS = {
    "part-public": "un public nommé contient celui de la ligne ou le recoupe",
    "part-age": "les âges se recouvrent en partie",
    "part-carrier": "le porteur nommé contient celui de la ligne ou le recoupe",
    "part-kinds": "la nature nommée contient celle de la ligne",
    "part-sites": "un des lieux seulement est dans le périmètre",
    "part-period": "l'action dépasse la validité de la ligne",
    "part-habitants": "les bénéficiaires d'un quartier ne sont qu'une part",
}


@dataclass(frozen=True)
class Wide:
    """A reserve found on more than half of the lines that the examples open at a funder or in a family."""

    scope: str
    reserve: str
    lines: int
    opened: int


def read(name: str) -> Action:
    data: dict[str, Any] = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
    return EvaluationRequest.model_validate(data).action


def names() -> list[str]:
    return sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


class Distribution:
    def __init__(self, rulebook: Rulebook):
        self.rulebook = rulebook
        self.actions = {name: read(name) for name in names()}
        self.results: dict[str, Result] = {
            name: evaluate(rulebook, EvaluationRequest(action=action)) for name, action in self.actions.items()
        }

    @cached_property
    def register(self) -> dict[str, Entry]:
        models = RulebookFolder(RULES).models
        return {e.id: e for name, file in models.items() if name.startswith("register/") for e in file.entries}

    def opened(self, example: str) -> list[LineResult]:
        return [line for line in self.results[example].lines if line.verdict not in CLOSED]

    def pending(self) -> Iterator[tuple[str, LineResult]]:
        for example in self.results:
            yield from ((example, line) for line in self.opened(example) if line.verdict == "depends")

    def wide(self) -> list[Wide]:
        opened: dict[str, set[str]] = defaultdict(set)
        touched: dict[tuple[str, str], set[str]] = defaultdict(set)
        for example in self.results:
            for line in self.opened(example):
                for scope in (f"famille {line.funder.family}", line.funder.id):
                    opened[scope].add(line.id)
                    for reserve in line.reserves:
                        touched[scope, reserve.id].add(line.id)
        found = [Wide(scope, reserve, len(lines), len(opened[scope])) for (scope, reserve), lines in touched.items()]
        return sorted(
            (w for w in found if 2 * w.lines > w.opened and (w.opened >= FEWEST or w.scope.startswith("famille"))),
            key=lambda w: (not w.scope.startswith("famille"), w.scope, w.reserve),
        )

    def markdown(self) -> str:
        return "\n".join([*self._head(), *self._examples(), *self._families(), *self._pending(), *self._wide(), ""])

    def _head(self) -> list[str]:
        counts = Counter(line.verdict for result in self.results.values() for line in result.lines)
        total = sum(counts.values())
        shares = ", ".join(
            f"{label} {counts[v]} ({100 * counts[v] / total:.1f} %)".replace(".", ",")
            for v, label in zip(VERDICTS, COUNTS, strict=True)
        )
        return [
            "# Répartition des verdicts",
            "",
            f"{len(self.results)} actions de [`examples/`](../examples), {len(self.rulebook.lines)} lignes. {shares}.",
            "Page écrite par `python -m tools.distribution > docs/distribution.md` ; un test la tient à jour.",
            "",
        ]

    def _examples(self) -> list[str]:
        rows = ["## Par action", "", table("action", "année", "objectifs", *COUNTS, "à demander", "appuis")]
        for name, result in self.results.items():
            action, counts = self.actions[name], Counter(line.verdict for line in result.lines)
            years = sorted({d.year for d in (action.starts_on, action.ends_on) if d})
            kinds = Counter(line.kind for line in self.opened(name))
            rows.append(
                row(
                    f"[{name}](../examples/{name}.yaml)",
                    "-".join(map(str, years)),
                    ", ".join(action.objectives or []),
                    *(counts[v] for v in VERDICTS),
                    kinds["funding"],
                    kinds["support"],
                )
            )
        return [*rows, ""]

    def _families(self) -> list[str]:
        counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
        lines: dict[str, set[str]] = defaultdict(set)
        opened: dict[str, set[str]] = defaultdict(set)
        for result in self.results.values():
            for line in result.lines:
                counts[line.funder.family][line.verdict] += 1
                lines[line.funder.family].add(line.id)
                if line.verdict not in CLOSED:
                    opened[line.funder.family].add(line.id)
        rows = ["## Par famille", "", table("famille", "lignes", "ouvertes une fois au moins", *COUNTS)]
        for family in (f.id for f in self.rulebook.contract.families if f.id in counts):
            rows.append(row(family, len(lines[family]), len(opened[family]), *(counts[family][v] for v in VERDICTS)))
        never = sorted(set().union(*lines.values()) - set().union(*opened.values()))
        return [
            *rows,
            "",
            f"Lignes qu'aucune action n'ouvre ({len(never)}) : {', '.join(f'`{n}`' for n in never)}.",
            "",
        ]

    def _pending(self) -> list[str]:
        by_example: dict[str, list[LineResult]] = defaultdict(list)
        for example, line in self.pending():
            by_example[example].append(line)
        rows = ["## Questions restées ouvertes", "", table("action", "champ", "lignes", "pourquoi")]
        for example, lines in by_example.items():
            fields = sorted({field for line in lines for field in line.questions})
            why = DEPENDS.get(example, ("", "**Sans trace.**"))[1]
            rows.append(
                row(example, ", ".join(f"`{f}`" for f in fields), ", ".join(f"`{line.id}`" for line in lines), why)
            )
        return [*rows, ""]

    def _wide(self) -> list[str]:
        rows = [
            "## Réserves larges",
            "",
            "Une réserve est large quand elle touche plus de la moitié des lignes que les exemples ouvrent chez un financeur "
            f"(s'il en ouvre au moins {FEWEST}) ou dans une famille.",
            "",
            table("où", "réserve", "lignes", "clause", "lignes du texte", "ce que dit la clause"),
        ]
        wide = self.wide()
        for w in wide:
            if w.reserve in PARTS:
                rows.append(
                    row(
                        w.scope,
                        f"`{w.reserve}`",
                        f"{w.lines} sur {w.opened}",
                        "[définition](semantics.md)",
                        "",
                        f"Réserve de l'outil : {PARTS[w.reserve]}.",
                    )
                )
            else:
                entry = self.register[WIDE[w.reserve][0]]
                first, last = entry.lines
                rows.append(
                    row(w.scope, f"`{w.reserve}`", f"{w.lines} sur {w.opened}", entry.id, f"{first}-{last}", entry.text)
                )
        rows += ["", "Pourquoi chacune est large :", ""]
        named = sorted({w.reserve for w in wide if w.reserve in WIDE})
        return [*rows, *(f"- `{name}` : {WIDE[name][1]}" for name in named)]


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def table(*heads: str) -> str:
    return row(*heads) + "\n" + row(*("---" for _ in heads))


if __name__ == "__main__":
    print(Distribution(load_rulebook(RULES)).markdown(), end="")
