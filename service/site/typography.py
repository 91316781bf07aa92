"""French spaces: a colon, a question mark or a closing quotation mark never begins a line."""

import re

_BEFORE = re.compile(r" (?=[:;?!»])")
_AFTER = re.compile(r"« ")


def bound(page: str) -> str:
    """The page, its spaces bound where French binds them. No address, class or path holds such a space."""
    return _AFTER.sub("«\u00a0", _BEFORE.sub("\u00a0", page))
