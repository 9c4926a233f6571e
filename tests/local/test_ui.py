"""The page that the cluster serves, without a browser: its files, who gets what, and what it asks."""

from __future__ import annotations

import json
import re
import resource
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlsplit

import pytest

from aistore_hl.local import Control, LocalCluster
from aistore_hl.local.ui.files import FILES, content
from tests.local.http import Answer, ask, connect, follow, read_to_end

API = "/ui/api"
Call = Callable[..., Answer]


@pytest.fixture
def local() -> Iterator[LocalCluster]:
    with LocalCluster(targets=3) as cluster:
        yield cluster


@pytest.fixture
def control(local: LocalCluster) -> Control:
    return local.control


@pytest.fixture
def call(control: Control) -> Call:
    """Ask as the page does; other header fields where they are given."""

    def call(method: str, path: str, body: Any = None, **fields: str) -> Answer:
        sent = {"Authorization": f"Bearer {control.secret}"} | {k.replace("_", "-"): v for k, v in fields.items()}
        return ask(control.url, method, path, body, [pair for pair in sent.items() if pair[1] != "none"])

    return call


@pytest.fixture
def bucket(local: LocalCluster) -> str:
    assert 200 == ask(local.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
    return "b"


def test_the_page_is_small() -> None:
    """Below 60 KB in all, as it stands: nothing is built or packed."""
    assert sum(len(content(path)) for path in FILES) < 60_000


def test_the_page_asks_nobody_else() -> None:
    """No file names another address but those of the formats; nothing is loaded that the cluster does not serve."""
    text = b"\n".join(map(content, FILES)).decode()

    assert {"http://www.w3.org/2000/svg"} == set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert set(re.findall(r'(?:src|href)="(/[^"]*)"', text)) <= set(FILES)


def test_the_script_finds_what_it_looks_for() -> None:
    """Every element that it names is in the page, once."""
    wanted = set(re.findall(r"""\$\(["']([a-z-]+)["']\)""", content("/ui/page.js").decode()))
    there = re.findall(r'\bid="([a-z-]+)"', content("/ui").decode())

    assert len(wanted) > 50
    assert wanted <= set(there)
    assert len(there) == len(set(there))


@pytest.mark.parametrize(
    "sink",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc", "setHTML",
     "createContextualFragment", "DOMParser", 'style="', "onclick=", "<style"],
)  # fmt: skip
def test_the_page_makes_no_markup_of_text(sink: str) -> None:
    """None of what turns a string into markup or code is in it."""
    assert sink not in b"\n".join(map(content, FILES)).decode()


@pytest.mark.parametrize("path", FILES)
def test_files_need_no_secret_and_hold_none(local: LocalCluster, control: Control, path: str) -> None:
    """They are the same for every cluster."""
    answer = ask(control.url, "GET", path)

    assert (200, content(path)) == (answer.status, answer.content)
    assert control.secret.encode() not in answer.content
    assert b"" == ask(control.url, "HEAD", path).content


@pytest.mark.parametrize("path", FILES)
def test_files_say_what_a_browser_may_do_with_them(control: Control, path: str) -> None:
    """Scripts and styles of this origin alone, nothing inline, no frames, and no guesses at types."""
    answer = ask(control.url, "GET", path)
    policy = dict(
        part.strip().partition(" ")[::2] for part in (answer.header("Content-Security-Policy") or "").split(";")
    )

    assert "'none'" == policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"]
    assert "'self'" == policy["script-src"] == policy["style-src"] == policy["connect-src"]
    assert "'script'" == policy["require-trusted-types-for"]
    assert "nosniff" == answer.header("X-Content-Type-Options")
    assert "no-referrer" == answer.header("Referrer-Policy")
    assert "same-origin" == answer.header("Cross-Origin-Resource-Policy") == answer.header("Cross-Origin-Opener-Policy")
    assert [] == [name for name in answer.names if name.startswith("Access-Control")]


