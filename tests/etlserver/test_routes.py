"""What `start()` makes of an application that has more than a transform: routes, middleware, WSGI as it comes."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator

import pytest

from tests.etlserver.conftest import PATIENCE, Served, serve
from tests.etlserver.http import ask, framed, hear, raw

SHAPES = ("routed", "wrapped", "bare")
ENV = {"AIS_TARGET_URL": "", "HOST": "127.0.0.1", "PORT": "0", "ETL_MAX_BODY": "8000"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Served]]:
    """One of each shape."""
    wanted = [{"kind": "flask", "shape": shape, "env": ENV} for shape in SHAPES]
    with serve(wanted, tmp_path_factory.mktemp("routes")) as found:
        yield dict(zip(SHAPES, found, strict=True))


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_route_sees_what_was_asked(served: dict[str, Served], chunked: bool) -> None:
    """Its path, arguments, body, fields and peer; a field with an underscore could be mistaken, and is dropped."""
    port = served["routed"].port
    framing = "Transfer-Encoding: chunked" if chunked else "Content-Length: 4"
    head = (
        f"POST /seen/a%2Fb%20%C3%BC?x=1&x=%26 HTTP/1.1\r\nHost: me:1\r\nX-One: 1\r\nX-One: 2\r\nX_Two: 3\r\n{framing}"
    )
    heard = raw(port, f"{head}\r\n\r\n".encode() + (framed(b"body") if chunked else b"body"))

    assert 200 == heard.status
    assert {
        "rest": "a/b ü",
        "args": {"x": "1"},
        "body": "body",
        "fields": {"X-One": "1, 2"},
        "peer": "127.0.0.1",
        "url": "http://me:1/seen/a/b%20ü?x=1&x=%26",
    } == json.loads(heard.body)


def test_the_absolute_form_finds_a_route(served: dict[str, Served]) -> None:
    """As a client sends it that takes the server for its proxy."""
    heard = raw(served["routed"].port, b"GET http://me:1/seen/x?y=2 HTTP/1.1\r\nHost: me:1\r\n\r\n", "GET")

    assert ({"y": "2"}, "x") == (json.loads(heard.body)["args"], json.loads(heard.body)["rest"])


@pytest.mark.parametrize("shape", SHAPES)
def test_what_has_no_route_is_an_object_or_a_page(served: dict[str, Served], shape: str) -> None:
    """By the shortest way, or through middleware: it is answered alike."""
    port = served[shape].port

    heard = ask(port, "PUT", "/b/o%2Fx?etl_args=show", body=b"abc")

    assert (200, b"b/o/x|show|abc", "text/x-test") == (heard.status, heard.body, heard.headers["content-type"])
    assert (200, b"Running") == (ask(port, "GET", "/health").status, ask(port, "GET", "/health").body)
    assert 405 == ask(port, "DELETE", "/b/o").status
    assert 413 == ask(port, "PUT", "/b/o", body=bytes(9000)).status
    assert {"status": 500, "error": "transform of 'b/o' failed: ValueError: no such luck"} == json.loads(
        ask(port, "PUT", "/b/o?etl_args=raise", body=b"x").body
    )
    assert 1 == log_lines(served[shape], "b/o/x")


def log_lines(one: Served, name: str) -> int:
    """How often the log has a request for an object."""
    return len(re.findall(rf"INFO PUT '{name}'", one.log.read_text()))


def test_a_route_and_an_object_share_a_connection(served: dict[str, Served]) -> None:
    """Whatever each of them leaves unread."""
    with socket.create_connection(("127.0.0.1", served["routed"].port), PATIENCE) as connection:
        heard = []
        for method, target, body in (
            (b"GET", b"/stream", b""),
            (b"POST", b"/seen/x", b"read"),
            (b"POST", b"/version", b"unread"),
            (b"HEAD", b"/stream", b""),
            (b"HEAD", b"/seen/x", b""),
            (b"GET", b"/nothing", b""),
            (b"GET", b"/raises", b""),
            (b"PUT", b"/b/o?etl_args=upper", b"last"),
        ):
            head = b"%b %b HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n" % (method, target, len(body))
            connection.sendall(head + body)
            heard.append(hear(connection, method.decode()))

    assert [200, 200, 405, 200, 200, 204, 500, 200] == [each.status for each in heard]
    assert (b"aaaaabbbbbccccc", b"", b"", b"", b"LAST") == tuple(heard[index].body for index in (0, 3, 4, 5, 7))
    assert heard[4].headers["content-length"] == str(len(heard[1].body) - len("read"))
    assert "content-length" not in heard[5].headers


def test_a_body_is_read_as_it_comes(served: dict[str, Served]) -> None:
    """Asked for by a route, and only then: 1 MiB, chunked, of which a client waits to be asked."""
    with socket.create_connection(("127.0.0.1", served["routed"].port), PATIENCE) as connection:
        connection.sendall(
            b"POST /size HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
        )
        asked = connection.recv(100)
        connection.sendall(framed(bytes(1 << 20), 100_000))
        heard = hear(connection, "POST")

    assert b"HTTP/1.1 100 Continue\r\n\r\n" == asked
    assert (200, b"1048576") == (heard.status, heard.body)


def test_a_body_that_breaks_is_no_body(served: dict[str, Served]) -> None:
    """Flask's own word for it, and no content that is taken for whole."""
    port = served["routed"].port

    of_length = ask(port, "POST", "/seen/x", body=b"four", length=9)
    cut = raw(port, b"POST /seen/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nfour", "POST")

    assert (400, 400) == (of_length.status, cut.status)


