"""Where other machines can ask, strangers are kept out: a token for the proxy, signed redirects for the targets."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from aistore_hl import Client, errors
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalCluster]:
    """A cluster that other machines could ask, if it did not listen on loopback."""
    with LocalCluster(targets=2, allow_remote=True) as cluster:
        assert 200 == ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}, _token(cluster)).status
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o", b"", _token(cluster)).status
        yield cluster


def _token(cluster: LocalCluster) -> list[tuple[str, str]]:
    return [("Authorization", f"Bearer {cluster.token}")]


def _redirect(cluster: LocalCluster, method: str, target: str) -> Answer:
    return ask(cluster.endpoint, method, target, fields=_token(cluster))


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/v1/daemon?what=smap"),
        ("GET", "/v1/cluster?what=smap"),
        ("POST", "/v1/buckets/new"),
        ("GET", "/v1/objects/b/o"),
        ("PUT", "/v1/objects/b/o"),
        ("DELETE", "/v1/objects/b/o"),
        ("HEAD", "/v1/objects/b/o"),
        ("GET", "/v1/buckets"),
        ("GET", "/v1/reverse/daemon?what=snode"),
        ("GET", "/s3"),
    ],
    ids=lambda value: value,
)
def test_the_proxy_wants_its_token(guarded: LocalCluster, method: str, target: str) -> None:
    """401 in AIS's words, whatever is asked. Source: 13-authn, recorded on AIS 5.0"""
    answer = ask(guarded.endpoint, method, target, {"action": "create-bck"} if method == "POST" else None)

    assert (401, "token required") == (answer.status, answer.document["message"])


@pytest.mark.parametrize("value", ["Bearer wrong", "bearer {}", "Basic {}", "{}", "Bearer ", "Bearer {}x", "Bearer é"])
def test_only_the_token_counts(guarded: LocalCluster, value: str) -> None:
    """Not another one, nor in another scheme: `Bearer` has a capital letter, as AIS has it."""
    shown = value.format(guarded.token)

    assert 401 == ask(guarded.endpoint, "GET", "/v1/buckets", fields=[("Authorization", shown)]).status


@pytest.mark.parametrize("field", ["Authorization", "X-Amz-Security-Token"])
def test_either_header_field_carries_it(guarded: LocalCluster, field: str) -> None:
    """As AIS reads them."""
    value = f"Bearer {guarded.token}" if field == "Authorization" else str(guarded.token)

    assert 200 == ask(guarded.endpoint, "GET", "/v1/daemon?what=smap", fields=[(field, value)]).status


def test_health_is_open(guarded: LocalCluster) -> None:
    """At every node, as AIS has it."""
    nodes = (guarded.proxy, *guarded.targets)

    assert [200] * 3 == [ask(node.origin, "GET", "/v1/health").status for node in nodes]


def test_redirects_are_signed_as_ais_signs_them(guarded: LocalCluster) -> None:
    """The client's query first, then `pid`, `u`, `utm`, `vpams`, `x`. Source: 14-signed-redirects, v51-get-q"""
    answer = _redirect(guarded, "GET", "/v1/objects/b/o?silent=true")
    query = parse_qsl(urlsplit(answer.location).query)

    assert ["silent", "pid", "u", "utm", "vpams", "x"] == [name for name, _ in query]
    assert 86 == len(dict(query)["u"])
    assert guarded.proxy.id == dict(query)["pid"]
    assert int(guarded.smap["version"]) == int(dict(query)["vpams"], 36)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_a_redirect_is_taken_by_its_target(guarded: LocalCluster, method: str) -> None:
    """Without the token, which never goes there."""
    assert 200 == follow(guarded.endpoint, "PUT", "/v1/objects/b/taken", b"", _token(guarded)).status
    answer = _redirect(guarded, method, "/v1/objects/b/taken")

    assert 200 == ask(answer.leads_to, method, answer.location.removeprefix(answer.leads_to)).status


def test_a_redirect_may_be_used_again(guarded: LocalCluster) -> None:
    """Source: 14-signed-redirects, v51-t-replay2"""
    answer = _redirect(guarded, "GET", "/v1/objects/b/o")
    target = answer.location.removeprefix(answer.leads_to)

    assert [200, 200] == [ask(answer.leads_to, "GET", target).status for _ in range(2)]


def _at_target(cluster: LocalCluster, method: str, name: str, body: bytes | None = None, **changed: str) -> Answer:
    """A request at the target with the query of a redirect for a GET of `o`, some of it changed or taken away."""
    redirect = _redirect(cluster, "GET", "/v1/objects/b/o")
    query = {**dict(parse_qsl(urlsplit(redirect.location).query)), **changed}
    query = {name: value for name, value in query.items() if value}
    return ask(redirect.leads_to, method, f"/v1/objects/b/{name}?{urlencode(query)}", body)


