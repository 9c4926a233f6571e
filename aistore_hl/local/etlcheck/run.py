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

from ..etl.child import free_port
from . import conversing, downloading, pulling, pushing, putting
from .exchange import LATE
from .nodes import HOST, Node, Say
from .program import NotServing, Program, answering
from .trial import BUCKET, SECRET, Finding, Trial

_LATE: Final = 3
"""Objects without an answer in their time, after which no more are tried: each takes all of it."""
_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "VIRTUAL_ENV", "PYTHONPATH")

_CASES: Final[tuple[Callable[[Trial], Awaitable[Finding | Sequence[Finding]]], ...]] = (
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
    pulling.final,
    putting.final,
    putting.small,
    putting.failing,
    putting.stranger,
    putting.malformed,
    putting.stage,
    putting.stage_and_final,
    putting.failing_stage,
    putting.breaking,
    downloading.download,
    conversing.socket,
    pushing.method,
    pushing.alive,
)


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
    """What is found, one after the other. Where it hangs, or ends again and again, the rest is not tried.

    Raises:
        NotServing: there is nothing to try; why, and the end of the log.
        OSError: somebody listens at `target_port`.
    """
    late = 0
    async with _trial(checked) as (trial, program):
        for case in _CASES:
            made = await case(trial)
            *before, last = [made] if isinstance(made, Finding) else made
            if program is not None:
                last = await program.after(last)
            for found in (*before, last):
                late += found.answer.startswith(LATE)
                yield found
            if late >= _LATE:
                yield _rest(f"{late} objects had no answer within {checked.seconds:g} s each")
                return
            if program is not None and program.is_given_up:
                yield _rest("it ends again and again")
                return


def _rest(why: str) -> Finding:
    return Finding("server", "the rest", "untried", "-", why)


@asynccontextmanager
async def _trial(checked: Checked) -> AsyncIterator[tuple[Trial, Program | None]]:
    """The nodes, the files, and the transformer; all gone afterwards."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="aistore-etl-check-"))
    target, other, stage, stranger = nodes = [Node(lambda heard: Say(200)) for _ in range(4)]
    program: Program | None = None
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
            environment = _environment(folder, port, target, allowed=(other, stage))
            program = Program(words, environment, host, port, checked.ready)
            await program.start()
        elif (error := await answering(host, port)) is not None:
            raise NotServing(f"nobody answers at {host}:{port}: {error}")
        trial = Trial(
            host=host,
            port=port,
            sample=checked.sample,
            large=_repeated(checked.sample or b"\0", checked.large),
            seconds=checked.seconds,
            arguments=checked.arguments,
            folder=folder,
            is_ours=program is not None,
            target=target,
            other=other,
            stage=stage,
            stranger=stranger,
        )
        for node in nodes:
            node.answer = trial.stored
        yield trial, program
    finally:
        if program is not None:
            await program.stop()
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
        "AIS_DIRECT_PUT_PAUSE_MS": "1",
        "ETL_NAME": BUCKET,
        "ETL_FQN_ROOTS": str(folder / "mounted"),
        "ETL_ALLOWED_HOSTS": ",".join(node.place for node in allowed),
        "HOST": HOST,
        "PORT": str(port),
    }
