"""Content that is never whole in memory: iterators in, chunks, parts and files out.

AIS_ENDPOINT=http://localhost:8080 python examples/streams_and_ranges.py
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from aistore_hl import Client


def lines() -> Iterator[bytes]:
    for number in range(100_000):
        yield b"line %06d\n" % number


with Client() as client, TemporaryDirectory() as folder:
    bucket = client.bucket("example-streams").create(exist_ok=True)
    log = bucket.object("log.txt")

    # An iterable is sent as it comes; afterwards its checksum is compared with what the target stored.
    log.put(lines())

    # Chunks: a connection that breaks is resumed, and the last chunk comes only once the whole is verified.
    digest = hashlib.sha256()
    with log.get() as reader:
        for chunk in reader:
            digest.update(chunk)
    assert digest.digest() == hashlib.sha256(b"".join(lines())).digest()

    # Parts, in the words of HTTP or as offset and length.
    with log.get(byte_range="bytes=-12") as reader:
        print(reader.read_all())
    with log.get(offset=12_000, length=12) as reader:
        print(reader.read_all(), "of", reader.props.size, "bytes")

    # Into memory of our own.
    buffer = bytearray(24)
    with log.get(offset=0, length=24) as reader:
        assert reader.readinto(buffer) > 0

    # Into a file, which appears only whole and verified.
    path = Path(folder, "log.txt")
    log.download(path, progress=lambda done, total: print(f"{done:,} of {total or 0:,} bytes"))
    assert path.stat().st_size == 1_200_000

    bucket.delete()
