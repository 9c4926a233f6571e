"""All that is tried, in its order, on a transformer that runs or is started for it."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from ..etl.child import Child, Log, free_port
from . import conversing, pulling, pushing, putting
from .exchange import Ask, Line
from .nodes import HOST, Node, Say
from .trial import BUCKET, SECRET, Finding, Trial

_TICK: Final = 0.02
_SHOWN: Final = 20
_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "VIRTUAL_ENV", "PYTHONPATH")

_CASES: Final[tuple[Callable[[Trial], Awaitable[Finding]], ...]] = (
    pushing.health,
    pushing.health_head,
    pushing.body,
    pushing.kept,
    pushing.escaped,
    pushing.empty,
    pushing.large,
    pushing.chunked,
    pushing.cut_short,
    pushing.at_once,
    pushing.health_meanwhile,
    pushing.by_file,
    pushing.missing_file,
    pushing.foreign_file,
    pushing.climbing_file,
    pulling.pull,
    pulling.by_file,
    pulling.missing,
    pulling.cut_short,
    putting.final,
    putting.small,
    putting.failing,
    putting.stranger,
    putting.malformed,
    putting.stage,
    putting.stage_and_final,
    putting.failing_stage,
)


class NotServing(Exception):
    """There is nothing to try: it does not start, or nobody listens."""


@frozen(kw_only=True)
class Checked:
    """What is tried: a command that starts a transformer, or the address of one that runs, and with what."""

    command: Sequence[str] = ()
    """`{port}` in it is where the transformer has to listen; the variable PORT says it too."""
    url: str = ""
    sample: bytes = b"a sample of content\n"
    arguments: str = ""
    large: int = 8 << 20
    """Bytes of the large object."""
    seconds: float = 10.0
    """For one object: AIS's own time-out."""
    ready: float = 45.0
    """Seconds that it has to become ready: AIS's own time-out."""
    target_port: int = 0
    """Where the target listens: what runs already has to be told beforehand."""


def target_url(port: int) -> str:
    """What AIS_TARGET_URL has to be for the target at that port."""
    return f"http://{HOST}:{port}{SECRET}"


async def findings(checked: Checked) -> AsyncIterator[Finding]:
    """What is found, one after the other.

    Raises:
        NotServing: there is nothing to try; why, and the end of the log.
        OSError: somebody listens at `target_port`.
    """
    async with _trial(checked) as trial:
        for case in _CASES:
            yield await case(trial)
        for found in await conversing.socket(trial):
            yield found
        yield await pushing.method(trial)
        yield await pushing.alive(trial)


@asynccontextmanager
async def _trial(checked: Checked) -> AsyncIterator[Trial]:
    """The nodes, the files, and the transformer; all gone afterwards."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="aistore-etl-check-"))
    target, other, stage, stranger = nodes = [Node(lambda heard: Say(200)) for _ in range(4)]
    child: Child | None = None
    log = Log()
    try:
        for name in ("mounted", "elsewhere", "home"):
            (folder / name).mkdir()
        for node in nodes:
            await node.listen(checked.target_port if node is target else 0)
        parts = urlsplit(checked.url)
        host, port = parts.hostname or HOST, parts.port or 80
        if checked.command:
            port = free_port(HOST)
            words = [word.replace("{port}", str(port)) for word in checked.command]
            # In the folder that this runs in: a command has files of it.
            child = await Child.start(words, _environment(folder, port, target, allowed=(other, stage)), None, log)
        await _until_ready(Line(host, port, 1.0), child, log, checked.ready)
        trial = Trial(
            host=host,
            port=port,
            sample=checked.sample,
            large=_repeated(checked.sample or b"\0", checked.large),
            seconds=checked.seconds,
            arguments=checked.arguments,
            folder=folder,
            is_ours=child is not None,
            target=target,
            other=other,
            stage=stage,
            stranger=stranger,
        )
        for node in nodes:
            node.answer = trial.stored
        yield trial
    finally:
        if child is not None:
            await child.stop(2.0)
        for node in nodes:
            node.close()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _repeated(content: bytes, size: int) -> bytes:
    return (content * (size // len(content) + 1))[:size]


def _environment(folder: Path, port: int, target: Node, *, allowed: Sequence[Node]) -> dict[str, str]:
    """What AIS sets, and what a server of this package needs to know of the nodes here."""
    return {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        "TMPDIR": str(folder / "home"),
        "PYTHONUNBUFFERED": "1",
        "AIS_TARGET_URL": target_url(target.port),
        "direct_put": "true",
        "ETL_NAME": BUCKET,
        "ETL_FQN_ROOTS": str(folder / "mounted"),
        "ETL_ALLOWED_HOSTS": ",".join(node.place for node in allowed),
        "HOST": HOST,
        "PORT": str(port),
    }


async def _until_ready(line: Line, child: Child | None, log: Log, seconds: float) -> None:
    """Wait until it answers at /health with whatever status; what it answers is judged later.

    Raises:
        NotServing: it does not.
    """
    deadline = asyncio.get_running_loop().time() + (seconds if child is not None else 0.0)
    while True:
        async with Line(line.host, line.port, line.seconds) as probe:
            reply = await probe.ask(Ask("GET", "/health"))
        if reply.status:
            return
        if child is not None and child.status is not None:
            status = await child.wait()
            raise NotServing(f"it ended with status {status} before it was ready; it said:\n{log.tail(_SHOWN)}")
        if asyncio.get_running_loop().time() > deadline:
            said = f"; it said:\n{log.tail(_SHOWN)}" if child is not None else ""
            raise NotServing(f"nobody answers at {line.host}:{line.port}: {reply.error}{said}")
        await asyncio.sleep(_TICK)
