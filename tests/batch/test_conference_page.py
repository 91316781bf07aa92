"""The page of a table tells what became of its columns and cells, and shows no hidden column."""

import html
import re

import pytest

from eligibility import Rulebook
from tests.support.service_client import Client
from tests.support.tables import as_csv


@pytest.fixture(scope="module")
def text(client: Client, rulebook: Rulebook) -> str:
    leaf = rulebook.objectives.leaves[0]
    table = as_csv([
        ["Intitulé", "Objectif", "Date début", "Avis", "Date de dépôt"], ["a", leaf, "01/09/2016", "ok", "x"],
        ["b", leaf, "zzz", "non", "y"], ["c", "9.9.9", "", "", ""],
    ])  # fmt: skip
    response = client.request(
        "POST",
        f"/contrats/{rulebook.contract.id}/conference",
        data={"output": "page"},
        files={"table": ("a.csv", table)},
    )
    assert response.status_code == 200, response.text[:500]
    return re.sub(r"[\u00a0\u202f]", " ", html.unescape(response.text))


def test_the_count_is_at_the_top(text: str) -> None:
    assert "2 actions lues, 1 complète, 1 avec une case non comprise ; 1 ligne à corriger." in text


def test_every_column_s_fate_is_told(text: str) -> None:
    assert "C « Date début » → Début" in text and "D « Avis » ; E « Date de dépôt »" in text


def test_cells_are_told_by_kind(text: str) -> None:
    assert "1 ligne à corriger, 2 cases non comprises, tenues pour inconnues, 0 remarque" in text
    assert "Ligne 3, colonne C « Date début »" in text
