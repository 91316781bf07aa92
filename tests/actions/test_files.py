"""The file of an action: what YAML would make of it is either what was written, or told with its line."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eligibility.actions.files import MAX_BYTES, read_action_file, read_plain
from eligibility.actions.requests import parse_request
from eligibility.errors import InputError


def written(folder: Path, content: str | bytes, name: str = "action.yaml") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def read(file: Path) -> dict[str, Any]:
    """The action of a file, as the request that it makes."""
    source = read_action_file(file)
    with source.located():
        data = source.data
        document = data if "action" in data else {"action": data}
        return parse_request(document).action.model_dump(exclude_none=True)


def told(file: Path) -> list[str]:
    """What is wrong with a file, without its folder."""
    with pytest.raises(InputError) as caught:
        read(file)
    return [problem.message.replace(str(file.parent) + "/", "") for problem in caught.value.problems]


# what is written without quotes -> what is read
READ: dict[str, dict[str, Any]] = {
    # codes that are numbers to YAML
    "objectives: [1.2]": {"objectives": ["1.2"]},
    "objectives: [1.10, 1.20]": {"objectives": ["1.10", "1.20"]},
    "objectives: [1.2.2, 3, 3.40]": {"objectives": ["1.2.2", "3", "3.40"]},
    "objectives:\n  - 1\n  - 1e3": {"objectives": ["1", "1e3"]},
    "site: {commune: 59178}": {"site": {"commune": "59178"}},
    "site: {commune: 01004}": {"site": {"commune": "01004"}},
    "site: {commune: 0}": {"site": {"commune": "0"}},
    "site:\n  - commune: 08001\n  - commune: 08.10": {"site": [{"commune": "08001"}, {"commune": "08.10"}]},
    "site: {commune: 2A004}": {"site": {"commune": "2A004"}},
    "{objectives: [1], carrier: {siret: 00000000000000}}": {"carrier": {"siret": "00000000000000"}},
    # words that are others to YAML
    "{objectives: [1], kinds: [no, on, Yes, off]}": {"kinds": ["no", "on", "Yes", "off"]},
    "{objectives: [1], title: no}": {"title": "no"},
    "{objectives: [1], title: 2015-09-01}": {"title": "2015-09-01"},
    "{objectives: [1], title: 2015-02-30}": {"title": "2015-02-30"},
    "{objectives: [1], title: 12_000}": {"title": "12_000"},
    "{objectives: [1], title: 3:06}": {"title": "3:06"},
    "{objectives: [1], title: 0x1F}": {"title": "0x1F"},
    "{objectives: [1], title: True}": {"title": "True"},
    "{site: {quarter: 1901}, carrier: {type: 1.50}}": {"site": {"quarter": "1901"}, "carrier": {"type": "1.50"}},
    # yes or no
    "{objectives: [1], international: no}": {"international": False},
    "{objectives: [1], international: yes}": {"international": True},
    "{objectives: [1], international: Off}": {"international": False},
    "{objectives: [1], international: ON}": {"international": True},
    "{objectives: [1], international: True}": {"international": True},
    "{objectives: [1], beneficiaries: {mostly_from_qpv: NO}}": {"beneficiaries": {"mostly_from_qpv": False}},
    "site: {veille: yes}": {"site": {"veille": True}},
    # nothing at all
    "{objectives: [1], title: ~, international: null}": {"objectives": ["1"]},
    "objectives: [1]\ntitle:\n": {"objectives": ["1"]},
    # numbers and days
    "{objectives: [1], beneficiaries: {age_min: 6}}": {"beneficiaries": {"age_min": 6}},
    "{objectives: [1], starts_on: 2016-09-01}": {"starts_on": date(2016, 9, 1)},
    'objectives: ["1"]\nstarts_on: "2016-09-01"': {"starts_on": date(2016, 9, 1)},
    "site: {longitude: 3.06, latitude: 50}": {"site": {"longitude": 3.06, "latitude": 50.0}},
    # the file
    "\ufeffobjectives: [1.10]\r\ntitle: Été\r\n": {"objectives": ["1.10"], "title": "Été"},
    "---\nobjectives: [1]\n...\n": {"objectives": ["1"]},
    "# une remarque\naction:\n  objectives: [1.10]\n  international: no\n": {"objectives": ["1.10"]},
    'action: {"objectives": ["1"], "title": "a: b"}': {"title": "a: b"},
    "objectives: [1]\ntitle: Allez ! Venez & dansez * ensemble": {"title": "Allez ! Venez & dansez * ensemble"},
}


@pytest.mark.parametrize("text", READ)
def test_read_as_it_is_written(tmp_path: Path, text: str) -> None:
    action = read(written(tmp_path, text))
    assert {name: action[name] for name in READ[text]} == READ[text]
    assert not action.get("international") or "international" in text


DATES = 'une date est attendue, écrite année-mois-jour entre guillemets, par exemple "2015-09-30".'
NUMBER = "un nombre est attendu, sans guillemets, avec un point pour les décimales."
YES_NO = "true ou false est attendu. Écrivez true ou false. Oui s'écrit true, non s'écrit false, sans guillemets."
TOLD = {
    "objectives: [1]\nobjectives: [2]": "2: la clé « objectives » est écrite deux fois (déjà ligne 1). Gardez-en une seule.",
    "action:\n  site:\n    commune: a\n    'commune': b": "4: la clé « commune » est écrite deux fois (déjà ligne 3). Gardez-en une seule.",
    "objectives: [1]\ninternational: non": f"2: international : « international » : {YES_NO}",
    "objectives: [1]\ninternational: Oui": f"2: international : « international » : {YES_NO}",
    'objectives: [1]\ninternational: "no"': f"2: international : « international » : {YES_NO}",
    "objectives: [1]\ninternational: y": f"2: international : « international » : {YES_NO}",
    "action:\n  objectives: [1]\n  beneficiaries:\n    mostly_from_qpv: vrai": f"4: beneficiaries.mostly_from_qpv : « mostly_from_qpv » : {YES_NO}",
    "site:\n  longitude: 3:06\n  latitude: 50.1": f"2: site.longitude : « longitude » : {NUMBER} « 3:06 » n'en est pas un : écrivez-le en décimales, sans deux-points.",
    "site:\n  - qpv: none\n  - longitude: 3\n    latitude: 50:21:00": f"4: site.1.latitude : « latitude » : {NUMBER} « 50:21:00 » n'en est pas un : écrivez-le en décimales, sans deux-points.",
    "site:\n  longitude: 3,06\n  latitude: 50.1": f"2: site.longitude : « longitude » : {NUMBER}",
    "objectives: [1]\nstarts_on: 01/09/2016": f"2: starts_on : « starts_on » : {DATES} Si c'est le 1er septembre 2016, écrivez 2016-09-01.",
    "objectives: [1]\nends_on: 2017-6-30": f"2: ends_on : « ends_on » : {DATES} Si c'est le 30 juin 2017, écrivez 2017-06-30.",
    "objectives: [1]\nends_on: 31.12.2017": f"2: ends_on : « ends_on » : {DATES} Si c'est le 31 décembre 2017, écrivez 2017-12-31.",
    "objectives: [1]\nends_on: 31/02/2017": f"2: ends_on : « ends_on » : {DATES}",
    "objectives: [1]\nends_on: 2016": f"2: ends_on : « ends_on » : {DATES}",
    "objectives: [1]\nends_on: no": f"2: ends_on : « ends_on » : {DATES}",
    "objectives: [1]\nstarts_on: 2015-02-30": "2: la date 2015-02-30 n'existe pas. Corrigez le jour ou le mois.",
    "objectives: [1]\nbeneficiaries: {age_min: 016}": '2: le nombre 016 perdrait son zéro. Mettez le code entre guillemets : "016".',
    "objectives: [1]\nbudget: 0100": '2: le nombre 0100 perdrait son zéro. Mettez le code entre guillemets : "0100".',
    "objectives: [1]\nbeneficiaries: {age_min: 1_6}": "2: beneficiaries.age_min : « age_min » : un nombre entier est attendu. Écrivez un nombre entier, sans guillemets.",
    "objectives: [1]\nbeneficiaries: {age_min: 0x10}": "2: beneficiaries.age_min : « age_min » : un nombre entier est attendu. Écrivez un nombre entier, sans guillemets.",
    "objectives: [1]\nbudget: .inf": "2: budget : « budget » : un nombre est attendu. Écrivez un nombre, avec un point pour les décimales.",
    "objectives: 1.2": "1: objectives : « objectives » : une liste est attendue. Mettez les valeurs entre crochets : [a, b].",
    "action:\n\tobjectives: [1]": "2: YAML illisible : une tabulation ; l'alignement se fait avec des espaces. Vérifiez l'alignement, les deux-points et les guillemets, ici et juste au-dessus.",
    "action:\n  objectives: [1]\n \ttitle: a": "3: YAML illisible : une tabulation ; l'alignement se fait avec des espaces. Vérifiez l'alignement, les deux-points et les guillemets, ici et juste au-dessus.",
    "title: Atelier : a: b": "1: YAML illisible : un deux-points de trop, ou un texte à mettre entre guillemets. Vérifiez l'alignement, les deux-points et les guillemets, ici et juste au-dessus.",
    "title: a\n---\ntitle: b": "2: YAML illisible : deux documents dans un fichier. Vérifiez l'alignement, les deux-points et les guillemets, ici et juste au-dessus.",
    "": "1: le fichier est vide. Remplissez-le ou retirez-le.",
    "   \n# rien\n": "1: le fichier est vide. Remplissez-le ou retirez-le.",
    "objectives: [!!str 1.2]": "1: l'étiquette YAML « !!str » n'est pas admise. Retirez-la ; un texte se met entre guillemets.",
    "a: 1\ntitle: !!python/object/apply:os.system ['ls']": "2: l'étiquette YAML « !!python/object/apply:os.system » n'est pas admise. Retirez-la ; un texte se met entre guillemets.",
    "title: &a b": "1: l'ancre YAML « &a » n'est pas admise. Écrivez la valeur en toutes lettres.",
    "a: " + "[" * 60 + "]" * 60: "1: YAML illisible : trop de niveaux l'un dans l'autre. Écrivez les valeurs à plat.",
    "a: " + "[" * 900 + "]" * 900: "1: YAML illisible : trop de niveaux l'un dans l'autre. Écrivez les valeurs à plat.",
    "a: " + "[" * 100_000: "1: YAML illisible : trop de niveaux l'un dans l'autre. Vérifiez l'alignement, les deux-points et les guillemets, ici et juste au-dessus.",
    "objectives: [1]\nsite:\n  ville: Ici": "3: site.ville : La clé « ville » n'existe pas ici. ",
    "<<: {title: a}\nobjectives: [1]": "1: << : La clé « << » n'existe pas ici. ",
}  # fmt: skip


@pytest.mark.parametrize("text", TOLD, ids=lambda text: text[:60])
def test_told_with_its_line(tmp_path: Path, text: str) -> None:
    sentences = told(written(tmp_path, text))
    assert sentences[0].startswith(f"action.yaml:{TOLD[text]}")
    assert all("\n" not in sentence for sentence in sentences)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "mac-roman"])
def test_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    for name in ("action.yaml", "action.json"):
        file = written(tmp_path, '{"title":\n"Épicerie"}\n'.encode(encoding), name)
        (sentence,) = told(file)
        assert sentence.startswith(name) and sentence.endswith(
            "le fichier n'est pas en UTF-8. Enregistrez-le en UTF-8."
        )
    assert encoding == "utf-16" or told(written(tmp_path, "a: 1\nb: é\n".encode(encoding)))[0].startswith(
        "action.yaml:2:"
    )


def test_aliases_do_not_multiply(tmp_path: Path) -> None:
    names = "abcdefghijklmnopqrstuvwxyz"
    lines = ["a: &a [x]", *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(names))]
    sentences = told(written(tmp_path, "\n".join(lines)))
    assert len(sentences) <= 51 and "l'ancre YAML « &a »" in sentences[0]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (sentence,) = told(written(tmp_path, "title: a\n" + "# b\n" * (MAX_BYTES // 4)))
    assert sentence == "action.yaml : ce fichier dépasse 5 Mo. Une action se décrit en quelques lignes."


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "c'est un dossier" in told(tmp_path)[0]
    assert "n'existe pas" in told(tmp_path / "absent.yaml")[0]


JSON = {
    '{"objectives": ["1"],\n"objectives": ["2"]}': "action.json:2: la clé « objectives » est écrite deux fois (déjà ligne 1). Gardez-en une seule.",
    '{"site": {"commune": "a",\n\n"commune": "b"}}': "action.json:3: la clé « commune » est écrite deux fois (déjà ligne 1). Gardez-en une seule.",
    '{"objectives": ["1"],\n"budget": NaN}': "action.json : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades.",
    '{"objectives": ["1"],\n"budget": 1,}': "action.json:2 : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades.",
    "[" * 100_000: "action.json : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades.",
    '{"objectives":\n [1.10]}': "action.json:2: objectives.0 : « objectives », élément 1 : un texte est attendu. Mettez la valeur entre guillemets.",
    '{"objectives": ["1"],\n"international": "oui"}': f"action.json:2: international : « international » : {YES_NO}",
    "": "action.json:1 : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades.",
}  # fmt: skip


@pytest.mark.parametrize("text", JSON, ids=lambda text: text[:40])
def test_json_is_read_as_strictly(tmp_path: Path, text: str) -> None:
    assert told(written(tmp_path, text, "action.json")) == [JSON[text]]


def test_json_with_a_mark_in_front_and_an_emoji(tmp_path: Path) -> None:
    file = written(tmp_path, '\ufeff{"objectives": ["1"], "title": "\\ud83d\\ude00"}', "action.JSON")
    assert read(file)["title"] == "😀"


def test_a_list_of_actions_is_read_so_too(tmp_path: Path) -> None:
    text = "- objectives: [1.10]\n  international: no\n- action: {objectives: [1.20], site: {commune: 01004}}\n"
    assert read_plain(written(tmp_path, text)) == [
        {"objectives": ["1.10"], "international": False},
        {"action": {"objectives": ["1.20"], "site": {"commune": "01004"}}},
    ]
