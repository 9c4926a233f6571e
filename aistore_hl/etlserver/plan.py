"""What a request asks for: where its content comes from, and where the result goes. Pure.

Source: ext/etl/communicator.go (AIS 5.0), and requests recorded on AIS 5.0
"""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote, unquote_plus, unquote_to_bytes

from attrs import define

from .nodes import Endpoint, Hop, is_plain, next_hop
from .refusal import Refused

if TYPE_CHECKING:
    from .settings import ServerSettings

MAX_TARGET: Final = 63 * 1024
"""A little less than a whole head may have."""

_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ABSOLUTE: Final = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_KEPT: Final = "$&+=:@"
"""What Go's url.PathEscape leaves as it is, besides letters, digits and -_.~"""


class Page(Enum):
    """What a server tells of itself."""

    HEALTH = "health"
    METRICS = "metrics"


class Source(Enum):
    """Where content comes from."""

    BODY = "body"
    FILE = "file"
    FETCH = "fetch"
    """From the target: `Work.origin` and `Work.target`."""
    LINK = "link"
    """From anywhere, for a download job."""


@define
class Work:
    """An object to be transformed."""

    source: Source
    path: str
    """What `transform` gets as the name of the object, decoded."""
    etl_args: str
    hop: Hop | None
    file: str = ""
    """For `Source.FILE`."""
    origin: str = ""
    target: str = ""
    has_token: bool = False
    """Whether the source is AIS_TARGET_URL, and may see the token."""


Plan: TypeAlias = Page | Work


def plan(method: str, target: str, node_url: str | None, settings: ServerSettings) -> Plan:
    """What a request means; `target` is its path and query as they came, `node_url` its Ais-Node-Url.

    Raises:
        Refused: it means nothing, or what must not be done.
    """
    if len(target) > MAX_TARGET:
        raise Refused(414, f"the target of the request is longer than {MAX_TARGET} bytes")
    if "#" in target:
        raise Refused(400, "the target of the request has a fragment")
    raw, mark, query = target.partition("?")
    if not raw.startswith("/"):
        raw = _ABSOLUTE.sub("", raw, count=1)
        if raw and not raw.startswith("/"):
            raise Refused(400, "the path of a request begins with a slash")
    if not is_plain(raw):
        raise Refused(400, "the path has dot segments, control characters or a malformed escape")
    asked = _parameters(query) if mark else {}
    page = _PAGES.get(raw)
    if page is not None:
        _only(method, ("GET", "HEAD"))
        return page
    if raw == "/download":
        _only(method, ("POST",))
        return _download(asked)
    if raw == "/ws":
        raise Refused(501, "no WebSocket was asked for, or this server has none: FastAPIServer has")
    _only(method, ("GET", "PUT"))
    etl_args = asked.get("etl_args", "").strip()
    hop = next_hop(node_url, raw or "/", etl_args, settings) if node_url and not node_url.isspace() else None
    path = unquote_to_bytes(raw).decode("utf-8", "surrogateescape").lstrip("/")
    if method == "GET":
        return _pull(path, asked, etl_args, hop, settings)
    if "etl_fqn" not in asked:
        return Work(Source.BODY, path, etl_args, hop)
    if settings.fqn_roots == ():
        raise Refused(403, "etl_fqn was given, and reading files is switched off: ETL_FQN_ROOTS names no folder")
    return Work(Source.FILE, path, etl_args, hop, file=_file(asked["etl_fqn"]))


_PAGES: Final = {"/health": Page.HEALTH, "/metrics": Page.METRICS}


