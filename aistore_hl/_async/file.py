"""An object opened as a file."""

from __future__ import annotations

from .._core.names import ObjectRef
from .._core.request import Timeouts
from .._files import AsyncFileReader, AsyncTextReader
from .content import AsyncContent
from .head import head
from .session import AsyncSession


async def open_file(
    session: AsyncSession,
    ref: ObjectRef,
    mode: str,
    *,
    encoding: str,
    errors: str,
    newline: str | None,
    timeout: float | Timeouts | None,
) -> AsyncFileReader | AsyncTextReader:
    """The file that the mode means.

    Raises:
        ValueError: there is no such mode.
        ObjectNotFound: there is no such object.
    """
    if mode not in ("rb", "r", "rt"):
        raise ValueError(f"not a mode of an object: {mode!r} (rb, r)")
    props = await head(session, ref, session.limits(timeout, control=True))
    content = AsyncContent(session, ref, props, session.limits(timeout, control=False))
    file = AsyncFileReader(content)
    return file if mode == "rb" else AsyncTextReader(file, encoding, errors, newline)
