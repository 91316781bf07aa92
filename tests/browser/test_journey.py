"""From a sentence to whom to call: by touch, by keyboard alone, without JavaScript, printed."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

CONTRACT = "/contrats/douaisis-2015-2020"
SENTENCE = "aide aux devoirs pour des collégiens à Waziers"
ANSWER = (
    f"{CONTRACT}/reponse?objectives=3.4.4&publics=collegiens&kinds=school_support&carrier=association&place=59654.-.-"
)

BROAD = f"{CONTRACT}/reponse?objectives=1.2.2,3.1.2&place=-.QP059009.-&publics=jeunes"  # nearly a hundred lines not ruled out


def no_sideways_scroll(page: Page) -> None:
    """A phone never has to scroll sideways: what is wide scrolls in its own box."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], page.url


def test_a_phone_leads_from_a_sentence_to_whom_to_call(phone: Page) -> None:
    phone.goto("/")
    no_sideways_scroll(phone)
    phone.get_by_label("Que voulez-vous faire").fill(SENTENCE)
    phone.get_by_role("button", name="Chercher").tap()
    expect(phone.get_by_label("Favoriser la réussite éducative")).to_be_checked()
    expect(phone.get_by_label("Collégiens", exact=True)).to_be_checked()
    no_sideways_scroll(phone)
    phone.get_by_role("button", name="C'est bien cela").tap()
    expect(phone).to_have_url(re.compile("/action"))
    questions = 0
    while "/action" in phone.url:
        no_sideways_scroll(phone)
        expect(phone.get_by_text("La réponse est sûre pour")).to_be_visible()
        questions += 1
        assert questions < 15
        before = phone.url
        phone.get_by_role("link", name="Je ne sais pas").tap()
        expect(phone).not_to_have_url(before)
        expect(phone.locator("main")).to_be_visible()
    expect(phone.get_by_role("heading", name="Votre réponse", exact=True)).to_be_visible()
    expect(phone.get_by_role("heading", name="Par quoi commencer")).to_be_visible()
    expect(phone.get_by_text("Appelez d'abord le pilote de l'objectif")).to_be_visible()
    no_sideways_scroll(phone)


def test_the_whole_journey_by_keyboard_alone(desk: Page) -> None:
    desk.goto("/")
    reach(desk, "textarea")
    desk.keyboard.type(SENTENCE)
    reach(desk, "button[type=submit]")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/decrire$"))
    desk.wait_for_load_state()
    reach(desk, "main button[type=submit]")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/action"))
    desk.wait_for_load_state()
    reach(desk, "main input[type=radio], main input[type=checkbox], main input")
    desk.keyboard.press("Space")
    before = desk.url
    reach(desk, "main button[type=submit]")
    desk.keyboard.press("Enter")
    expect(desk).not_to_have_url(before)
    desk.wait_for_load_state()
    reach(desk, "aside a.next")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Votre réponse", exact=True)).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Presses Tab until the focus is on what is looked for; the focus must be seen at every stop."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            seen = page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e), p = getComputedStyle(e.closest('.option') || e);"
                " return s.outlineStyle !== 'none' || p.outlineStyle !== 'none'; }"
            )
            assert seen, f"focus invisible : {selector}"
            return
    raise AssertionError(f"jamais atteint au clavier : {selector}")


