"""Titles as people write them: understood by rule, asked where near, left alone where they are about something else."""

import pytest

from eligibility import Rulebook, load_rulebook
from eligibility.batch.headings import Headings
from eligibility.batch.titles import WAYS, key_of
from tests.support.small import SECOND


@pytest.fixture(scope="module")
def headings(rulebook: Rulebook) -> Headings:
    return Headings(rulebook)


UNDERSTOOD = {
    "reference": ["N°\ndossier", "N° de dossier", "Référence", "Numéro d'ordre", "N° action"],
    "title": ["Intitulé de\nl’action", "Nom du projet", "Titre du projet", "Libellé", "Project name", "Dénomination"],
    "objectives": ["OBJECTIF(S)", "Axe / objectif du contrat", "Objectif visé", "Axe", "Code de l'objectif", "Objectifs du contrat de ville", "Objectif principal", "Goal"],
    "place": ["Lieu de l’action", "Lieu(x)", "Lieu d'intervention", "Territoire concerné", "Localisation", "Lieu de réalisation prévu", "Lieu (quartier, commune)", "Commune / quartier", "Où ?", "Territoire d'intervention", "Location"],
    "quarter": ["Quartier concerné", "Quartiers concernés", "Quartier(s) concerné(s)", "Quartier visé", "Neighbourhood", "Quartier d’intervention"],
    "qpv": ["QPV concerné(s)", "Quartier prioritaire concerné", "Code QPV", "Quartier prioritaire (QPV)", "Priority quarters"],
    "commune": ["Commune", "Communes concernées", "Ville", "Commune d'intervention", "Code INSEE", "Town"],
    "publics": ["Public ciblé", "Publics visés", "Public(s) concerné(s)", "Type de public", "Bénéficiaires", "Public bénéficiaire", "Target audience"],
    "ages": ["Âge des bénéficiaires", "Tranche d’âge", "Tranches d'âge concernées", "Âge du public visé", "Âges", "Age range"],
    "age_min": ["Age de", "Âge minimum", "Âge mini", "De … ans", "À partir de … ans", "age_min", "Âge minimal des participants", "Min. age", "Âge (de)"],
    "age_max": ["Age à", "Âge maximum", "ÂGE MAXI", "À … ans", "Jusqu'à (âge)", "ageMax", "Âge max. du public", "Age to", "Âge (à)"],
    "kinds": ["Nature", "Type d'action", "Nature du projet", "Types d’actions", "Catégorie d'action", "Kind of action"],
    "carrier": ["Statut juridique", "Forme juridique", "Type de structure", "Nature juridique du porteur", "Type de porteur", "Legal status"],
    "carrier_named": ["Porteur", "Porteur de projet", "Nom du porteur", "Structure porteuse", "Organisme", "Maître d'ouvrage"],
    "carrier_commune": ["Siège", "Commune du siège", "Commune du porteur", "Siège social"],
    "starts_on": ["Date début", "Début", "Date de\ndébut", "Date de début prévue", "Début prévisionnel", "Démarrage", "Date de démarrage de l'action", "Début de l’action", "Commence le", "Du", "dateDebut", "date_debut", "Start date", "Date début (jj/mm/aaaa)"],
    "ends_on": ["Date fin", "Fin", "Date de fin (prévue)", "Date de fin prévisionnelle", "Fin de l'action", "Date d'achèvement", "Au", "Finit le", "END DATE", "Fin prévue"],
    "dates": ["Dates", "Période", "Période de réalisation", "Dates de l'action", "Calendrier prévisionnel", "Date de réalisation"],
    "budget": ["Coût de l'action", "Budget total (€ TTC)", "Coût total", "Montant du projet", "Budget prévisionnel TTC", "Coût total de l’action", "Budget (en €)", "Coût du projet en euros", "Montant total", "Total cost", "BUDGET 2016"],
    "mostly_from_qpv": ["Bénéficiaires en majorité d'un quartier prioritaire", "Public majoritairement issu d'un QPV", "Majorité QPV", "Bénéficiaires majoritairement QPV"],
    "international": ["International (oui/non)", "Collaboration internationale"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "title"), [(name, title) for name, titles in UNDERSTOOD.items() for title in titles])
