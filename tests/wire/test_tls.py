"""TLS with certificates made on the spot: what is trusted, what is refused, and the same bytes as without."""

from __future__ import annotations

import io
import os
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from aistore_hl._core.config import TlsSettings
from aistore_hl._core.errors import ConfigError, ConnectFailed, ReadTimeout, TransportError
from aistore_hl._core.request import FileSlice, Timeouts
from aistore_hl._wire.tls import make_context
from tests.wire.faces import How, MakeFace
from tests.wire.servers import Peer, Request, Server, always, answer, recording

BIG = os.urandom(1_000_000)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The authority's certificate, as a file."""
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="module")
def context(authority: trustme.CA) -> ssl.SSLContext:
    """A server that is 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.mark.parametrize("how", ["read", "readinto", "chunks"])
@pytest.mark.parametrize("body", [b"hello", BIG], ids=["small", "big"])
def test_answer_comes_through(make_face: MakeFace, ca: str, context: ssl.SSLContext, how: How, body: bytes) -> None:
    face = make_face(tls=TlsSettings(ca=ca))
    with Server(always(answer(body=body)), context=context) as server:
        for _ in range(3):
            assert face.ask(server.origin, how=how).body == body

        assert server.connections == 1


@pytest.mark.parametrize("kind", ["small", "bytes", "file", "pieces", "file in memory"])
def test_body_goes_through(make_face: MakeFace, ca: str, context: ssl.SSLContext, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "content"
    path.write_bytes(BIG)
    kept: list[Request] = []
    face = make_face(tls=TlsSettings(ca=ca))
    with Server(recording(kept), context=context) as server, path.open("rb") as file:
        for _ in range(2):
            body: Any = {
                "small": b"hello",
                "bytes": BIG,
                "file": FileSlice(file, 0, len(BIG)),
                "pieces": iter([BIG[:1], BIG[1:]]),
                "file in memory": FileSlice(io.BytesIO(BIG), 0, len(BIG)),
            }[kind]
            assert face.ask(server.origin, "PUT", body=body).body_sent

        assert server.connections == 1
    assert [request.body for request in kept] == [b"hello" if kind == "small" else BIG] * 2


def test_question_and_early_answer_work(make_face: MakeFace, ca: str, context: ssl.SSLContext) -> None:
    def script(peer: Peer) -> None:
        while (head := peer.read_head()) is not None and b"Expect" in head:
            peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            peer.read_body(head)
            peer.send(answer(201))
        peer.send(answer(413))
        peer.hold()

    face = make_face(tls=TlsSettings(ca=ca))
    with Server(script, context=context) as server:
        assert face.ask(server.origin, "PUT", body=BIG, ask=True).status == 201
        heard = face.ask(server.origin, "PUT", body=BIG * 10)

    assert (heard.status, heard.body_sent) == (413, False)


@pytest.mark.stress
def test_an_answer_comes_while_its_request_goes_out(make_face: MakeFace, ca: str, context: ssl.SSLContext) -> None:
    """Where one cannot wait for room and for bytes at once, either is tried in turn."""

    def script(peer: Peer) -> None:
        peer.read_head()
        peer.send(answer(length=len(BIG) * 16))
        while data := peer.read_some():
            peer.send(data)

    face = make_face(tls=TlsSettings(ca=ca))
    with Server(script, context=context) as server:
        heard = face.ask(server.origin, "PUT", body=iter([BIG] * 16), length=len(BIG) * 16, both_ways=True)

    assert BIG * 16 == heard.body


def test_unknown_authority_is_refused(make_face: MakeFace, context: ssl.SSLContext) -> None:
    """Finally: trying again would not help."""
    face = make_face()
    with Server(always(answer()), context=context) as server, pytest.raises(ConnectFailed) as caught:
        face.ask(server.origin)

    assert "does not verify" in str(caught.value)
    assert caught.value.final
    assert not caught.value.sent


def test_other_authority_is_refused(make_face: MakeFace, context: ssl.SSLContext, tmp_path: Path) -> None:
    path = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    face = make_face(tls=TlsSettings(ca=str(path)))
    with Server(always(answer()), context=context) as server, pytest.raises(ConnectFailed, match="does not verify"):
        face.ask(server.origin)


def test_certificate_of_another_host_is_refused(make_face: MakeFace, authority: trustme.CA, ca: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    face = make_face(tls=TlsSettings(ca=ca))
    with Server(always(answer()), context=context) as server, pytest.raises(ConnectFailed, match="does not verify"):
        face.ask(server.origin)


def test_folder_without_authorities_trusts_nobody(make_face: MakeFace, context: ssl.SSLContext, tmp_path: Path) -> None:
    face = make_face(tls=TlsSettings(ca=str(tmp_path)))
    with Server(always(answer()), context=context) as server, pytest.raises(ConnectFailed, match="does not verify"):
        face.ask(server.origin)


def test_verification_can_be_turned_off(make_face: MakeFace, context: ssl.SSLContext) -> None:
    face = make_face(tls=TlsSettings(verify=False))
    with Server(always(answer(body=b"hello")), context=context) as server:
        assert face.ask(server.origin).body == b"hello"


@pytest.fixture
def demanding(authority: trustme.CA) -> ssl.SSLContext:
    """A server that wants to know who asks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def test_client_certificate_is_shown(
    make_face: MakeFace, authority: trustme.CA, demanding: ssl.SSLContext, ca: str, tmp_path: Path
) -> None:
    issued = authority.issue_cert("client@example.com")
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(cert)
    issued.private_key_pem.write_to_path(key)
    face = make_face(tls=TlsSettings(ca=ca, cert=cert, key=key))
    with Server(always(answer(body=b"hello")), context=demanding) as server:
        assert face.ask(server.origin).body == b"hello"