def test_it_works_without_javascript(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_label("Que voulez-vous faire").fill(SENTENCE)
    plain.get_by_role("button", name="Chercher").click()
    plain.get_by_role("button", name="C'est bien cela").click()
    plain.get_by_role("link", name="Voir la réponse maintenant").click()
    expect(plain.get_by_role("heading", name="Votre réponse", exact=True)).to_be_visible()
    expect(plain.get_by_role("button", name="Imprimer cette page")).to_be_hidden()


def test_what_is_not_understood_is_not_guessed(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("Que voulez-vous faire").fill("location de voiture")
    phone.get_by_role("button", name="Chercher").tap()
    expect(phone.get_by_text("nous préférons ne pas deviner")).to_be_visible()
    phone.get_by_role("button", name="C'est bien cela").tap()
    expect(phone).to_have_url(re.compile("/choisir"))


def test_an_empty_sentence_is_told_beside_its_field(plain: Page) -> None:
    plain.goto(CONTRACT)
    plain.evaluate("0")
    plain.locator("textarea").evaluate("e => e.removeAttribute('required')")
    plain.get_by_role("button", name="Chercher").click()
    field = plain.get_by_label("Que voulez-vous faire")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby") or ""
    assert "Écrivez quelques mots" in " ".join(plain.locator(f"#{name}").inner_text() for name in described.split())


@pytest.mark.parametrize(
    ("latitude", "longitude", "accuracy", "said"),
    [(50.3575, 3.1122, 5, "Les Épis"), (48.85, 2.35, 5, "km de l'agglomération")],
)
def test_the_phone_position(
    chromium: Browser, address: str, latitude: float, longitude: float, accuracy: float, said: str
) -> None:
    context = chromium.new_context(
        base_url=address, viewport={"width": 360, "height": 740}, permissions=["geolocation"],
        geolocation={"latitude": latitude, "longitude": longitude, "accuracy": accuracy},
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{CONTRACT}/ou?objectives=3.4.4")
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator("main")).to_contain_text(said)
    assert str(latitude) not in page.url
    context.close()


def test_a_refused_position_leaves_the_name(phone: Page) -> None:
    phone.goto(f"{CONTRACT}/ou?objectives=3.4.4")
    phone.get_by_role("button", name="Utiliser ma position").tap()
    expect(phone.get_by_text("Écrivez plutôt le nom du lieu")).to_be_visible()
    phone.get_by_label("Un quartier, une cité").fill("les epi")
    phone.get_by_role("button", name="Chercher ce lieu").tap()
    phone.get_by_role("link", name="Les Épis").first.tap()
    expect(phone).to_have_url(re.compile("QP059009"))


def test_a_click_on_the_map(desk: Page) -> None:
    desk.goto(f"{CONTRACT}/ou?objectives=3.4.4")
    desk.locator(".map path.quarter").first.click(force=True)
    expect(desk).to_have_url(re.compile(r"place=-\.QP"))


@pytest.mark.parametrize("address_of", [ANSWER, BROAD])
def test_the_printed_answer_fits_a_meeting(desk: Page, address_of: str) -> None:
    desk.goto(address_of)
    reader = PdfReader(BytesIO(desk.pdf(format="A4", prefer_css_page_size=True)))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert 1 <= len(reader.pages) <= 3
    assert "À apporter au rendez-vous" in text and "Par quoi commencer" in text
    assert "Je ne sais pas" not in text


def test_the_permanent_link_asks_the_same_question_again(desk: Page) -> None:
    desk.goto(ANSWER)
    link = desk.get_by_label("Lien permanent").input_value()
    assert link.startswith("http") and "devoirs" not in link
    cards = desk.locator(".line").count()
    desk.goto(link)
    assert desk.locator(".line").count() == cards
    expect(desk.get_by_text("Le règlement a changé depuis ce lien")).to_have_count(0)
    desk.goto(re.sub(r"was=\w+\.(...)", r"was=00000000.", link))
    expect(desk.get_by_role("heading", name="Le règlement a changé depuis ce lien")).to_be_visible()
    expect(desk.get_by_text("Maintenant ouverte")).to_have_count(1)


# -- going back, and changing one's mind


@pytest.mark.parametrize("script", ["desk", "plain"])
@pytest.mark.parametrize(
    ("sentence", "ticked"),
    [
        ("Forum de l'emploi pour les jeunes aux Épis", "Jeunes"),
        ("aide aux devoirs pour des collégiens à Waziers", "Collégiens"),
        ("réhabilitation de logements à Dorignies", "Réhabilitation de logements"),
    ],
)
def test_going_back_brings_back_what_was_understood(
    request: pytest.FixtureRequest, script: str, sentence: str, ticked: str
) -> None:
    page: Page = request.getfixturevalue(script)
    page.goto(CONTRACT)
    page.get_by_label("Que voulez-vous faire").fill(sentence)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_label(ticked, exact=True)).to_be_checked()
    page.get_by_role("button", name="C'est bien cela").click()
    expect(page.get_by_role("heading", name="Ce que nous avons compris")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="Ce que nous avons compris")).to_be_visible()
    expect(page.get_by_text(sentence, exact=True)).to_be_visible()
    expect(page.get_by_label(ticked, exact=True)).to_be_checked()
    page.go_back()
    expect(page.get_by_label("Que voulez-vous faire")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Ce que nous avons compris")).to_be_visible()


def test_going_back_to_a_place_that_was_looked_for(plain: Page) -> None:
    plain.goto(f"{CONTRACT}/ou?objectives=3.4.4")
    plain.get_by_label("Un quartier, une cité").fill("dorignies")
    plain.get_by_role("button", name="Chercher ce lieu").click()
    plain.locator(".place a").first.click()
    plain.go_back()
    expect(plain.locator(".place a").first).to_be_visible()


def test_going_back_to_a_search_among_the_closed_lines(plain: Page) -> None:
    plain.goto(f"{CONTRACT}/ecartees?{ANSWERS}")
    plain.get_by_label("Chercher parmi elles").fill("logement")
    plain.get_by_role("button", name="Chercher").click()
    number = plain.locator("#trouvees").inner_text()
    plain.locator("ul.closed a").first.click()
    plain.go_back()
    expect(plain.locator("#trouvees")).to_have_text(number)


ANSWERS = (
    "objectives=1.2.2&place=59569.QP059009.-&publics=jeunes&kinds=employment_event,training&carrier=association"
    "&mostly_from_qpv=oui&age=16-25&period=2016-03-01_2016-12-31&budget=4000&international=non"
)


@pytest.mark.parametrize("script", ["desk", "plain"])
@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("Public visé", "Jeunes"),
        ("Nature de l'action", "Formation"),
        ("Porteur", "Association"),
        ("Bénéficiaires en majorité d'un quartier prioritaire", "Oui"),
        ("Collaboration internationale", "Non"),
    ],
)
def test_modify_keeps_what_was_ticked(request: pytest.FixtureRequest, script: str, what: str, kept: str) -> None:
    page: Page = request.getfixturevalue(script)
    page.goto(f"{CONTRACT}/reponse?{ANSWERS}")
    page.get_by_text("Ce que vous avez dit", exact=True).click()
    page.get_by_role("link", name=f"modifier : {what}").click()
    before = page.url.partition("?")[2]
    expect(page.get_by_label(re.compile(f"^{kept}"), exact=False).first).to_be_checked()
    page.get_by_role("button", name="Répondre").click()
    assert "change" not in page.url.partition("?")[2]
    assert set(before.split("&")) - {one for one in before.split("&") if one.startswith("change=")}


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("Âge", {"Le plus jeune": "16", "Le plus âgé": "25"}),
        ("Dates", {"Premier jour": "2016-03-01", "Dernier jour": "2016-12-31"}),
        ("Budget", {"Votre réponse": "4000"}),
    ],
)
def test_modify_keeps_what_was_written(plain: Page, what: str, fields: dict[str, str]) -> None:
    plain.goto(f"{CONTRACT}/reponse?{ANSWERS}")
    plain.get_by_text("Ce que vous avez dit", exact=True).click()
    plain.get_by_role("link", name=re.compile(f"modifier : {what}")).click()
    for label, value in fields.items():
        expect(plain.get_by_label(label)).to_have_value(value)


