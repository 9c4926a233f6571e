"""Reading ahead of who uses it, as far as a number of bytes allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from threading import Condition, Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


@contextmanager
def ahead(items: Iterator[T], *, size: Callable[[T], int], limit: int) -> Iterator[Iterator[T]]:
    """The items, fetched ahead where `limit` is above 0; whoever fetches them has stopped at the end of the `with`."""
    if not limit:
        with closing(items) if isinstance(items, Generator) else nullcontext():
            yield items
        return
    with ReadAhead(items, size=size, limit=limit) as fetched:
        yield fetched


class ReadAhead(Generic[T]):
    """An iterator whose items a thread fetches while earlier ones are used; close it.

    It holds items of `limit` bytes in all, as `size` counts them, and always one, however large. What the thread met
    is raised where the item would have come.
    """

    def __init__(self, items: Iterator[T], *, size: Callable[[T], int], limit: int) -> None:
        if limit < 0:
            raise ValueError(f"the limit must be 0 or more, not {limit}")
        self._items = items
        self._size = size
        self._limit = limit
        self._changed = Condition()
        self._fetched: deque[tuple[T, int]] = deque()
        self._held = 0
        self._closed = False
        self._ended = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._fetch, name="aistore-hl-read-ahead", daemon=True)
        self._thread.start()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        with self._changed:
            while not self._fetched:
                if self._error is not None:
                    error, self._error = self._error, None
                    raise error
                if self._ended or self._closed:
                    raise StopIteration
                self._changed.wait()
            item, size = self._fetched.popleft()
            self._held -= size
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Stop reading ahead, and wait until it has stopped. Again: nothing."""
        with self._changed:
            self._closed = True
            self._fetched.clear()
            self._changed.notify_all()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: BaseException | TracebackType | type[BaseException] | None) -> None:
        self.close()

    def _fetch(self) -> None:
        try:
            for item in self._items:
                if not self._keep(item, self._size(item)):
                    break
        except BaseException as exc:  # noqa: BLE001  # raised again by `__next__`, in the thread that uses the items
            self._error = exc
        finally:
            if isinstance(self._items, Generator):
                self._items.close()
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _keep(self, item: T, size: int) -> bool:
        """Whether to go on, once there is room for it."""
        with self._changed:
            while not self._closed and self._fetched and self._held + size > self._limit:
                self._changed.wait()
            if self._closed:
                return False
            self._fetched.append((item, size))
            self._held += size
            self._changed.notify_all()
            return True
