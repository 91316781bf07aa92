"""Numbers as people write them: never the thousandth, nor the thousandfold, of what was meant."""

from decimal import Decimal

import pytest

from eligibility.french.numbers import EURO, number
from eligibility.french.reading import LONGEST, Unreadable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 000", "12000"), ("12\u00a0000", "12000"), ("12\u202f000", "12000"), ("12\u2009000,50", "12000.50"), ("12'000", "12000"), ("12’000.50", "12000.50"),
        ("12.000,50", "12000.50"), ("12,000.50", "12000.50"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("1 200 000,00", "1200000.00"),
        ("12.00", "12.00"), ("12,0", "12.0"), ("12,5", "12.5"), ("3 999,99", "3999.99"), ("0,500", "0.500"), ("0", "0"), ("+12000", "12000"),
        ("12 000 € TTC", "12000"), ("12 000 euros.", "12000"), ("€ 12 000", "12000"), ("12 000,- €", "12000"), ("Budget : 12 000 €", "12000"), ("12000 EUR", "12000"),
    ],
)  # fmt: skip
def test_a_sum_is_what_is_written(text: str, expected: str) -> None:
    found = number(text, EURO)
    assert (str(found.value), found.remark) == (expected, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.000", 12_000), ("12,000", 12_000), ("1.500 €", 1_500), ("999.999", 999_999), ("45,000 euros", 45_000), ("12,5 k€", 12_500), ("12k", 12_000),
        ("12 K€", 12_000), ("1,2 M€", 1_200_000), ("12 mille", 12_000), ("3 millions d'euros", 3_000_000), ("environ 12 000 €", 12_000), ("env. 800", 800),
        ("~5 000", 5_000), ("12 000 € HT", 12_000), ("12 000 (estimation)", 12_000),
    ],
)  # fmt: skip
def test_a_sum_that_is_understood_is_told(text: str, expected: int) -> None:
    """A sum has no thousandths: three figures after one point are thousands, and said."""
    found = number(text, EURO)
    assert found.value == expected and f"« {text} » est lu comme" in found.remark


def test_what_is_left_aside_is_told() -> None:
    assert "« Environ » est laissé de côté" in number("environ 12 000 €").remark
    assert "« Hors taxes » est laissé de côté" in number("12 000 € HT").remark
    assert "« estimation » est laissé de côté" in number("12 000 (estimation)").remark


@pytest.mark.parametrize("text", ["12.000", "12,000", "1.234", "1,500 k€", "2.000 milliers", "1 234.567", "1 234,567"])
def test_without_a_unit_three_figures_after_one_mark_say_two_things(text: str) -> None:
    with pytest.raises(Unreadable, match="de deux façons"):
        number(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("50 %", "pourcentage. Donnez le montant en euros"), ("50%", "pourcentage"), ("80 pour cent", "pourcentage"), ("12,5 % de 3000", "pourcentage"), ("100 pourcents", "pourcentage"),
        ("12 000 - 15 000", "plusieurs nombres"), ("12 000 à 15 000", "plusieurs nombres"), ("5000+3000", "plusieurs nombres"), ("3 x 200", "plusieurs nombres"), ("1000 ou 2000", "plusieurs nombres"),
        ("-5 000", "au-dessous de zéro"), ("−5", "au-dessous de zéro"), ("–1250,50", "au-dessous de zéro"), ("- 3", "au-dessous de zéro"), ("-12.000 €", "au-dessous de zéro"),
        ("< 10 000", "une limite"), ("max 10 000", "une limite"), ("plus de 5000", "une limite"), ("au moins 300", "une limite"), ("entre 5 et 8", "une limite"),
        ("3 4", "un seul nombre"), ("12 0000", "un seul nombre"), ("1 2 000", "un seul nombre"), ("12.34.5", "un seul nombre"), ("1,2,3", "un seul nombre"),
        ("12,005.5.1", "un seul nombre"), ("12 000 $", "pas un nombre"), ("12 000 F", "pas un nombre seul"), ("12 000 €/an", "pas un nombre seul"), ("18 ans", "unité demandée"),
        ("1000,005", "deux chiffres après la virgule"), ("12000.1234", "deux chiffres"), ("NaN", "pas un nombre"), ("1e9", "pas un nombre"), ("douze mille", "pas un nombre"),
        ("١٢", "pas un nombre"), ("", "pas un nombre"), ("€", "pas un nombre"), ("=1+1", "nombre"), ("9" * 19, "nombre"), ("1" * (LONGEST + 1), "trop long"),
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        number(text, EURO)
    assert str(caught.value).startswith("« ") and str(caught.value).endswith(".")


@pytest.mark.parametrize("sign", list("0 .,'-+€%k/x()ea"))
def test_long_texts_are_read_in_little_time(sign: str) -> None:
    for text in (sign * LONGEST, f"1{sign}" * (LONGEST // 2), "1" + sign * (LONGEST - 2) + "!"):
        try:
            number(text)
        except Unreadable:
            continue


def test_the_thousands_of_any_sum_are_read_alike() -> None:
    for value in (1_000, 12_345, 123_456, 7_654_321):
        written = {f"{value:,}".replace(",", mark) for mark in (" ", "\u202f", ".", ",", "'")}
        assert {number(text, EURO).value for text in written} == {Decimal(value)}