def test_an_old_client_gets_all_of_it(served: dict[str, Served]) -> None:
    """HTTP/1.0 has no chunks, and content without a length that broke would look whole."""
    port = served["routed"].port

    whole = raw(port, b"GET /stream HTTP/1.0\r\n\r\n", "GET")
    broken = raw(port, b"GET /breaks HTTP/1.0\r\n\r\n", "GET")

    assert ("15", b"aaaaabbbbbccccc") == (whole.headers["content-length"], whole.body)
    assert 500 == broken.status


@pytest.mark.parametrize(
    ("shape", "target"), [("routed", "/breaks"), ("wrapped", "/breaks"), ("bare", "/late"), ("bare", "/short")]
)
def test_an_answer_that_fails_midway_breaks_the_connection(served: dict[str, Served], shape: str, target: str) -> None:
    """It failed, or is shorter than it said; and the server goes on."""
    port = served[shape].port

    assert 0 == ask(port, "GET", target).status
    assert b"Running" == ask(port, "GET", "/health").body


def test_an_answer_has_no_more_bytes_than_it_said(served: dict[str, Served]) -> None:
    """What comes after would be read as the next answer."""
    with socket.create_connection(("127.0.0.1", served["bare"].port), PATIENCE) as connection:
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: t\r\n\r\n")
        heard = b"".join(iter(lambda: connection.recv(4096), b""))

    assert b"longer" not in heard


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/twice", "start_response was called twice"),
        ("/silent", "the application did not call start_response"),
        ("/split", "a header that cannot be sent: 'X-Mine'"),
        ("/odd", "a status that is none: 'OK'"),
        ("/unmeasured", "a Content-Length that is no length: '-3'"),
    ],
)
def test_an_application_that_is_none_is_an_error(served: dict[str, Served], target: str, words: str) -> None:
    """500 with the reason, and nothing that it made up is in the head."""
    heard = ask(served["bare"].port, "GET", target)

    assert 500 == heard.status
    assert words in json.loads(heard.body)["error"]
    assert "x-theirs" not in heard.headers


def test_the_old_way_of_writing_is_heard(served: dict[str, Served]) -> None:
    """Of its header fields all but those of the connection, which is not the application's."""
    heard = ask(served["bare"].port, "GET", "/written")

    assert (201, b"by write", "1") == (heard.status, heard.body, heard.headers["x-mine"])
    assert "connection" not in heard.headers
