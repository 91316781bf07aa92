"""Progress bars on the error output, in a terminal only; they are gone when the work is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from eligibility.cli.common import err


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """One bar for each step, by its name: how much is done, and of how much (None: not known yet)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield tell


@contextmanager
def progress_bar(step: str) -> Iterator[Callable[[int, int], None]]:
    """The bar of work that has one step."""
    with progress_bars() as tell:
        tell(step, 0, None)
        yield partial(tell, step)
