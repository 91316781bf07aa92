"""What the commands say when an action, a rulebook or a file is wrong: one French sentence per problem, no traceback."""

from pathlib import Path

import pytest

from tests.support.cli_runner import run, small, told
from tests.support.paths import DATA

pytestmark = pytest.mark.usefixtures("terminal")
FORUM = DATA / "actions" / "forum.yaml"


def test_as_of_too_early() -> None:
    assert told(small("check", FORUM, "--as-of", "2014-01-01"), 2) == [
        "✗ as_of : Aucun texte de ce règlement n'est connu au 01/01/2014 : le premier l'est au 01/03/2015. "
        "Donnez une date plus récente, ou retirez as_of."
    ]


def test_as_of_impossible() -> None:
    (sentence,) = told(small("check", FORUM, "--as-of", "2015-02-30"), 2)
    assert "cette date n'existe pas ou est mal écrite. Écrivez-la année-mois-jour, par exemple 2015-09-30." in sentence


BAD_FILES = {
    "list.yaml": ("- a\n", "✗ {file} : une action est attendue, avec ses champs : objectives, site…"),
    "empty.yaml": ("", "✗ {file}:1: le fichier est vide. Remplissez-le ou retirez-le."),
    "twice.yaml": (
        'objectives: ["1"]\nobjectives: ["2"]\n',
        "✗ {file}:2: la clé « objectives » est écrite deux fois (déjà ligne 1). Gardez-en une seule.",
    ),
    "age.yaml": (
        'objectives: ["1"]\nbeneficiaries:\n  age_min: seize\n',
        "✗ {file}:3: beneficiaries.age_min : « age_min » : un nombre entier est attendu. Écrivez un nombre entier, sans guillemets.",
    ),
    "date.yaml": (
        'objectives: ["1"]\nstarts_on: 2015-02-30\n',
        "✗ {file}:2: la date 2015-02-30 n'existe pas. Corrigez le jour ou le mois.",
    ),
    "broken.json": ("{", "✗ {file}:1 : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades."),
    "nothing.yaml": (
        "title: Une action\n",
        "✗ {file}:1: action : Donnez au moins un objectif (objectives) ou un lieu (site).",
    ),
    "objective.yaml": (
        'objectives: ["9.9"]\n',
        "✗ {file}:1: objectives.0 : « 9.9 » n'est pas un objectif de ce contrat. Codes proches : 1 ou 2.",
    ),
    "insee.yaml": (
        'site: {commune: "1001"}\n',
        "✗ {file}:1: site.commune : « 1001 » n'est pas un code INSEE : il compte 5 caractères. "
        "Il a peut-être perdu son zéro : « 01001 ». Écrivez-le entre guillemets.",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_action_file(tmp_path: Path, name: str) -> None:
    text, expected = BAD_FILES[name]
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert told(small("check", file), 2) == [expected.format(file=file)]


def test_every_problem_is_told(tmp_path: Path) -> None:
    file = tmp_path / "action.yaml"
    file.write_text('objectives: ["9.9"]\nkinds: [jardin]\n', encoding="utf-8")
    assert told(small("check", file), 2) == [
        f"✗ {file}:1: objectives.0 : « 9.9 » n'est pas un objectif de ce contrat. Codes proches : 1 ou 2.",
        f"✗ {file}:2: kinds.0 : « jardin » n'est pas une valeur connue pour « Nature de l'action ». Valeurs proches : garden (jardin partagé).",
    ]


def test_missing_files(tmp_path: Path) -> None:
    absent = tmp_path / "absent.yaml"
    assert told(small("check", absent), 2) == [f"✗ {absent} : ce fichier n'existe pas. Vérifiez le chemin."]
    assert told(small("register", absent), 2) == [f"✗ {absent} : ce fichier ne peut pas être lu. Vérifiez le chemin."]
    sentence = f"✗ {absent}:1: ce dossier de règlement n'existe pas. Vérifiez le chemin."
    assert told(run("check", FORUM, "--rules", absent), 1) == [sentence]
    assert told(run("lint", absent), 1) == [sentence]


FUNDERS = "conseil ou fonds"
OPTIONS = {
    "lines --kind foo": "✗ --kind foo : cette valeur n'existe pas. Choisissez funding ou support.",
    "lines --kind Support": "✗ --kind Support : cette valeur n'existe pas. Choisissez funding ou support. Vouliez-vous dire « support » ?",
    "lines --funder nobody": "✗ Le financeur « nobody » n'existe pas. Choisissez parmi : conseil, fonds.",
    "lines --funder zzz": "✗ Le financeur « zzz » n'existe pas. Choisissez parmi : conseil, fonds.",
    "lines --funder Conseil": "✗ Le financeur « Conseil » n'existe pas. Noms proches : conseil",
    "lines --objective 9.9": "✗ L'objectif « 9.9 » n'existe pas. Choisissez parmi : 1, 1.1, ",
    "lines --objective 1.": "✗ L'objectif « 1. » n'existe pas. Codes proches : 1, ",
    "lines --objective emploi": "✗ L'objectif « emploi » n'existe pas. Choisissez parmi : 1, 1.1, ",
    "lines --as-of hier": "✗ as_of : « as_of » : ",
    "line conseil": "✗ La ligne « conseil » n'existe pas. Lignes proches : conseil-",
    "line zzz": "✗ La ligne « zzz » n'existe pas. Choisissez parmi : conseil-creation, conseil-forum, fonds-jardins.",
    "export --format pdf": "✗ --format pdf : cette valeur n'existe pas. Choisissez csv ou ",
    "export --kind prêt": "✗ --kind prêt : cette valeur n'existe pas. Choisissez funding ou support.",
    "coverage --by funder": "✗ --by funder : ce tableau n'existe pas. Choisissez objective, ",
    "coverage --as-of 01/09/2015": "✗ as_of : « as_of » : ",
    "double-entry --by rien": "✗ --by rien : cet attribut n'existe pas. Choisissez ",
    "mutate --funder nobody": "✗ Le financeur « nobody » n'existe pas. Choisissez parmi : conseil, fonds.",
    "mutate --line nothing": "✗ La ligne « nothing » n'existe pas. ",
    "batch x.csv -o x.pdf": "✗ -o x.pdf : le nom doit finir par .xlsx ou .csv.",
    "batch --template x.ods": "✗ --template x.ods : le nom doit finir par .xlsx ou .csv.",
}


@pytest.mark.parametrize("line", OPTIONS)
def test_an_unknown_value_of_an_option_is_refused_with_the_known_ones(line: str) -> None:
    command, *arguments = line.split()
    (sentence,) = told(small(command, *arguments), 2)
    assert sentence.startswith(OPTIONS[line])


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (("--from", 9, "--to", 3), "✗ Aucune ligne à regarder de 9 à 3 : le texte compte 4 lignes. Corrigez --from ou --to."),
        (("--from", 5), "✗ Aucune ligne à regarder de 5 à la fin : le texte compte 4 lignes. Corrigez --from ou --to."),
        (("--from", 10, "--to", 20), "✗ Aucune ligne à regarder de 10 à 20 : le texte compte 4 lignes. Corrigez --from ou --to."),
    ],
)  # fmt: skip
def test_lines_beyond_the_text_are_not_all_covered(tmp_path: Path, bounds: tuple[object, ...], message: str) -> None:
    text = tmp_path / "contrat.txt"
    text.write_text("un\ndeux\ntrois\nquatre\n", encoding="utf-8")
    assert told(small("register", text, *bounds), 2) == [message]
    assert small("register", text, "--from", 0).exit_code == 2


def test_register_says_which_entries_go_beyond_the_text(tmp_path: Path) -> None:
    text = tmp_path / "contrat.txt"
    text.write_text("phrase\n" * 15, encoding="utf-8")
    result = small("register", text)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "✗ L'entrée B-05 va jusqu'à la ligne 16 : ce texte en compte 15.",
        "Corrigez ces numéros, ou donnez le texte dont ils viennent.",
    ]
