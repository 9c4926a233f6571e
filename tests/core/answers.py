"""Answers of a target to a GET, made up as AIS writes them."""

from __future__ import annotations

from aistore_api.types import Headers

from aistore_hl._core.checksum import compute
from aistore_hl._core.errors import ConnectionBroken

BROKEN = ConnectionBroken("reset")
CONTENT = b"hello world"


def answer(
    content: bytes = CONTENT,
    span: tuple[int, int] | None = None,
    *,
    kind: str = "xxhash2",
    version: str = "1",
    own_checksum: bool = False,
    **changes: str,
) -> tuple[int, Headers]:
    """Status and headers of a target's answer to a GET of `content`, or of a part of it."""
    part = content if span is None else content[span[0] : span[1] + 1]
    fields = {"content-length": str(len(part)), "ais-version": version, "ais-atime": "1"}
    checksum = compute(kind, part if own_checksum else content)
    if checksum is not None:
        fields |= {"ais-checksum-type": kind, "ais-checksum-value": checksum}
    if span is not None:
        fields["content-range"] = f"bytes {span[0]}-{span[1]}/{len(content)}"
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    return (200 if span is None else 206), Headers((name, value) for name, value in fields.items() if value != "absent")
