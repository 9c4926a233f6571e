"""What a connection has received and nobody has used yet; the same for threads and for tasks."""

from __future__ import annotations

from .address import Address
from .http1 import MAX_HEAD


class Inbox:
    """A receive buffer: `buffer[pos:end]` has arrived and waits to be taken."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.buffer = bytearray(MAX_HEAD)
        self.view = memoryview(self.buffer)
        self.pos = 0
        self.end = 0
        self.exchanges = 0
        """How many requests it has carried to the head of their answer."""
        self.accepted = False
        """Whether the kernel took any byte of the present request."""
        self.sent = 0
        """How much of its opening went out at the first attempt."""
        self.failure: OSError | None = None
        """What ended the first attempt."""
        self.idle_since = 0.0
        self.is_over = False
        """Whether the stream is known to have ended."""

    def begin(self) -> None:
        """A new exchange starts; nothing of an older one is left."""
        self.pos = self.end = self.sent = 0
        self.accepted = False
        self.failure = None

    def take(self, count: int) -> bytes:
        """Up to `count` bytes that have arrived."""
        stop = min(self.pos + count, self.end)
        data = bytes(self.view[self.pos : stop])
        self.pos = stop
        return data

    def take_into(self, view: memoryview) -> int:
        """As `take`, into `view`; the number of bytes."""
        count = min(len(view), self.end - self.pos)
        view[:count] = self.view[self.pos : self.pos + count]
        self.pos += count
        return count

    def make_room(self) -> None:
        """Move what waits to the front, where the end has been reached."""
        if self.pos == self.end:
            self.pos = self.end = 0
        elif self.end == len(self.buffer):
            have = self.end - self.pos
            self.buffer[:have] = self.buffer[self.pos : self.end]
            self.pos, self.end = 0, have
