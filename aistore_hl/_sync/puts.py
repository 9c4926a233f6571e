# Written by codegen.py from aistore_hl/_async/puts.py; do not edit.
"""Many objects stored: small bodies many at a time on few connections, the others one by one beside them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping, Sized
from pathlib import Path
from typing import Final, TypeGuard, cast

from aistore_api.api.objects import put_object
from aistore_api.redirects import FirstLeg, first_leg
from aistore_api.types import Answer, Bytes, Headers

from .._concurrency import Ahead, Items, in_thread, monotonic, start, take
from .._core import checksum
from .._core.errors import AisError, AmbiguousWrite, BatchError, DeadlineExceeded, TransportError
from .._core.limits import Limits
from .._core.many import SentObject
from .._core.names import BucketRef, ObjectRef
from .._core.props import ObjectProps
from .._core.window import Window
from .._wire.blocking import Lanes
from .put import put, stored_props
from .run import Run
from .session import Session
from .source import DIGEST, Body, Progress, open_source

SMALL: Final = 256 * 1024
"""Bytes of a body that goes out beside others: a larger one keeps a connection busy by itself."""

_BAD_ITEM: Final = (AisError, OSError, TypeError, ValueError)
"""What is the failure of one item: of the cluster, of its file, of its name or its body."""


class Puts(Run[SentObject]):
    """One call of `put_many`.

    As with a single upload the proxy is asked with an empty body, which it redirects; many of those questions share a
    connection. Of the bodies few do: when one breaks, nobody knows of any behind it whether it was stored.
    """

    def __init__(
        self,
        session: Session,
        bucket: BucketRef,
        items: Mapping[str, Body] | Items[tuple[str, Body]],
        window: Window,
        progress: Progress | None,
        limits: Limits,
    ) -> None:
        super().__init__(session, put_object.call(bucket.name, "name", body=b"", **bucket.address()), bucket, limits)
        self._window = window
        self._progress = progress
        self._total = len(items) if isinstance(items, Sized) else None
        pairs = cast("Items[tuple[str, Body]]", items.items() if isinstance(items, Mapping) else items)
        self._source = start(pairs)
        self._names: dict[str, None] = {}
        self._results: dict[str, ObjectProps] = {}
        self._failures: dict[str, Exception] = {}
        self._flying: dict[str, deque[SentObject]] = {}
        """Names under way, and what else is to be stored by them: in the order given, so that the last one stays."""
        self._large: deque[SentObject] = deque()
        """Those that are sent one by one, beside the small ones."""
        self._beside: tuple[SentObject, Ahead[ObjectProps]] | None = None
        """The one of them that is on its way."""
        self._begun = self._under_way = 0
        self._is_drained = False
        self._verify = session.settings.integrity == "auto"

    def finish(self) -> dict[str, ObjectProps]:
        """Store all of them; what the cluster says of each.

        Raises:
            BatchError: some failed.
            DeadlineExceeded: the time was over before all were even taken.
        """
        try:
            while self._under_way or not self._is_drained:
                self._step()
        finally:
            if self._beside is not None:
                self._beside[1].end()
            self._end()
        results = {name: self._results[name] for name in self._names if name in self._results}
        if self._failures:
            verb = f"{self._operation.method} {self._bucket}"
            raise BatchError.of(verb, self._failures, total=self._begun, results=results)
        return results

    def _step(self) -> None:
        done = self._done
        self._admit()
        self._move()
        if self._done > done and self._progress is not None:
            self._progress(self._done, self._total)

    def _admit(self) -> None:
        """As many items as the window has room for."""
        room = self._window.room(self._under_way)
        if not room or self._is_drained:
            return
        pairs = take(self._source, room)
        self._is_drained = len(pairs) < room
        largest = 0
        for name, body in pairs:
            deadline = self._limits.deadline
            if deadline is not None and monotonic() >= deadline and self._total is None:
                raise DeadlineExceeded(f"the time was over after {self._done:,} objects were stored")
            item = SentObject(self._begun, name, self._bucket)
            self._begun += 1
            self._under_way += 1
            self._names[name] = None
            try:
                if deadline is not None and monotonic() >= deadline:
                    raise DeadlineExceeded("not sent, since the time for all was over")
                item._target = self._target(name, write=True)
                content = _small(body)
                if content is None and _is_given(body) and self._session.settings.pool_size > 1:
                    item._large = body
                    self._line_up(self._begin(), item)
                elif content is None:
                    self._come_to_rest()
                    self._send_alone(item, body)
                elif not self._is_redirected():
                    self._send_alone(item, content)
                else:
                    self._send(self._begin(), item, content)
                    largest = max(largest, len(content))
            except _BAD_ITEM as exc:
                self._give_up(item, exc)
        self._window.saw(largest)

    def _is_redirected(self) -> bool:
        """Whether the endpoint is known to redirect uploads: only then an empty body overwrites nothing there."""
        return first_leg(self._session.redirecting.get(self._session.origin)) is FirstLeg.PROBE

    def _send(self, lanes: Lanes[SentObject], item: SentObject, content: bytes) -> None:
        item._body = content
        if self._verify:
            found = checksum.compute(DIGEST, content) or ""
            item._pairs = (("Ais-Checksum-Type", DIGEST), ("Ais-Checksum-Value", found))
        self._line_up(lanes, item)

    def _line_up(self, lanes: Lanes[SentObject], item: SentObject) -> None:
        """Send it, after what is under way by the same name."""
        if item.name in self._flying:
            self._flying[item.name].append(item)
        else:
            self._flying[item.name] = deque()
            self._set_off(lanes, item)

    def _set_off(self, lanes: Lanes[SentObject], item: SentObject) -> None:
        if item._large is None:
            self._ask(lanes, item)
        else:
            self._large.append(item)

    def _come_to_rest(self) -> None:
        """Take in all that is under way, and hold no connection.

        What comes from code of the caller is read where all of it is read, since others of its kind may be of the same
        file, and nothing else moves meanwhile.
        """
        while self._flying:
            self._move()
        self._end()

    def _send_alone(self, item: SentObject, body: Body) -> None:
        """As a single upload, after what is under way by the same name."""
        while item.name in self._flying:
            self._move()
        item._props = self._put(item, body)
        self._settle(item)

    def _put(self, item: SentObject, body: Body) -> ObjectProps:
        with open_source(body, None) as source:
            return put(self._session, ObjectRef(self._bucket, item.name), source, None, self._limits)

    def _move(self) -> None:
        """Send what is to be sent, and take what has come, of the small ones and of the large one beside them."""
        lanes = self._begin()
        if self._large and self._beside is None:
            item = self._large.popleft()
            body = item._large
            assert body is not None
            self._beside = item, Ahead(lambda: self._put(item, body))
        self._exchange(lanes)
        if self._beside is None or not (self._beside[1].is_done or (lanes.is_idle and not self._later)):
            return
        if lanes.is_idle:
            # It may wait for a connection that these have.
            self._end()
        item, sending = self._beside
        failure: Exception | None = None
        try:
            item._props = sending.result()
        except _BAD_ITEM as exc:
            failure = exc
        self._beside = None
        self._begin()
        if failure is None:
            self._settle(item)
        else:
            self._give_up(item, failure)

    def _ask(self, lanes: Lanes[SentObject], item: SentObject) -> None:
        item._hops = 0
        item._is_asking = True
        item._origin = self._session.origin
        lanes.add(item._origin, item, item._target, self._session.credentials)

    def _go_on(self, lanes: Lanes[SentObject], item: SentObject, target: str, *, signed: bool) -> None:
        item._is_asking = False
        # A signed redirect covers the length that was announced, which was 0: no other may be announced now.
        lanes.add(item._origin, item, target, item._pairs, item._body, chunked=signed)

    def _take(
        self, lanes: Lanes[SentObject], item: SentObject, status: int, fields: bytes, content: bytes | None
    ) -> None:
        try:
            if not 200 <= status < 300:
                self._try_again(item, self._judge(item, status, fields, content))
            elif item._is_asking and item._body:
                self._mend(item)
            else:
                announced = item._pairs[1][1] if item._pairs else None
                answer = Answer(status, Headers.from_block(fields), content or b"")
                item._props = stored_props(answer, size=len(item._body), announced=announced)
                if item._attempts is not None:
                    item._attempts.succeeded()
                self._settle(item)
        except AisError as exc:
            self._try_again(item, exc)

    def _mend(self, item: SentObject) -> None:
        """The endpoint took the question for the whole of it: it redirects no more. Send the body there, at once."""
        self._session.redirecting.pop(item._origin, None)
        try:
            item._props = self._put(item, item._body)
        except TransportError as exc:
            text = f"the endpoint stopped redirecting, and took an empty body before the real one broke: {exc}"
            self._give_up(item, AmbiguousWrite(text, node=item._origin))
        except AisError as exc:
            self._give_up(item, exc)
        else:
            self._settle(item)

    def _lose(self, lanes: Lanes[SentObject], item: SentObject, exc: TransportError, *, shared: bool) -> None:
        # Nothing is written by asking a proxy.
        exc.sent = exc.sent and not item._is_asking
        self._try_again(item, exc, shared=shared)

    def _give_up(self, item: SentObject, exc: Exception) -> None:
        if isinstance(exc, AisError):
            self._fail(item, exc)
        else:
            self._failures[item.name] = exc
            self._settle(item)

    def _settle(self, item: SentObject) -> None:
        self._done += 1
        self._under_way -= 1
        item._body, item._large = b"", None
        if item.error is not None:
            self._failures[item.name] = item.error
        elif item._props is not None:
            self._results[item.name] = item._props
        waiting = self._flying.get(item.name)
        if waiting is None:
            return
        if waiting and self._lanes is not None:
            self._set_off(self._lanes, waiting.popleft())
        else:
            del self._flying[item.name]


def _is_given(body: Body) -> TypeGuard[Bytes | str | Path]:
    """Whether nobody else may be reading it at the same time: it is in memory, or a file that is opened for this."""
    return isinstance(body, (bytes, bytearray, memoryview, str, Path))


def _small(body: Body) -> bytes | None:
    """The whole of a body that is small and can be had at once; None: any other.

    Raises:
        OSError: a file that cannot be read.
    """
    if isinstance(body, (bytes, bytearray, memoryview)):
        size = memoryview(body).nbytes
        return bytes(body) if size <= SMALL else None
    if not isinstance(body, (str, Path)):
        return None
    path = os.fspath(body)
    return in_thread(lambda: _read_small(path))


def _read_small(path: str) -> bytes | None:
    with open(path, "rb", buffering=0) as file:
        if not os.path.isfile(path) or os.fstat(file.fileno()).st_size > SMALL:
            return None
        content = file.read(SMALL + 1)
        return content if len(content) <= SMALL else None