def raw(control: Control, text: str) -> Answer:
    """A request with exactly these lines."""
    with connect(control.url) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        head, _, rest = read_to_end(connection).partition(b"\r\n\r\n")
    return Answer(control.url, int(head.split()[1]), [], rest)


@pytest.mark.parametrize("path", [*FILES, f"{API}/overview"])
def test_other_names_of_the_host_get_nothing(control: Control, path: str) -> None:
    """403: somebody let a name of theirs lead here, to make the page their own."""
    request = f"GET {path} HTTP/1.1\nHost: {{}}\nConnection: close\nAuthorization: Bearer {control.secret}"

    assert 200 == raw(control, request.format(urlsplit(control.url).netloc)).status
    assert 403 == raw(control, request.format("rebound.example.com")).status


REQUESTS = [
    ("GET", "/overview"),
    ("GET", "/buckets/b"),
    ("POST", "/buckets/c"),
    ("DELETE", "/buckets/b"),
    ("GET", "/objects/b/o"),
    ("PUT", "/objects/b/p"),
    ("DELETE", "/objects/b/o"),
]


@pytest.mark.parametrize(("method", "path"), REQUESTS)
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"Authorization": "none"}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Origin": "http://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
    ],
    ids=str,
)
def test_strangers_see_and_change_nothing(
    local: LocalCluster, call: Call, bucket: str, method: str, path: str, fields: dict[str, str], status: int
) -> None:
    """Without the secret, and from pages of other origins; not even a request reaches the nodes."""
    follow(local.endpoint, "PUT", "/v1/objects/b/o", b"kept")
    before = local.seen.requests()

    assert status == call(method, API + path, **fields).status
    assert before == local.seen.requests()
    assert b"kept" == follow(local.endpoint, "GET", "/v1/objects/b/o").content


def test_the_secret_in_a_query_opens_nothing(control: Control, call: Call) -> None:
    """Addresses are logged."""
    assert 401 == call("GET", f"{API}/overview?secret={control.secret}", Authorization="none").status


def test_overview_has_buckets_jobs_and_room(local: LocalCluster, call: Call, bucket: str) -> None:
    """And asks no node for it: the request log is the users'."""
    follow(local.endpoint, "PUT", "/v1/objects/b/o", bytes(5000))
    job = ask(local.endpoint, "PUT", "/v1/cluster", {"action": "start", "value": {"kind": "lru"}}).content.decode()
    before = local.seen.requests()
    told = call("GET", f"{API}/overview").document

    assert [{"name": "b", "namespace": ""}] == told["buckets"]
    assert [(job, "lru", False)] == [(each["id"], each["kind"], each["aborted"]) for each in told["jobs"]]
    assert 5000 == sum(room["used"] for room in told["space"])
    assert all(room["total"] > room["used"] for room in told["space"])
    assert before == local.seen.requests()


def test_objects_go_both_ways(local: LocalCluster, call: Call) -> None:
    """Make a bucket, put, get, get a range, delete, destroy: as any client would see it."""
    data = bytes(range(256)) * 3000
    assert 200 == call("POST", f"{API}/buckets/new").status
    assert 200 == call("PUT", f"{API}/objects/new/a%2Fb", data).status
    assert data == follow(local.endpoint, "GET", "/v1/objects/new/a%2Fb").content
    whole, part = call("GET", f"{API}/objects/new/a%2Fb"), call("GET", f"{API}/objects/new/a%2Fb", Range="bytes=10-19")
    assert (200, data) == (whole.status, whole.content)
    assert (206, data[10:20], f"bytes 10-19/{len(data)}") == (part.status, part.content, part.header("Content-Range"))
    assert whole.header("Ais-Checksum-Value") == part.header("Ais-Checksum-Value")
    assert 200 == call("DELETE", f"{API}/objects/new/a%2Fb").status
    assert 404 == follow(local.endpoint, "GET", "/v1/objects/new/a%2Fb").status
    assert 200 == call("DELETE", f"{API}/buckets/new").status

    assert [] == call("GET", f"{API}/overview").document["buckets"]


