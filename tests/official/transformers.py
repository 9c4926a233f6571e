"""One transformer on each of NVIDIA's three servers and of ours: `python transformers.py theirs flask`.

Letters become capitals, and what the arguments say follows them; an object that says so fails. Where paths of files
come instead of content, the path follows too.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

HOMES = {
    ("theirs", "threaded"): ("aistore.sdk.etl.webserver.http_multi_threaded_server", "HTTPMultiThreadedServer"),
    ("theirs", "flask"): ("aistore.sdk.etl.webserver.flask_server", "FlaskServer"),
    ("theirs", "fastapi"): ("aistore.sdk.etl.webserver.fastapi_server", "FastAPIServer"),
    ("ours", "threaded"): ("aistore_hl.etlserver", "HTTPMultiThreadedServer"),
    ("ours", "flask"): ("aistore_hl.etlserver", "FlaskServer"),
    ("ours", "fastapi"): ("aistore_hl.etlserver", "FastAPIServer"),
}


def main() -> None:
    """Serve where the environment says."""
    home, name = HOMES[sys.argv[1], sys.argv[2]]
    base: Any = getattr(import_module(home), name)

    class Upper(base):
        def transform(self, data: bytes | str, path: str, etl_args: str) -> bytes:
            if isinstance(data, str):
                with open(data, "rb") as file:
                    return file.read().upper() + b" of " + data.encode() + etl_args.encode()
            if data.startswith(b"fail"):
                raise ValueError("no such luck")
            return data.upper() + etl_args.encode()

    Upper(port=int(os.environ["PORT"])).start()


if __name__ == "__main__":
    main()
