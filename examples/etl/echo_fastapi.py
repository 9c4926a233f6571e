"""Echo on FastAPI: a coroutine, over HTTP or WebSockets.

AIS_TARGET_URL= python examples/etl/echo_fastapi.py
"""

from aistore_hl.etlserver import FastAPIServer


class EchoOnFastAPI(FastAPIServer):
    """What comes is what goes."""

    async def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data


if __name__ == "__main__":
    EchoOnFastAPI().start()
