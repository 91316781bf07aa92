"""The rulebook's pages in a real Chromium, at both widths, with everything unfolded; and printed."""

from io import BytesIO

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.test_journey import CONTRACT, no_sideways_scroll

AXE = Axe()
BASE = f"{CONTRACT}/reglement"
PAGES = {
    "accueil": BASE,
    "lignes": f"{BASE}/lignes",
    "filtrees": f"{BASE}/lignes?kind=funding&nature=loan",
    "ligne": f"{BASE}/lignes/caf-apfp",
    "essai": f"{BASE}/lignes/caf-apfp?objectives=3.4.2&place=-.QP059005.-",
    "financeurs": f"{BASE}/financeurs",
    "financeur": f"{BASE}/financeurs/region",
    "objectifs": f"{BASE}/objectifs",
    "objectif": f"{BASE}/objectifs/1.3.1",
    "quartiers": f"{BASE}/quartiers",
    "quartier": f"{BASE}/quartiers/QP059009",
    "perimetres": f"{BASE}/perimetres",
    "clauses": f"{BASE}/clauses",
    "section": f"{BASE}/sections/iv-7",
    "clause": f"{BASE}/clauses/I.6-02",
    "couverture": f"{BASE}/couverture",
    "famille": f"{BASE}/couverture/etat",
    "corrections": f"{BASE}/corrections",
    "correction": f"{BASE}/corrections/a7-cambrai",
    "glossaire": f"{BASE}/glossaire",
    "recherche": f"{BASE}/recherche",
    "mentions": f"{CONTRACT}/mentions",
    "accessibilite": f"{CONTRACT}/accessibilite",
    "signaler": f"{CONTRACT}/signaler",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_page(request: pytest.FixtureRequest, name: str, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    response = page.goto(PAGES[name])
    assert response is not None and response.status == 200
    html5lib.HTMLParser(strict=True).parse(response.body())
    no_sideways_scroll(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    no_sideways_scroll(page)
    found = AXE.run(page)
    assert found.violations_count == 0, found.generate_report()


def test_search_by_keyboard_without_javascript(plain: Page) -> None:
    plain.goto(BASE)
    plain.get_by_label("Chercher dans le règlement").fill("chantiers insertion")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("heading", level=2).first).to_contain_text("pages pour")
    plain.locator("#resultats ~ .rows a").first.click()
    expect(plain.get_by_role("heading", level=1)).to_be_visible()


def test_a_line_is_printed_whole(desk: Page) -> None:
    desk.goto(PAGES["ligne"])
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(desk.pdf())).pages)
    for title in ("Ce qu'elle demande", "Qui décide encore quelque chose", "Les clauses qui la fondent"):
        assert title in text
