"""The ETLs of a cluster: their stages, their transformers, and what went wrong."""

from __future__ import annotations

import asyncio
import os
import secrets
import string
from collections import deque
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from attrs import define, field, frozen

from ..answers import Refusal, bad_request
from ..jobs import Job, Part
from ..store import DiskStore
from .images import Images, own_python
from .lending import Lender
from .message import InitMessage
from .transformer import NotReady, Transformer

if TYPE_CHECKING:
    from ..node import Node
    from ..state import State

T = TypeVar("T")

KIND: Final = "etl-inline"
"""The job that an ETL is while it runs."""

INITIALIZING, RUNNING, ABORTED = "Initializing", "Running", "Aborted"

_KEPT: Final = 128
"""Errors of objects that are kept for each target. Source: ext/etl/boot.go (AIS 5.0)"""

_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables of the cluster that a transformer gets: what an image would have of its own."""

_GRACE: Final = 5.0
_LAST_GRACE: Final = 1.0
"""Seconds that its transformers have to end by themselves; the last where the cluster ends."""

_LETTERS: Final = string.ascii_letters


@frozen
class FailedObject:
    """What went wrong with one object."""

    name: str
    message: str
    status: int

    def document(self) -> dict[str, Any]:
        """As AIS tells it."""
        return {"obj_name": self.name, "msg": self.message, "ecode": self.status}


@frozen
class Users:
    """The ETLs that a job uses: it ends with each of them."""

    etls: tuple[Etl, ...]


@define(eq=False)
class Etl:
    """One ETL. Changed by the cluster's thread only."""

    state: State
    images: Images
    message: InitMessage
    stage: str = INITIALIZING
    job: Job | None = None
    secret: str = ""
    """What a transformer shows its target, and other targets."""
    transformers: dict[str, Transformer] = field(factory=dict)
    """By target."""
    why: str = ""
    """Why it was stopped."""
    _stopped: asyncio.Event = field(init=False, factory=asyncio.Event)
    _inline: dict[str, deque[FailedObject]] = field(init=False, factory=dict)
    _offline: dict[str, dict[str, deque[FailedObject]]] = field(init=False, factory=dict)

    async def begin(self) -> Job:
        """Start a transformer beside each target, and return when all are ready. The job that it is.

        Raises:
            Refusal: 400, one is not ready; why, and the end of its log. Nothing of it runs then.
        """
        self.stage, self.why = INITIALIZING, ""
        self.secret = "".join(secrets.choice(_LETTERS) for _ in range(10))
        self._stopped = asyncio.Event()
        # Of an ETL that was stopped nothing is told, and one that is started again has begun anew.
        self._inline, self._offline = {}, {}
        made: dict[str, Transformer] = {}
        self.transformers = made
        # Targets may come meanwhile, and go.
        while new := [target for target in self.state.living() if target not in made]:
            made.update((target, self._transformer(target)) for target in new)
            outcomes = await asyncio.gather(*(made[target].start() for target in new), return_exceptions=True)
            failed = [
                (target, outcome)
                for target, outcome in zip(new, outcomes, strict=True)
                if isinstance(outcome, BaseException) and target in made
            ]
            if failed:
                await self._end()
            if self.stage != INITIALIZING or (made is not self.transformers and not failed):
                raise bad_request(f"ETL[{self.message.name}]: was stopped while it was starting: {self.why}")
            if failed:
                target, why = failed[0]
                if isinstance(why, NotReady):
                    raise self._not_started(target, why) from why
                raise why
        self.job = self.state.jobs.run(KIND, self._run, made)
        self.stage = RUNNING
        return self.job

    def _not_started(self, target: str, why: NotReady) -> Refusal:
        """As the target tells it whose transformer it was: a proxy asks all of them to begin."""
        text = f"ETL[{self.message.name}]: {why}"
        return Refusal(400, text, node=f"t[{target}]", path="/v1/txn/begin", method="POST")

    async def stop(self, why: str = "user abort", *, grace: float = _GRACE) -> None:
        """End its transformers, and the jobs that use it; a second time does nothing."""
        if self.stage == ABORTED:
            return
        self.stage, self.why = ABORTED, why
        for job in self.state.jobs.running():
            if isinstance(job.result, Users) and self in job.result.etls:
                job.abort(why)
        if self.job is not None:
            self.job.abort(why)
        self.job = None
        self._stopped.set()
        await self._end(grace)

    def fail(self, why: str) -> None:
        """A transformer has ended and does not come back."""
        self.state.etls.later(self.stop(why))

    def join(self, target: str) -> None:
        """A target has come: it gets a transformer too. Who asks it meanwhile waits."""
        if self.stage == RUNNING and target not in self.transformers:
            new = self.transformers[target] = self._transformer(target)
            self.state.etls.later(self._accompany(new))

    def leave(self, target: str) -> None:
        """A target has gone, and its transformer goes with it."""
        gone = self.transformers.pop(target, None)
        if gone is not None:
            self.state.etls.later(gone.stop())

    def _transformer(self, target: str) -> Transformer:
        return Transformer(self, target, Lender(self.state.etls.lends(f"{self.message.name}-{target}")))

    async def _accompany(self, transformer: Transformer) -> None:
        try:
            await transformer.start()
        except NotReady as exc:
            if self.transformers.get(transformer.target) is transformer:
                await self.stop(str(exc))

    async def command(self, transformer: Transformer, port: int) -> list[str]:
        """What is run for it, once all is there that it needs.

        Raises:
            NotMade, OSError: it is not.
        """
        run = self.images.run(self.message)
        transformer.log.add(run.remark.encode())
        python = own_python() if run.environment is None else await run.environment.python(transformer.log)
        return run.command(python, port)

    def announce(self) -> None:
        """A transformer listens somewhere else than before."""
        self.state.etls.announce()

    def environment(self, transformer: Transformer, port: int) -> dict[str, str]:
        """All that a transformer has: what its pod would have, and where it has to listen."""
        member = self.state.membership.targets[transformer.target]
        home = str(transformer.folder)
        return {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "HOME": home,
            "TMPDIR": home,
            "PYTHONUNBUFFERED": "1",
            **self.message.env,
            "AIS_TARGET_URL": f"{member.origin}/v1/etl/_object/{self.message.name}/{self.secret}",
            "direct_put": "true" if self.message.direct_put else "false",
            "ETL_ALLOWED_HOSTS": f"@{transformer.hosts}",
            "ETL_FQN_ROOTS": str(transformer.lender.root or ""),
            "HOST": "127.0.0.1",
            "PORT": str(port),
        }

    def note(self, target: str, failure: FailedObject, *, job: str = "") -> None:
        """Keep an error of an object: of a job, or of a read."""
        kept = self._offline.setdefault(job, {}) if job else self._inline
        kept.setdefault(target, deque(maxlen=_KEPT)).append(failure)

    def errors(self, job: str) -> list[FailedObject]:
        """Those of a job, or of reads."""
        kept = self._offline.get(job, {}) if job else self._inline
        return [failure for failures in kept.values() for failure in failures]

    def info(self, turn: int | None) -> dict[str, Any]:
        """As the list of ETLs has it: what all targets have counted, or the one whose turn it is."""
        parts = [] if self.job is None else list(self.job.parts.values())
        if turn is not None and parts:
            parts = [parts[turn % len(parts)]]
        return {
            "id": self.message.name,
            "stage": self.stage,
            "xaction_id": "" if self.job is None else self.job.id,
            "obj_count": sum(part.objects for part in parts),
            "in_bytes": sum(part.received_size for part in parts),
            "out_bytes": sum(part.sent_size for part in parts),
        }

    async def _run(self, part: Part) -> None:
        """It runs until it is stopped."""
        await self._stopped.wait()

    async def _end(self, grace: float = _GRACE) -> None:
        transformers, self.transformers = self.transformers, {}
        await asyncio.gather(*(each.stop(grace) for each in transformers.values()))


