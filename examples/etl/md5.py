"""MD5: the checksum of each object, whatever its size.

AIS_TARGET_URL= python examples/etl/md5.py
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from aistore_hl.etlserver import HTTPMultiThreadedServer


class MD5(HTTPMultiThreadedServer):
    """Content as it comes, and 32 hexadecimal digits as they go."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        digest = hashlib.md5(usedforsecurity=False)
        while piece := reader.read(1 << 20):
            digest.update(piece)
        yield digest.hexdigest().encode()


if __name__ == "__main__":
    MD5().start()
