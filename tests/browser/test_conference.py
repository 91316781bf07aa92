"""A table of actions uploaded: what is wrong by row and column, good rows kept, cells that lead to their action."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.test_journey import CONTRACT, no_sideways_scroll

TABLE = """Numéro;Intitulé;Objectifs;Lieu;Publics;Nature de l'action;Type de porteur;Début;Fin;Avis;Montant proposé
1;Aide aux devoirs;3.4.4;Waziers;collégiens;réussite éducative, accompagnement à la scolarité;association;01/09/2016;30/06/2017;favorable;1500
2;Jardin;2.4.2;Les Épis;habitants;alimentation;association;01/03/2016;30/09/2016;réservé;
3;Ratée;9.9.9;Lune;martiens;alimentation;association;32/13/2016;;à revoir;
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "actions.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def study(page: Page, file: Path) -> None:
    page.goto(f"{CONTRACT}/conference")
    page.get_by_label("Votre tableau").set_input_files(file)
    page.get_by_role("button", name="Voir le tableau étudié").click()


def test_good_rows_are_kept_and_the_spoiled_one_is_told(desk: Page, table: Path) -> None:
    study(desk, table)
    expect(desk.get_by_text("2 actions lues ; 1 ligne à corriger.")).to_be_visible()
    problems = " ".join(desk.locator(".problems").inner_text().split())
    assert "Ligne 4, colonne C « Objectifs »" in problems and "« 9.9.9 »" in problems
    assert "« martiens »" in problems and "32/13/2016" in problems
    rows = desk.locator(".matrix tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("favorable")
    expect(rows.nth(0)).to_contain_text("1500")
    expect(rows.nth(2)).to_contain_text("à corriger")
    assert Axe().run(desk).violations_count == 0, Axe().run(desk).generate_report()


def test_a_cell_is_the_permanent_link_of_its_action(desk: Page, table: Path) -> None:
    study(desk, table)
    desk.locator(".matrix td.eligible a").first.click()
    expect(desk).to_have_url(re.compile(r"/reponse\?objectives=3\.4\.4&publics=collegiens.*place=59654"))
    expect(desk.get_by_role("heading", name="Votre réponse", exact=True)).to_be_visible()
    assert "devoirs" not in desk.url


def test_sort_filter_and_export(desk: Page, table: Path) -> None:
    study(desk, table)
    desk.get_by_label("Intitulé ou référence contient").fill("jardin")
    desk.get_by_role("button", name="Appliquer").click()
    expect(desk.locator(".matrix tbody tr")).to_have_count(1)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="Classeur XLSX").click()
    book = load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "favorable" in texts and any("Raisons" in sheet.title for sheet in book)


def test_on_a_phone_the_table_scrolls_in_its_own_box(phone: Page, table: Path) -> None:
    study(phone, table)
    expect(phone.locator(".matrix")).to_be_visible()
    no_sideways_scroll(phone)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"\x00" * 500, b"<html><table></table></html>"])
def test_a_file_that_is_no_table_is_told_beside_its_field(desk: Page, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "actions.xlsx"
    file.write_bytes(content)
    study(desk, file)
    field = desk.get_by_label("Votre tableau")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(desk.locator("#erreur")).to_be_visible()
    assert Axe().run(desk).violations_count == 0


def test_the_template_comes_back_as_a_table(desk: Page) -> None:
    desk.goto(f"{CONTRACT}/conference")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Modèle XLSX").click()
    path = Path(waiting.value.path())
    file = path.with_suffix(".xlsx")
    path.rename(file)
    study(desk, file)
    expect(desk.get_by_text("1 action lue")).to_be_visible()
