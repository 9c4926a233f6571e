"""A server with a thread for each connection: no other package is needed."""

from __future__ import annotations

from .acceptor import serve
from .server import ETLServer


class HTTPMultiThreadedServer(ETLServer):
    """A transformer on threads."""

    def _etl_serve(self) -> None:
        """Listen, and serve until told to stop."""
        serve(self)
