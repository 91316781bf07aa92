"""Every page, at both widths: nothing that axe finds, valid HTML, light, and no request that leaves the host."""

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.test_journey import ANSWER, BROAD, CONTRACT, no_sideways_scroll

AXE = Axe()
MOST_BYTES = 150_000
PAGES = {
    "accueil": CONTRACT,
    "choisir": f"{CONTRACT}/choisir",
    "lieu": f"{CONTRACT}/ou?objectives=3.4.4",
    "question": f"{CONTRACT}/action?objectives=3.4.4&place=59654.-.-",
    "ages": f"{CONTRACT}/action?objectives=1.3.3&place=-.QP059009.-&publics=jeunes&kinds=driving_licence&carrier=association&mostly_from_qpv=oui",
    "reponse": ANSWER,
    "reponse-large": BROAD,
    "ecartees": ANSWER.replace("/reponse", "/ecartees"),
    "ecartees-financeur": ANSWER.replace("/reponse", "/ecartees") + "&funder=caf",
    "peu-probables": ANSWER.replace("/reponse", "/peu-probables"),
    "peu-probables-financeur": ANSWER.replace("/reponse", "/peu-probables") + "&funder=region",
    "erreur": f"{CONTRACT}/reponse?objectives=9.9.9",
    "introuvable": f"{CONTRACT}/rien",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_page(request: pytest.FixtureRequest, name: str, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    response = page.goto(PAGES[name])
    assert response is not None
    body = response.body()
    assert len(body) < MOST_BYTES, f"{len(body)} octets"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    html5lib.HTMLParser(strict=True).parse(body)
    no_sideways_scroll(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = AXE.run(page)
    assert found.violations_count == 0, found.generate_report()
