"""Echo: objects as they are, of any size in little memory.

    AIS_TARGET_URL= python examples/etl/echo.py

`FlaskServer` in its place makes it one of Flask; echo_fastapi.py is one of FastAPI.
"""

from collections.abc import Iterator
from typing import BinaryIO

from aistore_hl.etlserver import HTTPMultiThreadedServer


class Echo(HTTPMultiThreadedServer):
    """What comes is what goes, piece by piece."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        while piece := reader.read(1 << 20):
            yield piece


if __name__ == "__main__":
    Echo().start()
