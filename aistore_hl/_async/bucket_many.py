"""What a bucket does with many objects at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from aistore_api.api.objects import get_object, head_object
from aistore_api.types import UNSET, Call

from .._concurrency import AsyncItems
from .._core.many import FoundObject, ReadObject
from .._core.names import BucketRef
from .._core.props import ObjectProps
from .._core.request import Timeouts
from .._core.window import MOST, Window
from .handle import AsyncHandle
from .source import Body, Progress

if TYPE_CHECKING:
    from .many import AsyncMany

F = TypeVar("F", bound=FoundObject)


class AsyncBucketMany(AsyncHandle[BucketRef]):
    """Methods of a bucket: those that take many names."""

    def get_many(
        self,
        names: AsyncItems[str],
        *,
        ordered: bool = True,
        raise_errors: bool = True,
        direct: bool | None = None,
        latest: bool = False,
        window: int = MOST,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> AsyncMany[ReadObject]:
        """The content of many objects, to be iterated over: asked for many at a time, each verified.

        They come in the order of `names`, or as they are answered without `ordered`. An object over 8 MiB comes without
        its content, `is_large`. With `raise_errors` what failed is left out, and told at the end by one `BatchError`;
        without, it comes in its place with its `error`. `direct` asks the targets themselves, found by the cluster map,
        and the proxy for what they do not have, and where a token is needed or a node is leaving.
        At most `window` objects are under way, fewer where they are large.
        `progress` is called with objects, not bytes. `timeout` in seconds is for all of them.

        Raises, while it is iterated over:
            BatchError: some failed, after all others were handed over.
        """
        call = get_object.call(self.name, "name", latest_ver=True if latest else UNSET, **self._ref.address())
        return self._many(call, names, ReadObject, ordered, raise_errors, direct, window, progress, timeout)

    def head_many(
        self,
        names: AsyncItems[str],
        *,
        ordered: bool = True,
        raise_errors: bool = True,
        direct: bool | None = None,
        window: int = MOST,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> AsyncMany[FoundObject]:
        """The properties of many objects; otherwise as `get_many`.

        Raises, while it is iterated over:
            BatchError: some failed, after all others were handed over.
        """
        call = head_object.call(self.name, "name", **self._ref.address())
        return self._many(call, names, FoundObject, ordered, raise_errors, direct, window, progress, timeout)

    async def put_many(
        self,
        items: Mapping[str, Body] | AsyncItems[tuple[str, Body]],
        *,
        window: int = MOST,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> dict[str, ObjectProps]:
        """Store many objects, and say of each what the cluster says: by name, in the order of `items`.

        `items` maps names to bodies, or gives pairs of both; a body is what `put` takes. Those up to 256 KiB, in memory
        or in files, go out many at a time; larger ones one by one beside them; what comes from an iterable or an open
        file by itself, while all else waits. Of several by one name the last one stays.
        At most `window` objects are under way, fewer where they are large. What is returned is about 1 KiB for each
        object: give endless streams in portions. `progress` is called with objects, not bytes.
        `timeout` in seconds is for all of them.

        Raises:
            BatchError: some failed, each by its name in `failures`; the others are stored, and in `results`.
        """
        # Here, so that who stores objects one by one does not load it.
        from .puts import AsyncPuts

        limits = self._session.limits(timeout, control=False)
        return await AsyncPuts(self._session, self._ref, items, Window(window), progress, limits).finish()

    def _many(
        self,
        call: Call[Any],
        names: AsyncItems[str],
        kind: type[F],
        ordered: bool,
        raise_errors: bool,
        direct: bool | None,
        window: int,
        progress: Progress | None,
        timeout: float | Timeouts | None,
    ) -> AsyncMany[F]:
        # Here, so that who reads objects one by one does not load it.
        from .many import AsyncMany, Plan

        if isinstance(names, (str, bytes)):
            raise TypeError(f"names must be an iterable of names, not {type(names).__name__}")
        limits = self._session.limits(timeout, control=False)
        plan = Plan(ordered, raise_errors, self._session.reading(direct).direct, Window(window), progress, limits)
        return AsyncMany(self._session, call, self._ref, names, kind, plan)
