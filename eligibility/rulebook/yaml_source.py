"""Reads one YAML file strictly and remembers the line of every value.

YAML is kinder to itself than to its readers: duplicate keys overwrite, `01` becomes 1, `no` becomes
false, a rate becomes a float. Each of these is refused here, with its file and line.
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
    "escape": "une barre oblique inverse entre guillemets doubles",
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _french_syntax(problem: str | None) -> str:
    return next((french for english, french in _SYNTAX.items() if english in (problem or "")), "erreur de syntaxe")


class YamlFile:
    """The content of one file, and the line of each of its paths."""

    def __init__(self, path: Path, name: str, coordinates: bool = False):
        """`coordinates`: an action's file, where an unquoted decimal is a position or an amount."""
        self.path = path
        self._coordinates = coordinates
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
            if "&" in text or "*" in text:
                self._refuse_anchors(text)
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._issue(
                (mark.line if mark else 0) + 1,
                "syntax",
                f"YAML illisible : {_french_syntax(error.problem)}.",
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

    def _refuse_anchors(self, text: str) -> None:
        for event in yaml.parse(text, Loader=_LOADER):
            if anchor := getattr(event, "anchor", None):
                used, mark = isinstance(event, yaml.AliasEvent), event.start_mark
                what = (
                    f"l'alias YAML « *{anchor} » n'est pas admis."
                    if used
                    else f"l'ancre YAML « &{anchor} » n'est pas admise."
                )
                self._issue(mark.line + 1 if mark else 1, "alias", what, "Écrivez la valeur en toutes lettres.")

    def _issue(self, line: int, code: str, message: str, mend: str) -> None:
        self.issues.append(Issue(self.name, line, code, message, mend))

    def _build(self, node: yaml.Node, path: Where) -> Any:
        line = node.start_mark.line + 1
        self._lines[path] = line
        if id(node) in self._seen:  # an alias, refused already; it may contain itself
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # the only other kind of node
        return self._scalar(node, line)

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

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Any:
        text = node.value
        if node.style:  # quoted or block: a text, whatever it looks like
            return text
        if text in ("", "null", "~", "Null", "NULL"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if text.lower() in _BOOLEAN_TRAPS or text in ("True", "False", "TRUE", "FALSE"):
            self._issue(
                line,
                "boolean",
                f"« {text} » serait lu par YAML comme vrai ou faux.",
                "Écrivez true ou false, ou mettez le mot entre guillemets.",
            )
            return text
        if _LEADING_ZERO.match(text):
            self._issue(
                line,
                "leading-zero",
                f"le nombre {text} perdrait son zéro.",
                f'Mettez le code entre guillemets : "{text}".',
            )
            return text
        if _INTEGER.match(text):
            return int(text)
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
                self._issue(line, "date", f"la date {text} n'existe pas.", "Corrigez le jour ou le mois.")
                return None
        return text
