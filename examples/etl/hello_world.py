"""Hello World: the same greeting for every object.

AIS_TARGET_URL= python examples/etl/hello_world.py
"""

from aistore_hl.etlserver import HTTPMultiThreadedServer


class HelloWorld(HTTPMultiThreadedServer):
    """It never looks at what comes."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return b"Hello World!"

    def get_mime_type(self) -> str:
        return "text/plain"


if __name__ == "__main__":
    HelloWorld().start()
