"""Who may ask, where other machines can: the proxy takes its token, targets take what their proxy has signed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from .answers import Refusal, bad_request
from .headers import base_36

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

_WINDOW: Final = 60.0
"""Seconds for which a signature holds: AIS's `nonce_window`. Source: auth.intra_cluster, recorded on AIS 5.0"""

_SCALE: Final = 1_000_000
"""Nonces are microseconds, so that a signature tells its age."""

_SCHEME: Final = "Bearer "


@frozen(eq=False)
class Guard:
    """The secrets of one cluster: what its users show to the proxy, and what its proxy shows to the targets.

    In form and answers as AIS with request signing (recorded on its sources labelled 5.1). AIS's nodes each have a
    pair of keys; here proxy and targets are one process, and share one.
    """

    token: str = field(factory=lambda: secrets.token_urlsafe(32), repr=False)
    _key: bytes = field(factory=lambda: secrets.token_bytes(64), repr=False)
    _started: float = field(factory=time.monotonic)

    def check(self, node: Node, request: NodeRequest) -> None:
        """Whether a node may answer a request. `/v1/health` is open, as AIS has it.

        Raises:
            Refusal: 401, or 400 for an object that no proxy sent on.
        """
        if request.noun == "health" or (node.side == "target" and request.noun == "etl"):
            return  # what a transformer asks of a target has the secret of its ETL in it
        if node.side == "target" and request.noun == "object":
            self._check_signature(node, request)
        else:
            self._check_token(request)

    def marks(self, node: Node, request: NodeRequest, utm: bytes) -> bytes:
        """What a proxy adds to the query of a redirect, in AIS's order."""
        version, nonce = node.state.membership.version, int((time.monotonic() - self._started) * _SCALE)
        length = request.announced or 0
        signature = self._signature(request, node.id, version, length, nonce)
        numbers = (node.id, signature, utm.decode(), base_36(version), base_36(nonce))
        return "pid={}&u={}&utm={}&vpams={}&x={}".format(*numbers).encode()

    def _check_token(self, request: NodeRequest) -> None:
        name, shown = "Authorization", request.headers.get("authorization", "")
        if shown.startswith(_SCHEME):
            shown = shown.removeprefix(_SCHEME)
        else:
            name, shown = "X-Amz-Security-Token", request.headers.get("x-amz-security-token", "")
        if not shown:
            raise Refusal(401, "token required")
        if not hmac.compare_digest(shown.encode("latin-1"), self.token.encode()):
            raise Refusal(401, f'invalid token from header "{name}": invalid token')

    def _check_signature(self, node: Node, request: NodeRequest) -> None:
        if not request.is_redirected:
            raise bad_request("not an intra-control request")
        query, current = request.query, node.state.membership.version
        version, nonce = int(query.get("vpams", "0"), 36), int(query.get("x", "0"), 36)
        shown = query.get("u", "")
        if not shown:
            raise Refusal(401, f"missing signature [smapVer {version} vs Smap v{current}]")
        # A body that is not announced counts as none: a client that was redirected sends it in chunks.
        expected = self._signature(request, query["pid"], version, request.announced or 0, nonce)
        is_ours = hmac.compare_digest(expected.encode(), shown.encode("utf-8", "surrogateescape"))
        if not is_ours or not 0 <= time.monotonic() - self._started - nonce / _SCALE <= _WINDOW:
            raise Refusal(401, "node signature verification failed")

    def _signature(self, request: NodeRequest, proxy: str, version: int, length: int, nonce: int) -> str:
        """What AIS signs: method, decoded path, proxy, version of the map, announced length, nonce; query and body
        are not covered."""
        words = (request.method.encode(), request.decoded_path, proxy.encode("utf-8", "surrogateescape"))
        numbers = b"".join(number.to_bytes(16, "big") for number in (version, length, nonce))
        signed = hmac.digest(self._key, b"\0".join((*words, numbers)), hashlib.sha512)
        return urlsafe_b64encode(signed).rstrip(b"=").decode()
