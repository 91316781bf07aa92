"""Why two answers of one line differ: the criteria or reserves that make the difference, each with its clause."""

from collections.abc import Iterator

from eligibility.fields.wording import money
from eligibility.french.citations import clause
from eligibility.workbench.diff.model import Because, Effect, Side
from eligibility.workbench.diff.witness import ORDER
from schemas.result import AppliedAmount, AppliedReserve, LineResult, Reason, refusing


def effect_of(before: LineResult, after: LineResult) -> Effect | None:
    """What becomes of a line for one action; None: nothing."""
    step = ORDER[after.verdict] - ORDER[before.verdict]
    if step:
        return "gained" if step > 0 else "lost"
    if before.verdict != after.verdict:  # closed by other words
        return "content"
    if any(_only(before, after)) or any(_only(after, before)):
        return "reserves"
    return "content" if _offered(before) != _offered(after) else None


def because(before: LineResult, after: LineResult) -> tuple[Because, ...]:
    """For a loss, what the new version has against the action; for a gain, what the old one had; closed by other words, both."""
    step = ORDER[after.verdict] - ORDER[before.verdict]
    if step < 0:
        return tuple(_against(after, before, "new"))
    if step > 0:
        return tuple(_against(before, after, "old"))
    if before.verdict != after.verdict:
        return (*_reasons("old", refusing(before)), *_reasons("new", refusing(after)))
    if effect_of(before, after) == "reserves":
        return (*_reserves("old", _only(before, after)), *_reserves("new", _only(after, before)))
    return (*_offers("old", before, after), *_offers("new", after, before))


def presence(line: LineResult, side: Side) -> tuple[Because, ...]:
    """A line that is in one version only: the clause that it comes from."""
    return tuple(Because(side, line.summary, clause(source)) for source in line.sources[:1])


def _against(worse: LineResult, better: LineResult, side: Side) -> Iterator[Because]:
    match worse.verdict:
        case "ineligible" | "unlikely":
            yield from _reasons(side, refusing(worse))
        case "depends":
            unknown = [reason for reason in worse.reasons if reason.status == "unknown"]
            yield from _reasons(side, unknown)
            if not unknown:
                yield from _reserves(side, worse.reserves)
        case _:
            yield from _reserves(side, tuple(_only(worse, better)) or worse.reserves)


def _reasons(side: Side, reasons: list[Reason]) -> Iterator[Because]:
    for reason in reasons:
        yield Because(side, reason.sentence, clause(reason.source))


def _reserves(side: Side, reserves: tuple[AppliedReserve, ...] | list[AppliedReserve]) -> Iterator[Because]:
    for reserve in reserves:
        yield Because(side, f"Réserve : {reserve.text} Décide : {reserve.body}.", clause(reserve.source))


def _offers(side: Side, one: LineResult, other: LineResult) -> Iterator[Because]:
    """Figures and priorities that one offers and the other does not, or not as surely."""
    for amount in one.amounts:
        if _figure(amount) not in map(_figure, other.amounts):
            when = f" (si {' ; '.join(amount.conditions)})" if amount.conditions else ""
            sentence = f"{amount.label} : {money(amount.kind, amount.value, amount.unit)}{when}."
            yield Because(side, sentence, clause(amount.source))
    for priority in one.priorities:
        if priority.applies is not False and (priority.text, priority.applies) not in [
            (p.text, p.applies) for p in other.priorities
        ]:
            yield Because(side, f"Favorisé : {priority.text}", clause(priority.source))


def _only(one: LineResult, other: LineResult) -> list[AppliedReserve]:
    """Reserves of the one that the other does not have, under this name or another."""
    ids, texts = {r.id for r in other.reserves}, {(r.text, r.body) for r in other.reserves}
    return [r for r in one.reserves if r.id not in ids and (r.text, r.body) not in texts]


def _offered(line: LineResult) -> tuple[object, ...]:
    amounts = set(map(_figure, line.amounts))
    priorities = {(p.text, p.applies) for p in line.priorities}
    return line.kind, line.nature, line.commitment, amounts, priorities


def _figure(a: AppliedAmount) -> tuple[object, ...]:
    return a.kind, a.value, a.unit, a.label, a.conditions, a.valid_from, a.valid_until, a.applies
