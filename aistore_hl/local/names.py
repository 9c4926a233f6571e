"""Names of objects as a node takes them: bytes of the path, percent-decoded exactly once."""

from __future__ import annotations

import re

from .answers import Refusal, bad_request
from .request import NodeRequest

_REFUSED = re.compile(rb"(?:^|/)\.{1,2}(?:/|\Z)|^~/")


def object_name(request: NodeRequest) -> bytes:
    """What follows the bucket in the path; not yet checked.

    Raises:
        Refusal: 400, the path ends before it.
    """
    elements = request.elements
    if len(elements) < 4 or not elements[3]:
        shown = request.shown_path.lstrip("/")
        raise bad_request(f"URL '{shown}' is too short: expected 4 items, got {min(len(elements), 3)}")
    return elements[3]


def check_object_name(name: bytes, *, trailing_slash: bool = False, nul: bool = False) -> None:
    """Whether an object may be called so.

    AIS takes NUL in a name and then fails with 500; here it is refused like the rest, but with `nul`.

    Raises:
        Refusal: 400 errInvalidPath.

    Source: cmn/cos/err.go (AIS 5.0), and names tried on it
    """
    is_cut = name.endswith(b"/") and not trailing_slash
    if not name or _REFUSED.search(name) or is_cut or (b"\0" in name and not nul):
        raise invalid_name(name)


def invalid_name(name: bytes) -> Refusal:
    """400 errInvalidPath."""
    return bad_request(f'invalid object name "{name.decode("utf-8", "replace")}"', "errInvalidPath")
