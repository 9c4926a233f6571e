# Written by codegen.py from aistore_hl/_async/file.py; do not edit.
"""An object opened as a file."""

from __future__ import annotations

from .._core.names import ObjectRef
from .._core.request import Timeouts
from .._files import FileReader, TextReader
from .content import Content
from .head import head
from .session import Session


def open_file(
    session: Session,
    ref: ObjectRef,
    mode: str,
    *,
    encoding: str,
    errors: str,
    newline: str | None,
    timeout: float | Timeouts | None,
) -> FileReader | TextReader:
    """The file that the mode means.

    Raises:
        ValueError: there is no such mode.
        ObjectNotFound: there is no such object.
    """
    if mode not in ("rb", "r", "rt"):
        raise ValueError(f"not a mode of an object: {mode!r} (rb, r)")
    props = head(session, ref, session.limits(timeout, control=True))
    content = Content(session, ref, props, session.limits(timeout, control=False))
    file = FileReader(content)
    return file if mode == "rb" else TextReader(file, encoding, errors, newline)
