"""Clients for calls of this package, over httpx: `Client` and `AsyncClient`.

    with Client("http://127.0.0.1:8080") as client:
        print(get_smap.sync(client=client).version)

Redirects are followed by the rule in `redirects`, never by httpx. The token goes to the endpoint only. Bodies are
never buffered: uploads are sent in pieces, once, to the node that stores them; `stream` reads downloads in pieces.
What goes wrong with HTTP is raised as httpx raises it; `errors` says what else can.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Final, Self, TypeAlias, TypeVar

import httpx

from .endpoint import Redirects, endpoint_of
from .errors import AnswerError, RedirectError
from .exchange import Exchange, Leg
from .types import UNSET, Answer, Call, Headers, Response, Unset
from .upload import Reader, Upload

T = TypeVar("T")

Timeout: TypeAlias = float | httpx.Timeout | None

TIMEOUT: Final = httpx.Timeout(connect=3.0, pool=10.0, write=30.0, read=60.0)
"""Seconds without progress before a call fails, unless `timeout` or a given httpx client says otherwise."""

_OURS: Final = "aistore_api"  # marks our requests in their extensions
_DEFAULTS: Final = ((b"User-Agent", b"aistore-api"), (b"Accept-Encoding", b"identity"))
_WITH_LENGTH: Final = frozenset(("PUT", "POST", "PATCH"))
# What readers of JSON raise on content that is not what they expect.
_GARBLED: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class Client:
    """Sends calls and returns their typed results; safe to share between threads.

    `http` lends its connections, time-outs, proxies and certificates, and gets a response hook that minds our answers
    only. Its header fields, cookies, auth and base URL are not used, and it is not closed. Without it the client has
    one of its own that reads no environment.

    Raises:
        ValueError: `base_url` is not `http(s)://host[:port]`.
        InsecureToken: a token, and plain http to another machine, without `allow_insecure_token`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        http: httpx.Client | None = None,
        timeout: Timeout | Unset = UNSET,
        allow_insecure_token: bool = False,
        redirects: Redirects = "cluster",
    ) -> None:
        self._endpoint = endpoint_of(
            base_url, token=token, allow_insecure_token=allow_insecure_token, redirects=redirects
        )
        self._extensions = _extensions(timeout)
        self._is_own = http is None
        self._http = httpx.Client(trust_env=False, timeout=TIMEOUT) if http is None else http
        _install(self._http.event_hooks["response"], _keep_location)

    @property
    def endpoint(self) -> str:
        """`http://host:port`."""
        return self._endpoint.origin

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.endpoint!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless they belong to a given httpx client."""
        if self._is_own:
            self._http.close()

    def send(self, call: Call[T]) -> T:
        """The result of the call, whole.

        Raises:
            CallError: see `errors`.
            httpx.TransportError: no whole answer came.
        """
        return self.send_detailed(call).parsed

    def send_detailed(self, call: Call[T]) -> Response[T]:
        """The result of the call, with status and header fields."""
        exchange, response = self._open(call)
        try:
            content = b"".join(response.iter_raw())
        finally:
            response.close()
        return _parse(exchange, call, Answer(response.status_code, _headers(response), content))

    @contextmanager
    def stream(self, call: Call[Any]) -> Iterator[StreamedAnswer]:
        """The answer with its body still to be read; what is left unread at the end costs the connection."""
        exchange, response = self._open(call)
        try:
            _check_plain(exchange, _headers(response))
            yield StreamedAnswer(response)
        finally:
            response.close()

    def _open(self, call: Call[Any]) -> tuple[Exchange, httpx.Response]:
        body = None if call.body is None else Upload(call.body)
        if body is not None and body.is_async_only:
            raise TypeError("a body that is an async iterable needs AsyncClient")
        exchange = Exchange(self._endpoint, call, body)
        legs = exchange.legs()
        leg = next(legs)
        while True:
            response = self._send(exchange, leg)
            if leg.final and response.is_success:
                return exchange, response
            leg = legs.send(_drain(response, leg.limit))

    def _send(self, exchange: Exchange, leg: Leg) -> httpx.Response:
        stream = None if leg.body is None else _Pieces(leg.body)
        request = _request(exchange, leg, stream, token=self._endpoint.token, extensions=self._extensions)
        try:
            return self._http.send(request, auth=None, follow_redirects=False, stream=True)
        except httpx.TransportError as exc:
            if leg.ambiguous:
                raise exchange.ambiguous() from exc
            raise
        finally:
            # httpx's errors and responses hold their request; once it is sent the token is nobody's business.
            request.headers.pop("Authorization", None)


class AsyncClient:
    """`Client` for asyncio: the same names, awaited. Files are read in threads, iterators on the event loop."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        http: httpx.AsyncClient | None = None,
        timeout: Timeout | Unset = UNSET,
        allow_insecure_token: bool = False,
        redirects: Redirects = "cluster",
    ) -> None:
        self._endpoint = endpoint_of(
            base_url, token=token, allow_insecure_token=allow_insecure_token, redirects=redirects
        )
        self._extensions = _extensions(timeout)
        self._is_own = http is None
        self._http = httpx.AsyncClient(trust_env=False, timeout=TIMEOUT) if http is None else http
        _install(self._http.event_hooks["response"], _akeep_location)

    @property
    def endpoint(self) -> str:
        """`http://host:port`."""
        return self._endpoint.origin

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.endpoint!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, unless they belong to a given httpx client."""
        if self._is_own:
            await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """The result of the call, whole.

        Raises:
            CallError: see `errors`.
            httpx.TransportError: no whole answer came.
        """
        return (await self.send_detailed(call)).parsed

    async def send_detailed(self, call: Call[T]) -> Response[T]:
        """The result of the call, with status and header fields."""
        exchange, response = await self._open(call)
        try:
            content = b"".join([piece async for piece in response.aiter_raw()])
        finally:
            await response.aclose()
        return _parse(exchange, call, Answer(response.status_code, _headers(response), content))

    @asynccontextmanager
    async def stream(self, call: Call[Any]) -> AsyncIterator[AsyncStreamedAnswer]:
        """The answer with its body still to be read; what is left unread at the end costs the connection."""
        exchange, response = await self._open(call)
        try:
            _check_plain(exchange, _headers(response))
            yield AsyncStreamedAnswer(response)
        finally:
            await response.aclose()

    async def _open(self, call: Call[Any]) -> tuple[Exchange, httpx.Response]:
        exchange = Exchange(self._endpoint, call, None if call.body is None else Upload(call.body))
        legs = exchange.legs()
        leg = next(legs)
        while True:
            response = await self._send(exchange, leg)
            if leg.final and response.is_success:
                return exchange, response
            leg = legs.send(await _adrain(response, leg.limit))

    async def _send(self, exchange: Exchange, leg: Leg) -> httpx.Response:
        stream = None if leg.body is None else _AsyncPieces(leg.body)
        request = _request(exchange, leg, stream, token=self._endpoint.token, extensions=self._extensions)
        try:
            return await self._http.send(request, auth=None, follow_redirects=False, stream=True)
        except httpx.TransportError as exc:
            if leg.ambiguous:
                raise exchange.ambiguous() from exc
            raise
        finally:
            request.headers.pop("Authorization", None)  # as in Client


class StreamedAnswer:
    """An answer of 2xx whose body is read as it comes. A body that ends early raises."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = _headers(response)

    def iter_bytes(self) -> Iterator[bytes]:
        """What is left of the body, in pieces as they arrive."""
        # Without a size: httpx would copy every piece (899-1259 MB/s against 513 with 1 MiB).
        return self._response.iter_raw()

    def read(self) -> bytes:
        """The whole body, in memory."""
        return b"".join(self.iter_bytes())


