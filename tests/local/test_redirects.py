"""How the proxy sends a request on, and what a target does with one that was not sent on."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask, follow


@pytest.mark.parametrize(
    ("method", "status", "names"),
    [
        ("GET", 301, {"Location", "Content-Type"}),
        ("HEAD", 307, {"Location", "Content-Type"}),
        ("PUT", 307, {"Location"}),
        ("PATCH", 307, {"Location"}),
        ("DELETE", 307, {"Location"}),
    ],
)
def test_every_method_has_its_redirect(
    shared: LocalCluster, bucket: str, method: str, status: int, names: set[str]
) -> None:
    """301 for GET only, to a target of the cluster, with both marks; objects need not exist."""
    answer = ask(shared.endpoint, method, f"/v1/objects/{bucket}/a/o1")

    assert (status, names) == (answer.status, answer.names)
    assert answer.leads_to in {target.origin for target in shared.targets}
    marks = rf"/v1/objects/{bucket}/a/o1\?pid={shared.proxy.id}&utm=[0-9a-z]{{12}}"
    assert re.fullmatch(marks, answer.location.removeprefix(answer.leads_to))


def test_the_301_says_so_in_html(shared: LocalCluster, bucket: str) -> None:
    """One line, with the address escaped."""
    answer = ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/o?a=b")
    shown = answer.location.replace("&", "&amp;")

    assert f'<a href="{shown}">Moved Permanently</a>.\n\n' == answer.content.decode()


def test_rename_is_redirected_by_the_old_name(shared: LocalCluster, bucket: str) -> None:
    """The proxy reads the message and sends it on unread."""
    answer = ask(shared.endpoint, "POST", f"/v1/objects/{bucket}/o", {"action": "rename-obj", "name": "new"})

    assert 307 == answer.status
    assert ask(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/o").leads_to == answer.leads_to


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("o", "provider=ais&namespace=@%23"),
        ("o", "foo=bar&y=~&z=a+b"),
        ("sp%20ace/%C3%BC%3F%23%25%2B%26%3D.txt", "provider=ais"),
        ("a%0Ab%09c%7F", ""),
        ("a%2Fb", "props=name%2Csize"),
        ("a//b", ""),
        ("%FF%FE", ""),
        ("a;b=c", ""),
        ("a+b", ""),
    ],
)
def test_path_and_query_go_on_as_they_came(shared: LocalCluster, bucket: str, path: str, query: str) -> None:
    """AIS decodes the path and so loses control characters; here the address is byte for byte the one asked for."""
    asked = f"/v1/objects/{bucket}/{path}" + (f"?{query}" if query else "")
    answer = ask(shared.endpoint, "GET", asked)
    asked += "&" if query else "?"

    assert 301 == answer.status
    assert answer.location.startswith(f"{answer.leads_to}{asked}pid=")


@pytest.mark.parametrize(
    ("target", "status", "tcode"),
    [
        ("/v1/objects/{bucket}", 400, ""),
        ("/v1/objects/{bucket}/", 400, ""),
        ("/v1/objects/no-such-bucket/x", 404, "ErrBckNotFound"),
        ("/v1/objects/{bucket}/x?namespace=%23other", 404, "ErrBckNotFound"),
        ("/v1/objects/{bucket}/x?provider=aws", 404, "ErrFailedTo"),
        ("/v1/objects/{bucket}/x?provider=foo", 400, "ErrInvalidBackendProvider"),
        ("/v1/objects/{bucket}/x?namespace=@remote%23n", 404, "ErrFailedTo"),
        ("/v1/objects/{bucket}/x?namespace=@%23n%20s", 400, ""),
        ("/v1/objects/{bucket}/x?foo=%zz", 400, ""),
        ("/v1/objects/{bucket}/x?x=~", 400, ""),
        ("/v1/objects/{bucket}/x?vpams=~", 400, ""),
        ("/v1/objects/{bucket}/a%zz", 400, ""),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_what_the_proxy_refuses(
    shared: LocalCluster, bucket: str, method: str, target: str, status: int, tcode: str
) -> None:
    """Bucket, provider, namespace, query and path are its business."""
    answer = ask(shared.endpoint, method, target.format(bucket=bucket))

    assert (status, tcode) == (answer.status, answer.tcode)


_TAKEN = [
    "a//b",
    "/lead",
    "a b",
    "a?q",
    "a#h",
    "a%p",
    "a+b",
    "ü",
    ".hid",
    "a..b",
    'a"b',
    "~",
    "a/~/b",
    "...",
    "x" * 256,
]
_REFUSED = ["..", ".", "a/../b", "./a", "a/./b", "a/..", "~/a", "dir/", "a%00b", "%e2%82%ac%2f%2e%2e", "a/%2e%2e/x"]


@pytest.mark.parametrize("name", _TAKEN)
def test_names_that_are_taken(shared: LocalCluster, bucket: str, name: str) -> None:
    """They are decoded once, and are listed as they are."""
    path = quote(name)
    put = follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/{path}", b"n")
    listed = ask(shared.endpoint, "GET", f"/v1/buckets/{bucket}").document

    assert (200, [name]) == (put.status, [entry["name"] for entry in listed["entries"]])
    assert b"n" == follow(shared.endpoint, "GET", f"/v1/objects/{bucket}/{path}").content


@pytest.mark.parametrize("name", _REFUSED)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_names_that_are_refused(shared: LocalCluster, bucket: str, method: str, name: str) -> None:
    """400 errInvalidPath by the proxy, however they are escaped."""
    answer = ask(shared.endpoint, method, f"/v1/objects/{bucket}/{name}")

    assert (400, "errInvalidPath") == (answer.status, answer.tcode)


def test_of_head_only_the_target_looks_at_names(shared: LocalCluster, bucket: str) -> None:
    """Redirected first; then 400, but 404 for a name with a slash at its end. Tried on AIS 5.0."""
    answers = [follow(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/{name}") for name in ("a/../b", "~/a", "a/")]

    assert [400, 400, 404] == [answer.status for answer in answers]
    assert all(answer.origin != shared.endpoint for answer in answers)


def test_a_target_answers_reads_that_nobody_sent_it(shared: LocalCluster, bucket: str) -> None:
    """Its own objects; of others it says 404, and 400 where a bucket is missing."""
    home = follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o", b"direct content").origin
    other = next(target.origin for target in shared.targets if target.origin != home)
    target = f"/v1/objects/{bucket}/o"

    assert b"direct content" == ask(home, "GET", target).content
    assert b"dire" == ask(home, "GET", target, fields=[("Range", "bytes=0-3")]).content
    assert 200 == ask(home, "HEAD", target).status
    assert (404, "ErrNotFound") == (ask(other, "GET", target).status, ask(other, "GET", target).tcode)
    assert (400, "ErrBckNotFound") == (
        ask(home, "GET", "/v1/objects/no-such-bucket/x").status,
        ask(home, "HEAD", "/v1/objects/no-such-bucket/x").tcode,
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
@pytest.mark.parametrize("query", ["", "?pid=p", "?utm=1"])
def test_a_target_wants_changes_redirected(shared: LocalCluster, bucket: str, method: str, query: str) -> None:
    """400 without both marks; their values are not looked at."""
    body = {"action": "rename-obj", "name": "x", "value": {"a": "b"}}
    answer = ask(shared.targets[0].origin, method, f"/v1/objects/{bucket}/o{query}", body)

    assert 400 == answer.status
    assert "is expected to be redirected" in answer.document["message"]
    sent_on = ask(shared.targets[0].origin, method, f"/v1/objects/{bucket}/o?pid=x&utm=y", body)
    assert "redirected" not in str(sent_on.document)


def test_a_put_to_the_wrong_target_stays_there(shared: LocalCluster, bucket: str) -> None:
    """As in AIS: it is stored, and never found through the proxy."""
    owner = ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/stray").leads_to
    other = next(target.origin for target in shared.targets if target.origin != owner)
    target = f"/v1/objects/{bucket}/stray"

    assert 200 == ask(other, "PUT", f"{target}?pid=x&utm=1", b"stray").status
    assert 404 == follow(shared.endpoint, "GET", target).status
    assert b"stray" == ask(other, "GET", target).content


def test_errors_have_the_form_of_ais(shared: LocalCluster) -> None:
    """The same JSON in the body and, for HEAD, in a header field."""
    target = "/v1/objects/no-such-bucket/x"
    got, head = ask(shared.endpoint, "GET", target), ask(shared.endpoint, "HEAD", target)

    assert {
        "tcode": "ErrBckNotFound",
        "message": 'bucket "ais://no-such-bucket" does not exist',
        "method": "GET",
        "url_path": target,
        "remote_addr": got.document["remote_addr"],
        "caller": "",
        "node": f"p[{shared.proxy.id}]",
        "status": 404,
    } == got.document
    assert got.content.endswith(b"}\n")
    assert ("application/json", "nosniff") == (got.header("Content-Type"), got.header("X-Content-Type-Options"))
    assert (b"", "HEAD", 404) == (head.content, head.document["method"], head.document["status"])


@pytest.mark.parametrize(
    ("target", "allow"),
    [
        ("/v1/objects/{bucket}/o", "DELETE, GET, HEAD, POST, PUT"),
        ("/v1/buckets/{bucket}", "DELETE, GET, HEAD, PATCH, POST"),
        ("/v1/cluster", "DELETE, GET, POST, PUT"),
        ("/v1/daemon", "GET, POST, PUT"),
    ],
)
def test_options_and_unknown_methods(shared: LocalCluster, bucket: str, target: str, allow: str) -> None:
    """OPTIONS lists what AIS lists; a method that it does not know is 405, in plain text."""
    options = ask(shared.endpoint, "OPTIONS", target.format(bucket=bucket))
    unknown = ask(shared.endpoint, "FOO", target.format(bucket=bucket))

    assert (200, allow) == (options.status, options.header("Allow"))
    assert (405, "", b"Method Not Allowed\n") == (unknown.status, unknown.header("Allow"), unknown.content)


@pytest.mark.parametrize("target", ["/", "/v1", "/v1/nosuch", "/v2/buckets", "/x/y"])
def test_unknown_paths_are_400(shared: LocalCluster, target: str) -> None:
    """Never 404, at no node."""
    assert [400, 400] == [ask(node.origin, "GET", target).status for node in (shared.proxy, shared.targets[0])]


@pytest.mark.parametrize(
    ("method", "target", "body", "operation"),
    [
        ("PUT", "/v1/cluster", {"action": "start-maintenance"}, "start_maintenance"),
        ("GET", "/v1/cluster?what=smapvote", None, "get_cluster_metadata"),
        ("GET", "/v1/daemon?what=log", None, "get_daemon_log"),
        ("GET", "/s3", None, "s3"),
        ("POST", "/v1/download", {}, "download"),
    ],
)
def test_what_is_not_built_is_501_by_name(
    shared: LocalCluster, bucket: str, method: str, target: str, body: object, operation: str
) -> None:
    """So that nobody takes the local cluster's limits for AIS's."""
    answer = ask(shared.endpoint, method, target.format(bucket=bucket), body)

    assert (501, "ErrNotImpl") == (answer.status, answer.tcode)
    assert f"{operation} is not built into the local cluster" == answer.document["message"]