@pytest.mark.parametrize(
    ("method", "name", "body", "changed", "status", "message"),
    [
        ("GET", "o", None, {"pid": "", "utm": ""}, 400, "not an intra-control request"),
        ("GET", "o", None, {"u": "", "x": "", "vpams": ""}, 401, "missing signature [smapVer 0 vs Smap v3]"),
        ("GET", "other", None, {}, 401, "node signature verification failed"),
        ("PUT", "o", None, {}, 401, "node signature verification failed"),
        ("HEAD", "o", None, {}, 401, "node signature verification failed"),
        ("DELETE", "o", None, {}, 401, "node signature verification failed"),
        ("GET", "o", b"x", {}, 401, "node signature verification failed"),
        ("GET", "o", None, {"pid": "another"}, 401, "node signature verification failed"),
        ("GET", "o", None, {"vpams": "1"}, 401, "node signature verification failed"),
        ("GET", "o", None, {"x": "1"}, 401, "node signature verification failed"),
        ("GET", "o", None, {"u": "A" * 86}, 401, "node signature verification failed"),
        ("GET", "o", None, {"u": "é"}, 401, "node signature verification failed"),
    ],
    ids=["no markers", "no signature", "other object", "PUT", "HEAD", "DELETE", "length", "proxy", "map", "nonce",
         "signature", "no signature at all"],
)  # fmt: skip
def test_a_target_takes_nothing_else(
    guarded: LocalCluster,
    method: str,
    name: str,
    body: bytes | None,
    changed: dict[str, str],
    status: int,
    message: str,
) -> None:
    """Statuses and words of AIS. Source: 14-signed-redirects, v51-t-*"""
    answer = _at_target(guarded, method, name, body, **changed)

    assert (status, message) == (answer.status, answer.document["message"])


@pytest.mark.parametrize("target", ["/v1/daemon?what=config", "/v1/daemon?what=smap", "/v1/buckets/b", "/v1/buckets"])
def test_a_target_tells_a_stranger_nothing_about_itself(guarded: LocalCluster, target: str) -> None:
    """AIS's gives its map to everyone."""
    assert 401 == ask(guarded.targets[0].origin, "GET", target).status


def test_a_signature_of_another_cluster_is_none(guarded: LocalCluster) -> None:
    """Each start makes its own key and token."""
    with LocalCluster(targets=1, allow_remote=True, proxy_id=guarded.proxy.id) as other:
        redirect = _redirect(guarded, "GET", "/v1/objects/b/o")
        target = redirect.location.removeprefix(redirect.leads_to)

        assert other.token != guarded.token
        assert 401 == ask(other.targets[0].origin, "GET", target).status


@pytest.mark.parametrize("size", [0, 5, 100_000])
def test_our_client_stores_through_signed_redirects(guarded: LocalCluster, size: int) -> None:
    """The first upload announces its length, those after it none."""
    content = bytes(size)
    with Client(guarded.endpoint, token=guarded.token) as client:
        stored = client.bucket("b").object(f"of-{size}")
        for _ in range(2):
            stored.put(content)
            stored.put(iter([content]))

        with stored.get() as reader:
            assert content == reader.read_all()
        stored.delete()


def test_our_client_without_the_token_is_told(guarded: LocalCluster) -> None:
    """`Unauthorized`."""
    with Client(guarded.endpoint) as client, pytest.raises(errors.Unauthorized):
        client.bucket("b").head()


def test_the_token_is_not_shown(guarded: LocalCluster) -> None:
    """Whoever asks for it gets it."""
    assert guarded.token
    assert guarded.token not in repr(guarded) + repr(guarded._running.state)
    assert {"AIS_AUTHN_TOKEN": guarded.token, "AIS_ENDPOINT": guarded.endpoint} == guarded.environment


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_it_is_reached_at_the_address_that_it_tells(host: str) -> None:
    """Also where it listens at all of them: here at loopback, and where redirects lead at what the map says."""
    with (
        LocalCluster(targets=1, host=host, allow_remote=True) as cluster,
        Client(cluster.endpoint, token=cluster.token) as client,
    ):
        stored = client.bucket("b").create().object("o")
        stored.put(b"content")

        assert cluster.endpoint.startswith("http://127.0.0.1:")
        assert b"content" == stored.get().read_all()


def test_without_it_there_is_no_token() -> None:
    """A cluster on loopback is open to whoever is on this machine."""
    with LocalCluster(targets=1) as cluster:
        assert cluster.token is None
        assert {"AIS_ENDPOINT": cluster.endpoint} == cluster.environment
