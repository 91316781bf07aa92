"""From a table to actions: titles recognised, cells read as people write them, each problem told at its place."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from eligibility import InputError, Rulebook
from eligibility.batch import Batch, read_batch
from eligibility.batch.cells import Unreadable, ages, boolean, day, is_unknown, number, objectives
from eligibility.batch.headings import FIXED, Headings
from schemas.action import Action, Site
from tests.support.tables import as_csv, as_xlsx, first_sheet, requested


def read(rulebook: Rulebook, titles: list[str], *rows: list[Any], **options: Any) -> Batch:
    return read_batch(rulebook, as_csv([titles, *rows]), "actions.csv", **options)


def one(rulebook: Rulebook, **cells: Any) -> Batch:
    """A table of one row, its titles given as keywords; with an objective if none is given."""
    cells = {"Objectif": rulebook.objectives.leaves[0]} | {
        name.replace("_", " "): value for name, value in cells.items()
    }
    return read(rulebook, list(cells), list(cells.values()))


def said(batch: Batch) -> dict[str, Any]:
    """What the only row says, as plain data."""
    (row,) = batch.rows
    assert row.request is not None, batch.problems
    return row.request.action.model_dump(exclude_defaults=True)


def problem(batch: Batch, severity: str = "unknown") -> str:
    (found,) = [problem for problem in batch.problems if problem.severity == severity]
    assert (batch.rows[0].request is None) == bool(batch.errors)
    return str(found)


# -- titles


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Objectif(s)", "objectives"), ("OBJECTIFS  du contrat", "objectives"), ("objectives", "objectives"), ("Lieu", "place"),
        ("Adresse", "place"), ("lieux", "place"), ("Âge min", "age_min"), ("age_max", "age_max"), ("AGE MAXIMUM", "age_max"),
        ("Budget (€)", "budget"), ("Budget total (euros)", "budget"), ("Date de début *", "starts_on"), ("Fin :", "ends_on"),
        ("Public(s) visé(s)", "publics"), ("Type de porteur", "carrier"), ("Porteur", "carrier_named"), ("N°", "reference"),
        ("Bénéficiaires en majorité QPV", "mostly_from_qpv"), ("mostly_from_qpv", "mostly_from_qpv"), ("QPV", "qpv"),
        ("Quartier prioritaire", "qpv"), ("International (oui/non)", "international"), ("Intitulé de l’action", "title"),
        ("Appréciation bénéficiaires", "appraisal"), ("Appréciation de l'instance", "appraisal"), ("Nature", "kinds"),
    ],
)  # fmt: skip
def test_titles_as_people_write_them(rulebook: Rulebook, title: str, name: str) -> None:
    found = Headings(rulebook).find(title)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "title", ["Avis", "Montant proposé", "Commentaire", "Nombre de bénéficiaires", "Instructeur", "Appréciation", ""]
)
def test_other_titles_are_the_instructor_s(rulebook: Rulebook, title: str) -> None:
    assert Headings(rulebook).find(title) is None


def test_a_title_may_be_the_vocabulary_s_own_name_of_what_it_gives(rulebook: Rulebook) -> None:
    """Fields of places included: what is resolved has a column too, where a column gives it."""
    headings = Headings(rulebook)
    by_path = {heading.path: heading for heading in headings.all if heading.name != "carrier_named"}
    fields = [
        (field, by_path.get(tuple(field.paths[0].split("."))))
        for field in rulebook.fields.values()
        if len(field.paths) == 1
    ]
    given = [(field, heading) for field, heading in fields if heading is not None]
    assert {field.type for field, _ in given} >= {"territory", "choice_set", "boolean", "number"}
    for field, heading in given:
        assert headings.find(field.label) is heading or heading.path == ("carrier", "type"), field.id
        assert headings.find(field.id) is heading, field.id


def test_every_field_of_the_vocabulary_has_its_column(rulebook: Rulebook) -> None:
    headings = Headings(rulebook)
    for field in rulebook.fields.values():
        if field.paths[0].startswith("details."):
            assert headings.find(field.id) is headings.find(field.label)
            found = headings.find(field.label)
            assert found and found.path == tuple(field.paths[0].split("."))


def test_no_two_headings_share_a_name() -> None:
    names = [name for heading in FIXED for name in heading.names]
    assert len(names) == len(set(names))


def test_titles_below_a_banner(rulebook: Rulebook) -> None:
    rows = [
        ["Appel à projets 2016", "", ""],
        [],
        ["Intitulé", "Objectif", "Avis"],
        ["A", rulebook.objectives.leaves[0], "ok"],
    ]
    (row,) = read_batch(rulebook, as_csv(rows)).rows
    assert (row.number, row.title) == (4, "A")


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (["a", "b"], "Aucune ligne de titres"),
        (["Intitulé", "Budget"], "ni colonne d'objectif, ni colonne de lieu"),
        (["Intitulé", "Budget", "Début"], "Colonnes lues : A « Intitulé », B « Budget » et C « Début »"),
    ],
)
def test_tables_that_cannot_be_used(rulebook: Rulebook, titles: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(rulebook, titles, ["x"] * len(titles))


def test_titles_alone(rulebook: Rulebook) -> None:
    with pytest.raises(InputError, match="n'a que des titres"):
        read(rulebook, ["Objectif", "Lieu"], [], ["", " "])


def test_a_slip_in_a_title_is_told_and_the_column_kept(rulebook: Rulebook) -> None:
    batch = one(rulebook, Bugdet="12")
    assert [column.title for column in batch.own] == ["Bugdet"] and "« Budget »" in batch.remarks[0]


def test_own_columns_may_be_alike_or_without_title(rulebook: Rulebook) -> None:
    rows: list[list[Any]] = [["Objectif", "Avis", "Avis", None], [rulebook.objectives.leaves[0], "oui", "non", 12]]
    batch = read_batch(rulebook, as_xlsx(rows))
    assert [batch.rows[0].cell(column) for column in batch.own] == ["oui", "non", 12]


# -- cells


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("01/09/2016", date(2016, 9, 1)), ("2016-09-01", date(2016, 9, 1)), ("1.9.16", date(2016, 9, 1)), ("29-02-2016", date(2016, 2, 29)),
        ("1er septembre 2016", date(2016, 9, 1)), ("12 AOÛT 2016", date(2016, 8, 12)), (datetime(2016, 9, 1, 14), date(2016, 9, 1)),
        (42614, date(2016, 9, 1)), ("2016-09-01 00:00:00", date(2016, 9, 1)),
    ],
)  # fmt: skip
def test_days(value: Any, expected: date) -> None:
    assert day(value) == expected


def test_a_number_of_days_counts_from_the_workbook_s_epoch() -> None:
    assert day(42614 - 1462, epoch_1904=True) == date(2016, 9, 1)


@pytest.mark.parametrize("value", ["demain", "31/02/2016", "09/25/2016", "été 2016", 2016, "2016", "42614", True])
def test_what_is_no_day(value: Any) -> None:
    with pytest.raises(Unreadable):
        day(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12 000,50 €", "12000.50"), ("12\u202f000", "12000"), ("12.000,50", "12000.50"), ("12,000.50", "12000.50"), ("1.200.000", "1200000"),
        ("12000.5", "12000.5"), ("0", "0"), (1500, "1500"), (1234.56, "1234.56"), (0.1 + 0.2, "0.30"), ("3000 euros", "3000"), ("18 ans", "18"),
    ],
)  # fmt: skip
def test_numbers(value: Any, expected: str) -> None:
    assert number(value) == Decimal(expected)


@pytest.mark.parametrize(
    "value", ["12,000", "12.000", "douze", "12 k$", "1,2,3", "=1+1", True, datetime(2016, 9, 1), "1e9", "NaN"]
)
def test_what_is_no_number(value: Any) -> None:
    with pytest.raises(Unreadable):
        number(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("16-25 ans", (16, 25)), ("de 16 à 25 ans", (16, 25)), ("moins de 26 ans", (None, 25)), ("60 ans et plus", (60, None)),
        ("à partir de 16 ans", (16, None)), ("jusqu'à 12 ans", (None, 12)), ("plus de 60 ans", (61, None)), (18, (18, 18)),
    ],
)  # fmt: skip
def test_age_groups(value: Any, expected: tuple[int | None, int | None]) -> None:
    assert ages(value) == expected


def test_words_for_yes_no_and_unknown() -> None:
    assert all(boolean(word) for word in ("Oui", "o", "VRAI", "x", 1, True)) and not any(
        boolean(word) for word in ("non", "N", 0, False)
    )
    assert all(is_unknown(word) for word in (None, "", " ", "?", "Ne sait pas", "NSP", "à préciser", "-", "—", "n/c"))
    assert not any(is_unknown(word) for word in (0, False, "0", "non", "aucun"))
    with pytest.raises(Unreadable, match="ni oui, ni non"):
        boolean("peut-être")


@pytest.mark.parametrize("value", ["1,3", datetime(2002, 4, 3), "bien vivre", "x1"])
def test_what_is_no_objective(value: Any) -> None:
    with pytest.raises(Unreadable):
        objectives(value, {})


def test_objectives_by_code_title_or_both(rulebook: Rulebook) -> None:
    first, second = rulebook.objectives.leaves[:2]
    for text in (
        f"{first};{second}",
        f"{first} {rulebook.objectives.titles[first]} ; {rulebook.objectives.titles[second].upper()}",
        f"{first}, {second}",
        f"{first} et {second}",
        f"{first}.\n{second} : x",
    ):
        assert said(one(rulebook, Objectif=text))["objectives"] == [first, second], text
    assert said(read_batch(rulebook, as_xlsx([["Objectif"], [3.4]])))["objectives"] == ["3.4"]


def test_values_by_code_label_or_list(rulebook: Rulebook) -> None:
    values = rulebook.source.vocabulary.lists["publics"]
    comma = next(value for value in values if "," in value.label)
    for text, expected in (
        (values[0].id, [values[0].id]),
        (f"{values[0].label.upper()} ; {values[1].id}", [values[0].id, values[1].id]),
        (f"{values[0].label}, {values[1].label}", [values[0].id, values[1].id]),
        (comma.label, [comma.id]),
        (f"{comma.label}\n{values[0].label}", [comma.id, values[0].id]),
    ):
        assert said(one(rulebook, Publics=text))["beneficiaries"] == {"publics": expected}, text


def test_a_wrong_value_comes_with_the_nearest_by_everyday_words(rulebook: Rulebook) -> None:
    value = next(v for v in rulebook.source.vocabulary.lists["kinds"] if v.words)
    told = problem(one(rulebook, Nature=value.words[0] + "s bis"))
    assert told.startswith("ligne 2, colonne B « Nature » : ") and "Guide" in told


def test_a_carrier_s_name_is_kept_and_its_type_left_unknown(rulebook: Rulebook) -> None:
    batch = one(rulebook, Porteur="Les amis du quartier")
    assert "carrier" not in said(batch) and "colonne B « Porteur »" in problem(batch, "remark")
    carrier = rulebook.source.vocabulary.lists["carriers"][0]
    assert said(one(rulebook, Porteur=carrier.label)) == said(one(rulebook, Type_de_porteur=carrier.id))
    both = one(rulebook, Porteur="Les amis", Type_de_porteur=carrier.id)
    assert [column.title for column in both.own] == ["Porteur"] and not both.problems


def test_any_field_of_the_vocabulary(rulebook: Rulebook) -> None:
    fields = [f for f in rulebook.fields.values() if f.paths[0].startswith("details.") and f.type == "boolean"]
    row = {f.label: "oui" for f in fields[:3]} | {fields[3].id: "ne sait pas"}
    details = said(read(rulebook, ["Objectif", *row], [rulebook.objectives.leaves[0], *row.values()]))["details"]
    assert details == {f.paths[0].removeprefix("details."): True for f in fields[:3]}


def test_nothing_said_is_unknown(rulebook: Rulebook) -> None:
    titles = [heading.label for heading in FIXED if heading.name not in ("ages", "carrier_named")]
    for blank in ("", "?", "ne sait pas"):
        assert said(
            read(
                rulebook, titles, [rulebook.objectives.leaves[0] if title == "Objectifs" else blank for title in titles]
            )
        ) == {"objectives": [rulebook.objectives.leaves[0]]}


# -- places


def test_places_as_people_say_them(rulebook: Rulebook) -> None:
    territory = rulebook.source.territory
    commune, quarter, structure = territory.communes[0], territory.quarters[0], territory.structures[0]
    for text, site in (
        (commune.name.upper(), {"commune": commune.name.upper()}),
        (commune.insee, {"commune": commune.insee}),
        (quarter.name, {"quarter": quarter.name}),
        (structure.name, {"structure": structure.name}),
        ("hors agglomération", {"commune": "hors"}),
    ):
        assert said(one(rulebook, Lieu=text))["site"] == site, text


def test_an_address_gives_its_commune_and_says_what_is_left(rulebook: Rulebook) -> None:
    commune = rulebook.source.territory.communes[0].name
    batch = one(rulebook, Lieu=f"12 rue des Lilas, 59194 {commune}")
    assert said(batch)["site"] == {"commune": commune} and "« 12 rue des Lilas »" in problem(batch, "remark")
    for unread, told in (
        ("12 rue des Lilas", "ne connaît pas ce lieu"),
        ("59999", "ni un code postal ni un code INSEE"),
    ):
        alone = one(rulebook, Lieu=unread)
        assert told in problem(alone) and "site" not in said(alone)
    both = one(rulebook, Lieu="12 rue des Lilas", Commune=commune)
    assert said(both)["site"] == {"commune": commune} and "ne connaît pas" in problem(both)


def test_several_places(rulebook: Rulebook) -> None:
    first, second = rulebook.source.territory.communes[:2]
    assert said(one(rulebook, Lieu=f"{first.name} ; {second.name}"))["site"] == [
        {"commune": first.name},
        {"commune": second.name},
    ]
    paired = said(one(rulebook, Commune=f"{first.name};{second.name}", QPV="aucun"))["site"]
    assert paired == [{"commune": first.name, "qpv": "none"}, {"commune": second.name, "qpv": "none"}]
    assert "même nombre de lieux" in problem(one(rulebook, Commune=f"{first.name};{second.name}", QPV="non;non;non"))


def test_a_contradiction_is_told_at_its_cell(rulebook: Rulebook) -> None:
    territory = rulebook.source.territory
    quarter = territory.quarters[0]
    other = next(commune for commune in territory.communes if commune.insee not in quarter.communes)
    batch = one(rulebook, Commune=other.name, QPV=quarter.code)
    assert "contredit" in problem(batch) and "site" not in said(batch)


def test_an_insee_code_that_lost_its_zero(small: Rulebook) -> None:
    commune = small.source.territory.communes[0]
    assert commune.insee.startswith("0")
    rows: list[list[Any]] = [
        ["Objectif", "Commune", "Lieu"],
        [small.objectives.leaves[0], int(commune.insee), ""],
        [small.objectives.leaves[0], "", commune.insee[1:]],
    ]
    requests = [requested(row) for row in read_batch(small, as_xlsx(rows)).rows]
    assert [request.action.site for request in requests] == [Site(commune=commune.insee)] * 2


# -- problems


def test_each_problem_at_its_place_and_good_rows_kept(rulebook: Rulebook) -> None:
    leaf = rulebook.objectives.leaves[0]
    titles = ["Intitulé", "Objectif", "Début", "Fin", "Âge min", "Âge max", "Budget"]
    batch = read(
        rulebook, titles,
        ["bonne", leaf, "01/09/2016", "31/12/2016", "6", "12", "100"],
        ["objectif", "99.9", "", "", "", "", ""],
        ["dates", leaf, "01/09/2016", "01/01/2016", "", "", ""],
        ["âges", leaf, "", "", "30", "12", ""],
        ["budget", leaf, "31/02/2016", "", "", "", "-5"],
        ["vide", "", "", "", "", "", ""],
        ["décimales", leaf, "", "", "six", "", "1,234567"],
    )  # fmt: skip
    assert [row.title for row in batch.good] == ["bonne", "dates", "âges", "budget", "décimales"]
    assert batch.sentence == "5 actions lues, 1 complète, 4 avec une case non comprise ; 2 lignes à corriger."
    assert [(p.row, p.letter, p.column, p.severity) for p in batch.problems] == [
        (3, "B", "Objectif", "unknown"), (3, "", "", "error"), (4, "", "", "unknown"), (5, "", "", "unknown"),
        (6, "C", "Début", "unknown"), (6, "G", "Budget", "unknown"), (7, "", "", "error"),
        (8, "E", "Âge min", "unknown"), (8, "G", "Budget", "unknown"),
    ]  # fmt: skip
    by_row = {p.row: p.message for p in batch.problems}
    assert "« Début » est après « Fin »" in by_row[4] and "« Âge min » dépasse « Âge max »" in by_row[5]
    assert by_row[7] == "Rien ne dit ni l'objectif, ni le lieu : remplissez au moins l'un des deux."
    for row in batch.good[1:]:  # the action without what is not understood
        assert requested(row).action == Action(title=None, objectives=[leaf])


def test_problems_of_cells_do_not_hide_each_other(rulebook: Rulebook) -> None:
    batch = one(rulebook, Début="x", Fin="y", Budget="z")
    assert [p.letter for p in batch.problems] == ["B", "C", "D"] and len(batch.good) == 1


def test_negative_and_too_precise_amounts(rulebook: Rulebook) -> None:
    for text in ("-5", "1,234567", "99999999999999999"):
        assert "colonne B « Budget »" in problem(one(rulebook, Budget=text))


def test_a_row_with_more_cells_than_titles(rulebook: Rulebook) -> None:
    leaf = rulebook.objectives.leaves[0]
    batch = read_batch(rulebook, f"Objectif;Publics;Avis\n{leaf};jeunes;familles;ok\n{leaf};;ok\n".encode())
    assert [row.request is not None for row in batch.rows] == [
        False,
        True,
    ] and "plus de cases que de titres" in batch.errors[0].message


def test_a_cell_that_is_too_long(rulebook: Rulebook) -> None:
    assert "plus de 2\u202f000 caractères" in problem(one(rulebook, Avis="x" * 2001), "remark")
    assert "plus de 2\u202f000 caractères" in problem(one(rulebook, Publics="x" * 2001))
    assert not one(rulebook, Avis="x" * 2000).problems


def test_formulas_and_merges_matter_where_they_describe_the_action(rulebook: Rulebook) -> None:
    leaf = rulebook.objectives.leaves[0]
    batch = read_batch(rulebook, as_xlsx([["Objectif", "Budget", "Avis"], [leaf, "=1+1", "x"], [leaf, 2, "=A1"]]))
    assert [(p.row, p.letter, p.severity) for p in batch.problems] == [(2, "B", "unknown"), (3, "C", "remark")]
    merged = as_xlsx(
        [["Objectif", "Avis"], [leaf, "x"], ["", "y"]], lambda book: first_sheet(book).merge_cells("A2:A3")
    )
    assert [(p.row, p.letter) for p in read_batch(rulebook, merged).problems] == [(3, "A"), (3, "")]


def test_as_of_is_pinned_for_the_whole_table(rulebook: Rulebook) -> None:
    assert requested(one(rulebook).rows[0]).as_of == rulebook.contract.revised_on
    later = date(2016, 3, 1)
    batch = read(rulebook, ["Objectif"], [rulebook.objectives.leaves[0]], [rulebook.objectives.leaves[1]], as_of=later)
    assert {requested(row).as_of for row in batch.rows} == {batch.as_of} == {later}
    with pytest.raises(InputError, match="Aucun texte"):
        one_day_too_early = date(1999, 1, 1)
        read(rulebook, ["Objectif"], [rulebook.objectives.leaves[0]], as_of=one_day_too_early)


# -- who benefits


def test_an_appraisal_goes_before_the_carrier_s_word(rulebook: Rulebook) -> None:
    for word, favourable in (("oui", True), ("non", False)):
        for declared in ("", word):
            batch = one(rulebook, Bénéficiaires_en_majorité_QPV=declared, Appréciation_bénéficiaires=word)
            request = requested(batch.rows[0])
            assert request.action.beneficiaries.mostly_from_qpv is favourable and not batch.problems
            assert request.appraisals and set(request.appraisals.values()) == {favourable}
    batch = one(rulebook, Bénéficiaires_en_majorité_QPV="oui", Appréciation_bénéficiaires="non")
    assert requested(batch.rows[0]).action.beneficiaries.mostly_from_qpv is False
    assert "l'emporte sur ce que dit le porteur (oui)" in problem(batch, "remark")


def test_no_appraisal_changes_nothing(rulebook: Rulebook) -> None:
    request = requested(one(rulebook, Bénéficiaires_en_majorité_QPV="oui", Appréciation_bénéficiaires="").rows[0])
    assert request.action.beneficiaries.mostly_from_qpv is True and request.appraisals == {}