def test_what_is_understood(headings: Headings, name: str, title: str) -> None:
    found = headings.find(title)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "title",
    [
        "Subvention demandée", "Montant accordé", "Montant total de la subvention", "Coût par bénéficiaire", "Coût unitaire", "Budget de la structure",
        "Budget réalisé", "Date de dépôt", "Date du comité", "Date de début d'inscription", "Date de naissance", "Début de convention", "Date de fin des dépôts",
        "Nombre de bénéficiaires", "Nb de bénéficiaires", "dont % QPV", "Part de QPV", "% public", "Âge moyen", "Âge du porteur", "Lieu de résidence du public",
        "Adresse du siège", "Lieu de naissance", "Commune de résidence", "Nature (N/R)", "Nature de la dépense", "Public (H/F)", "Budget (k€)",
        "Budget en milliers d'euros", "Secteur d'activité", "Statut du dossier", "Objectif chiffré", "Total recettes", "Accordé 2015 (État)", "État", "Région",
        "SIRET", "Instructeur", "Avis CT", "Observations", "Téléphone du porteur", "Montant", "Date", "Site internet", "Type", "Appréciation",
    ],
)  # fmt: skip
def test_what_is_another_column(headings: Headings, title: str) -> None:
    assert headings.find(title) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [("Date", "starts_on"), ("Montant", "budget"), ("Bugdet", "budget"), ("Objectfs", "objectives"), ("Début des travaux", "starts_on"), ("Site internet", "place")],
)  # fmt: skip
def test_what_is_near_is_asked(headings: Headings, title: str, name: str) -> None:
    said = headings.named(title)
    assert said is not None and not said.sure and said.heading == name


@pytest.mark.parametrize(
    "title", ["Objectif 1", "Objectif n° 2", "Objectif secondaire", "Public 2", "Autres publics", "Lieu 3", "Axe I"]
)
def test_what_adds_up(headings: Headings, title: str) -> None:
    said = headings.named(title)
    assert said is not None and said.sure and said.ranked


def test_numbers_do_not_make_another_date_of_a_date(headings: Headings) -> None:
    assert headings.find("Date de début 2") is None and headings.find("Budget 2") is None


@pytest.mark.parametrize("wrap", ["{}", " {} ", "{} :", "{}*", "« {} »", "{} (obligatoire)", "{}\n(si connu)", "{} ?"])
def test_ornaments_change_nothing(headings: Headings, wrap: str) -> None:
    for name in ("place", "starts_on", "budget", "publics", "objectives"):
        for title in UNDERSTOOD[name][:3]:
            for written in (title, title.upper(), title.replace("é", "e").replace("’", "'"), title.replace(" ", "  ")):
                found = headings.find(wrap.format(written))
                assert found is not None and found.name == name, wrap.format(written)


def test_no_two_ways_say_the_same_title() -> None:
    names = {(name, way.heading) for way in WAYS for name in way.names}
    assert len({name for name, _ in names}) == len(names)


def test_every_way_leads_to_a_heading(headings: Headings) -> None:
    assert {way.heading for way in WAYS} <= {heading.name for heading in headings.all}


def test_keys_are_stable() -> None:
    for titles in UNDERSTOOD.values():
        for title in titles:
            assert key_of(key_of(title)) == key_of(title)


def test_another_contract_s_words_come_first() -> None:
    second = Headings(load_rulebook(SECOND))
    for title, path in (
        ("Équipage", ("beneficiaries", "publics")), ("crew", ("beneficiaries", "publics")), ("Publics visés", ("beneficiaries", "publics")),
        ("Patron", ("carrier", "type")), ("Bourg", ("site", "commune")), ("Quartier de la ville", ("site", "qpv")), ("Saison", ("details", "season")),
        ("Métier de l'action", ("kinds",)), ("Cap du contrat", ("objectives",)), ("Part des quartiers", ("beneficiaries", "mostly_from_qpv")),
    ):  # fmt: skip
        found = second.find(title)
        assert found is not None and found.path == path, title
    assert second["publics"].label == "Équipage" and second["carrier"].label == "Patron"
    for title in ("Budget", "Coût total", "International", "En veille"):  # nothing of this contract reads them
        assert second.find(title) is None
