"""What Go's web servers take content for whose type nobody has named: its first bytes decide.

Source: net/http/sniff.go (Go 1.24), which AIS is built with
"""

from __future__ import annotations

import re
from typing import Final

LOOKED_AT: Final = 512
"""Bytes."""

_TEXT: Final = b"text/plain; charset=utf-8"
_BLANK: Final = b"\t\n\x0c\r "

_TAGS: Final = re.compile(
    rb"<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--)[ >]", re.IGNORECASE
)

_BEGINNINGS: Final = (
    (b"%PDF-", b"application/pdf"),
    (b"%!PS-Adobe-", b"application/postscript"),
    (b"\xfe\xff", b"text/plain; charset=utf-16be"),
    (b"\xff\xfe", b"text/plain; charset=utf-16le"),
    (b"\xef\xbb\xbf", _TEXT),
    (b"\x00\x00\x01\x00", b"image/x-icon"),
    (b"\x00\x00\x02\x00", b"image/x-icon"),
    (b"BM", b"image/bmp"),
    (b"GIF87a", b"image/gif"),
    (b"GIF89a", b"image/gif"),
    (b"\x89PNG\r\n\x1a\n", b"image/png"),
    (b"\xff\xd8\xff", b"image/jpeg"),
    (b"ID3", b"audio/mpeg"),
    (b"OggS\x00", b"application/ogg"),
    (b"MThd\x00\x00\x00\x06", b"audio/midi"),
    (b"\x1aE\xdf\xa3", b"video/webm"),
    (b"\x00\x01\x00\x00", b"font/ttf"),
    (b"OTTO", b"font/otf"),
    (b"ttcf", b"font/collection"),
    (b"wOFF", b"font/woff"),
    (b"wOF2", b"font/woff2"),
    (b"\x1f\x8b\x08", b"application/x-gzip"),
    (b"PK\x03\x04", b"application/zip"),
    (b"Rar!\x1a\x07\x00", b"application/x-rar-compressed"),
    (b"Rar!\x1a\x07\x01\x00", b"application/x-rar-compressed"),
    (b"\x00asm", b"application/wasm"),
)

_FORMS: Final = {
    (b"RIFF", b"WEBPVP"): b"image/webp",
    (b"FORM", b"AIFF"): b"audio/aiff",
    (b"RIFF", b"AVI "): b"video/avi",
    (b"RIFF", b"WAVE"): b"audio/wave",
}

_BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def content_type(content: bytes) -> bytes:
    """The media type of content that begins so."""
    looked = content[:LOOKED_AT]
    stripped = looked.lstrip(_BLANK)
    if _TAGS.match(stripped):
        return b"text/html; charset=utf-8"
    if stripped.startswith(b"<?xml"):
        return b"text/xml; charset=utf-8"
    for beginning, kind in _BEGINNINGS:
        if looked.startswith(beginning):
            return kind
    for (beginning, form), kind in _FORMS.items():
        if looked.startswith(beginning) and looked[8:].startswith(form):
            return kind
    if _is_mp4(looked):
        return b"video/mp4"
    return b"application/octet-stream" if _BINARY.search(stripped) else _TEXT


def _is_mp4(content: bytes) -> bool:
    size = int.from_bytes(content[:4], "big")
    if len(content) < max(size, 12) or size % 4 or content[4:8] != b"ftyp":
        return False
    return any(content[at : at + 3] == b"mp4" for at in range(8, size, 4) if at != 12)