def test_objects_are_never_shown_by_the_browser_itself(local: LocalCluster, call: Call, bucket: str) -> None:
    """Whatever they hold, and whatever their metadata says: an attachment in a sandbox, of no known type."""
    fields = [("ais-custom-md", "Content-Type=text/html")]
    follow(local.endpoint, "PUT", "/v1/objects/b/page.html", b"<script>alert(1)</script>", fields)
    answer = call("GET", f"{API}/objects/b/page.html")

    assert "application/octet-stream" == answer.header("Content-Type")
    assert "attachment" == answer.header("Content-Disposition")
    assert "nosniff" == answer.header("X-Content-Type-Options")
    assert "sandbox" in (answer.header("Content-Security-Policy") or "")
    assert "no-store" == answer.header("Cache-Control")
    assert "Content-Type=text/html" == answer.header("Ais-Custom-Md")


def names(listing: Answer) -> list[str]:
    return [entry["name"] for entry in listing.document["objects"]]


def test_listings_come_in_pages(local: LocalCluster, call: Call, bucket: str) -> None:
    """In order, with a prefix, and with the end known: a last page that is full has no next."""
    for number in range(6):
        follow(local.endpoint, "PUT", f"/v1/objects/b/n{number}", bytes(number))
    first = call("GET", f"{API}/buckets/b?count=3")
    second = call("GET", f"{API}/buckets/b?count=3&after={first.document['more']}")

    assert ["n0", "n1", "n2"] == names(first)
    assert ["n3", "n4", "n5"] == names(second)
    assert second.document["more"] is None
    assert [{"name": "n5", "path": "n5", "size": 5, "version": "1"}] == call(
        "GET", f"{API}/buckets/b?prefix=n5"
    ).document["objects"]


@pytest.mark.parametrize(
    "name", [b"<img src=x onerror=alert(1)>", b"a b?c#d&e=f%2Fg", b"\xff\xfe", "ünï/💥".encode(), b"\"'\\", b"x" * 1000]
)
def test_names_stay_what_they_are(local: LocalCluster, call: Call, bucket: str, name: bytes) -> None:
    """Every name that AIS takes is listed with the path at which it is, also as the beginning of the next page."""
    path = quote_from_bytes(name, safe="")
    follow(local.endpoint, "PUT", f"/v1/objects/b/{path}", b"content")
    (entry,) = call("GET", f"{API}/buckets/b").document["objects"]

    assert (name.decode("utf-8", "replace"), path, 7) == (entry["name"], entry["path"], entry["size"])
    assert b"content" == call("GET", f"{API}/objects/b/{entry['path']}").content
    assert [] == names(call("GET", f"{API}/buckets/b?after={quote(entry['path'])}"))
    assert 200 == call("DELETE", f"{API}/objects/b/{entry['path']}").status


