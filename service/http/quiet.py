"""What an address asks never reaches the access log: the log says which page, not which question."""

import logging


class WithoutQuery(logging.Filter):
    """Cuts the query from uvicorn's access lines, before any handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        args = record.args
        if isinstance(args, tuple) and len(args) >= 3 and isinstance(args[2], str):
            record.args = (*args[:2], args[2].partition("?")[0], *args[3:])
        return True


def keep_quiet() -> None:
    """Once per process, however many applications it makes."""
    logger = logging.getLogger("uvicorn.access")
    if not any(isinstance(known, WithoutQuery) for known in logger.filters):
        logger.addFilter(WithoutQuery())
