"""Memos have a bound, and nothing outside a rulebook keeps it alive."""

import gc
import weakref
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from eligibility.memory.bounded import Memo
from eligibility.memory.held import held
from eligibility.rulebook.load import RulebookFolder
from tests.support.real import real
from tests.support.service_client import started
from tests.support.small import SMALL, changed


def test_a_memo_is_emptied_when_it_is_full() -> None:
    memo: Memo[int, str] = Memo(3)
    for number in range(3):
        assert memo.keep(number, str(number)) == str(number)
    assert memo == {0: "0", 1: "1", 2: "2"} and memo.get(7) is None
    assert memo.keep(3, "3") == "3"
    assert memo == {3: "3"}


def test_what_is_drawn_from_something_is_computed_once_for_each_argument_and_goes_with_it() -> None:
    calls: Counter[str] = Counter()

    @held
    def drawn(owner: SimpleNamespace, name: str = "") -> list[str]:
        calls[name] += 1
        return [owner.title, name]

    one, other = (SimpleNamespace(title=title, held={}) for title in ("one", "other"))
    assert drawn(one, "a") is drawn(one, "a") != drawn(one) == ["one", ""]
    assert drawn(other, "a") == ["other", "a"]
    assert calls == {"a": 2, "": 1}


def test_a_rulebook_that_is_dropped_is_free(tmp_path: Path) -> None:
    """After pages, answers with and without appraisals, a search, counterfactuals and exports."""
    real()  # first: once it is read, all that is alive is set aside from collections
    changed(tmp_path / "val", {"file": "contract.yaml", "append": ""})
    source = RulebookFolder(SMALL).source()
    name, leaf = source.contract.id, source.objectives.axes[0].children[0].children[0].code
    lines = [line.id for file in source.funders for line in file.lines]
    pages = ["", "/lignes", f"/lignes/{lines[0]}", "/objectifs", "/financeurs", "/perimetres", "/clauses"]
    pages += ["/couverture", "/corrections", "/glossaire", "/quartiers", "/recherche?mots=jardin"]
    appraisals = {reserve.id: True for reserve in source.perimeters.reserves}
    with started(tmp_path) as client:
        rulebook = client.app.state.library.rulebooks[name]
        alive = weakref.ref(rulebook)
        answers = Counter(client.get(f"/contrats/{name}/reglement{page}").status_code for page in pages)
        assert answers[200] >= 10, answers
        action = {"objectives": [leaf]}
        for body in ({"action": action}, {"action": action, "appraisals": appraisals}):
            assert client.post(body).status_code == 200
            assert client.post(body, "/v1/evaluations/counterfactuals").status_code == 200
        assert len(rulebook.held) > 5
        del rulebook
    del client
    for _ in range(3):  # what a first collection frees may hold others
        gc.collect()
    assert alive() is None
