"""Echo on Flask.

AIS_TARGET_URL= python examples/etl/echo_flask.py
"""

from aistore_hl.etlserver import FlaskServer


class EchoOnFlask(FlaskServer):
    """What comes is what goes."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data


if __name__ == "__main__":
    EchoOnFlask().start()