@define(eq=False)
class Etls:
    """All ETLs, by name."""

    state: State
    images: Images = field(factory=Images)
    version: int = field(init=False, default=0)
    _known: dict[str, Etl] = field(init=False, factory=dict)
    _tasks: set[asyncio.Future[Any]] = field(init=False, factory=set)
    """What goes on also where nobody waits for it any more."""
    _lent: int = field(init=False, default=0)
    _listed: int = field(init=False, default=0)
    _is_closed: bool = field(init=False, default=False)

    async def init(self, message: InitMessage, node: Node) -> str:
        """Start one. The id of its job.

        Raises:
            Refusal: 409, there is one of that name; 400, it cannot run here, or did not become ready. The name is free
                again then. 503, the cluster ends.
        """
        name = message.name
        if self._is_closed:
            raise Refusal(503, f"{node.label}: the cluster is closed")
        if name in self._known:
            raise Refusal(409, f"{node.label}: etl job {name} already exists")
        self.images.run(message)
        etl = self._known[name] = Etl(self.state, self.images, message)
        self.version += 1
        return await asyncio.shield(self.later(self._init(etl)))

    async def start(self, name: str, node: Node) -> str:
        """Start one that was stopped. The id of its job.

        Raises:
            Refusal: 404, there is none; 400, it runs, or did not become ready.
        """
        etl = self.known(name, node)
        if etl.stage != ABORTED:
            raise bad_request(f'invalid action "can\'t start ETL[{name}] during {etl.stage} stage"')
        etl.stage = INITIALIZING
        return await asyncio.shield(self.later(self._start(etl)))

    async def stop(self, name: str, node: Node) -> None:
        """End one, also if whoever has asked for it goes away meanwhile.

        Raises:
            Refusal: 404, there is none.
        """
        await asyncio.shield(self.later(self.known(name, node).stop()))

    async def delete(self, name: str, node: Node) -> None:
        """End one, and forget it.

        Raises:
            Refusal: 404, there is none.
        """
        etl = self.known(name, node)
        del self._known[name]
        self.version += 1
        await asyncio.shield(self.later(etl.stop()))

    def known(self, name: str, node: Node) -> Etl:
        """The one of that name, whether it runs or not.

        Raises:
            Refusal: 404.
        """
        found = self._known.get(name)
        if found is None:
            raise Refusal(404, f"{node.label}: etl job {name} does not exist", "ErrNotFound")
        return found

    def running(self, name: str) -> Etl | None:
        """The one of that name, if it runs."""
        found = self._known.get(name)
        return found if found is not None and found.stage == RUNNING else None

    def infos(self) -> list[dict[str, Any]]:
        """All, as their list has them, in the order in which they were started."""
        self._listed += 1
        turn = self._listed if self.state.quirks.counts_one_target else None
        return [etl.info(turn) for etl in self._known.values()]

    def later(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Do something that goes on also where nobody waits for it any more, until the cluster is closed."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def announce(self) -> None:
        """Tell all transformers where they may send results to: targets, and one another."""
        chosen = [etl for etl in self._known.values() if etl.transformers]
        hosts = [urlsplit(each.origin).netloc for each in self.state.membership.targets.values()]
        hosts += [each.channel.host for etl in chosen for each in etl.transformers.values() if each.is_ready]
        for etl in chosen:
            for each in etl.transformers.values():
                each.allow(hosts)

    def lends(self, pod: str) -> Path | None:
        """Where files are lent to a transformer; `None` where objects are kept otherwise."""
        kept = self.state.kept
        if not isinstance(kept, DiskStore):
            return None
        self._lent += 1
        return kept.folder.lent / f"{pod}-{self._lent}"

    def join(self, target: str) -> None:
        """A target has come."""
        for etl in self._known.values():
            etl.join(target)
        self.announce()

    def leave(self, target: str) -> None:
        """A target has gone."""
        for etl in self._known.values():
            etl.leave(target)
        self.announce()

    async def close(self) -> None:
        """End all; returns when nothing of them runs any more."""
        self._is_closed = True
        known, self._known = list(self._known.values()), {}
        await asyncio.gather(*(each.stop("the cluster is closed", grace=_LAST_GRACE) for each in known))
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _init(self, etl: Etl) -> str:
        try:
            return (await etl.begin()).id
        except BaseException:
            if self.state.quirks.keeps_failed_etls:
                etl.stage = ABORTED
            elif self._known.get(etl.message.name) is etl:
                del self._known[etl.message.name]
            raise

    async def _start(self, etl: Etl) -> str:
        try:
            return (await etl.begin()).id
        except BaseException:
            etl.stage = ABORTED
            raise

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # told to who waits for it, if anybody does
