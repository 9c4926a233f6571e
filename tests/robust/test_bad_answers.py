"""Whatever a server sends: one typed error, in time, and never a byte of it as content."""

from __future__ import annotations

import ssl
from functools import partial
from pathlib import Path

import pytest
import trustme

from aistore_hl import RetryPolicy, errors
from tests.faults.endpoints import Endpoint, smap
from tests.robust.bad_answers import BAD, Bad
from tests.robust.calls import CALLS, FLAVOURS, Outcome
from tests.wire.servers import Peer, Request, Server, answer

TIMEOUT = 5.0
QUICK = RetryPolicy(base=0.01)


def serving(bad: Bad) -> Server:
    """Sends it to every request, and closes; what it says of the cluster is true, unless that is the question."""

    def script(peer: Peer) -> None:
        while (head := peer.read_head()) is not None:
            origin = f"http://127.0.0.1:{peer.sock.getsockname()[1]}"
            request = Request(head, b"" if b"100-continue" in head else peer.read_body(head))
            if "info" not in bad.calls and request.target.startswith("/v1/cluster"):
                _, headers, content = smap(Endpoint(origin), origin)
                peer.send(answer(200, content, *(f"{name}: {value}" for name, value in headers.items())))
                continue
            peer.send(bad.reply(request, origin))
            return

    return Server(script)


def kinds(found: dict[str, Outcome]) -> dict[str, str]:
    """Calls that ended in another way than they must."""
    return {
        name: f"{outcome.seconds:.2f} s: {(outcome.error or outcome.value)!r}"[:300]
        for name, outcome in found.items()
        if not isinstance(outcome.error, errors.AisError) or outcome.seconds > TIMEOUT
    }


def test_there_are_as_many_as_promised() -> None:
    """60 at least, and each goes to a call."""
    assert len(BAD) >= 60
    assert all(bad.calls for bad in BAD.values())


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_answer_is_a_typed_error(flavour: str, bad: Bad, tmp_path: Path) -> None:
    """In every call that could take it for its own, in time, and no file appears."""
    calls = [partial(CALLS[name], folder=tmp_path) for name in bad.calls]
    with serving(bad) as server:
        outcomes = FLAVOURS[flavour](server.origin, calls, timeout=TIMEOUT, retry=QUICK)

    assert {} == kinds(dict(zip(bad.calls, outcomes, strict=True)))
    assert {path.name for path in tmp_path.iterdir()} <= {"body"}, "and what the calls themselves send"


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_redirect_from_https_to_http_is_refused(flavour: str, tmp_path: Path) -> None:
    """What was private stays private, whoever is named."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")

    def script(peer: Peer) -> None:
        while (head := peer.read_head()) is not None:
            path = Request(head, b"").target.partition("?")[0]
            peer.send(answer(307, b"", f"Location: http://127.0.0.1:51080{path}"))

    names = ["get", "head", "put"]
    with Server(script, context=context) as server:
        calls = [partial(CALLS[name], folder=tmp_path) for name in names]
        found = FLAVOURS[flavour](server.origin, calls, timeout=TIMEOUT, ca=tmp_path / "ca.pem")

    assert [errors.RedirectRefused] * 3 == [type(outcome.error) for outcome in found]
