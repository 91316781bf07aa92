"""The outputs of every command: no character that they lack, no reader that leaves and no full disk ends in a traceback."""

import errno
import os
import sys
from typing import Any

import typer

from eligibility.cli.characters import write_readably

UNWRITTEN = 74  # what sysexits.h calls an error of input or output


class Terminal(typer.Typer):
    """The application as the terminal starts it; tests that call a command by itself keep their own outputs."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        write_readably(sys.stdout, sys.stderr)
        try:
            try:
                return super().__call__(*args, **kwargs)
            finally:
                _flush()
        except BrokenPipeError:  # « | head » has read enough
            _give_up()
            raise SystemExit(1) from None
        except OSError as error:
            if error.filename is not None:
                raise
            _give_up()
            why = "le disque est plein" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "le système le refuse"
            print(f"✗ La sortie ne peut pas être écrite : {why}. {_WAY_OUT}", file=sys.stderr)
            raise SystemExit(UNWRITTEN) from None


_WAY_OUT = "Faites de la place, ou choisissez un autre fichier."


def _flush() -> None:
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def _give_up() -> None:
    """What is still to be written goes nowhere: Python writes it once more when it ends, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
