"""Numbers, ages and dates of an address or a form are read as people write them; what is not read names its field."""

from typing import Any

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.errors import InputError
from eligibility.fields.bounds import Bounded
from tests.support.small import SECOND


def read(rulebook: Rulebook, path: str, *codes: str) -> list[Any]:
    field = next(field for field in rulebook.given.values() if field.paths[0] == path)
    return list(field.of_codes(codes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.000", 12_000), ("12.000,50", 12_000.5), ("12 000,50", 12_000.5), ("3 999,99", 3_999.99), ("12000", 12_000), ("12,000.50", 12_000.5), ("1.500 €", 1_500),
        ("12,5 k€", 12_500), ("12\u202f000 euros", 12_000), ("12,00", 12), ("0", 0),
    ],
)  # fmt: skip
def test_a_budget_as_people_write_it(rulebook: Rulebook, text: str, expected: float) -> None:
    assert read(rulebook, "budget", text) == [expected]


@pytest.mark.parametrize(
    "text", ["50 %", "-5", "12 000 - 15 000", "douze", "18 ans", "1e5", "nan", "inf", "", "9" * 5_000]
)
def test_what_is_no_budget_names_its_field(rulebook: Rulebook, text: str) -> None:
    with pytest.raises(InputError, match="« Budget") as caught:
        read(rulebook, "budget", text)
    assert [problem.pointer for problem in caught.value.problems] == ["/action/budget"]


def test_one_answer_is_expected(rulebook: Rulebook) -> None:
    """A sum cut at its comma is never its whole part."""
    for codes in (("12 000", "50"), ("1", "2")):
        with pytest.raises(InputError, match="une seule réponse"):
            read(rulebook, "budget", *codes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16-25", [16, 25]), ("16-", [16, None]), ("-25", [None, 25]), ("16 ans-25 ans", [16, 25]), ("-25 ans", [None, 25]), ("dès 16 ans-", [16, None]), ("-moins de 26 ans", [None, 25]),
        ("16/25 ans", [16, 25]), ("60 ans et plus", [60, None]), ("18 mois-3", [1, 3]), ("<26", [None, 25]),
    ],
)  # fmt: skip
def test_ages_as_people_write_them(rulebook: Rulebook, text: str, expected: list[int | None]) -> None:
    assert read(rulebook, "beneficiaries.age_min", text) == expected


@pytest.mark.parametrize("text", ["16-25-", "-26 ans-", "seize-25", "16-200", "16.5-", "x"])
def test_what_is_no_age_names_its_field(rulebook: Rulebook, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(rulebook, "beneficiaries.age_min", text)
    assert [problem.pointer for problem in caught.value.problems] == ["/action/beneficiaries/age_min"]


@pytest.mark.parametrize(
    ("low", "high"), [("25", "16"), ("60 ans", "18"), ("dès 12 ans", "6"), ("26", "25"), ("3", "18 mois")]
)
def test_inverted_ages_are_said_in_everyday_words(rulebook: Rulebook, low: str, high: str) -> None:
    with pytest.raises(InputError, match=r"« Le plus jeune » \(.* dépasse « Le plus âgé » \(.*\)\. Corrigez") as caught:
        read(rulebook, "beneficiaries.age_min", f"{low}-{high}")
    assert "age_min" not in str(caught.value.problems[0].message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-03-01_2016-12-31", ["2016-03-01", "2016-12-31"]), ("01/03/2016_31/12/2016", ["2016-03-01", "2016-12-31"]), ("mars 2016_juin 2016", ["2016-03-01", "2016-06-30"]),
        ("1er sept. 2016_", ["2016-09-01", None]), ("_30 juin 2017", [None, "2017-06-30"]), ("2016-02_2016-02", ["2016-02-01", "2016-02-29"]),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(rulebook: Rulebook, text: str, expected: list[str | None]) -> None:
    assert read(rulebook, "starts_on", text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0216-09-01_", "L'année 216"), ("01/09/99_", "1999 ou 2099"), ("2015-02-29_", "n'existe pas"), ("2016_2017", "une année seule"), ("été 2016_", "pas de jour précis"),
        ("2017-06-30_2016-09-01", "« Premier jour » est après « Dernier jour »"), ("x", "n'est pas une date"),
    ],
)  # fmt: skip
def test_what_is_no_period_is_said(rulebook: Rulebook, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read(rulebook, "starts_on", text)
    assert [problem.pointer for problem in caught.value.problems] == ["/action/starts_on"]


def test_what_an_action_gives_is_read_back(rulebook: Rulebook) -> None:
    """Codes made of values give these values."""
    values: dict[int, list[list[Any]]] = {1: [[0], [7], [12_000.5]], 2: [[16, 25], [None, 25], [16, None]]}
    for book in (rulebook, load_rulebook(SECOND)):
        for field in book.given.values():
            if isinstance(field, Bounded) and field.form in ("number", "age"):
                for given in values[len(field.paths)]:
                    assert field.of_codes(field.codes(given)) == given, field.id
            if field.form == "period":
                for days in (["2016-03-01", "2016-12-31"], [None, "2016-12-31"], ["2016-03-01", None]):
                    assert field.of_codes(field.codes(days)) == days
