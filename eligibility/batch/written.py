"""The words that exports write in their columns of verdicts: what else stands there, a person typed."""

import re

from eligibility.batch.cells import plain
from eligibility.batch.headings import VERDICT
from eligibility.batch.table import Value
from eligibility.french.labels import VERDICTS
from eligibility.french.text import fold

NOTHING, SUPPORT, TO_CORRECT = "—", "appui possible", "à corriger"
ACTION = f"{VERDICT}action"  # which row of the table, where no column names the actions
ABOUT = f"{VERDICT}règlement et textes"
TYPED = " (texte saisi)"  # ends the title under which a person's text in a computed column comes back

_WORDS = frozenset(fold(text) for text in (SUPPORT, TO_CORRECT, *(label.name for label in VERDICTS.values())))
_ROW = re.compile(r"ligne \d{1,7}")


def is_computed(title: str) -> bool:
    """Is this the title of a column that an export writes, and computes again?"""
    return title.startswith(VERDICT.strip()) and not title.endswith(TYPED)


def is_typed(title: str, value: Value) -> bool:
    """Did a person put this in a computed column? The tool itself never writes it there."""
    text = plain(value).strip()
    if not text or text == NOTHING or fold(text) in _WORDS:
        return False
    if title == ACTION:
        return not _ROW.fullmatch(text)
    return not (title == ABOUT and text.count(" ; ") >= 3 and "chaîneur" in text)
