"""The files of the page, as they go out: static, the same for every cluster, and with nothing secret in them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files as resources
from typing import Final

_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # What a browser enforces once more: text never becomes markup.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

FILES: Final = {
    "/ui": ("page.html", "text/html; charset=utf-8"),
    "/ui/page.css": ("page.css", "text/css; charset=utf-8"),
    "/ui/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/ui/icon.svg": ("icon.svg", "image/svg+xml"),
}
"""By path: the file beside this one, and its media type."""

_FIELDS: Final = (
    (b"Cache-Control", b"no-cache"),
    (b"Content-Security-Policy", _POLICY.encode()),
    (b"Cross-Origin-Opener-Policy", b"same-origin"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
    (b"Referrer-Policy", b"no-referrer"),
    (b"X-Content-Type-Options", b"nosniff"),
)


@cache
def content(path: str) -> bytes:
    """A file; read once."""
    return resources("aistore_hl.local.ui").joinpath(FILES[path][0]).read_bytes()


def fields(path: str) -> list[tuple[bytes, bytes]]:
    """The header fields of its answer, without the length."""
    return [(b"Content-Type", FILES[path][1].encode()), *_FIELDS]