def test_buckets_of_namespaces_are_told_apart(local: LocalCluster, call: Call, bucket: str) -> None:
    """By the namespace that the overview tells."""
    ask(local.endpoint, "POST", "/v1/buckets/b?namespace=%23ns", {"action": "create-bck"})
    assert ["", "ns"] == [each["namespace"] for each in call("GET", f"{API}/overview").document["buckets"]]
    call("PUT", f"{API}/objects/b/o?namespace=ns", b"there")

    assert ["o"] == names(call("GET", f"{API}/buckets/b?namespace=ns"))
    assert [] == names(call("GET", f"{API}/buckets/b"))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_it_works_where_other_machines_may_ask(host: str) -> None:
    """There the proxy wants a token, and targets what it has signed; the page has the control port's secret alone,
    and the control port stays on loopback."""
    with LocalCluster(targets=2, host=host, allow_remote=True) as cluster:
        control = cluster.control
        fields = [("Authorization", f"Bearer {control.secret}")]
        answers = [
            ask(control.url, method, f"{API}/{path}", body, fields)
            for method, path, body in (
                ("POST", "buckets/b", None),
                ("PUT", "objects/b/o", bytes(300_000)),
                ("GET", "objects/b/o", None),
                ("DELETE", "objects/b/o", None),
            )
        ]

    assert [200] * 4 == [answer.status for answer in answers]
    assert bytes(300_000) == answers[2].content
    assert control.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("kind", "side", "status", "words"),
    [
        ("unavailable", "target", 503, "a fault on order"),
        ("not ready", "proxy", 503, "without a word"),
        ("too many", "proxy", 429, "a fault on order"),
        ("reset", "proxy", 502, "hung up"),
        ("cut at once", "target", 502, ""),
        ("lost answer", "target", 502, ""),
        ("foreign host", "proxy", 502, "a stranger"),
        ("other path", "proxy", 502, "another path"),
        ("no location", "proxy", 502, "another path"),
        ("garbled head", "target", 502, "not HTTP"),
        ("half a head", "target", 502, "hung up"),
    ],
)
def test_faults_strike_the_page_too(
    local: LocalCluster, call: Call, bucket: str, kind: str, side: Any, status: int, words: str
) -> None:
    """It asks as a client does: what was ordered is told in a sentence with the node that is to blame, once."""
    follow(local.endpoint, "PUT", "/v1/objects/b/o", bytes(9000))
    local.faults.once("GET object", kind, side=side)
    if kind == "cut at once":
        with pytest.raises(OSError, match=r"0 bytes read|closed|reset|aborted"):
            broken(call)
    else:
        answer = call("GET", f"{API}/objects/b/o")
        assert (status, True) == (answer.status, words in answer.document["error"])
        assert answer.document["node"]

    assert 9000 == len(call("GET", f"{API}/objects/b/o").content)


def broken(call: Call) -> None:
    """A download that breaks, whatever http.client calls it."""
    import http.client

    try:
        call("GET", f"{API}/objects/b/o")
    except http.client.IncompleteRead as exc:
        raise ConnectionError(f"{len(exc.partial)} bytes read") from exc


@pytest.mark.parametrize("kind", ["foreign page", "flip", "garbled head"])
def test_a_listing_that_is_none_is_told(local: LocalCluster, call: Call, bucket: str, kind: str) -> None:
    """Whatever comes in its place."""
    local.faults.once("GET bucket", kind)
    answer = call("GET", f"{API}/buckets/b")

    assert 502 == answer.status
    assert answer.document["error"]


def test_an_upload_that_is_refused_is_read_to_its_end(local: LocalCluster, call: Call, bucket: str) -> None:
    """A browser would take a connection that ends early for the answer; what is there stays."""
    follow(local.endpoint, "PUT", "/v1/objects/b/o", b"old")
    local.faults.once("PUT object", "full", side="target")
    answer = call("PUT", f"{API}/objects/b/o", bytes(20_000_000))

    assert (507, "a fault on order") == (answer.status, answer.document["error"])
    assert b"old" == call("GET", f"{API}/objects/b/o").content


def test_an_upload_that_breaks_off_stores_nothing(local: LocalCluster, control: Control, bucket: str) -> None:
    """What did arrive is not taken for the whole."""
    head = (
        f"PUT {API}/objects/b/o HTTP/1.1\r\nHost: {urlsplit(control.url).netloc}\r\nContent-Length: 1000000\r\n"
        f"Authorization: Bearer {control.secret}\r\n\r\n"
    )
    with connect(control.url) as connection:
        connection.sendall(head.encode() + bytes(500_000))
        arrived(local, 100_000)
    until(lambda: all(line.seconds is not None for line in control.log()))

    assert 404 == follow(local.endpoint, "GET", "/v1/objects/b/o").status


