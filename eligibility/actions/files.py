"""Reads the files in which people keep actions, YAML or JSON, into plain data, and says on which line each value stands.

YAML takes `1.10` for a number, `01004` for another and `no` for false. Here the field decides: where it holds a text,
what is written is read as it is written; elsewhere a value that would change its meaning is refused with its line.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, get_args

from eligibility.actions.requests import MODELS
from eligibility.errors import InputError, Problem
from eligibility.french.text import french_date
from eligibility.rulebook.yaml_source import Where, YamlFile

MAX_BYTES = 5_000_000
_YES_NO = re.compile(r"(?i)oui|non|vrai|faux|[ony]|yes|no|true|false")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SEXAGESIMAL = re.compile(r"-?\d+(?::\d+)+(?:\.\d*)?")


@dataclass(frozen=True)
class ActionFile:
    """What a file holds, and where."""

    path: Path
    data: Any
    read: YamlFile | None  # of JSON: asked only if something is wrong

    @contextmanager
    def located(self) -> Iterator[None]:
        """What is wrong in a request made of this file is told with its line, and with what YAML has to do with it."""
        try:
            yield
        except InputError as error:
            raise InputError([self._told(problem) for problem in error.problems]) from None

    def _told(self, problem: Problem) -> Problem:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in problem.pointer.split("/")[1:]]
        if not parts:
            return problem
        inside = parts[1:] if parts[0] == "action" and not self._wrapped else parts
        if inside[:1] and isinstance(self.data, dict) and inside[0] not in self.data and parts[0] != "action":
            return problem  # given beside the file
        where = tuple(int(part) if part.isdigit() else part for part in inside)
        line = f":{self._lines.line(where)}" if self._lines else ""
        field = ".".join(parts[1:] or parts) if parts[0] == "action" else ".".join(parts)
        hint = _hint(_value(self.data, where), where)
        return Problem("", f"{self.path}{line}: {field} : {problem.message}{hint}", problem.suggestions, problem.code)

    @property
    def _wrapped(self) -> bool:
        return isinstance(self.data, dict) and "action" in self.data

    @cached_property
    def _lines(self) -> YamlFile | None:
        if self.read is not None:
            return self.read
        source = YamlFile(self.path, str(self.path), action=True)  # JSON is nearly YAML
        return source if source.data is not None else None


def read_action_file(file: Path) -> ActionFile:
    """The content of a file. Raises InputError in plain words, with the line, if it cannot be read as it was meant."""
    if file.is_dir():
        raise _refused(file, "c'est un dossier. Donnez le fichier d'une action.")
    if not file.is_file():
        raise _refused(file, "ce fichier n'existe pas. Vérifiez le chemin.")
    if file.stat().st_size > MAX_BYTES:
        raise _refused(file, f"ce fichier dépasse {MAX_BYTES // 10**6} Mo. Une action se décrit en quelques lignes.")
    if file.suffix.lower() == ".json":
        return ActionFile(file, _json(file), None)
    source = YamlFile(file, str(file), action=True)
    issues = [*source.issues, *(issue for where, issue in source.doubts.items() if not _is_text(where))]
    if issues:
        raise InputError([Problem("", str(issue)) for issue in sorted(issues)])
    for where, written in source.plain.items():
        if _is_text(where):
            _put(source.data, where, written)
    return ActionFile(file, source.data, source)


def read_plain(file: Path) -> Any:
    """The content of a file. Raises InputError like `read_action_file`."""
    return read_action_file(file).data


# -- JSON


class _Twice(ValueError):
    """A key that an object has twice; Python would keep the last."""


def _json(file: Path) -> Any:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _refused(file, "le fichier n'est pas en UTF-8. Enregistrez-le en UTF-8.") from None
    except OSError:
        raise _refused(file, "ce fichier ne peut pas être lu. Vérifiez ses droits d'accès.") from None
    except _Twice as error:
        found = [issue for issue in YamlFile(file, str(file), action=True).issues if issue.code == "duplicate-key"]
        if found:
            raise InputError([Problem("", str(issue)) for issue in found]) from None
        raise _refused(file, f"la clé « {error} » est écrite deux fois. Gardez-en une seule.") from None
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        message = f"{file}{line} : ce fichier n'est pas du JSON lisible. Vérifiez virgules et accolades."
        raise InputError(Problem("", message)) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place])))
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


# -- what is expected where


def _is_text(where: Where) -> bool:
    """Does an action hold a text, or a list of texts, at this place of its file?"""
    return _holds_text(*(part for part in where if isinstance(part, str)))


@lru_cache(maxsize=1000)
def _holds_text(*names: str) -> bool:
    if not names:
        return False
    *parents, name = names if names[0] in MODELS[()].model_fields else ["action", *names]
    model = MODELS.get(tuple(parents))
    return model is not None and name in model.model_fields and _holds(model.model_fields[name].annotation, str)


def _holds(annotation: Any, kind: type) -> bool:
    return annotation is kind or any(_holds(part, kind) for part in get_args(annotation))


def _hint(value: Any, where: Where) -> str:
    """What a person may have meant, where YAML makes it a text."""
    if not isinstance(value, str) or _is_text(where):
        return ""
    if _YES_NO.fullmatch(value.strip()):
        return " Oui s'écrit true, non s'écrit false, sans guillemets."
    if _SEXAGESIMAL.fullmatch(value.strip()):
        return f" « {value} » n'en est pas un : écrivez-le en décimales, sans deux-points."
    if (found := _DAY.fullmatch(value.strip())) and (day := _day(found)):
        return f" Si c'est le {french_date(day)}, écrivez {day.isoformat()}."
    return ""


def _day(found: re.Match[str]) -> date | None:
    year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _value(data: Any, where: Where) -> Any:
    for part in where:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _put(data: Any, where: Where, value: str) -> None:
    *parents, last = where
    for part in parents:
        data = data[part]
    data[last] = value


def _refused(file: Path, what: str) -> InputError:
    return InputError(Problem("", f"{file} : {what}"))
