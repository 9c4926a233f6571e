"""Routes of a user's own beside `transform`, and somebody's middleware around all of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.validate import validator

from flask import Response, request

from tests.etlserver.transformers import Whole


class Routed(Whole):
    """Routes of Flask, each for one thing that an application may do."""

    app: Any

    def __init__(self) -> None:
        super().__init__()
        app = self.app

        @app.route("/seen/<path:rest>", methods=["GET", "POST"])
        def seen(rest: str) -> Any:
            told = {name: value for name, value in request.headers.items() if name.startswith("X-")}
            body = request.get_data().decode()
            return {
                "rest": rest,
                "args": request.args,
                "body": body,
                "fields": told,
                "peer": request.remote_addr,
                "url": request.url,
            }

        @app.route("/size", methods=["POST"])
        def size() -> str:
            return str(sum(len(piece) for piece in iter(lambda: request.stream.read(70_000), b"")))

        @app.route("/stream")
        def stream() -> Response:
            return Response(letters(3))

        @app.route("/breaks")
        def breaks() -> Response:
            return Response(letters(3, failing=True))

        @app.route("/nothing")
        def nothing() -> tuple[str, int]:
            return "", 204

        @app.route("/raises")
        def raises() -> str:
            raise ValueError("no such luck")


class Bare(Whole):
    """Applications of WSGI that are no Flask, well-behaved and not; what is none of them is asked of Flask."""

    app: Any

    def __init__(self) -> None:
        super().__init__()
        below = self.app.wsgi_app

        def choose(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            chosen: Iterable[bytes] = PLAIN.get(environ["PATH_INFO"], below)(environ, start_response)
            return chosen

        self.app.wsgi_app = choose


class Wrapped(Routed):
    """Python's own judge of WSGI sees every request and every answer."""

    def __init__(self) -> None:
        super().__init__()
        self.app.wsgi_app = validator(self.app.wsgi_app)


def letters(count: int, *, failing: bool = False) -> Iterator[bytes]:
    """A piece for each."""
    for number in range(count):
        yield bytes([97 + number]) * 5
    if failing:
        raise ValueError("no such luck")


def _short(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "10")])
    return [b"short"]


def _long(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "3")])
    return [b"longer"]


def _written(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    write = start_response("201 Made", [("Connection", "x-mine"), ("X-Mine", "1")])
    write(b"by ")
    return [b"", b"write"]


def _late(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    try:
        yield b"half"
        raise ValueError("no such luck")
    except ValueError:
        start_response("500 Failed", [], sys.exc_info())
        yield b"an apology"


def _twice(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    start_response("201 OK", [])
    return []


def _silent(_: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
    return [b"x"]


def _split(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("X-Mine", "1\r\nX-Theirs: 2")])
    return [b"x"]


def _odd(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("OK", [])
    return [b"x"]


def _unmeasured(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "-3")])
    return [b"x"]


PLAIN: dict[str, Any] = {
    "/short": _short,
    "/long": _long,
    "/written": _written,
    "/late": _late,
    "/twice": _twice,
    "/silent": _silent,
    "/split": _split,
    "/odd": _odd,
    "/unmeasured": _unmeasured,
}
"""By their paths."""
ROUTED: dict[str, type] = {"routed": Routed, "wrapped": Wrapped, "bare": Bare}