def arrived(local: LocalCluster, count: int) -> None:
    until(lambda: local.targets.seen.body_bytes("PUT") >= count)


def until(wanted: Callable[[], bool]) -> None:
    import time

    ends = time.monotonic() + 20
    while not wanted():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_what_passes_is_not_held(local: LocalCluster, call: Call, control: Control, bucket: str) -> None:
    """A download that nobody reads fills the sockets and no more; then the page goes away, and so does the request."""
    follow(local.endpoint, "PUT", "/v1/objects/b/o", bytes(64 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    request = f"GET {API}/objects/b/o HTTP/1.1\r\nHost: {urlsplit(control.url).netloc}\r\n"
    with connect(control.url) as connection:
        connection.sendall(f"{request}Authorization: Bearer {control.secret}\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        assert 200 == call("GET", "/cluster").status
    until(lambda: all(line.seconds is not None for line in control.log()))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10


def test_a_cluster_can_end_while_the_page_waits(local: LocalCluster, control: Control, bucket: str) -> None:
    """A request that a fault lets hang does not keep it."""
    local.faults.once("GET object", "hang")
    with connect(control.url) as connection:
        request = f"GET {API}/objects/b/o HTTP/1.1\r\nHost: {urlsplit(control.url).netloc}\r\n"
        connection.sendall(f"{request}Authorization: Bearer {control.secret}\r\n\r\n".encode())
        until(lambda: local.faults.orders()[0].hits == 1)
        local.close()

    assert not local.is_running


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/objects/b", 404),
        ("GET", "/objects//o", 404),
        ("PATCH", "/objects/b/o", 404),
        ("GET", "/objects/nosuch/o", 404),
        ("GET", "/buckets/nosuch", 404),
        ("POST", "/buckets/b", 409),
        ("POST", "/buckets/sl%2Fash", 400),
        ("GET", "/buckets/b?count=0", 400),
        ("GET", "/buckets/b?count=x", 400),
        ("GET", "/buckets/b?count=1001", 400),
        ("GET", "/buckets/b?prefix=../", 400),
        ("PUT", "/objects/b/..%2Fo", 400),
    ],
)
def test_what_cannot_be_done_is_told_why(call: Call, bucket: str, method: str, path: str, status: int) -> None:
    """In JSON, with a sentence of the cluster or of the control port."""
    answer = call(method, API + path)

    assert status == answer.status
    assert answer.document["error"]


def test_the_log_says_what_came_of_requests(local: LocalCluster, control: Control, bucket: str) -> None:
    """Status, bytes both ways and time; a request that never got an answer has no status, and is over all the same."""
    follow(local.endpoint, "PUT", "/v1/objects/b/o", bytes(3000))
    follow(local.endpoint, "GET", "/v1/objects/b/o")
    local.faults.once("GET health", "reset")
    with pytest.raises(OSError, match=r".*"):
        ask(local.endpoint, "GET", "/v1/health")
    until(lambda: control.log()[-1].seconds is not None)
    told = [(line.method, line.status, line.body_bytes, line.sent_bytes > 0) for line in control.log()][1:]

    assert [
        ("PUT", 307, 0, False), ("PUT", 200, 3000, False), ("GET", 301, 0, True), ("GET", 200, 0, True),
        ("GET", None, 0, False),
    ] == told  # fmt: skip
    assert all(line.seconds is not None and line.at > 1.7e9 for line in control.log())
    targets = [node for node in control.state().nodes if node.side == "target"]
    assert (3000, 3000) == tuple(sum(getattr(node, name) for node in targets) for name in ("body_bytes", "sent_bytes"))


def test_what_is_told_is_json(call: Call, bucket: str) -> None:
    """Never kept by a cache, and of no other type."""
    for path in ("/overview", "/buckets/b", "/buckets/nosuch"):
        answer = call("GET", API + path)
        json.loads(answer.content)
        assert ("application/json", "no-store") == (answer.header("Content-Type"), answer.header("Cache-Control"))
