"""Ages as people write them; never an exact age from something else, never a sign that is dropped."""

from itertools import product

import pytest

from eligibility.french.ages import OLDEST, age, ages
from eligibility.french.reading import LONGEST, Unreadable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26 ans", (26, 26)), ("26", (26, 26)), ("0", (0, 0)), ("120 ans", (120, 120)), ("1 an", (1, 1)),
        ("16-25", (16, 25)), ("16/25 ans", (16, 25)), ("16 – 25", (16, 25)), ("16 à 25", (16, 25)), ("de 16 a 25 ans", (16, 25)), ("entre 16 et 25 ans", (16, 25)), ("16ans-25ans", (16, 25)),
        ("0-3", (0, 3)), ("jeunes de 16 à 25 ans", (16, 25)), ("enfants 6-11 ans", (6, 11)), ("les 16-25 ans", (16, 25)), ("des 16-25 ans", (16, 25)), ("Âge : 16-25", (16, 25)), ("16 à 25 ans révolus", (16, 25)), ("(16-25)", (16, 25)), ("jusque 25 ans", (None, 25)),
        ("moins de 26 ans", (None, 25)), ("avant 26 ans", (None, 25)), ("inférieur à 26", (None, 25)), ("en dessous de 26 ans", (None, 25)), ("âgés de moins de 26 ans", (None, 25)),
        ("jusqu'à 25 ans", (None, 25)), ("max 25", (None, 25)), ("25 max.", (None, 25)), ("25 ans maximum", (None, 25)), ("25 ans au plus", (None, 25)), ("25 ans et moins", (None, 25)), ("inférieur ou égal à 25", (None, 25)),
        ("plus de 60 ans", (61, None)), ("supérieur à 60", (61, None)), ("au-delà de 60 ans", (61, None)), ("au-dessus de 60 ans", (61, None)),
        ("dès 6 ans", (6, None)), ("à partir de 6 ans", (6, None)), ("60 ans et plus", (60, None)), ("60 ans ou plus", (60, None)), ("60 ans minimum", (60, None)), ("min 60", (60, None)), ("au moins 60 ans", (60, None)),
        ("de 16 jusqu'à 25 ans", (16, 25)), ("16 à moins de 26 ans", (16, 25)),
    ],
)  # fmt: skip
def test_plain_words_are_what_they_say(text: str, expected: tuple[int | None, int | None]) -> None:
    found = ages(text)
    assert (found.value, found.remark) == (expected, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-26 ans", (None, 25)), ("- 26", (None, 25)), ("–26 ans", (None, 25)), ("- de 26 ans", (None, 25)), ("-de 26", (None, 25)), ("<26", (None, 25)), ("< 26 ans", (None, 25)), ("< à 26", (None, 25)), ("＜26", (None, 25)),
        ("≤25", (None, 25)), ("<=25", (None, 25)), ("=<25 ans", (None, 25)), ("⩽ 25", (None, 25)), ("26 ans et -", (None, 26)),
        ("60+", (60, None)), ("60 ans +", (60, None)), ("+60 ans", (60, None)), ("+ 60", (60, None)), ("60 ans et +", (60, None)), ("≥60", (60, None)), (">= 60 ans", (60, None)), ("=>60", None),
        (">60", (61, None)), ("> 60 ans", (61, None)), ("+ de 60 ans", (61, None)), ("+de 60", (61, None)),
        (">=16 et <26", (16, 25)), ("≥ 16 ans ≤ 25 ans", (16, 25)), ("+16/-26", (16, 25)),
        ("16 ans et plus, moins de 26 ans", (16, 25)), ("plus de 16 et moins de 26 ans", (17, 25)), ("à partir de 16 ans et jusqu'à 25 ans", (16, 25)),
        ("6-11 ans et 12-15 ans", (6, 15)), ("6-11 ; 11-17", (6, 17)), ("12-17, 6-11", (6, 17)), ("6-11/12-17", (6, 17)), ("6, 7 et 8 ans", (6, 8)), ("16-25 ans et 26 ans et plus", (16, None)),
        ("18 mois", (1, 1)), ("6 mois", (0, 0)), ("3 mois à 3 ans", (0, 3)), ("0-18 mois", (0, 1)), ("de 3 à 30 mois", (0, 2)), ("moins de 18 mois", (None, 1)), ("moins de 12 mois", (None, 0)), ("dès 24 mois", (2, None)),
        ("11-15 ans (collégiens)", (11, 15)),
    ],
)  # fmt: skip
def test_signs_months_and_lists_are_understood_and_told(
    text: str, expected: tuple[int | None, int | None] | None
) -> None:
    if expected is None:
        with pytest.raises(Unreadable):
            ages(text)
        return
    found = ages(text)
    assert found.value == expected and f"« {text} » est lu comme" in found.remark