class AsyncStreamedAnswer:
    """`StreamedAnswer` for asyncio."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = _headers(response)

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """What is left of the body, in pieces as they arrive."""
        return self._response.aiter_raw()  # without a size, as in StreamedAnswer

    async def read(self) -> bytes:
        """The whole body, in memory."""
        return b"".join([piece async for piece in self.iter_bytes()])


class _Pieces(httpx.SyncByteStream):
    def __init__(self, body: Upload) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return self._body.pieces()


class _AsyncPieces(httpx.AsyncByteStream):
    def __init__(self, body: Upload) -> None:
        self._body = body

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._body.apieces(_in_thread)


async def _in_thread(read: Reader, size: int) -> bytes:
    return await asyncio.to_thread(read, size)


def _request(
    exchange: Exchange,
    leg: Leg,
    stream: httpx.SyncByteStream | httpx.AsyncByteStream | None,
    *,
    token: str | None,
    extensions: dict[str, Any],
) -> httpx.Request:
    url = _url(exchange, leg)
    headers = [(b"Host", url.netloc), *_DEFAULTS]
    # UTF-8 as Go writes it; httpx alone would refuse what is not ASCII.
    headers += [(name.encode("ascii"), value.encode("utf-8", "surrogateescape")) for name, value in leg.headers]
    if leg.authorized and token is not None:
        headers.append((b"Authorization", b"Bearer " + token.encode("ascii")))
    if leg.body is None:
        if leg.method in _WITH_LENGTH:
            headers.append((b"Content-Length", b"0"))
    elif leg.chunked or leg.body.length is None:
        headers.append((b"Transfer-Encoding", b"chunked"))
    else:
        headers.append((b"Content-Length", b"%d" % leg.body.length))
    if leg.body is None or leg.body.small is not None:
        stream = httpx.ByteStream(leg.body.small or b"" if leg.body else b"")  # transports send it with the head
    return httpx.Request(leg.method, url, headers=headers, stream=stream, extensions=extensions)


def _url(exchange: Exchange, leg: Leg) -> httpx.URL:
    """The address as httpx takes it, if it sends it as it is: `a/../b` must not become `b`."""
    target = leg.target.encode("ascii")
    try:
        url = httpx.URL(leg.origin).copy_with(raw_path=target)
    except httpx.InvalidURL as exc:
        if leg.authorized:
            raise ValueError(f"httpx cannot send to this address: {exc}") from exc
        raise exchange.error(RedirectError, "redirected to an address that httpx cannot send to") from exc
    if url.raw_path != target:
        if leg.authorized:
            raise ValueError("httpx would send this path or query in another form")
        raise exchange.error(RedirectError, "redirected to a path or query that httpx would send in another form")
    return url


def _extensions(timeout: Timeout | Unset) -> dict[str, Any]:
    given = {} if isinstance(timeout, Unset) else {"timeout": httpx.Timeout(timeout).as_dict()}
    return {_OURS: True, **given}


def _drain(response: httpx.Response, limit: int) -> Answer:
    # Read before closing: httpx drops a connection whose body is unread.
    content = bytearray()
    try:
        for piece in response.iter_raw():
            content += piece
            if len(content) > limit:
                break
    finally:
        response.close()
    return Answer(response.status_code, _headers(response), bytes(content[:limit]))


async def _adrain(response: httpx.Response, limit: int) -> Answer:
    content = bytearray()
    try:
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > limit:
                break
    finally:
        await response.aclose()
    return Answer(response.status_code, _headers(response), bytes(content[:limit]))


def _parse(exchange: Exchange, call: Call[T], answer: Answer) -> Response[T]:
    _check_plain(exchange, answer.headers)
    try:
        return Response(answer.status, answer.headers, call.parse(answer))
    except _GARBLED as exc:
        raise exchange.error(AnswerError, f"{answer.status} with unexpected content: {exc!r}"[:500]) from exc


def _check_plain(exchange: Exchange, headers: Headers) -> None:
    """AIS never encodes content; whoever did it on the way changed what checksum and length are about."""
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise exchange.error(AnswerError, "the content came encoded, which was not asked for")


# Even when told not to follow, httpx parses `Location` and raises on characters that AIS leaves in it (a tab of an
# object's name). A hook on responses comes before that: it takes the header fields of our answers out of its way.


def _install(hooks: list[Callable[..., Any]], hook: Callable[..., Any]) -> None:
    if hook not in hooks:
        hooks.append(hook)


def _keep_location(response: httpx.Response) -> None:
    if _OURS in response.request.extensions:
        response.extensions[_OURS] = _raw_headers(response)
        response.headers.pop("Location", None)


async def _akeep_location(response: httpx.Response) -> None:
    _keep_location(response)


def _headers(response: httpx.Response) -> Headers:
    kept = response.extensions.get(_OURS)
    return kept if isinstance(kept, Headers) else _raw_headers(response)


def _raw_headers(response: httpx.Response) -> Headers:
    raw = response.headers.raw
    return Headers((name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in raw)
