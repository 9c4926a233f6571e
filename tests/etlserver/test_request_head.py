"""Heads of requests: what is understood, h11 understands the same way."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl.etlserver.refusal import Refused
from aistore_hl.etlserver.request_head import MAX_FIELDS, MAX_HEAD, RequestHead, find_request

START = b"PUT /b/o?x=1 HTTP/1.1\r\nHost: t\r\n"


def read(block: bytes) -> RequestHead | None:
    found = find_request(bytearray(block), 0, len(block))
    return None if found is None else found[0]


def test_a_head_is_read() -> None:
    """Method, target, fields in lower case, length, what may follow."""
    head = read(START + b"Content-Length: 7\r\nAis-Node-Url:  http://n \r\n\r\ncontent")

    assert head is not None
    assert ("PUT", "/b/o?x=1", 7, True, False) == (
        head.method,
        head.target,
        head.length,
        head.keep_alive,
        head.expects,
    )
    assert "http://n" == head.fields["ais-node-url"]


@pytest.mark.parametrize(
    ("fields", "length", "keep_alive", "expects"),
    [
        (b"", 0, True, False),
        (b"Transfer-Encoding: Chunked\r\n", -1, True, False),
        (b"Connection: foo, Close\r\n", 0, False, False),
        (b"Content-Length: 3\r\nExpect: 100-Continue\r\n", 3, True, True),
        (b"Expect: 100-continue\r\n", 0, True, False),
    ],
)
def test_framing(fields: bytes, length: int, keep_alive: bool, expects: bool) -> None:
    """How long the body is, whether another request may follow, whether the client waits."""
    head = read(START + fields + b"\r\n")

    assert head is not None
    assert (length, keep_alive, expects) == (head.length, head.keep_alive, head.expects)


def test_an_old_request_closes() -> None:
    """HTTP/1.0 without keep-alive, and without Host."""
    head = read(b"GET / HTTP/1.0\r\n\r\n")

    assert head is not None
    assert not head.keep_alive


@pytest.mark.parametrize(
    ("block", "status"),
    [
        (b"PUT /b/o HTTP/1.1\r\n\r\n", 400),
        (b"PUT  /b/o HTTP/1.1\r\nHost: t\r\n\r\n", 400),
        (b"PUT /b o HTTP/1.1\r\nHost: t\r\n\r\n", 400),
        (b"PUT /b/o HTTP/1.1\nHost: t\n\n\r\n\r\n", 400),
        (b"PUT /b/o HTTP/2.0\r\nHost: t\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\n", 400),
        (START + b"Host: u\r\n\r\n", 400),
        (START + b"Content-Length : 7\r\n\r\n", 400),
        (START + b" folded: 7\r\n\r\n", 400),
        (START + b"X: a\x00b\r\n\r\n", 400),
        (START + b"X: a\rb\r\n\r\n", 400),
        (START + b"Content-Length: 7\r\nContent-Length: 7\r\n\r\n", 400),
        (START + b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (START + b"Content-Length: 9223372036854775808\r\n\r\n", 400),
        (START + b"Transfer-Encoding: gzip\r\n\r\n", 501),
        (b"PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (START + b"X: y\r\n" * MAX_FIELDS + b"\r\n", 431),
        (START + b"X: " + b"y" * MAX_HEAD, 431),
    ],
)
def test_what_is_no_head_is_refused(block: bytes, status: int) -> None:
    """As soon as no further byte can mend it."""
    with pytest.raises(Refused) as caught:
        read(block)

    assert status == caught.value.status


def test_a_head_that_has_not_come_is_waited_for() -> None:
    """Byte by byte, and found at its last."""
    block = START + b"\r\n"

    assert [None] * len(block) == [find_request(bytearray(block), 0, end) for end in range(len(block))]
    assert read(block) is not None


FIELDS = st.lists(
    st.tuples(
        st.sampled_from([b"Content-Length", b"Transfer-Encoding", b"Connection", b"Expect", b"X-Other", b"X Bad", b""]),
        st.sampled_from(
            [b"7", b"07", b" 7 ", b"7, 7", b"-1", b"chunked", b"CHUNKED", b"gzip", b"close", b"\x01", b"a\tb"]
        ),
    ),
    max_size=4,
)


@given(
    line=st.sampled_from(
        [b"PUT /b/o HTTP/1.1", b"GET /o HTTP/1.0", b"PUT /\xc3 HTTP/1.1", b"get /o HTTP/1.1", b"PUT  /o HTTP/1.1"]
    ),
    fields=FIELDS,
    separator=st.sampled_from([b": ", b":", b" : "]),
)
def test_what_is_understood_h11_understands_so(
    line: bytes, fields: list[tuple[bytes, bytes]], separator: bytes
) -> None:
    """The same method, target and length, whatever the fields; what h11 refuses is refused."""
    block = line + b"\r\nHost: t\r\n" + b"".join(name + separator + value + b"\r\n" for name, value in fields) + b"\r\n"
    try:
        head = read(block)
    except Refused:
        return
    judge = h11.Connection(h11.SERVER)
    judge.receive_data(block + b"7\r\ncontent\r\n0\r\n\r\n")

    event = judge.next_event()

    assert head is not None
    assert isinstance(event, h11.Request)
    assert (head.method.encode(), head.target.encode("latin-1")) == (event.method, event.target)
    body = judge.next_event()
    if head.length == 0:
        assert not isinstance(body, h11.Data)
    else:
        assert isinstance(body, h11.Data)
