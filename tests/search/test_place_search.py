"""Places in sentences, and typed by themselves, on an invented territory: what each condition of the search lets through."""

import pytest

from eligibility import load_rulebook
from eligibility.search.place_search import PlaceSearch
from eligibility.search.tokens import tokenise
from tests.support.small import changed

EIGHT = ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit")
LONG = "Atelier bois fer cuir laine lin soie papier verre"  # as many words as a name may have
STRUCTURES = [
    ("Stade (Bréval)", "08001", ""), ("Stade (Valfleur)", "01001", ""), ("Dojo Nord", "01001", "QP001001"),
    ("Dojo Sud", "01001", ""), ("Piscine municipale", "01001", ""), ("Collège Victor Hugo", "01001", ""),
    ("Collège Anne Hugo", "08001", ""), ("Gymnase Marzipan", "01001", ""), ("Quartz Olivine", "01001", ""),
    ("Zalmuche bois fer cuir laine", "01001", ""), ("Lin soie fer cuir marzipan", "01001", ""), (LONG, "01001", ""),
    ("Kao", "01001", ""), ("Tamboul", "01001", ""), ("Halle Zuk", "01001", ""), ("Corniche Zy", "01001", ""), ("Halle Drosk", "01001", ""), ("Halle Sentor", "01001", ""), ("Local Zubo", "01001", ""),
    ("Bosquet Ormond", "08001", ""),
    *((f"École Zorbane {n}", "01001", "") for n in (*EIGHT, "Neuf")),
    *((f"Crèche Plimor {n}", "01001", "") for n in EIGHT),
]  # fmt: skip
ALIASES = (
    "Bol", "Lez", "Val Krinoud", "Tamboul", "Source", "Ti", "Zmork", "Zbik", "Pluvog", "Zdrikol", "Tolmakivu", "Grestovanu", "Pelkodrivastun", "Frumbodelkastin",
)  # fmt: skip
PLACES = [
    ("Cité Verjolle", "01001", ALIASES), ("Coron Ruche", "08001", ()), ("Cité Zapo", "01001", ()),
    ("Cité Mirou", "01001", ()), ("Cité des Fiançailles", "01001", ()), ("Bois Kremolat", "01001", ("Kremolat",)),
    ("Bois Kremolit", "01001", ("Kremolit",)), ("Allée Ormond", "01001", ()),
]  # fmt: skip
AMBIGUITIES = [
    ("Stade", '["Stade (Valfleur)", "Stade (Bréval)"]', "Quel stade ?"),
    ("Dojo", "[Dojo Sud, Dojo Nord]", "Quel dojo ?"),
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> PlaceSearch:
    structures = "".join(
        f'  - {{name: "{name}", commune: "{commune}"{f", linked_quarter: {quarter}" if quarter else ""}, source: A-03}}\n'
        for name, commune, quarter in STRUCTURES
    )
    places = "".join(
        f'  - {{name: {name}, commune: "{commune}", aliases: [{", ".join(aliases)}], source: A-03}}\n'
        for name, commune, aliases in PLACES
    )
    asked = "".join(
        f'  - {{name: {name}, candidates: {listed}, question: "{question}"}}\n'
        for name, listed, question in AMBIGUITIES
    )
    case = {
        "file": "territory.yaml",
        "replace": [
            ["structures:\n", f"structures:\n{structures}"], ["places:\n", f"places:\n{places}"],
            ["name: Bréval, status", "name: Bréval, aliases: [Fontaine, Source], status"],
        ],
        "append": asked,
    }  # fmt: skip
    return PlaceSearch(load_rulebook(changed(tmp_path_factory.mktemp("rules") / "r", case)))


def said(search: PlaceSearch, sentence: str) -> list[str]:
    """Where the sentence says that places are: of each name, the words, then what it may mean."""
    tokens = tokenise(sentence)
    return [
        f"{' '.join(tokens[p].folded for p in sorted(m.positions))}{'' if m.exact else ' ~'} = "
        f"{' / '.join(target.place.name for target in m.targets)}{f' à {m.town}' if m.town else ''}"
        for m in search.mentions(tokens)
        if m.told
    ]


def typed(search: PlaceSearch, name: str) -> list[str]:
    return [place.label + ("" if place.exact else " ~") for place in search.typed(tokenise(name))]


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        # a common noun that is a place here needs « au », « sur le »…, or its town
        ("un cours au stade", ["stade = Stade (Valfleur) / Stade (Bréval)"]),
        ("sur le stade", ["stade = Stade (Valfleur) / Stade (Bréval)"]),
        ("un cours le stade", []),
        ("le stade on va dans", []),
        ("quartier Stade", []),
        ("créer un stade à Bréval", ["stade a breval = Stade (Bréval)"]),
        ("au stade de Montcendre", ["montcendre = Montcendre"]),
        (
            "au stade puis manger à Montcendre",
            ["stade = Stade (Valfleur) / Stade (Bréval)", "montcendre = Montcendre"],
        ),
        ("à Montcendre au stade", ["montcendre = Montcendre", "stade = Stade (Valfleur) / Stade (Bréval)"]),
        # what else the sentence says tells which, and is not told twice
        ("au stade de proximité à Bréval", ["stade = Stade (Bréval)"]),
        ("au dojo des Tilleuls", ["dojo = Dojo Nord", "tilleuls = Les Tilleuls"]),
        ("collège Hugo à Bréval", ["college hugo ~ = Collège Anne Hugo"]),
        ("la gare à Bréval", ["gare = La Gare à 08001"]),
        ("la gare de Valfleur à", ["gare = La Gare à 01001"]),
        ("Valfleur et Bréval", ["valfleur = Valfleur", "breval = Bréval"]),
        ("Bréval et la cité du Lavoir", ["breval = Bréval", "cite du lavoir = Cité du Lavoir"]),
        ("la maison du Val à Valfleur", ["maison du val = Maison du Val"]),
        # names that are words of the language
        ("fontaine", ["fontaine = Bréval"]),
        ("aller à fontaine", ["fontaine = Bréval"]),
        ("ville de fontaine", ["ville de fontaine = Bréval"]),
        ("une fontaine", []),
        ("la fontaine", []),
        ("la source", []),
        ("fontaine publique", []),
        ("fontaine en", []),
        ("la gare", ["gare = La Gare"]),
        ("une gare", []),
        ("gare", []),
        # without « cité », only what is long and no word of the language, in the plural neither
        ("verjolle en fête", ["verjolle = Cité Verjolle"]),
        ("mirou en fête", ["mirou = Cité Mirou"]),
        ("zapo en fête", []),
        ("fiançailles en fête", []),
        ("tilleul", []),
        ("un atelier à la ruche", []),
        ("un atelier cité ruche", ["cite ruche = Coron Ruche"]),
        ("quartier des tilleuls", ["quartier des tilleuls = Les Tilleuls"]),
        ("quartier Kao", ["kao = Kao"]),
        ("quartier Tamboul", ["tamboul = Cité Verjolle / Tamboul"]),
        # too short; as long as may be
        ("à ti", []),
        ("à bol", ["bol = Cité Verjolle"]),
        ("atelier bois fer cuir laine lin soie papier verre", [f"{LONG.lower()} = {LONG}"]),
        # misspelt: a short name after « à » or at the beginning only
        ("une fête à brével", ["brevel ~ = Bréval"]),
        ("zalmuchi bois fer cuir laine", ["zalmuchi bois fer cuir laine ~ = Zalmuche bois fer cuir laine"]),
        ("lin soie fer cuir marzipam", ["lin soie fer cuir marzipam ~ = Lin soie fer cuir marzipan"]),
        ("à la halle sentir bon", []),  # words of the language are not misspelt
        ("à la halle zug", ["halle zug ~ = Halle Zuk"]),
        ("à la corniche zo", []),
        ("un cours zmurk", []),
        ("un cours à zmurk", ["zmurk ~ = Cité Verjolle"]),
        ("zmurk en fête", ["zmurk ~ = Cité Verjolle"]),
        ("un cours pluvag", []),
        ("un cours zdrikul", ["zdrikul ~ = Cité Verjolle"]),
        ("à la cité verjole", ["cite verjole ~ = Cité Verjolle"]),
    ],
)
def test_a_sentence_names_places(search: PlaceSearch, sentence: str, places: list[str]) -> None:
    assert said(search, sentence) == places


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("stade", ["Stade (Valfleur)", "Stade (Bréval)"]),  # in the order of the rulebook's question
        ("dojo", ["Dojo Sud (Valfleur)", "Dojo Nord (Valfleur)"]),
        ("collège hugo", ["Collège Anne Hugo (Bréval) ~", "Collège Victor Hugo (Valfleur) ~"]),
        ("verjolle", ["Cité Verjolle, Valfleur"]),
        ("verjole", ["Cité Verjolle, Valfleur ~"]),
        ("cité verjolle", ["Cité Verjolle, Valfleur"]),
        ("résidence ruche", ["Coron Ruche, Bréval"]),
        ("ruche", ["Coron Ruche, Bréval"]),
        ("cité", []),
        # heard alike: four letters at least
        ("bol", ["Cité Verjolle, Valfleur"]),
        ("bolle", []),
        ("zbick", ["Cité Verjolle, Valfleur ~"]),
        ("cao", []),
        # so many letters, so many mistakes
        ("zbuk", []),
        ("zmurk", ["Cité Verjolle, Valfleur ~"]),
        ("telmakiva", []),
        ("grastovana", ["Cité Verjolle, Valfleur ~"]),
        ("grastavana", []),
        ("palkadrivastan", []),
        ("frambadelkastan", ["Cité Verjolle, Valfleur ~"]),
        ("frambadalkastan", []),
        ("kremolut", ["Bois Kremolat, Valfleur ~", "Bois Kremolit, Valfleur ~"]),
        ("kremolat", ["Bois Kremolat, Valfleur"]),
        ("val krinoub", ["Cité Verjolle, Valfleur ~"]),
        ("citedesfiancailles", ["Cité des Fiançailles, Valfleur ~"]),
        # a name that is an article or the like
        ("lez", ["Cité Verjolle, Valfleur"]),
        ("quartier lez", ["Cité Verjolle, Valfleur"]),
        # some of the words of a name, the last one unfinished or misspelt
        ("piscine", ["Piscine municipale (Valfleur) ~"]),
        ("municipale", []),
        ("zorbane", []),  # nine of them
        ("zorbane huit", ["École Zorbane Huit (Valfleur) ~"]),
        ("huit zorb", ["École Zorbane Huit (Valfleur) ~"]),
        ("zorb huit", []),
        ("plimor", [f"Crèche Plimor {n} (Valfleur) ~" for n in sorted(EIGHT)]),
        ("marzi", ["Gymnase Marzipan (Valfleur) ~", "Lin soie fer cuir marzipan (Valfleur) ~"]),
        ("marz gymnase", []),
        ("mar", []),
        ("lavo", ["Cité du Lavoir, Valfleur ~"]),  # not the quarter, which is only asked about
        ("gymnase marzipam", ["Gymnase Marzipan (Valfleur) ~"]),
        ("drusk", ["Halle Drosk (Valfleur) ~"]),
        ("brosk", []),
        ("sentir", []),  # French has it
        ("zubu", []),
        ("local zubu", ["Local Zubo (Valfleur) ~"]),
        ("quarts", []),  # « quartier » cut short, not « Quartz »
        ("olivina", ["Quartz Olivine (Valfleur) ~"]),
        ("ormond", ["Allée Ormond, Valfleur ~", "Bosquet Ormond (Bréval) ~"]),  # places before structures
        ("xqzjk", []),
    ],
)
def test_a_name_typed_by_itself(search: PlaceSearch, name: str, places: list[str]) -> None:
    assert typed(search, name) == places


def test_the_question_cites_all_the_words_of_the_name(search: PlaceSearch) -> None:
    found = search.typed(tokenise("le collège hugo"))
    assert [place.question for place in found] == ["« le collège hugo » peut désigner plusieurs lieux : lequel ?"] * 2
