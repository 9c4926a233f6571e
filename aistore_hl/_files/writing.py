"""Objects as files that are written: seen when they are closed, and only then."""

from __future__ import annotations

import codecs
import io
import warnings
from types import TracebackType
from typing import Any, NoReturn, Self

from aistore_api.types import Bytes

from .content import AsyncWritable, Writable, check_open, refuse_to_pickle


class FileWriter(io.BufferedIOBase):
    """An object as a binary file, for writing it anew. It is seen when the file is closed, unless its block failed."""

    mode = "wb"

    def __init__(self, content: Writable) -> None:
        self.name = content.name
        self._content = content
        self._position = 0

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        refuse_to_pickle(self)

    def writable(self) -> bool:
        check_open(self)
        return True

    def write(self, data: Any, /) -> int:
        """Take in all of it; how many bytes it has."""
        check_open(self)
        with memoryview(data) as given, given.cast("B") as view:
            self._content.write(view)
            self._position += len(view)
            return len(view)

    def tell(self) -> int:
        check_open(self)
        return self._position

    def close(self) -> None:
        """Make what was written the object. Again: nothing."""
        if not self.closed:
            try:
                self._content.publish()
            finally:
                super().close()

    def abort(self) -> None:
        """Close it without a trace: there is the object that was there before, or none.

        Raises:
            AisError: what was sent takes room until AIS drops it; nobody sees it.
        """
        self._abort(None)

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._abort(exc)
        self.close()

    def __del__(self) -> None:
        # Not close(), as for other files: what nobody has finished must not be seen.
        if not self.closed:
            told = ResourceWarning(f"unclosed file {self.name}: nothing is stored")
            self._abort(told)
            warnings.warn(told, source=self, stacklevel=2)

    def _abort(self, exc: BaseException | None) -> None:
        if not self.closed:
            try:
                self._content.abort(exc)
            finally:
                super().close()


class TextWriter(io.TextIOWrapper):
    """An object as a text file, for writing it anew. It is seen when the file is closed, unless its block failed."""

    def __init__(self, file: FileWriter, encoding: str, errors: str, newline: str | None) -> None:
        self._file = file
        super().__init__(file, encoding, errors, newline)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        refuse_to_pickle(self)

    def abort(self) -> None:
        """Close it without a trace: there is the object that was there before, or none.

        Raises:
            AisError: what was sent takes room until AIS drops it; nobody sees it.
        """
        self._file.abort()

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._file.__exit__(kind, exc, trace)
        self.close()

    def __del__(self) -> None:
        self._file.__del__()


class AsyncFileWriter:
    """An object as a binary file, for writing it anew. It is seen when the file is closed, unless its block failed."""

    mode = "wb"

    def __init__(self, content: AsyncWritable) -> None:
        self.name = content.name
        self.closed = False
        self._content = content
        self._position = 0

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self._position:,} bytes>"

    async def write(self, data: Bytes) -> int:
        """Take in all of it; how many bytes it has.

        Raises:
            AisError: a part could not be sent. Nothing will be stored.
        """
        check_open(self)
        with memoryview(data) as given, given.cast("B") as view:
            await self._content.write(view)
            self._position += len(view)
            return len(view)

    async def tell(self) -> int:
        """The bytes that were written."""
        check_open(self)
        return self._position

    async def flush(self) -> None:
        """Nothing: it is seen when it is closed."""
        check_open(self)

    def readable(self) -> bool:
        check_open(self)
        return False

    def seekable(self) -> bool:
        check_open(self)
        return False

    def writable(self) -> bool:
        check_open(self)
        return True

    async def close(self) -> None:
        """Make what was written the object. Again: nothing.

        Raises:
            ChecksumMismatch: what is stored now is not what was written.
            AmbiguousWrite: it may be stored, now or later: look before writing again.
        """
        if not self.closed:
            self.closed = True
            await self._content.publish()

    async def abort(self) -> None:
        """Close it without a trace: there is the object that was there before, or none.

        Raises:
            AisError: what was sent takes room until AIS drops it; nobody sees it.
        """
        await self._abort(None)

    async def __aenter__(self) -> Self:
        check_open(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await (self.close() if kind is None else self._abort(exc))

    def __del__(self) -> None:
        if not self.closed:
            warnings.warn(f"unclosed file {self.name}: nothing is stored", ResourceWarning, source=self, stacklevel=2)

    async def _abort(self, exc: BaseException | None) -> None:
        if not self.closed:
            self.closed = True
            await self._content.abort(exc)


class AsyncTextWriter:
    """An object as a text file, for writing it anew. It is seen when the file is closed, unless its block failed."""

    mode = "w"

    def __init__(self, file: AsyncFileWriter, encoding: str, errors: str, newline: str | None) -> None:
        self.name = file.name
        self.encoding = codecs.lookup(encoding).name
        self.errors = errors
        self._file = file
        # As TextIOWrapper has it: `None` is the line feed here too, since objects know no platform.
        self._newline = None if newline in (None, "", "\n") else newline
        self._encoder = codecs.getincrementalencoder(encoding)(errors)

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle(self)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._file.closed

    async def write(self, text: str) -> int:
        """Take in all of it; how many characters it has.

        Raises:
            UnicodeEncodeError: the encoding has no such character.
            AisError: a part could not be sent. Nothing will be stored.
        """
        given = text.replace("\n", self._newline) if self._newline else text
        await self._file.write(self._encoder.encode(given))
        return len(text)

    async def close(self) -> None:
        """Make what was written the object. Again: nothing.

        Raises: as that of `AsyncFileWriter`.
        """
        await self._file.close()

    async def abort(self) -> None:
        """Close it without a trace: there is the object that was there before, or none.

        Raises:
            AisError: what was sent takes room until AIS drops it; nobody sees it.
        """
        await self._file.abort()

    async def __aenter__(self) -> Self:
        await self._file.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._file.__aexit__(kind, exc, trace)
