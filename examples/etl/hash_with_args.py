"""A hash whose seed is an argument of each request: `object.get(etl="seeded-hash", etl_args="42")`.

AIS_TARGET_URL= python examples/etl/hash_with_args.py
"""

from collections.abc import Iterator
from typing import BinaryIO

from xxhash import xxh64

from aistore_hl.etlserver import FlaskServer


class SeededHash(FlaskServer):
    """xxhash64 in 16 hexadecimal digits; without an argument of seed 0."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        digest = xxh64(seed=int(etl_args or 0))
        while piece := reader.read(1 << 20):
            digest.update(piece)
        yield digest.hexdigest().encode()


if __name__ == "__main__":
    SeededHash().start()
