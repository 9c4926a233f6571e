"""What the templates of 2022 do, as servers of today."""

from __future__ import annotations

import hashlib
from typing import Any

from aistore_hl.etlserver import HTTPMultiThreadedServer


class Md5(HTTPMultiThreadedServer):
    """The MD5 of content, as hexadecimal digits."""

    def transform(self, data: Any, path: str, etl_args: str) -> bytes:
        return hashlib.md5(data, usedforsecurity=False).hexdigest().encode()


class HelloWorld(HTTPMultiThreadedServer):
    """`Hello World!`, whatever the content."""

    def transform(self, data: Any, path: str, etl_args: str) -> bytes:
        return b"Hello World!"


class Echo(HTTPMultiThreadedServer):
    """Content as it is."""

    def transform(self, data: Any, path: str, etl_args: str) -> Any:
        return data