@pytest.mark.parametrize("text", ["tout public", "Tous âges", "tous publics", "toutes générations", "sans limite d'âge", "intergénérationnel", "tous les âges"])  # fmt: skip
def test_everybody_has_no_age_and_that_is_told(text: str) -> None:
    found = ages(text)
    assert found.value == (None, None) and "aucun âge n'est retenu" in found.remark


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25-16", "plus âgé"), ("de 25 à 16 ans", "plus âgé"), ("60/18", "plus âgé"), ("entre 30 et 20 ans", "plus âgé"), ("18 ans à 3 mois", "plus âgé"),
        ("6-11 ans et 16-25 ans", "séparées"), ("moins de 6 ans et plus de 60 ans", "séparées"), ("-18/+60", "séparées"), ("16 et 25", "séparées"), ("16 ans et moins de 26 ans", "séparées"), ("0-3 ans et 60 ans et plus", "séparées"),
        ("1990-2000", "de 0 à 120"), ("16-250", "de 0 à 120"), ("121 ans", "de 0 à 120"), ("2001", "de 0 à 120"),
        ("16 25", "tranche d'âge"), ("16,25", "tranche d'âge"), ("2,5 ans", "tranche d'âge"), ("16.5", "tranche d'âge"), ("26-", "tranche d'âge"), ("16-25+", "tranche d'âge"), ("+", "tranche d'âge"), ("-", "tranche d'âge"),
        ("adultes", "tranche d'âge"), ("mineurs", "tranche d'âge"), ("CP-CM2", "tranche d'âge"), ("6e", "tranche d'âge"), ("vers 26 ans", "tranche d'âge"), ("11-17 ans et adultes", "tranche d'âge"), ("6-11 ans, jeunes", "tranche d'âge"), ("12-17 ans et", "tranche d'âge"), ("16 ans filles 18 ans garçons", "tranche d'âge"), ("3 ans et demi", "tranche d'âge"), ("ans", "tranche d'âge"), ("", "tranche d'âge"),
        ("environ 20 ans", "tranche d'âge"), ("16-17-18", "tranche d'âge"), ("٢٦", "tranche d'âge"), ("1" * (LONGEST + 1), "trop long"),
    ],
)  # fmt: skip
def test_what_is_no_age_group_is_refused_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        ages(text)
    assert str(caught.value).endswith(".")


def test_an_age_is_exact_only_where_nothing_else_is_written() -> None:
    """Every short text of signs and words around one number."""
    before = (
        "",
        "-",
        "- ",
        "+",
        "<",
        ">",
        "≤",
        "≥",
        "moins de ",
        "plus de ",
        "dès ",
        "max ",
        "au moins ",
        "vers ",
        "~",
        "!",
        "avant ",
    )
    after = ("", "+", " ans", " ans et plus", " et moins", " max", "-", "<", " ?", " ans environ", "/", " ou plus")
    for left, right in product(before, after):
        try:
            low, high = ages(f"{left}26{right}").value
        except Unreadable:
            continue
        assert low != high or (left, right) in {("", ""), ("", " ans")}, (left, right)


def test_every_span_of_ages_reads_back() -> None:
    for low, high in product(range(0, OLDEST + 1, 7), repeat=2):
        for text in (f"{low}-{high} ans", f"{low}/{high}", f"de {low} à {high} ans"):
            if low <= high:
                assert ages(text).value == (low, high), text
            else:
                with pytest.raises(Unreadable):
                    ages(text)


@pytest.mark.parametrize(
    ("text", "youngest", "oldest"),
    [("16", 16, 16), ("16 ans", 16, 16), ("dès 16 ans", 16, None), (">60", 61, None), ("moins de 26 ans", None, 25), ("25 max", None, 25), ("16-25", None, None), ("18 mois", 1, 1)],
)  # fmt: skip
def test_one_bound_in_its_own_column(text: str, youngest: int | None, oldest: int | None) -> None:
    for expected, last in ((youngest, False), (oldest, True)):
        if expected is not None:
            assert age(text, last).value == expected
        else:
            with pytest.raises(Unreadable, match="n'est pas un âge"):
                age(text, last)


@pytest.mark.parametrize("sign", list("0 -+<>/;,.a("))
def test_long_texts_are_read_in_little_time(sign: str) -> None:
    for text in (sign * LONGEST, f"1{sign}" * (LONGEST // 2), "16-25" + sign * (LONGEST - 6) + "!"):
        try:
            ages(text)
        except Unreadable:
            continue
