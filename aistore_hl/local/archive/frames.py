"""LZ4 frames, where the package for them is installed."""

from __future__ import annotations

from typing import Any

from ..answers import Refusal


def frames() -> Any:  # the package says nothing of its types
    """The module that reads and writes them.

    Raises:
        Refusal: 501, it is not installed.
    """
    try:
        from lz4 import frame
    except ImportError:
        what = ".tar.lz4 needs the package lz4 where the local cluster runs: pip install 'aistore-hl[lz4]'"
        raise Refusal(501, what, "ErrUnsupp") from None
    return frame
