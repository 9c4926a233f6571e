r"""The last stage of a pipeline, which stores what the others made under a new name: `compress >> batch_rename`.

    export RENAMED=ais://sorted PATTERN='(.*)[.]log' REPLACEMENT='\1.gz'
    AIS_TARGET_URL= AIS_ENDPOINT=http://localhost:8080 python examples/etl/batch_rename.py

PATTERN is a regular expression, REPLACEMENT what its matches become, with `\1` for its groups, and RENAMED the bucket.
What it answers is the new name: the bucket that a job transforms into has, under each old name, where the content went.
"""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from aistore_hl import Client
from aistore_hl.etlserver import HTTPMultiThreadedServer


class BatchRename(HTTPMultiThreadedServer):
    """Names that do not match stay as they are."""

    def setup(self) -> None:
        self.bucket = Client().bucket(os.environ["RENAMED"])  # the cluster is in AIS_ENDPOINT
        self.pattern = re.compile(os.environ["PATTERN"])

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        _, _, name = path.partition("/")  # as hpush sends it, bucket/name
        renamed = self.bucket.object(self.pattern.sub(os.environ["REPLACEMENT"], name))
        renamed.put(reader)
        yield str(renamed.ref).encode()


if __name__ == "__main__":
    BatchRename().start()
