"""Work that Ctrl-C strikes: `interrupted ENDPOINT FOLDER WORK [TIMES SEED]`.

With TIMES the program strikes itself so often and goes on each time with the same client; without, it works until it
is struck from outside, and has no answer to that.
"""

from __future__ import annotations

import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

from aistore_hl import Bucket, Client
from tests.robust.processes import say

LARGE = bytes(range(256)) * 16_384
SMALL = b"small" * 500
LONGEST = 0.02
"""Seconds after which a strike comes at the latest: several small operations, or a part of a large one."""


def pieces() -> Iterator[bytes]:
    """The large content, in pieces."""
    yield from (LARGE[begin : begin + 100_000] for begin in range(0, len(LARGE), 100_000))


def works(bucket: Bucket, folder: Path) -> dict[str, Callable[[], object]]:
    """What can be interrupted, by name."""
    large, small, own = bucket.object("large"), bucket.object("small"), bucket.object("own")
    source = folder / "source"
    return {
        "download": lambda: large.download(folder / "large"),
        "download small": lambda: small.download(folder / "small"),
        "get": lambda: large.get().read_all(),
        "get small": lambda: small.get().read_all(),
        "stream": lambda: [*large.get()],
        "put": lambda: own.put(SMALL),
        "put file": lambda: own.put(source),
        "put stream": lambda: own.put(pieces()),
        "list": lambda: [*bucket.list_objects()],
    }


def leftovers(folder: Path) -> list[str]:
    """What is in the folder and should not be: temporary files, and final ones that are not whole."""
    whole = {"source": LARGE, "large": LARGE, "small": SMALL}
    return [path.name for path in folder.iterdir() if whole.get(path.name) != path.read_bytes()]


def strike_and_go_on(client: Client, bucket: Bucket, folder: Path, times: int, dice: random.Random) -> None:
    """Each strike is a KeyboardInterrupt wherever the program happens to be; then everything works, at once."""
    # A file that was opened in the very instant of the strike is nobody's yet: Python closes it, and would say so.
    warnings.simplefilter("ignore", ResourceWarning)
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    chosen = list(works(bucket, folder).values())
    for work in chosen:
        work()  # loads what is loaded late: of Python's own modules not all survive a strike within their import
    struck, left, wrong, longest = 0, [], 0, 0.0
    while struck < times:
        work = dice.choice(chosen)
        due = monotonic() + (after := dice.uniform(0.00005, LONGEST))
        try:
            signal.setitimer(signal.ITIMER_REAL, after)
            while True:
                work()
        except KeyboardInterrupt:
            longest = max(longest, monotonic() - due)
        struck += 1
        left += leftovers(folder)
        check = bucket.object(f"check-{struck % 7}")
        content = b"%d" % struck * 1000
        check.put(content)
        wrong += check.get().read_all() != content or client.object("ais://interrupted/large").head().size != len(LARGE)
    say({"left": left, "wrong": wrong, "in time": longest < 1, "struck": struck})


def main(endpoint: str, folder: Path, work: str, times: int = 0, seed: int = 0) -> None:
    with Client(endpoint) as client:
        bucket = client.bucket("interrupted").create(exist_ok=True)
        (folder / "source").write_bytes(LARGE)
        bucket.object("large").put(LARGE)
        bucket.object("small").put(SMALL)
        if times:
            strike_and_go_on(client, bucket, folder, times, random.Random(seed))
            return
        repeated = works(bucket, folder)[work]
        repeated()
        say("working")
        while True:
            repeated()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
