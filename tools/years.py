"""The same action, five years: what opens, what closes, what gains a reserve from one year to the next, and which clause says so.

`python -m tools.years > docs/cinq-annees.md` writes the page; test_years.py keeps it fresh.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from eligibility import Rulebook, evaluate, load_rulebook
from eligibility.french.citations import place_in_text
from eligibility.french.text import french_date, plural
from schemas.action import Action, EvaluationRequest
from schemas.register import Entry
from schemas.result import CLOSED, VERDICTS, LineResult, Reason, Result, Source
from tools.distribution import COUNTS, ROOT, RULES, read, row, table

PAGE = ROOT / "docs" / "cinq-annees.md"
YEARS = (2014, 2015, 2016, 2018, 2021)
ACTIONS = ("jeunes-vers-l-emploi-mission-locale", "mini-entreprise-college-jules-ferry")
TITLES = {
    "open": "S'ouvrent",
    "close": "Se ferment",
    "gain": "Gagnent une réserve",
    "lose": "Perdent une réserve",
}
HEAD = """\
# La même action, cinq années

Une action, datée de 2014, 2015, 2016, 2018 puis 2021 : rien d'autre ne change. Pour chaque année, la réponse, puis ce
qui change depuis l'année d'avant : les lignes qui s'ouvrent, celles qui se ferment, celles qui gagnent une réserve.
Chaque fois, la raison que donne l'outil et la clause du contrat. Les lignes qui changent pour la même raison sont
réunies.

Les textes lus sont les mêmes toutes les années : ce qui change vient des dates que le contrat annonce lui-même. Un
avenant se saisit autrement : voir [Saisir un avenant](avenant.md).

Page écrite par `python -m tools.years > docs/cinq-annees.md` ; un test la tient à jour.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A line that changes from one year to the next: how, for which reason, after which clause."""

    kind: str
    line: str
    because: str
    source: Source


def dated(action: Action, year: int) -> Action:
    """The action in a year: same day and month; it ends in the year in which it begins."""
    assert action.starts_on and action.ends_on
    last = date(year, 12, 31) if action.ends_on.year > action.starts_on.year else action.ends_on.replace(year=year)
    return action.model_copy(update={"starts_on": action.starts_on.replace(year=year), "ends_on": last})


def changes(before: Result, after: Result) -> Iterator[Change]:
    """Everything that changes, in the order of the lines' identifiers."""
    old = {line.id: line for line in before.lines}
    for line in sorted(after.lines, key=lambda line: line.id):
        was = old[line.id]
        if (was.verdict in CLOSED) != (line.verdict in CLOSED):
            kind, closed, other = ("close", line, was) if line.verdict in CLOSED else ("open", was, line)
            for reason in closed.reasons:
                if reason.status == "failed":
                    now = reason if kind == "close" else _same(other, reason)
                    yield Change(kind, line.id, now.sentence, now.source)
        elif line.verdict not in CLOSED:
            yield from _reserves("gain", line, was)
            yield from _reserves("lose", was, line)


def _same(line: LineResult, reason: Reason) -> Reason:
    return next(one for one in line.reasons if one.criterion == reason.criterion)


def _reserves(kind: str, having: LineResult, lacking: LineResult) -> Iterator[Change]:
    names = {reserve.id for reserve in lacking.reserves}
    for reserve in having.reserves:
        if reserve.id not in names:
            yield Change(kind, having.id, f"{reserve.text} Décide : {reserve.body}.", reserve.source)


class FiveYears:
    """One example, evaluated in each of the years."""

    def __init__(self, rulebook: Rulebook, name: str, years: Sequence[int] = YEARS):
        self.rulebook, self.name, self.action = rulebook, name, read(name)
        self.actions = {year: dated(self.action, year) for year in years}
        self.results = {
            year: evaluate(rulebook, EvaluationRequest(action=action)) for year, action in self.actions.items()
        }

    @cached_property
    def register(self) -> dict[str, Entry]:
        return {entry.id: entry for file in self.rulebook.source.registers for entry in file.entries}

    def since(self, year: int) -> list[Change]:
        """What changes from the year before in the list; nothing for the first."""
        years = list(self.results)
        index = years.index(year)
        return list(changes(self.results[years[index - 1]], self.results[year])) if index else []

    def markdown(self) -> str:
        example = f"[`examples/{self.name}.yaml`](../examples/{self.name}.yaml)"
        parts = [f"## {self.action.title}", "", f"Action : {example}.", "", table("année", *COUNTS)]
        for year, result in self.results.items():
            parts.append(row(year, *(getattr(result.summary, verdict) for verdict in VERDICTS)))
        parts += ["", *self._reserves(), ""]
        for year in self.results:
            parts += self._year(year)
        return "\n".join(parts)

    def _reserves(self) -> list[str]:
        """How many open lines carry each reserve, year by year: those that never change are seen here."""
        counts: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: dict.fromkeys(self.results, 0))
        for year, result in self.results.items():
            for line in result.lines:
                for reserve in line.reserves:
                    if not reserve.id.startswith("part-"):
                        counts[reserve.id, reserve.source.entry][year] += 1
        years = [year for year, result in self.results.items() if result.summary.subject_to]
        rows = [
            row(f"`{name}`", entry, self.register[entry].text, *(one[year] for year in years))
            for (name, entry), one in sorted(counts.items())
        ]
        return [
            "Lignes ouvertes sous chaque réserve (années où des lignes s'ouvrent) :",
            "",
            table("réserve", "clause", "ce qu'elle dit", *map(str, years)),
            *rows,
        ]

    def _year(self, year: int) -> list[str]:
        action, result = self.actions[year], self.results[year]
        assert action.starts_on and action.ends_on
        parts = [
            f"### {year} : du {french_date(action.starts_on)} au {french_date(action.ends_on)}",
            "",
            f"> {result.summary.sentence}",
        ]
        parts += [f"> {notice}" for notice in result.notices if notice.startswith("Les dates de l'action")]
        parts.append("")
        found = self.since(year)
        if not found:
            return parts
        for kind, title in TITLES.items():
            groups: dict[tuple[str, Source], list[str]] = defaultdict(list)
            for change in found:
                if change.kind == kind:
                    groups[change.because, change.source].append(change.line)
            if groups:
                lines = {line for group in groups.values() for line in group}
                parts += [f"**{title} : {plural(len(lines), 'ligne', 'lignes')}.**", ""]
                parts += [
                    self._group(because, source, group)
                    for (because, source), group in sorted(groups.items(), key=_by_size)
                ]
                parts.append("")
        return parts

    def _group(self, because: str, source: Source, lines: list[str]) -> str:
        said = self.register[source.entry].text
        names = ", ".join(f"`{line}`" for line in lines)
        return f"- {because}\n  Clause : {source.entry} ({place_in_text(source)}). {said}\n  {plural(len(lines), 'ligne', 'lignes')} : {names}."


def _by_size(item: tuple[tuple[str, Source], list[str]]) -> tuple[int, str, str]:
    (because, source), lines = item
    return -len(lines), because, source.entry


def page(rulebook: Rulebook) -> str:
    return "\n".join([HEAD, *(FiveYears(rulebook, name).markdown() for name in ACTIONS)])


if __name__ == "__main__":
    print(page(load_rulebook(RULES)), end="")
