"""SIRET and RNA numbers: which are well formed, to the digit."""

import pytest

from eligibility.actions.identifiers import check_rna, check_siret
from eligibility.errors import pointer_to

KEYED = ("73282932000074", "12345678901237", "55555555555553", "90909090909097")


@pytest.mark.parametrize("siret", [*KEYED, "732 829 320 00074", "35600000000048", "35600000000015"])
def test_a_siret_with_its_key(siret: str) -> None:
    """That of La Poste has another key: its digits add up to a multiple of five."""
    assert check_siret(siret) is None


@pytest.mark.parametrize("siret", [*(f"{one[:-1]}{(int(one[-1]) + 5) % 10}" for one in KEYED), "35600000000016"])
def test_a_siret_with_another_key(siret: str) -> None:
    assert "mal recopié" in str(check_siret(siret))


@pytest.mark.parametrize("siret", ["7328293200007", "732829320000745", "7328293200007x", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", ""])
def test_what_is_no_siret(siret: str) -> None:
    assert "14 chiffres" in str(check_siret(siret))


@pytest.mark.parametrize("rna", ["W123456789", "w 123 456 789"])
def test_an_rna_number(rna: str) -> None:
    assert check_rna(rna) is None


@pytest.mark.parametrize(
    "rna", ["W12345678", "W1234567890", "X123456789", "W12345678A", "W١٢٣٤٥٦٧٨٩", "1234567890", ""]
)
def test_what_is_no_rna_number(rna: str) -> None:
    assert "W suivi de 9 chiffres" in str(check_rna(rna))


def test_a_pointer_to_names_that_hold_its_own_signs() -> None:
    assert pointer_to("action", "a/b", "c~d", 3) == "/action/a~1b/c~0d/3"
