"""An object opened as a file."""

from __future__ import annotations

from collections.abc import Mapping

from .._core.names import ObjectRef, check_object_name
from .._core.parts import check_part_size
from .._core.props import check_custom
from .._core.request import Timeouts
from .._files.reading import AsyncFileReader, AsyncTextReader
from .._files.writing import AsyncFileWriter, AsyncTextWriter
from .absence import find
from .content import AsyncContent
from .session import AsyncSession
from .writer import AsyncContentWriter


async def open_file(
    session: AsyncSession,
    ref: ObjectRef,
    mode: str,
    *,
    encoding: str,
    errors: str,
    newline: str | None,
    direct: bool | None,
    part_size: int | None,
    metadata: Mapping[str, str] | None,
    timeout: float | Timeouts | None,
) -> AsyncFileReader | AsyncTextReader | AsyncFileWriter | AsyncTextWriter:
    """The file that the mode means.

    Raises:
        ValueError: there is no such mode.
        ObjectNotFound: there is no such object, for reading.
    """
    limits = session.limits(timeout, control=False)
    if mode in ("rb", "r", "rt"):
        if part_size is not None or metadata is not None:
            raise ValueError(f"part_size and metadata are for writing, not for {mode!r}")
        props = await find(session, ref, session.limits(timeout, control=True))
        file = AsyncFileReader(AsyncContent(session, ref, props, session.reading(direct), limits))
        return file if mode == "rb" else AsyncTextReader(file, encoding, errors, newline)
    if mode not in ("wb", "w", "wt"):
        raise ValueError(f"not a mode of an object: {mode!r} (rb, r, wb, w; to add to its end: append())")
    if direct is not None:
        raise ValueError(f"direct is for reading, not for {mode!r}: targets take no writes but from their proxies")
    check_object_name(ref.name, write=True)
    check_part_size(part_size)
    if metadata is not None:
        check_custom(metadata)
    writer = AsyncFileWriter(AsyncContentWriter(session, ref, part_size=part_size, metadata=metadata, limits=limits))
    return writer if mode == "wb" else AsyncTextWriter(writer, encoding, errors, newline)
