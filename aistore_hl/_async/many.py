"""Objects by many names: asked for in one go on few connections, handed over as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence, Sized
from typing import Any, NoReturn, Self, TypeVar

from aistore_api.types import Call
from attrs import frozen

from .._concurrency import AsyncItems, async_start, async_take, monotonic
from .._core.errors import (
    AisError,
    BatchError,
    DeadlineExceeded,
    IntegrityError,
    InvalidName,
    ObjectNotFound,
    TransportError,
)
from .._core.limits import Limits
from .._core.many import FoundObject, check
from .._core.names import BucketRef
from .._core.smap import ClusterMap
from .._core.window import Window
from .._wire.aio import AsyncLanes
from .absence import unavailable
from .direct import doubt, placement
from .run import AsyncRun
from .session import AsyncSession
from .source import Progress

F = TypeVar("F", bound=FoundObject)


@frozen
class Plan:
    """How objects by many names are asked for and handed over."""

    ordered: bool
    raise_errors: bool
    direct: bool
    window: Window
    progress: Progress | None
    limits: Limits


class AsyncMany(AsyncRun[F]):
    """What became of many names, one by one. Iterate over it once; close it, or leave its `with`, to stop early.

    Requests go out while it is iterated over, many before the answers to the first ones are read.
    """

    def __init__(
        self,
        session: AsyncSession,
        call: Call[Any],
        bucket: BucketRef,
        names: AsyncItems[str],
        kind: type[F],
        plan: Plan,
    ) -> None:
        super().__init__(session, call, bucket, plan.limits)
        self._kind = kind
        self._plan = plan
        self._total = len(names) if isinstance(names, Sized) else None
        self._source = async_start(names)
        self._map: ClusterMap | None = None
        self._out: deque[F] = deque()
        self._kept: dict[int, F] = {}
        """Those that came before their turn."""
        self._failures: dict[str, AisError] = {}
        self._begun = self._turn = self._under_way = 0
        self._is_drained = self._is_closed = False
        self._verify = session.settings.integrity == "auto"

    @property
    def failures(self) -> dict[str, AisError]:
        """What failed so far, by name, where errors are raised at the end."""
        return dict(self._failures)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> F:
        while not self._out:
            if self._is_closed:
                raise StopAsyncIteration
            if self._is_drained and not self._under_way:
                await self.close()
                if self._failures:
                    verb = f"{self._operation.method} {self._bucket}"
                    raise BatchError.of(verb, self._failures, total=self._begun, results={})
                raise StopAsyncIteration
            try:
                await self._step()
            except BaseException:
                await self.close()
                raise
        self._under_way -= 1
        return self._out.popleft()

    async def close(self) -> None:
        """Ask for nothing more; connections with answers still to come are closed. Again: nothing."""
        self._is_closed = True
        self._out.clear()
        await self._end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be pickled, since it is half read: hand over the names")

    def __repr__(self) -> str:
        of = "" if self._total is None else f" of {self._total:,}"
        return f"<{type(self).__name__} {self._operation.method} {self._bucket} {self._done:,}{of}>"

    async def _step(self) -> None:
        """Ask for more, and take what has been answered meanwhile."""
        lanes = await self._begin()
        if self._plan.direct:
            self._map = await placement(self._session, self._bucket, self._limits)
        await self._admit(lanes)
        done = self._done
        largest = await self._exchange(lanes)
        if self._done > done:
            self._plan.window.saw(largest)
            if self._plan.progress is not None:
                self._plan.progress(self._done, self._total)

    async def _admit(self, lanes: AsyncLanes[F]) -> None:
        """As many names as the window has room for."""
        room = self._plan.window.now - self._under_way
        if room <= 0 or self._is_drained:
            return
        names = await async_take(self._source, room)
        self._is_drained = len(names) < room
        deadline = self._limits.deadline
        is_late = deadline is not None and monotonic() >= deadline
        if is_late and names and self._total is None:
            # Nobody knows how many names are still to come: they cannot each be told.
            raise DeadlineExceeded(f"the time was over after {self._done:,} objects")
        self._under_way += len(names)
        owners = self._owners(names)
        for name in names:
            item = self._kind(self._begun, name, self._bucket)
            item._origin = next(owners, "")
            item._is_direct = bool(item._origin)
            self._begun += 1
            try:
                if is_late:
                    raise DeadlineExceeded("not asked for, since the time for all was over")
                item._target = self._target(name)
                self._ask(lanes, item)
            except (InvalidName, DeadlineExceeded) as exc:
                self._fail(item, exc)

    def _owners(self, names: Sequence[str]) -> Iterator[str]:
        """Where each is asked for directly, if that is wanted."""
        if self._map is None:
            return iter(())
        uname = self._bucket.uname
        return iter([node.public for node in self._map.owners([uname + name for name in names])])

    def _ask(self, lanes: AsyncLanes[F], item: F) -> None:
        item._hops = 0
        if item._is_direct:
            lanes.add(item._origin, item, item._target)
        else:
            item._origin = self._session.origin
            lanes.add(item._origin, item, item._target, self._session.credentials)

    def _go_on(self, lanes: AsyncLanes[F], item: F, target: str, *, signed: bool) -> None:
        # No credentials: targets need none, and whoever answers there is not who the token was given to.
        lanes.add(item._origin, item, target)

    async def _take(self, lanes: AsyncLanes[F], item: F, status: int, fields: bytes, content: bytes | None) -> None:
        if status != 200:
            await self._take_refusal(lanes, item, self._judge(item, status, fields, content))
            return
        try:
            check(item, status, fields, content, verify=self._verify)
        except IntegrityError as exc:
            if item._is_second:
                self._fail(item, exc)
            else:
                # Once more, as a single read does that has handed nothing over.
                item._is_second = True
                self._ask(lanes, item)
        except AisError as exc:
            self._try_again(item, exc)
        else:
            if item._attempts is not None:
                item._attempts.succeeded()
            self._settle(item)

    async def _take_refusal(self, lanes: AsyncLanes[F], item: F, exc: AisError) -> None:
        if item._is_direct:
            # Whatever a target says that was asked directly: the proxy knows better.
            self._go_round(lanes, item)
        elif isinstance(exc, ObjectNotFound):
            instead = await unavailable(self._session, exc, self._bucket, self._limits)
            self._fail(item, instead or exc)
        else:
            self._try_again(item, exc)

    def _lose(self, lanes: AsyncLanes[F], item: F, exc: TransportError, *, shared: bool) -> None:
        if item._is_direct:
            self._go_round(lanes, item)
        else:
            self._try_again(item, exc, shared=shared)

    def _go_round(self, lanes: AsyncLanes[F], item: F) -> None:
        """The target that should have it did not give it: ask the proxy."""
        doubt(self._session)
        item._is_direct = False
        self._ask(lanes, item)

    def _settle(self, item: F) -> None:
        """Hand it over when it is its turn."""
        self._done += 1
        if not self._plan.ordered:
            self._hand_over(item)
            return
        kept = self._kept
        if item.index != self._turn:
            kept[item.index] = item
            return
        following: F | None = item
        while following is not None:
            self._turn += 1
            self._hand_over(following)
            following = kept.pop(self._turn, None)

    def _hand_over(self, item: F) -> None:
        if item.error is not None and self._plan.raise_errors:
            self._failures[item.name] = item.error
            self._under_way -= 1
        else:
            self._out.append(item)