def _pull(path: str, asked: dict[str, str], etl_args: str, hop: Hop | None, settings: ServerSettings) -> Work:
    """An object of the target beside this server: by its file, unless its latest version is wanted."""
    if not path:
        raise Refused(400, "the path names no object")
    is_latest = asked.get("latest-ver", "").lower() in ("true", "1", "yes", "on")
    if "etl_fqn" in asked and not is_latest and settings.fqn_roots != ():
        return Work(Source.FILE, path, etl_args, hop, file=_file(asked["etl_fqn"]))
    node = settings.target
    if node is None:
        raise Refused(502, "there is no target to fetch objects from: AIS_TARGET_URL is empty")
    name = quote(path, safe=_KEPT, errors="surrogateescape")
    suffix = "?latest-ver=true" if is_latest else ""
    return Work(
        Source.FETCH,
        path,
        etl_args,
        hop,
        origin=node.origin,
        target=f"{node.path.rstrip('/')}/{name}{suffix}",
        has_token=True,
    )


def _download(asked: dict[str, str]) -> Work:
    """A link that a download job wants transformed."""
    name, link = asked.get("object_to", ""), asked.get("original_url", "")
    if not name or not link:
        raise Refused(400, "object_to and original_url are both needed")
    return linked(link, name, asked.get("etl_args", "").strip())


def linked(link: str, name: str, etl_args: str) -> Work:
    """The work of transforming what a URL leads to.

    Raises:
        Refused: it is no http URL.
    """
    # Characters that URLs should have encoded are common in links; what is encoded already stays so.
    node = Endpoint.parse(quote(link.partition("#")[0], safe="%/:?@&=+$;!*'()~[]", errors="surrogateescape"))
    if node is None:
        raise Refused(400, "original_url is no http URL, or has credentials or dot segments")
    target = (node.path or "/") + (f"?{node.query}" if node.query else "")
    return Work(Source.LINK, name, etl_args, None, origin=node.origin, target=target)


def socket_message(text: bytes | str, settings: ServerSettings) -> Work:
    """What a control message over a WebSocket asks for; its content, if it names no file, is the next message.

    Raises:
        Refused: 400 it is no such message, 403 it asks for what must not be done.
    """
    try:
        message: Any = json.loads(text)  # Any: JSON from outside, checked below
    except (ValueError, RecursionError):
        raise Refused(400, "the control message is no JSON") from None
    if not isinstance(message, dict):
        raise Refused(400, "the control message is no object of JSON")
    values = {name: message.get(name) or "" for name in ("path", "fqn", "etl_args", "pipeline")}
    if not all(isinstance(value, str) for value in values.values()):
        raise Refused(400, "the control message has a field that is not text")
    path, etl_args = values["path"], values["etl_args"].strip()
    if not path:
        raise Refused(400, "the control message names no object")
    encoded = "/" + quote(path.lstrip("/"), safe=_KEPT + "/", errors="surrogateescape")
    if not is_plain(encoded):
        raise Refused(400, "the path has dot segments or control characters")
    hop = next_hop(values["pipeline"], encoded, etl_args, settings) if values["pipeline"].strip() else None
    if not values["fqn"]:
        return Work(Source.BODY, path, etl_args, hop)
    if settings.fqn_roots == ():
        raise Refused(403, "fqn was given, and reading files is switched off: ETL_FQN_ROOTS names no folder")
    return Work(Source.FILE, path, etl_args, hop, file=_file(values["fqn"]))


def _only(method: str, methods: tuple[str, ...]) -> None:
    if method not in methods:
        raise Refused(405, f"{method[:16]} is not done here", (("Allow", ", ".join(methods)),))


def _parameters(query: str) -> dict[str, str]:
    """The first value of each parameter, as Go's url.Values.Get has it."""
    found: dict[str, str] = {}
    for item in query.split("&"):
        if item:
            name, _, value = item.partition("=")
            found.setdefault(unquote_plus(name, errors="surrogateescape"), _value(value))
    return found


def _value(text: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise Refused(400, "the query has a malformed escape")
    return unquote_plus(text, errors="surrogateescape")


def _file(text: str) -> str:
    """The path in `etl_fqn`, which is encoded once more than the query is."""
    if _BAD_ESCAPE.search(text):
        raise Refused(400, "etl_fqn has a malformed escape")
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
