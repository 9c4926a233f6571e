"""Archives: their formats, the names of members, and what AIS would answer wrongly or damage."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias, get_args

from .errors import ArchiveRefused, InvalidName

ArchiveFormat: TypeAlias = Literal[".tar", ".tgz", ".tar.gz", ".zip", ".tar.lz4"]
"""What AIS reads and writes. Source: cmn/archive/mime.go (AIS 5.0)."""

MatchMode: TypeAlias = Literal["regexp", "prefix", "suffix", "substr", "wdskey"]
"""How names of members are matched; a `wdskey` is a name without its extension, as WebDataset has it."""

FORMATS: Final[tuple[ArchiveFormat, ...]] = get_args(ArchiveFormat)
MODES: Final[tuple[MatchMode, ...]] = get_args(MatchMode)

_DOTS: Final = re.compile(r"(?:^|/)\.{1,2}(?:/|\Z)")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

TAIL: Final = 1536
"""Bytes at the end of a tar that tell whether it is padded: two blocks of zeros are its end, before is a member."""

ZIP: Final = b"PK"
"""How a zip begins."""


def check_format(format: str) -> ArchiveFormat:
    """`format`, if AIS knows it.

    Raises:
        ValueError: it does not.
    """
    for known in FORMATS:
        if format == known:
            return known
    raise ValueError(f"no such format of archives: {format!r} (one of {', '.join(FORMATS)})")


def format_of(name: str, given: str | None = None) -> ArchiveFormat | None:
    """The format of an archive: the one that is given, else by its name; `None` where the name does not say."""
    if given is not None:
        return check_format(given)
    return next((known for known in FORMATS if name.endswith(known)), None)


def check_member_name(name: str, *, write: bool = False) -> str:
    """`name`, if it means one member.

    Raises:
        InvalidName: it is empty, ends in a slash, or has an element `.` or `..`; written: also what begins with a slash
            or has a control character, since archives are unpacked on many systems.

    Source: cmn/cos/err.go (AIS 5.0)
    """
    if not isinstance(name, str):
        raise TypeError(f"the name of a member must be str, not {type(name).__name__}")
    if not name or name.endswith("/") or name.startswith("~/"):
        raise InvalidName(f"not the name of a member: {name!r} (empty, a slash at the end, or '~/')")
    if _DOTS.search(name):
        raise InvalidName(f"not the name of a member: {name!r} has an element '.' or '..'")
    if write and (name.startswith("/") or _CONTROL.search(name)):
        raise InvalidName(f"not a name to write: {name!r} begins with a slash or has a control character")
    return name


def check_mode(mode: str) -> MatchMode:
    """`mode`, if AIS has it. Without one AIS would answer the whole archive.

    Raises:
        ValueError: it has not.
    """
    for known in MODES:
        if mode == known:
            return known
    raise ValueError(f"no such mode: {mode!r} (one of {', '.join(MODES)}): without one AIS answers the whole archive")


def refuse_zip(what: object) -> ArchiveRefused:
    """Why members of a zip are not asked for by a pattern."""
    return ArchiveRefused(
        f"{what} is a zip: asked for members by a pattern, AIS 5.0 breaks the connection and keeps the object locked; "
        "ask for them by name"
    )


def check_tail(what: object, tail: bytes) -> None:
    """Nothing, if a member can be added to the tar that ends so.

    Raises:
        ArchiveRefused: it may be padded, as most programs write it.

    Source: recorded (AIS 5.0): an append to a padded tar is answered with 200, and the next read with 500.
    """
    if len(tail) >= TAIL and not any(tail[-TAIL:]):
        raise ArchiveRefused(
            f"{what} ends in more than two blocks of zeros, as tars do that are padded: AIS 5.0 damages it when "
            "something is added; write it without padding, or as .tgz, .zip or .tar.lz4"
        )
