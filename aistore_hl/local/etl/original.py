"""What the image of NVIDIA's runtime does: serves the class in ETL_CLASS_PAYLOAD, which extends one of its servers.

It is run as a file, by an environment that has NVIDIA's package and nothing of ours.
"""

from __future__ import annotations

import base64
import os
import sys
from typing import Any

PAYLOAD = "ETL_CLASS_PAYLOAD"


def server() -> Any:
    """The server that the class makes."""
    import cloudpickle

    cls = cloudpickle.loads(base64.b64decode(os.environ[PAYLOAD]))
    return cls(host=os.environ["HOST"], port=int(os.environ["PORT"]))


def app() -> Any:
    """The same, for who runs applications."""
    return server().app


def main() -> None:
    """Serve it, as NVIDIA's images do: each framework by its own program, in as many processes as it is told."""
    if PAYLOAD not in os.environ:
        sys.exit(f"{PAYLOAD} is not set: there is nothing to serve")
    made = server()
    place, workers = f"{os.environ['HOST']}:{os.environ['PORT']}", os.environ.get("NUM_WORKERS") or "1"
    here = os.path.dirname(os.path.abspath(__file__))
    kinds = {cls.__name__ for cls in type(made).__mro__}
    if "FlaskServer" in kinds:
        os.execv(
            sys.executable,
            [sys.executable, "-m", "gunicorn", "--chdir", here, "-b", place, "-w", workers, "original:app()"],
        )
    if "FastAPIServer" in kinds:
        host, _, port = place.rpartition(":")
        words = ["--factory", "--app-dir", here, "--host", host, "--port", port, "--workers", workers]
        os.execv(sys.executable, [sys.executable, "-m", "uvicorn", *words, "original:app"])
    made.start()


if __name__ == "__main__":
    main()
