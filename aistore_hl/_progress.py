"""A bar that tells how far something is: on terminals and in notebooks, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeAlias

from ._core.errors import MissingExtra
from ._core.jobs import JobProgress

Progress: TypeAlias = Callable[[JobProgress], object]
"""What is told how far a job is."""


@contextmanager
def shown(progress: bool | Progress, *, package: str = "tqdm.auto") -> Iterator[Progress | None]:
    """Whom to tell: the caller's function; a bar for `True`, if somebody can see one; else nobody.

    Raises:
        MissingExtra: a bar could be seen, and there is none: tqdm is not installed.
    """
    if callable(progress):
        yield progress
    elif progress and is_seen():
        with _bar(package) as tell:
            yield tell
    else:
        yield None


def is_seen() -> bool:
    """Whether stderr is a terminal or this is a notebook: lines of a bar in a log help nobody."""
    return sys.stderr.isatty() or is_notebook()


def is_notebook(loaded: Mapping[str, Any] = sys.modules) -> bool:
    """Whether this runs in a kernel that a page shows the output of."""
    # Any: a module that need not be installed.
    shell = loaded.get("IPython")
    found = None if shell is None else shell.get_ipython()
    return type(found).__name__ == "ZMQInteractiveShell"


@contextmanager
def _bar(package: str) -> Iterator[Progress]:
    try:
        tqdm = import_module(package).tqdm
    except ImportError as exc:
        raise MissingExtra("a bar needs tqdm: pip install 'aistore-hl[progress]', or give a function") from exc

    with tqdm(unit=" objects", file=sys.stderr, dynamic_ncols=True, leave=False) as bar:

        def tell(job: JobProgress) -> None:
            bar.set_description(f"{job.kind}[{job.id}]" if job.id else job.kind, refresh=False)
            bar.set_postfix_str(f"{job.local.bytes / 2**20:,.1f} MiB, {job.done}/{job.targets} targets", refresh=False)
            bar.update(job.local.objects - bar.n)
            bar.refresh()

        yield tell
