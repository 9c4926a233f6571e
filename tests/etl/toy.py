"""A transformer that does as its arguments and what it gets say."""

from __future__ import annotations

from aistore_hl.etlserver import ETLServer, HTTPMultiThreadedServer


class Turned(HTTPMultiThreadedServer):
    """What it gets backwards, with the arguments in front."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        if b"TWISTED" in data:
            raise ValueError("it is twisted")
        return etl_args.encode() + data[::-1]


class Toy(HTTPMultiThreadedServer):
    """What it gets in capitals, with the arguments behind it."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        if b"broken" in data:
            raise ValueError("it is broken")
        self.logger.info("transformed %s", path)
        return data.upper() + etl_args.encode()


def plain(self: ETLServer, data: bytes, path: str, etl_args: str) -> bytes:
    """A transform of any server."""
    return data


async def awaited(self: ETLServer, data: bytes, path: str, etl_args: str) -> bytes:
    """A transform of a server that awaits it."""
    return data
