"""A comparison in French, the same in the terminal and on the page."""

from collections.abc import Mapping

from eligibility.french.labels import VERDICTS
from eligibility.french.text import enumerate_french, plural
from eligibility.workbench.diff.model import Answer, Diff, Effect, Group, LineDiff, Shared, Status, Witness
from eligibility.workbench.diff.portfolio import PortfolioDiff, Tally
from schemas.result import CLOSED, Verdict

EFFECTS: Mapping[Effect, str] = {
    "lost": "Perd",
    "gained": "Gagne",
    "reserves": "Garde sa réponse, sous d'autres réserves",
    "content": "Garde sa réponse, avec un autre contenu",
}
OTHER_WORDS = "N'est toujours pas proposée, mais c'est dit autrement"
STATUSES: Mapping[Status, tuple[str, str]] = {
    "added": ("ajout", "ajouts"),
    "removed": ("retrait", "retraits"),
    "changed": ("modification", "modifications"),
}
SIDES = {"old": "avant", "new": "après"}
ABSENT = "n'existe pas"
SHOWN = 8  # names said at most of one kind of texts
LIMITS = (
    "Toutes les actions à un seul lieu, que l'on puisse dire avec les champs du règlement, ont été essayées. "
    "Les contours des cartes ne sont comparés que par leur contenu : pour des positions précises, donnez un portefeuille."
)


def conclusion(diff: Diff) -> str:
    """The whole comparison in a sentence or two."""
    if diff.same:
        return "Les deux versions disent la même chose, mot pour mot : rien ne change pour personne."
    if not diff.for_nobody:
        return f"{_counted(diff)}."
    near = (
        " Sauf peut-être près des limites : une carte change." if any(one.kind == "map" for one in diff.shared) else ""
    )
    return f"Rien ne change pour personne : chaque action garde ses réponses.{near} Ce qui change : {_counted(diff)}."


def _counted(diff: Diff) -> str:
    told = [
        plural(len(lines), one, many)
        for lines, one, many in (
            (diff.added, "ligne ajoutée", "lignes ajoutées"),
            (diff.removed, "ligne retirée", "lignes retirées"),
            (diff.moved, "ligne renommée ou déplacée", "lignes renommées ou déplacées"),
            (diff.changed, "ligne modifiée", "lignes modifiées"),
        )
        if lines
    ]
    through = {ref.id for group in diff.groups for refs in group.lines.values() for ref in refs}
    if through:
        told.append(
            plural(
                len(through),
                "ligne change par ce qu'elle a en commun avec d'autres",
                "lignes changent par ce qu'elles ont en commun",
            )
        )
    common = sum(one.bearing for one in diff.shared)
    words = len(diff.worded) + len(diff.shared) - common
    if common and not through:
        told.append(plural(common, "élément commun, sans effet", "éléments communs, sans effet"))
    if words:
        told.append(plural(words, "texte modifié", "textes modifiés"))
    return enumerate_french(told, "et")


def verdict(answer: Answer | Verdict | None) -> str:
    """« semble éligible », « ne se lit pas », « n'existe pas »"""
    if isinstance(answer, Answer):
        return VERDICTS[answer.verdict].name if answer.verdict else "cette action ne s'y lit pas"
    return VERDICTS[answer].name if answer else ABSENT


def passage(witness: Witness) -> str:
    """« semble éligible → ne convient pas »"""
    return f"{verdict(witness.before)} → {verdict(witness.after)}"


def place(line: LineDiff) -> str:
    """What a line was called, and whose it was, if that has changed."""
    before, after = line.before, line.after
    if before is None or after is None:
        return ""
    told = [f"s'appelait {before.id}"] if before.id != after.id else []
    told += [f"était chez {before.funder_name}"] if before.funder != after.funder else []
    return enumerate_french(told, "et")


def silent(line: LineDiff) -> str:
    """Why a line has no witness, when it could have one."""
    if line.witnesses:
        return ""
    if line.before is None or line.after is None:
        return "Aucune action ne peut l'obtenir."
    if any(change.bearing for change in line.changes):
        return "Le texte change, aucune réponse n'en dépend."
    return ""


