"""Dates as people write them; what is no day of an action is unknown and said."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eligibility.french.dates import day, days, instant
from eligibility.french.reading import LONGEST, Unreadable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/09/2016", date(2016, 9, 1)), ("1/9/2016", date(2016, 9, 1)), ("01-09-2016", date(2016, 9, 1)), ("01.09.2016", date(2016, 9, 1)), ("01 09 2016", date(2016, 9, 1)),
        ("2016-09-01", date(2016, 9, 1)), ("2016/9/1", date(2016, 9, 1)), ("2016-09-01T14:30:00", date(2016, 9, 1)), ("01/09/2016 à 14h30", date(2016, 9, 1)),
        ("1er septembre 2016", date(2016, 9, 1)), ("1er sept. 2016", date(2016, 9, 1)), ("1 sept 2016", date(2016, 9, 1)), ("12 AOÛT 2016", date(2016, 8, 12)), ("3 févr. 2016", date(2016, 2, 3)),
        ("jeudi 1er septembre 2016", date(2016, 9, 1)), ("le 25 décembre 2016", date(2016, 12, 25)), ("1 September 2016", date(2016, 9, 1)), ("September 1, 2016", date(2016, 9, 1)),
        ("29/02/2016", date(2016, 2, 29)), ("2016-09-01T00:00:00Z", date(2016, 9, 1)), ("2016-07-01T00:00:00+02:00", date(2016, 7, 1)), ("  01/09/2016. ", date(2016, 9, 1)),
    ],
)  # fmt: skip
def test_a_day_is_what_is_written(text: str, expected: date) -> None:
    found = day(text)
    assert (found.value, found.remark) == (expected, "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("septembre 2016", date(2016, 9, 1), date(2016, 9, 30)), ("sept. 2016", date(2016, 9, 1), date(2016, 9, 30)), ("Févr 2016", date(2016, 2, 1), date(2016, 2, 29)),
        ("09/2016", date(2016, 9, 1), date(2016, 9, 30)), ("2016-02", date(2016, 2, 1), date(2016, 2, 29)), ("AOUT 2017", date(2017, 8, 1), date(2017, 8, 31)), ("mois de juin 2017", date(2017, 6, 1), date(2017, 6, 30)),
    ],
)  # fmt: skip
def test_a_month_is_the_whole_month_and_said(text: str, first: date, last: date) -> None:
    assert (day(text).value, day(text, last=True).value) == (first, last)
    assert "le mois entier" in days(text).remark


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("2015-12-31T23:00:00Z", date(2016, 1, 1), "1er janvier 2016 à Paris"), ("2016-06-30T22:00:00.000Z", date(2016, 7, 1), "1er juillet 2016 à Paris"),
        ("2016-06-30 22:00 UTC", date(2016, 7, 1), "à Paris"), ("2015-12-31T18:30:00-05:00", date(2016, 1, 1), "à Paris"), ("2016-01-01T00:30:00+0300", date(2015, 12, 31), "31 décembre 2015 à Paris"),
        ("01.09.16", date(2016, 9, 1), "1er septembre 2016"), ("1/9/17", date(2017, 9, 1), "1er septembre 2017"), ("1-sept-16", date(2016, 9, 1), "1er septembre 2016"), ("20160901", date(2016, 9, 1), "1er septembre 2016"),
    ],
)  # fmt: skip
def test_a_day_that_is_understood_is_told(text: str, expected: date, said: str) -> None:
    found = day(text)
    assert found.value == expected and said in found.remark and f"« {text} »" in found.remark


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("01/09/0216", "L'année 216"), ("01/09/1905", "L'année 1905"), ("2216-09-01", "L'année 2216"), ("1er mai 0016", "L'année 16"), ("00/00/0000", "L'année 0"),
        ("01/09/99", "1999 ou 2099"), ("1er sept 85", "1985 ou 2085"), ("31.12.50", "1950 ou 2050"),
        ("29/02/2015", "pas de jour 29 en février 2015"), ("31/04/2016", "pas de jour 31 en avril 2016"), ("32 janvier 2016", "pas de jour 32"), ("0/9/2016", "pas de jour 0"), ("30 fév. 2016", "n'existe pas"),
        ("09/13/2016", "à l'américaine, écrivez 13/09/2016"), ("12/25/2016", "à l'américaine, écrivez 25/12/2016"), ("2016-13-09", "à l'américaine"), ("25/25/2016", "pas de mois 25"), ("13/2016", "pas de mois 13"),
        ("42614", "c'est le 1er septembre 2016 : écrivez 01/09/2016"), ("42369", "31 décembre 2015"), ("42614,5", "1er septembre 2016"), ("9999", "n'est pas une date"), ("99999", "n'est pas une date"),
        ("2016", "Écrivez 01/01/2016 pour son premier jour, 31/12/2016 pour son dernier"), ("année 2017", "une année seule"), ("en 2016", "une année seule"), ("2016-2017", "des années"), ("2016/17", "des années"),
        ("été 2016", "pas de jour précis"), ("fin juin 2017", "pas de jour précis"), ("rentrée 2016", "pas de jour précis"), ("1er trimestre 2016", "pas de jour précis"), ("vacances de Noël", "pas de jour précis"), ("demain", "pas de jour précis"),
        ("1er septembre", "Il manque l'année"), ("01/09", "Il manque l'année"), ("14 juillet", "Il manque l'année"), ("sept-16", "un jour ou une année"),
        ("01/09/2016 - 30/06/2017", "plusieurs dates"), ("du 01/09/2016 au 30/06/2017", "plusieurs dates"),
        ("31/12/2015 23:00", "au soir, ou le 1er janvier 2016"), ("2016-06-30T22:00:00", "au soir, ou le 1er juillet 2016"),
        ("1er brumaire 2016", "pas une date"), ("mardi", "pas une date"), ("à voir", "pas une date"), ("", "pas une date"), ("2016-09-01T25:00", "pas une date"), ("2016-09-01T10:00+19:00", "fuseau"), ("1" * (LONGEST + 1), "trop long"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        day(text)
    assert str(caught.value).endswith(".")


def test_summer_time_begins_and_ends_on_the_last_sundays() -> None:
    """The day in Paris of each hour around the four changes: an hour earlier or later, another midnight."""
    for change, before, after in (
        (datetime(2016, 3, 27, tzinfo=UTC), 23, 22),
        (datetime(2016, 10, 30, tzinfo=UTC), 22, 23),
        (datetime(2020, 3, 29, tzinfo=UTC), 23, 22),
        (datetime(2020, 10, 25, tzinfo=UTC), 22, 23),
    ):
        for midnight, hour in ((change - timedelta(days=1), before), (change, after)):
            at = midnight.replace(hour=hour)
            assert instant("x", at).value == at.date() + timedelta(days=1), at
            assert instant("x", at - timedelta(minutes=1)).value == at.date(), at


@pytest.mark.parametrize("sign", list("0 .,'-+:/Tzae"))
def test_long_texts_are_read_in_little_time(sign: str) -> None:
    for text in (sign * LONGEST, f"1{sign}" * (LONGEST // 2), "01/09/2016" + sign * (LONGEST - 11) + "!"):
        with pytest.raises(Unreadable):
            day(text)
