"""Compress objects: `etl_args="gz"`, which is also what is done without it, or `etl_args="bz2"`.

    AIS_TARGET_URL= python examples/etl/compress.py

A bucket of logs, by a job: `logs.transform("compress", packed, extensions={"log": "log.gz"})`.
"""

import bz2
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from aistore_hl.etlserver import HTTPMultiThreadedServer

GZIP = 16 + zlib.MAX_WBITS
"""What makes zlib write the format of gzip, without a time in it: the same content is the same object."""


class Compress(HTTPMultiThreadedServer):
    """Content in one of two formats, piece by piece."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        if etl_args not in ("", "gz", "bz2"):
            raise ValueError(f"etl_args must be gz or bz2, not {etl_args!r}")
        packer = bz2.BZ2Compressor() if etl_args == "bz2" else zlib.compressobj(wbits=GZIP)
        while piece := reader.read(1 << 20):
            yield packer.compress(piece)
        yield packer.flush()


if __name__ == "__main__":
    Compress().start()