def test_missing_client_certificate_is_an_error(make_face: MakeFace, demanding: ssl.SSLContext, ca: str) -> None:
    face = make_face(tls=TlsSettings(ca=ca))
    with Server(always(answer()), context=demanding) as server, pytest.raises(TransportError):
        face.ask(server.origin)


def test_server_without_tls_is_an_error(make_face: MakeFace, ca: str) -> None:
    """What it says is no handshake."""

    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        peer.read_head()

    face = make_face(tls=TlsSettings(ca=ca))
    with Server(script) as server, pytest.raises(ConnectFailed, match="TLS handshake with 127") as caught:
        face.ask(server.origin.replace("http:", "https:"))
    assert not caught.value.sent


def test_handshake_that_never_ends_is_an_error(make_face: MakeFace, ca: str) -> None:
    face = make_face(tls=TlsSettings(ca=ca), timeouts=Timeouts(connect=0.3))
    with Server(lambda peer: peer.hold()) as server, pytest.raises(ConnectFailed, match=r"within 0\.3 s"):
        face.ask(server.origin.replace("http:", "https:"))


def test_server_that_resets_instead_of_shaking_hands_is_an_error(make_face: MakeFace, ca: str) -> None:
    face = make_face(tls=TlsSettings(ca=ca))
    with Server(lambda peer: peer.reset()) as server, pytest.raises(ConnectFailed):
        face.ask(server.origin.replace("http:", "https:"))


def test_client_without_tls_is_an_error(make_face: MakeFace, context: ssl.SSLContext) -> None:
    face = make_face()
    with Server(always(answer()), context=context) as server, pytest.raises(TransportError):
        face.ask(server.origin.replace("https:", "http:"))


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\n", answer(body=b"x" * 50_000, length=60_000)])
def test_silence_ends(make_face: MakeFace, ca: str, context: ssl.SSLContext, data: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(data)
        peer.hold()

    face = make_face(tls=TlsSettings(ca=ca), timeouts=Timeouts(first_byte=0.3, read=0.3))
    with Server(script, context=context) as server, pytest.raises(ReadTimeout):
        face.ask(server.origin)


def test_connection_that_the_server_closed_is_replaced(make_face: MakeFace, ca: str, context: ssl.SSLContext) -> None:
    face = make_face(tls=TlsSettings(ca=ca))
    with Server(always(answer(body=b"hello")), context=context) as server:
        face.ask(server.origin, "PUT", body=b"x")
        server.drop_all()

        assert face.ask(server.origin, "PUT", body=b"x").body == b"hello"
        assert server.connections == 2


@pytest.mark.parametrize("field", ["ca", "cert"])
def test_certificate_that_cannot_be_read_is_a_setting_that_is_wrong(tmp_path: Path, field: str) -> None:
    path = tmp_path / "missing.pem"
    settings = TlsSettings(ca=str(path)) if field == "ca" else TlsSettings(cert=str(path))
    with pytest.raises(ConfigError, match=r"missing\.pem"):
        make_context(settings)

    path.write_text("not a certificate")
    with pytest.raises(ConfigError, match=r"missing\.pem"):
        make_context(settings)


def test_encrypted_key_is_refused(tmp_path: Path) -> None:
    """Instead of asking for a passphrase at the terminal, and waiting there."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    issued = trustme.CA().issue_cert("client@example.com")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    issued.cert_chain_pems[0].write_to_path(str(cert))
    secret = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))

    with pytest.raises(ConfigError, match="encrypted"):
        make_context(TlsSettings(cert=str(cert), key=str(key)))