def causes(group: Group) -> str:
    """« La règle de périmètre « … » et la valeur « … » »"""
    return (
        enumerate_french([f"{one.label.lower()} « {one.title.rstrip('.')} »" for one in group.causes], "et")
        or "ce qui est commun"
    )


def heading(group: Group) -> str:
    """« Règle de périmètre « … » : change 120 lignes »"""
    count = len({ref.id for refs in group.lines.values() for ref in refs})
    verb = "change" if len(group.causes) < 2 else "changent"
    text = causes(group)
    return f"{text[:1].upper()}{text[1:]} : {verb} {plural(count, 'ligne', 'lignes')}"


def effect(effect: Effect, before: Answer | Verdict | None, after: Answer | Verdict | None) -> str:
    """« Perd », « Gagne »; of a line that is closed on both sides, that only its words change."""
    closed = [(one.verdict if isinstance(one, Answer) else one) in CLOSED for one in (before, after)]
    return OTHER_WORDS if effect == "content" and all(closed) else EFFECTS[effect]


def affected(effect: Effect, count: int) -> str:
    """« 3 lignes s'ouvrent davantage »"""
    if effect == "gained":
        return plural(count, "ligne s'ouvre davantage", "lignes s'ouvrent davantage")
    if effect == "lost":
        return plural(count, "ligne se resserre", "lignes se resserrent")
    if effect == "content":
        return plural(count, "ligne est fermée par d'autres mots", "lignes sont fermées par d'autres mots")
    one, many = (
        "ligne garde ses actions, sous d'autres réserves",
        "lignes gardent leurs actions, sous d'autres réserves",
    )
    return plural(count, one, many)


def effectless(diff: Diff) -> list[Shared]:
    """Differences in common that may change verdicts, and to which no group is due."""
    due = {(one.kind, one.id) for group in diff.groups for one in group.causes}
    return [one for one in diff.shared if one.bearing and (one.kind, one.id) not in due]


def texts(diff: Diff) -> list[str]:
    """Which texts in common change, kind by kind."""
    kinds: dict[tuple[str, Status], list[str]] = {}
    for one in diff.shared:
        if not one.bearing:
            kinds.setdefault((one.label, one.status), []).append(
                one.id if one.kind in ("register", "objective") else one.title
            )
    return [
        f"{label} : {plural(len(names), *STATUSES[status])} ({_some(names)})"
        for (label, status), names in kinds.items()
    ]


def _some(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names) if more < 1 else f"{', '.join(names[:SHOWN])} et {more} de plus"


def portfolio_conclusion(found: PortfolioDiff) -> str:
    """The portfolio in a sentence."""
    if not found.actions:
        return "Aucune action n'a pu être lue."
    if not found.touched:
        return f"Rien ne change pour {plural(len(found.actions), 'action lue', 'actions lues')}."
    lost = sum(any(change.closed for change in action.lines) for action in found.actions)
    gained = sum(any(change.opened for change in action.lines) for action in found.actions)
    told = [plural(lost, "perd une ligne au moins", "perdent une ligne au moins")] if lost else []
    told += [plural(gained, "gagne une ligne au moins", "gagnent une ligne au moins")] if gained else []
    told = told or ["aucune ne perd ni ne gagne de ligne"]
    return f"{plural(len(found.touched), 'action touchée', 'actions touchées')} sur {len(found.actions)} : {enumerate_french(told, 'et')}."


def tally(counts: Tally) -> str:
    """« perdue 2 fois, gagnée 1 fois et vue autrement 3 fois »"""
    told = [f"perdue {_times(counts.lost)}"] if counts.lost else []
    told += [f"gagnée {_times(counts.gained)}"] if counts.gained else []
    told += [f"vue autrement {_times(counts.otherwise)}"] if counts.otherwise else []
    return enumerate_french(told, "et")


def _times(count: int) -> str:
    return f"{count} fois"
