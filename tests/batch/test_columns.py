"""What became of each column and of each cell: always said; what is not understood is unknown and costs its row nothing else."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import InputError, Rulebook, load_rulebook
from eligibility.batch import Batch, build_matrix, read_batch, to_csv, to_xlsx
from schemas.action import Action
from tests.support.effort import examples
from tests.support.small import SECOND
from tests.support.tables import as_csv, as_xlsx, first_sheet, requested


def read(rulebook: Rulebook, titles: list[Any], *rows: list[Any]) -> Batch:
    return read_batch(rulebook, as_csv([titles, *rows]), "actions.csv")


def action(batch: Batch, index: int = 0) -> dict[str, Any]:
    return requested(batch.rows[index]).action.model_dump(exclude_defaults=True)


def unknown(batch: Batch) -> list[tuple[int, str]]:
    return [(p.row, p.letter) for p in batch.problems if p.severity == "unknown"]


def places(rulebook: Rulebook) -> tuple[str, str]:
    first, second = rulebook.source.territory.communes[:2]
    return first.name, second.name


# -- every column's fate


def test_titles_written_otherwise_change_nothing(rulebook: Rulebook) -> None:
    leaf, quarter = rulebook.objectives.leaves[0], rulebook.source.territory.quarters[0].name
    row = ["1", leaf, quarter, "16", "25", "01/09/2016", "30/06/2017", "12 000"]
    template = ["Numéro", "Objectifs", "Quartier", "Âge minimum", "Âge maximum", "Début", "Fin", "Budget"]
    for titles in (
        ["N°", "Axe / objectif", "Quartier concerné", "Age de", "Age à", "Date début", "Date fin", "Coût de l'action"],
        ["N° de dossier", "OBJECTIF(S)", "Quartier(s) concerné(s)", "De … ans", "À … ans", "Début prévu", "Fin (prévue)", "Coût total"],
        ["Réf.", "Objectif visé", "Quartiers", "Âge mini", "Âge maxi", "Date de\ndémarrage", "Date de fin\nprévisionnelle", "Budget prévisionnel TTC"],
        ["ID", "Objective", "Neighbourhood", "Min age", "Max age", "Start date", "End date", "Total cost (€)"],
    ):  # fmt: skip
        assert read(rulebook, titles, row).rows[0].request == read(rulebook, template, row).rows[0].request, titles


def test_all_columns_are_told_once(rulebook: Rulebook) -> None:
    titles = ["N°", "Objectif", "Date de dépôt", "Subvention demandée", "Date début", "Verdict : X", "", "Avis"]
    batch = read_batch(rulebook, as_xlsx([titles, ["1", rulebook.objectives.leaves[0], "x", "5", "01/09/2016", "—", "y", "z"]]))  # fmt: skip
    assert batch.fates == (
        "Colonnes comprises (3) : A « N° » → Numéro ; B « Objectif » → Objectifs ; E « Date début » → Début.",
        "Colonnes gardées telles quelles, sans effet sur les verdicts (4) : C « Date de dépôt » ; D « Subvention demandée » ; G (sans titre) ; H « Avis ».",
        "Colonnes d'un export précédent, calculées à nouveau (1) : F « Verdict : X ».",
    )
    book = openpyxl.load_workbook(BytesIO(to_xlsx(rulebook, build_matrix(rulebook, batch))))
    texts = [str(cell) for row in book["À lire"].values for cell in row]
    assert all(told in texts for told in (*batch.fates, *batch.remarks))


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (["Objectif"], "les dates sont inconnues pour toutes les lignes"),
        (["Objectif", "Date"], "Vouliez-vous dire « Début » ?"),
        (["Objectif", "Début"], "le lieu est inconnu pour toutes les lignes"),
        (["Commune", "Début"], "l'objectif est inconnu pour toutes les lignes"),
        (["Objectif", "Budget (k€)", "Montant"], "C « Montant » n'est pas reconnue"),
    ],
)
def test_what_no_column_says_is_told(rulebook: Rulebook, titles: list[str], words: str) -> None:
    row = [{"Objectif": rulebook.objectives.leaves[0], "Commune": places(rulebook)[0]}.get(title, "") for title in titles]  # fmt: skip
    assert any(words in remark for remark in read(rulebook, titles, row).remarks)


def test_what_is_known_is_not_asked_again(rulebook: Rulebook) -> None:
    leaf = rulebook.objectives.leaves[0]
    batch = read(rulebook, ["Objectif", "Lieu", "Début", "Début des travaux", "Date", "Site internet"], [leaf, places(rulebook)[0]])  # fmt: skip
    assert batch.remarks == ()


def test_neither_objective_nor_place_is_an_error_before_any_verdict(rulebook: Rulebook) -> None:
    for titles in (["Intitulé", "Début", "Fin"], ["Publics", "Lieu de naissance"], ["Budget", "Objectif chiffré"]):
        with pytest.raises(InputError, match=r"ni colonne d'objectif, ni colonne de lieu.*Colonnes lues : A « "):
            read(rulebook, titles, ["x", "y"])


# -- two columns of one meaning


def test_two_columns_of_one_meaning_are_told_and_read_together(rulebook: Rulebook) -> None:
    leaf, (here, there) = rulebook.objectives.leaves[0], places(rulebook)
    titles = ["Objectif", "Lieu de l’action", "Lieu", "Budget", "Coût total", "Début"]
    batch = read(
        rulebook, titles,
        [leaf, here, "x", "100", "100,00", ""], [leaf, here, here.upper(), "", "100", ""],
        [leaf, here, there, "100", "200", ""], [leaf, "", here, "100", "abc", ""],
    )  # fmt: skip
    assert [remark.partition(" disent")[0] for remark in batch.remarks] == [
        "Les colonnes B « Lieu de l’action » et C « Lieu »", "Les colonnes D « Budget » et E « Coût total »",
    ]  # fmt: skip
    whole = {"objectives": [leaf], "site": {"commune": here}, "budget": 100}
    assert [action(batch, i) for i in (0, 1, 3)] == [whole, whole, whole]
    assert action(batch, 2) == {"objectives": [leaf]}  # of two that contradict each other, neither
    assert unknown(batch) == [(2, "C"), (4, "E"), (4, "C"), (5, "E")]


def test_columns_that_are_numbered_add_up(rulebook: Rulebook) -> None:
    first, second = rulebook.objectives.leaves[:2]
    here, there = places(rulebook)
    titles = ["Objectif principal", "Objectif secondaire", "Lieu 1", "Lieu 2"]
    batch = read(rulebook, titles, [first, second, here, there], [first, "", here, ""], [first, "zzz", here, "zzz"], [first, first, here, here])  # fmt: skip
    assert action(batch, 0) == {"objectives": [first, second], "site": [{"commune": here}, {"commune": there}]}
    assert action(batch, 1) == action(batch, 3) == {"objectives": [first], "site": {"commune": here}}
    assert batch.rows[2].request is None  # of a list with one part unread, nothing is known


def test_an_axis_and_its_objective_agree(rulebook: Rulebook) -> None:
    leaf, other = rulebook.objectives.leaves[0], rulebook.objectives.leaves[-1]
    wide = leaf.partition(".")[0]
    batch = read(rulebook, ["Axe", "Objectif", "Commune"], [wide, leaf, ""], [leaf, wide, ""], [wide, other, places(rulebook)[0]])  # fmt: skip
    assert action(batch, 0) == action(batch, 1) == {"objectives": [leaf]}
    assert "objectives" not in action(batch, 2) and "contredit" in batch.problems[0].message


def test_names_are_used_once_and_the_rest_kept(rulebook: Rulebook) -> None:
    batch = read(rulebook, ["Intitulé", "Nom de l'action", "Objectif"], ["a", "b", rulebook.objectives.leaves[0]])
    assert batch.rows[0].title == "a" and [column.title for column in batch.own] == ["Nom de l'action"]
    assert "la première est employée" in batch.remarks[0]


def test_amounts_of_a_town_are_no_place(rulebook: Rulebook) -> None:
    leaf, (here, _) = rulebook.objectives.leaves[0], places(rulebook)
    rows: list[list[Any]] = [["Objectif", "Commune", "Ville"], [leaf, here, 19610], [leaf, here, 1500], [leaf, here, None]]  # fmt: skip
    for content in (as_xlsx(rows), as_csv(rows)):
        batch = read_batch(rulebook, content)
        assert not batch.problems and [action(batch, i)["site"] for i in range(3)] == [{"commune": here}] * 3
        assert any("ne contient que des nombres" in remark for remark in batch.remarks)


# -- cells


UNREADABLE = {
    "Publics": ["martiens", "jeunes ; martiens", "zzz"], "Nature de l'action": ["???!x", "danse du ventre"], "Type de porteur": ["x y z"],
    "Âge minimum": ["six", "-3", "16,5", "200"], "Âge maximum": ["abc"], "Début": ["31/02/2016", "demain"], "Fin": ["plus tard"],
    "Budget": ["douze", "-5", "1e9"], "Lieu": ["nulle part"], "Commune": ["Atlantide"], "QPV": ["QP000000", "oui"], "Structure": ["un endroit"],
    "Bénéficiaires en majorité QPV": ["peut-être"], "International": ["50 %"], "Quartier des bénéficiaires": ["zzz"], "Commune du porteur": ["zzz"],
    "Longitude": ["x"], "Appréciation de l'instance": ["plutôt"],
}  # fmt: skip


@pytest.mark.parametrize(("title", "cell"), [(title, cell) for title, cells in UNREADABLE.items() for cell in cells])
def test_a_cell_that_is_not_understood_is_unknown_and_told(rulebook: Rulebook, title: str, cell: str) -> None:
    batch = read(rulebook, ["Objectif", title], [rulebook.objectives.leaves[0], cell])
    assert action(batch) == {"objectives": [rulebook.objectives.leaves[0]]}
    assert unknown(batch) == [(2, "B")] and not batch.errors
    assert batch.sentence == "1 action lue, 0 complète, 1 avec une case non comprise."


@examples(1 / 4, least=10)
@given(st.data())
def test_the_row_is_the_action_without_what_is_not_understood(small: Rulebook, data: st.DataObject) -> None:
    leaf, commune = small.objectives.leaves[0], small.source.territory.communes[0].name
    sound = {"Commune": commune, "Âge minimum": "6", "Âge maximum": "12", "Début": "01/09/2016", "Fin": "31/12/2016"}
    spoiled = {title: data.draw(st.sampled_from(cells)) for title, cells in UNREADABLE.items() if title in sound}
    wrong = data.draw(st.sets(st.sampled_from(sorted(spoiled))))
    titles = data.draw(st.permutations(["Objectif", *sound]))
    cells = {"Objectif": leaf} | sound | {title: spoiled[title] for title in wrong}
    batch = read(small, titles, [cells[title] for title in titles])
    blank = {title: "" if title in wrong else cell for title, cell in cells.items()}
    assert batch.rows[0].request == read(small, titles, [blank[title] for title in titles]).rows[0].request
    assert len(unknown(batch)) == len(wrong)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Début": "30/06/2017", "Fin": "01/09/2016"}, "« Début » est après « Fin »"),
        ({"Âge minimum": "25", "Âge maximum": "16"}, "« Âge minimum » dépasse « Âge maximum »"),
        ({"Longitude": "3,08"}, "longitude et latitude"),
        ({"Longitude": "50,36", "Latitude": "3,08"}, "inversées"),
        ({"Dates": "du 30/06/2017 au 01/09/2016"}, "colonne B « Dates » : « Début » est après « Fin »"),
        ({"Tranche d'âge": "25-16"}, "serait plus âgé que le plus âgé"),
    ],
)
def test_what_the_engine_refuses_of_several_cells(rulebook: Rulebook, cells: dict[str, str], told: str) -> None:
    batch = read(rulebook, ["Objectif", *cells], [rulebook.objectives.leaves[0], *cells.values()])
    assert action(batch) == {"objectives": [rulebook.objectives.leaves[0]]}
    assert len(batch.problems) == 1 and told in str(batch.problems[0]) and batch.problems[0].severity == "unknown"


def test_a_contradiction_of_places_leaves_the_place_unknown(rulebook: Rulebook) -> None:
    territory = rulebook.source.territory
    quarter = territory.quarters[0]
    other = next(commune for commune in territory.communes if commune.insee not in quarter.communes)
    batch = read(rulebook, ["Objectif", "Commune", "QPV"], [rulebook.objectives.leaves[0], other.name, quarter.code], ["", other.name, quarter.code])  # fmt: skip
    assert "site" not in action(batch) and batch.rows[1].request is None
    assert [p.severity for p in batch.problems] == ["unknown", "unknown", "error"]


def test_a_name_and_a_code_of_one_commune_agree(rulebook: Rulebook) -> None:
    commune = rulebook.source.territory.communes[0]
    batch = read(rulebook, ["Objectif", "Commune", "Code INSEE"], [rulebook.objectives.leaves[0], commune.name, commune.insee])  # fmt: skip
    assert action(batch)["site"] == {"commune": commune.name} and not batch.problems


def test_a_quarter_s_column_may_hold_a_commune(rulebook: Rulebook) -> None:
    here, _ = places(rulebook)
    assert action(read(rulebook, ["Quartier concerné"], [here]))["site"] == {"commune": here}


def test_an_address_in_several_lines_is_one_place(rulebook: Rulebook) -> None:
    here, there = places(rulebook)
    batch = read(rulebook, ["Lieu"], [f"Salle des fêtes\n12 rue des Lilas\n{here}"], [f"{here}\n{there}"], [f"{here} ; zzz"])  # fmt: skip
    assert action(batch, 0)["site"] == {"commune": here}
    assert action(batch, 1)["site"] == [{"commune": here}, {"commune": there}]
    assert batch.rows[2].request is None


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("du 01/09/2016 au 30/06/2017", (date(2016, 9, 1), date(2017, 6, 30))),
        ("01/09/2016 - 30/06/2017", (date(2016, 9, 1), date(2017, 6, 30))),
        ("1er septembre 2016 → 30 juin 2017", (date(2016, 9, 1), date(2017, 6, 30))),
        ("Le 12/05/2016", (date(2016, 5, 12), date(2016, 5, 12))),
        ("2016-09-01 au 2017-06-30", (date(2016, 9, 1), date(2017, 6, 30))),
    ],
)
def test_two_days_in_one_cell(rulebook: Rulebook, cell: str, days: tuple[date, date]) -> None:
    found = requested(read(rulebook, ["Objectif", "Période de réalisation"], [rulebook.objectives.leaves[0], cell]).rows[0]).action  # fmt: skip
    assert (found.starts_on, found.ends_on) == days


def test_a_value_named_by_a_part_of_its_label_is_told_in_full(rulebook: Rulebook) -> None:
    values = rulebook.source.vocabulary.lists["kinds"]
    value = next(v for v in values if v.words and any(w != v.label and w in v.label for w in v.words))
    word = next(w for w in value.words if w != value.label and w in value.label)
    batch = read(rulebook, ["Objectif", "Nature"], [rulebook.objectives.leaves[0], word])
    assert action(batch)["kinds"] == [value.id]
    assert [p.message for p in batch.problems] == [f"« {word} » est lu comme « {value.label} »."]


# -- rows that are no action


def test_titles_of_groups_totals_and_legends_are_no_actions(rulebook: Rulebook) -> None:
    leaf = rulebook.objectives.leaves[0]
    rows: list[list[Any]] = [
        ["Programmation", None, None, None],
        ["Dossier", "Intitulé", "Objectif", "Coût total"],
        ["AXE I – L'EMPLOI", None, None, None],
        ["D1", "Forum", leaf, 100],
        [None, "Sous-total", None, "=SUM(D4:D4)"],
        [None, "TOTAL GÉNÉRAL", None, 100],
        [None, "Total", None, None],
        ["F = favorable ; D = défavorable", None, None, None],
        ["D2", "Sans objectif", None, 50],
        [None, "Seul", None, None],
    ]
    batch = read_batch(rulebook, as_xlsx(rows))
    assert [row.number for row in batch.rows] == [4, 9, 10] and batch.sentence == "1 action lue ; 2 lignes à corriger."
    assert any("laissées de côté : 3, 5, 6, 7 et 8." in remark for remark in batch.remarks)


# -- the way back


def exported(rulebook: Rulebook, batch: Batch, form: str) -> bytes:
    matrix = build_matrix(rulebook, batch)
    return to_xlsx(rulebook, matrix) if form == "xlsx" else to_csv(rulebook, matrix)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_a_person_writes_in_a_column_of_verdicts_is_kept(rulebook: Rulebook, form: str) -> None:
    leaf = rulebook.objectives.leaves[0]
    batch = read(rulebook, ["Intitulé", "Objectif", "Avis"], ["a", leaf, "ok"], ["b", leaf, "non"])
    book = openpyxl.load_workbook(BytesIO(exported(rulebook, batch, "xlsx")))
    sheet = first_sheet(book)
    typed = next(cell for cell in sheet[1] if str(cell.value).startswith("Verdict : "))
    assert typed.column is not None
    sheet.cell(3, typed.column).value = "Oui, voir avec la directrice"
    again = read_batch(rulebook, as_xlsx([list(row) for row in sheet.values]))
    for _ in range(3):  # however often it goes out and comes back
        own = {column.title: [row.cell(column) for row in again.rows] for column in again.own}
        assert own == {f"{typed.value} (texte saisi)": [None, "Oui, voir avec la directrice"], "Avis": ["ok", "non"]} or own == {
            f"{typed.value} (texte saisi)": ["", "Oui, voir avec la directrice"], "Avis": ["ok", "non"]}  # fmt: skip
        assert any("texte saisi" in fate for fate in again.fates) and not again.problems
        again = read_batch(rulebook, exported(rulebook, again, form))


def test_what_the_tool_writes_is_computed_again(rulebook: Rulebook) -> None:
    for titles in (["Objectif"], ["Intitulé", "Objectif"]):
        batch = read(rulebook, titles, ["x" for _ in titles[:-1]] + [rulebook.objectives.leaves[0]], ["x"] * len(titles))  # fmt: skip
        for form in ("xlsx", "csv"):
            again = read_batch(rulebook, exported(rulebook, batch, form))
            assert not again.own, (form, [column.title for column in again.own])


def test_hidden_columns_stay_hidden(rulebook: Rulebook) -> None:
    from dataclasses import replace

    from eligibility.batch.columns import recognise
    from eligibility.batch.headings import Headings
    from eligibility.batch.read_table import read_table

    rows: list[list[Any]] = [["Objectif", "Avis", "Secret"], [rulebook.objectives.leaves[0], "ok", "x"]]

    def hide(book: openpyxl.Workbook) -> None:
        first_sheet(book).column_dimensions["C"].hidden = True

    table = read_table(as_xlsx(rows, hide))
    if not hasattr(table, "hidden_columns"):
        pytest.skip("this reader does not tell hidden columns")
    layout = recognise(table, Headings(rulebook))
    assert [column.hidden for column in layout.columns] == [False, False, True]
    batch = read_batch(rulebook, as_xlsx(rows, hide))
    assert "C « Secret » (masquée)" in batch.fates[1]
    sheet = first_sheet(openpyxl.load_workbook(BytesIO(exported(rulebook, batch, "xlsx"))))
    shown = {cell.value: sheet.column_dimensions[cell.coordinate.rstrip("1")].hidden for cell in sheet[1]}
    assert shown["Secret"] and not shown["Avis"] and not shown["Objectif"]
    assert replace(batch.own[0], hidden=True).kept


# -- another contract


def test_another_contract_s_table(rulebook: Rulebook) -> None:
    second = load_rulebook(SECOND)
    lists, leaf = second.source.vocabulary.lists, second.objectives.leaves[0]
    commune = second.source.territory.communes[0].name
    crew, skipper, craft = lists["crews"][1], lists["skippers"][0], lists["crafts"][0]
    titles = [
        "Cap du contrat",
        "Bourg",
        "Équipage",
        "Patron",
        "Métier",
        "Saison",
        "Âge de",
        "Âge à",
        "Date début",
        "Budget",
    ]
    batch = read(second, titles, [leaf, commune, crew.label, skipper.label, craft.label, lists["seasons"][0].label, "8", "12", "01/07/2030", "5"])  # fmt: skip
    found = action(batch)
    assert found["objectives"] == [leaf] and found["site"] == {"commune": commune}
    assert found["beneficiaries"] == {"publics": [crew.id], "age_min": 8, "age_max": 12}
    assert found["carrier"] == {"type": skipper.id} and found["details"] == {"season": lists["seasons"][0].id}
    assert "budget" not in found and [column.title for column in batch.own] == ["Métier", "Budget"]
    assert isinstance(requested(batch.rows[0]).action, Action) and datetime(2030, 7, 1).date() == found["starts_on"]
