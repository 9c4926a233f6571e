"""Formats of archives: what a name, a media type or the first bytes say."""

from __future__ import annotations

from typing import Final

from ..answers import Refusal, bad_request

TAR: Final = ".tar"
ZIP: Final = ".zip"
LZ4: Final = ".tar.lz4"
_TGZ: Final = ".tgz"
_TAR_GZ: Final = ".tar.gz"

EXTENSIONS: Final = (TAR, _TGZ, _TAR_GZ, ZIP, LZ4)
"""Source: cmn/archive/mime.go (AIS 5.0)"""

HEAD: Final = 512
"""Bytes that tell the format."""

_MAGIC: Final = ((257, b"ustar", TAR), (0, b"\x1f\x8b", _TAR_GZ), (0, b"PK", ZIP), (0, b"\x04\x22\x4d\x18", LZ4))


def is_gzip(format: str) -> bool:
    """Whether it is a tar in gzip."""
    return format in (_TGZ, _TAR_GZ)


def by_name(name: str) -> str:
    """What the extension says; empty where it says nothing."""
    return next((known for known in EXTENSIONS if name.endswith(known)), "")


def by_media_type(text: str) -> str:
    """What a media type or an extension says: it need only contain the name of a format.

    Raises:
        Refusal: 400 errUnknownMime.
    """
    for known in (_TAR_GZ, LZ4, *EXTENSIONS):
        if known[1:] in text:
            return known
    raise bad_request(f'unknown mime type "{text}"', "errUnknownMime")


def by_content(head: bytes) -> str:
    """What the first bytes say; empty where they say nothing."""
    return next((format for at, magic, format in _MAGIC if head[at : at + len(magic)] == magic), "")


def unknown(name: str) -> Refusal:
    """400: it is no archive."""
    return bad_request(f'unrecognized or unsupported file format: "{name}"')


def strict(media_type: str, name: str) -> str:
    """The format of an archive that is to be made: its name says it, and nothing else may be meant.

    Raises:
        Refusal: 400 errUnknownMime or errUnknownFileExt. Source: recorded on AIS 5.0 (05 arch-zip)
    """
    meant = by_media_type(media_type) if media_type else ""
    found = by_name(name)
    if not found:
        raise bad_request(f'unknown filename extension ("{name}", "")', "errUnknownFileExt")
    if meant and meant != found:
        raise bad_request(f'mime mismatch "{meant}" vs "{found}"')
    return found