def test_modify_the_place_and_the_objective(plain: Page) -> None:
    plain.goto(f"{CONTRACT}/reponse?{ANSWERS}")
    plain.get_by_text("Ce que vous avez dit", exact=True).click()
    plain.get_by_role("link", name=re.compile("modifier : Objectif")).click()
    expect(plain.locator("input[value='1.2.2']")).to_be_checked()
    expect(plain.locator("input[value='1.2.2']")).to_be_visible()
    plain.go_back()
    plain.get_by_text("Ce que vous avez dit", exact=True).click()
    plain.get_by_role("link", name=re.compile("modifier : Quartier prioritaire")).click()
    expect(plain.get_by_text("Lieu donné")).to_contain_text("Les Épis")
    expect(plain.get_by_label("Ou choisissez dans la liste")).to_have_value("-.QP059009.-")


@pytest.mark.parametrize(("low", "high"), [("25", "16"), ("60", "6"), ("18", "3")])
def test_ages_the_wrong_way_round_are_asked_again(plain: Page, low: str, high: str) -> None:
    plain.goto(f"{CONTRACT}/action?objectives=1.2.2&place=59569.QP059009.-&age_min={low}&age_max={high}")
    expect(plain.get_by_role("alert")).to_contain_text("Le plus jeune")
    expect(plain.get_by_label("Le plus jeune")).to_have_value(low)
    expect(plain.get_by_label("Le plus âgé")).to_have_value(high)
    plain.get_by_label("Le plus jeune").fill(high)
    plain.get_by_label("Le plus âgé").fill(low)
    plain.get_by_role("button", name="Répondre").click()
    expect(plain.get_by_role("alert")).to_have_count(0)


def test_a_link_read_in_part_fits_a_phone(phone: Page) -> None:
    phone.goto(
        f"{CONTRACT}/reponse?objectives=3.4.4&place=59654.-.-&publics=ancien-public-au-nom-long,collegiens&kinds=sch"
    )
    expect(phone.get_by_text("Cette adresse n'a pas été lue en entier")).to_be_visible()
    no_sideways_scroll(phone)
    phone.get_by_role("link", name="Répondre de nouveau : Public visé").click()
    expect(phone.get_by_role("button", name="Répondre")).to_be_visible()
