"""Reads one YAML file strictly and remembers the line of every value.

YAML is kinder to itself than to its readers: duplicate keys overwrite, `01` becomes 1, `no` becomes
false, a rate becomes a float. In a rulebook each of these is refused, with its file and line. In the file of an
action (`action`) whoever knows its fields decides: what is written without quotes is kept as it is written too.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from eligibility.errors import Issue

Where = tuple[str | int, ...]  # the path of a value in its file

_INTEGER = re.compile(r"^-?(?:0|[1-9]\d*)$")
_LEADING_ZERO = re.compile(r"^-?0\d+$")
_DECIMAL = re.compile(r"^-?\d*\.\d+(?:[eE][-+]?\d+)?$|^-?\d+(?:\.\d*)?[eE][-+]?\d+$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_BOOLEAN_TRAPS = {"yes", "no", "on", "off", "y", "n"}
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}  # as YAML 1.1 has them
_LONGEST = 4_000  # digits: Python refuses more, and no number has them
_DEEPEST = 50  # levels; no file of ours has ten
_MOST = 50  # anchors, aliases or tags told one by one
_SYNTAX = {  # what libyaml says, in French
    "mapping values are not allowed": "un deux-points de trop, ou un texte à mettre entre guillemets",
    "did not find expected key": "une clé mal alignée, ou un guillemet mal fermé",
    "did not find expected '-'": "un tiret de liste mal aligné",
    "did not find expected ','": "une virgule, une accolade ou un crochet manque",
    "did not find expected node": "une valeur manque",
    "could not find expected ':'": "un deux-points manque, ou la ligne est mal alignée",
    "cannot start any token": "un caractère qui ne peut pas commencer une valeur (tabulation, @, %, `)",
    "tab character": "une tabulation ; l'alignement se fait avec des espaces",
    "unexpected end of stream": "un guillemet n'est pas fermé",
    "unexpected document": "un guillemet n'est pas fermé",
    "undefined alias": "un alias (*) sans ancre ; les alias ne sont pas admis",
    "but found another document": "deux documents dans un fichier",
    "nesting": "trop de niveaux l'un dans l'autre",
    "escape": "une barre oblique inverse entre guillemets doubles",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _french_syntax(problem: str | None) -> str:
    return next((french for english, french in _SYNTAX.items() if english in (problem or "")), "erreur de syntaxe")


class YamlFile:
    """The content of one file, and the line of each of its paths."""

    def __init__(self, path: Path, name: str, coordinates: bool = False, action: bool = False):
        """`coordinates`: actions in a rulebook, where an unquoted decimal is a position or an amount. `action`: a file of one's own."""
        self.path = path
        self._coordinates = coordinates or action
        self._action = action
        self.plain: dict[Where, str] = {}
        """Of an action's file: what is written without quotes and was read as something else than a text."""
        self.doubts: dict[Where, Issue] = {}
        """Of an action's file: what is wrong unless a text is expected there."""
        self.name = name
        self.issues: list[Issue] = []
        self._lines: dict[Where, int] = {}
        self.data: Any = None
        self._read()

    def line(self, path: Where) -> int:
        """Line of the value at `path`, or of its nearest known parent."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _read(self) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self._issue(line, "encoding", "le fichier n'est pas en UTF-8.", "Enregistrez-le en UTF-8.")
            return
        except OSError:
            self._issue(1, "unreadable", "le fichier ne peut pas être lu.", "Vérifiez ses droits d'accès.")
            return
        try:
            if any(sign in text for sign in "&*!"):
                self._refuse_anchors_and_tags(text)
            node = yaml.compose(text, Loader=_LOADER)
        except RecursionError:
            self._too_deep(1)
            return
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            found = "tab character" if mark and _at(text, mark) == "\t" else error.problem
            self._issue(
                (mark.line if mark else 0) + 1,
                "syntax",
                f"YAML illisible : {_french_syntax(found)}.",
                "Vérifiez l'alignement, les deux-points et les guillemets, ici et juste au-dessus.",
            )
            return
        except yaml.YAMLError as error:
            line = text.count("\n", 0, getattr(error, "position", 0)) + 1
            self._issue(
                line, "syntax", "YAML illisible : un caractère invisible y est interdit.", "Retapez cette ligne."
            )
            return
        self._seen: set[int] = set()
        self.data = self._build(node, ()) if node is not None else None
        if self.data is None and not self.issues:
            self._issue(1, "empty", "le fichier est vide.", "Remplissez-le ou retirez-le.")

    def _refuse_anchors_and_tags(self, text: str) -> None:
        for event in yaml.parse(text, Loader=_LOADER):
            if len(self.issues) == _MOST:
                return
            line = event.start_mark.line + 1 if event.start_mark else 1
            if anchor := getattr(event, "anchor", None):
                used = isinstance(event, yaml.AliasEvent)
                what = (
                    f"l'alias YAML « *{anchor} » n'est pas admis."
                    if used
                    else f"l'ancre YAML « &{anchor} » n'est pas admise."
                )
                self._issue(line, "alias", what, "Écrivez la valeur en toutes lettres.")
            if tag := getattr(event, "tag", None):
                short = str(tag).replace("tag:yaml.org,2002:", "!!")
                what = f"l'étiquette YAML « {short} » n'est pas admise."
                self._issue(line, "tag", what, "Retirez-la ; un texte se met entre guillemets.")

    def _too_deep(self, line: int) -> None:
        what = f"YAML illisible : {_french_syntax('nesting')}."
        self._issue(line, "syntax", what, "Écrivez les valeurs à plat.")

    def _issue(self, line: int, code: str, message: str, mend: str) -> None:
        self.issues.append(Issue(self.name, line, code, message, mend))

    def _build(self, node: yaml.Node, path: Where) -> Any:
        line = node.start_mark.line + 1
        self._lines[path] = line
        if len(path) > _DEEPEST:
            if not any(issue.code == "syntax" for issue in self.issues):
                self._too_deep(line)
            return None
        if id(node) in self._seen:  # an alias, refused already; it may contain itself
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # the only other kind of node
        value = self._scalar(node, line, path)
        if self._action and not node.style and value is not None and not isinstance(value, str):
            self.plain[path] = node.value
        return value

    def _mapping(self, node: yaml.MappingNode, path: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._issue(line, "key", "une clé doit être un mot.", "Remplacez-la par un mot simple.")
                continue
            key = key_node.value
            if key in result:
                first = self.line((*path, key))
                self._issue(
                    line,
                    "duplicate-key",
                    f"la clé « {key} » est écrite deux fois (déjà ligne {first}).",
                    "Gardez-en une seule.",
                )
                continue
            result[key] = self._build(value_node, (*path, key))
            self._lines[(*path, key)] = line
        return result

    def _scalar(self, node: yaml.ScalarNode, line: int, path: Where) -> Any:
        text = node.value
        if node.style:  # quoted or block: a text, whatever it looks like
            return text
        if text in ("", "null", "~", "Null", "NULL"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if self._action and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if not self._action and (text.lower() in _BOOLEAN_TRAPS or text in ("True", "False", "TRUE", "FALSE")):
            self._issue(
                line,
                "boolean",
                f"« {text} » serait lu par YAML comme vrai ou faux.",
                "Écrivez true ou false, ou mettez le mot entre guillemets.",
            )
            return text
        if _LEADING_ZERO.match(text):
            what, mend = f"le nombre {text} perdrait son zéro.", f'Mettez le code entre guillemets : "{text}".'
            self._doubt(path, line, "leading-zero", what, mend)
            return text
        if _INTEGER.match(text):
            return int(text) if len(text) <= _LONGEST else text
        if _DECIMAL.match(text) and self._coordinates:
            return float(text)
        if _DECIMAL.match(text):
            self._issue(
                line,
                "decimal",
                f"le nombre {text} deviendrait approché, et un code comme 1.10 perdrait son zéro.",
                f'Mettez-le entre guillemets : "{text}".',
            )
            return text
        if _DATE.match(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                what = f"la date {text} n'existe pas."
                self._doubt(path, line, "date", what, "Corrigez le jour ou le mois.")
                return text if self._action else None
        return text

    def _doubt(self, path: Where, line: int, code: str, message: str, mend: str) -> None:
        """An issue, unless it is for others to say what is expected there."""
        if self._action:
            self.doubts[path] = Issue(self.name, line, code, message, mend)
        else:
            self._issue(line, code, message, mend)


def _at(text: str, mark: yaml.Mark) -> str:
    """The character that an error points to."""
    line = text.split("\n", mark.line + 1)[mark.line : mark.line + 1]
    return line[0][mark.column : mark.column + 1] if line else ""
