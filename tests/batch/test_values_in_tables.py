"""Ages, dates and sums in the cells of a table: read as people write them, or unknown and told at their cell."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from eligibility import Rulebook
from eligibility.batch import cells, read_batch
from eligibility.batch.cells import Unreadable
from tests.support.tables import as_csv


@pytest.fixture
def told() -> Iterator[list[str]]:
    yield []


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("moins de 26 ans", (None, 25), False), ("-26 ans", (None, 25), True), ("<26", (None, 25), True), ("≤25", (None, 25), True), ("60 ans et plus", (60, None), False), ("60+", (60, None), True),
        ("+60 ans", (60, None), True), (">60", (61, None), True), ("16-25", (16, 25), False), ("- de 26 ans", (None, 25), True), (-26, (None, 25), True), (26, (26, 26), False), (26.0, (26, 26), False), ("tous âges", (None, None), True),
    ],
)  # fmt: skip
def test_ages_of_a_cell(told: list[str], text: Any, expected: tuple[int | None, int | None], said: bool) -> None:
    assert cells.ages(text, told.append) == expected and bool(told) is said


@pytest.mark.parametrize("value", ["25-16", 16.5, datetime(2016, 12, 6), date(2016, 12, 6), 1990, True])
def test_what_is_no_age_of_a_cell(value: Any) -> None:
    with pytest.raises(Unreadable):
        cells.ages(value)


@pytest.mark.parametrize(
    ("value", "last", "expected", "said"),
    [
        ("29/02/2016", False, date(2016, 2, 29), False), ("2015-12-31T23:00:00Z", False, date(2016, 1, 1), True), ("septembre 2016", False, date(2016, 9, 1), True), ("septembre 2016", True, date(2016, 9, 30), True),
        (42614, False, date(2016, 9, 1), True), (42614.5, True, date(2016, 9, 1), True), (datetime(2016, 9, 1, 14), False, date(2016, 9, 1), False), (date(2016, 9, 1), True, date(2016, 9, 1), False), (20160901, False, date(2016, 9, 1), True),
        (datetime(2016, 9, 1), True, date(2016, 9, 1), False), (datetime(2016, 7, 1, 23), False, date(2016, 7, 1), False),
    ],
)  # fmt: skip
def test_days_of_a_cell(told: list[str], value: Any, last: bool, expected: date, said: bool) -> None:
    assert cells.day(value, last=last, tell=told.append) == expected and bool(told) is said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(1905, 7, 8), "une année seule (2016)"), (datetime(1905, 7, 7), "une année seule (2015)"), (date(1905, 7, 9), "une année seule (2017)"), (2016, "une année seule (2016)"), ("2016", "une année seule (2016)"),
        (datetime(2015, 12, 31, 23), "ou le 1er janvier 2016"), (datetime(2016, 6, 30, 22), "ou le 1er juillet 2016"),
        (datetime(216, 9, 1), "L'année 216"), (datetime(1910, 1, 1), "L'année 1910"), (date(2999, 1, 1), "L'année 2999"), ("01/09/0216", "L'année 216"), ("01/09/99", "1999 ou 2099"),
        ("29/02/2015", "n'existe pas"), ("09/13/2016", "à l'américaine"), ("42614", "1er septembre 2016"), (True, "pas une date"), (123.5, "pas une date"),
    ],
)  # fmt: skip
def test_what_is_no_day_of_a_cell(value: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=said.replace("(", r"\(").replace(")", r"\)")):
        cells.day(value)


def test_a_year_typed_in_a_cell_of_dates_of_the_other_epoch() -> None:
    with pytest.raises(Unreadable, match="année seule"):
        cells.day(datetime(1909, 7, 9), epoch_1904=True)


@pytest.mark.parametrize(
    ("value", "unit", "expected", "said"),
    [
        ("12.000", "€", "12000", True), ("12 000,50", "€", "12000.50", False), ("12,000.50", "", "12000.50", False), ("1.500 €", "", "1500", True), ("12,5 k€", "", "12500", True), ("1,2 M€", "€", "1200000", True),
        (12.5, "€", "12.50", False), (12_000, "€", "12000", False), (Decimal("0.10"), "", "0.10", False),
    ],
)  # fmt: skip
def test_sums_of_a_cell(told: list[str], value: Any, unit: str, expected: str, said: bool) -> None:
    assert cells.number(value, unit, told.append) == Decimal(expected) and bool(told) is said


@pytest.mark.parametrize("value", [-5, -0.5, "-5", "50 %", "12 000 - 15 000", "12.000", True, date(2016, 9, 1)])
def test_what_is_no_sum_of_a_cell(value: Any) -> None:
    with pytest.raises(Unreadable):
        cells.number(value)


def test_an_age_in_its_own_column() -> None:
    assert (cells.age("dès 16 ans"), cells.age("16"), cells.age(16)) == (16, 16, 16)
    assert (cells.age("moins de 26 ans", oldest=True), cells.age(25, oldest=True)) == (25, 25)
    for value, oldest in (("moins de 26 ans", False), ("60 ans et plus", True), ("16-25", False), (True, False)):
        with pytest.raises(Unreadable, match="n'est pas un âge"):
            cells.age(value, oldest)


def column(rulebook: Rulebook, title: str, *values: str) -> list[tuple[dict[str, Any], bool]]:
    """By row, what a column of a table makes of an action, and whether something is told of its cell."""
    leaf = rulebook.objectives.leaves[0]
    rows = [["Objectifs", title], *([leaf, value] for value in values)]
    found = []
    for row in read_batch(rulebook, as_csv(rows), "actions.csv").rows:
        action = row.request.action.model_dump(exclude_defaults=True) if row.request else {}
        action.pop("objectives", None)
        found.append((action, any(problem.column == title for problem in row.problems)))
    return found


def test_a_column_of_ages(rulebook: Rulebook) -> None:
    values = (
        "moins de 26 ans",
        "-26 ans",
        "<26",
        "≤25",
        "60 ans et plus",
        "60+",
        "+60 ans",
        ">60",
        "16-25",
        "- de 26 ans",
        "25-16",
        "tout public",
    )
    young, old = {"age_max": 25}, {"age_min": 60}
    expected = [
        young,
        young,
        young,
        young,
        old,
        old,
        old,
        {"age_min": 61},
        {"age_min": 16, "age_max": 25},
        young,
        None,
        None,
    ]
    for value, ages, (action, told) in zip(values, expected, column(rulebook, "Âges", *values), strict=True):
        assert action.get("beneficiaries") == ages, value
        assert told is (value not in ("moins de 26 ans", "60 ans et plus", "16-25")), value


def test_columns_of_days(rulebook: Rulebook) -> None:
    unknown = ("01/09/0216", "01/09/99", "29/02/2015", "09/13/2016", "42614", "2016", "été 2016", "1er septembre")
    assert [(a, told) for a, told in column(rulebook, "Début", *unknown)] == [({}, True)] * len(unknown)
    assert column(rulebook, "Début", "septembre 2016", "29/02/2016") == [
        ({"starts_on": date(2016, 9, 1)}, True),
        ({"starts_on": date(2016, 2, 29)}, False),
    ]
    assert column(rulebook, "Fin", "septembre 2016", "2015-12-31T23:00:00Z") == [
        ({"ends_on": date(2016, 9, 30)}, True),
        ({"ends_on": date(2016, 1, 1)}, True),
    ]


def test_a_column_of_budgets(rulebook: Rulebook) -> None:
    """Whose unit the vocabulary says: three figures after a point are thousands of euros, and told."""
    values = ("12.000", "12 000,50", "1.500 €", "12,5 k€", "50 %", "12 000 - 15 000", "3 999,99")
    expected = [
        ({"budget": 12_000}, True),
        ({"budget": Decimal("12000.50")}, False),
        ({"budget": 1_500}, True),
        ({"budget": 12_500}, True),
        ({}, True),
        ({}, True),
        ({"budget": Decimal("3999.99")}, False),
    ]
    assert column(rulebook, "Budget", *values) == expected
