"""What goes wrong on the way: a cluster that misbehaves, and a redirect that is not what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncEtl, LocalCluster, RetryPolicy
from aistore_hl.errors import (
    AmbiguousWrite,
    BodyInterrupted,
    EtlFailed,
    EtlNotStarted,
    ProtocolError,
    RedirectRefused,
    Unavailable,
    Unsupported,
)

pytestmark = pytest.mark.anyio

READ = "GET object?etl_name"


class Stranger(ThreadingHTTPServer):
    """A machine that is no node of the cluster: what it was asked, and what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.again = False
        """Whether it redirects once more, to itself."""
        self.url = f"http://127.0.0.1:{self.server_port}/made?of=it"

    @property
    def redirect(self) -> bytes:
        """An answer that leads here."""
        head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {self.url}\r\nContent-Length: 0\r\n\r\n"
        return head.encode()


class _Handler(BaseHTTPRequestHandler):
    server: Stranger

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        self.send_response(307 if self.server.again else 200)
        if self.server.again:
            self.send_header("Location", self.server.url)
        content = b"" if self.server.again else b"from elsewhere"
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with Stranger() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def cluster(stage: LocalCluster) -> Iterator[LocalCluster]:
    """The cluster, without faults before and after, and without a past."""
    stage.faults.clear()
    stage.seen.clear()
    yield stage
    stage.faults.clear()


@pytest.fixture
async def client(cluster: LocalCluster) -> AsyncIterator[AsyncClient]:
    retry = RetryPolicy(base=0.01, total=20)
    async with AsyncClient(cluster.endpoint, token="t0ken", retry=retry) as client:
        yield client


async def test_a_body_that_breaks_is_never_short(cluster: LocalCluster, bucket: AsyncBucket, push: AsyncEtl) -> None:
    """Of what was handed over nothing is continued: AIS has no checksum by which to know it again, and no ranges."""
    cluster.faults.once(READ, side="target", cut=4)
    with pytest.raises(BodyInterrupted, match="not continued"):
        async with await bucket.object("in/one.txt").get(etl=push) as reader:
            async for _ in reader:
                pass

    assert 1 == sum(each.side == "target" for each in cluster.seen.arrivals("GET"))


async def test_a_whole_that_breaks_is_asked_for_anew(
    cluster: LocalCluster, bucket: AsyncBucket, push: AsyncEtl
) -> None:
    """Nobody has seen any of it; all of it is asked for, never a part."""
    cluster.faults.once(READ, side="target", cut=4)
    async with await bucket.object("in/one.txt").get(etl=push) as reader:
        assert b"HELLO ONE" == await reader.read_all()
    asked = [each for each in cluster.seen.arrivals("GET") if each.side == "target"]

    assert [False, False] == ["range" in str(each.headers).lower() for each in asked]


async def test_a_whole_that_breaks_again_is_an_error(
    cluster: LocalCluster, bucket: AsyncBucket, push: AsyncEtl
) -> None:
    """Each try costs all of a transformer's work. The error names the object, and how far it came."""
    cluster.faults.once(READ, side="target", cut=4, times=None)
    with pytest.raises(BodyInterrupted, match=r"in/one\.txt.* of 9 bytes, and had broken once before.*2 attempts"):
        async with await bucket.object("in/one.txt").get(etl=push) as reader:
            await reader.read_all()

    assert 2 == sum(each.side == "target" for each in cluster.seen.arrivals("GET"))


async def test_a_redirect_out_of_the_cluster_is_refused_for_what_is_given_objects(
    cluster: LocalCluster, bucket: AsyncBucket, push: AsyncEtl, stranger: Stranger
) -> None:
    """The cluster says how it talks to the ETL, and nothing is sent to whoever it was."""
    cluster.faults.once(READ, side="target", raw=stranger.redirect)
    with pytest.raises(RedirectRefused, match="'toy-push' is not pulled from"):
        await bucket.object("in/one.txt").get(etl=push)

    assert [] == stranger.asked


async def test_the_last_hop_to_what_fetches_objects_has_no_token(
    cluster: LocalCluster, bucket: AsyncBucket, pull: AsyncEtl, stranger: Stranger
) -> None:
    """Path and query are those of the redirect."""
    cluster.faults.once(READ, side="target", raw=stranger.redirect)
    async with await bucket.object("in/one.txt").get(etl=pull) as reader:
        assert b"from elsewhere" == await reader.read_all()

    assert ["/made?of=it"] == [path for path, _ in stranger.asked]
    assert "t0ken" not in str(stranger.asked)
    assert "Authorization" not in str(stranger.asked)


async def test_the_last_hop_is_the_last(
    cluster: LocalCluster, bucket: AsyncBucket, pull: AsyncEtl, stranger: Stranger
) -> None:
    """A transformer that redirects is not followed."""
    stranger.again = True
    cluster.faults.once(READ, side="target", raw=stranger.redirect)
    with pytest.raises(RedirectRefused):
        await bucket.object("in/one.txt").get(etl=pull)

    assert 1 == len(stranger.asked)


async def test_the_proxy_redirects_to_nodes_alone(
    cluster: LocalCluster, bucket: AsyncBucket, pull: AsyncEtl, stranger: Stranger
) -> None:
    """Only a target sends readers to a transformer."""
    cluster.faults.once(READ, side="proxy", raw=stranger.redirect)
    with pytest.raises(RedirectRefused):
        await bucket.object("in/one.txt").get(etl=pull)

    assert [] == stranger.asked


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable"])
async def test_the_words_of_a_transformer_are_not_tried_again(
    cluster: LocalCluster, bucket: AsyncBucket, push: AsyncEtl, status: str
) -> None:
    """Whatever status it has chosen: AIS has tried as often as makes sense."""
    text = b'{"message":"ETL error: not today"}'
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    cluster.faults.once(READ, side="target", raw=head.encode() + text, times=None)
    with pytest.raises(EtlFailed, match="not today"):
        await bucket.object("in/one.txt").get(etl=push)

    assert 1 == sum(each.side == "target" for each in cluster.seen.arrivals("GET"))


async def test_a_name_that_stays_taken_is_told(cluster: LocalCluster, fresh: AsyncEtl) -> None:
    """What was left of a start could not be deleted."""
    cluster.faults.once("PUT *", side="proxy", status=400)
    cluster.faults.once("DELETE *", side="proxy", status=403)
    with pytest.raises(EtlNotStarted, match="the name stays taken, as it could not be deleted") as raised:
        await fresh.init("toy:1")

    assert raised.value.is_reserved


async def test_what_is_left_of_a_start_is_deleted(cluster: LocalCluster, fresh: AsyncEtl) -> None:
    """The name is free again."""
    cluster.faults.once("PUT *", side="proxy", status=500)
    with pytest.raises(EtlNotStarted) as raised:
        await fresh.init("toy:1")

    assert not raised.value.is_reserved
    assert 1 == len(cluster.seen.arrivals("DELETE"))


async def test_a_cluster_that_is_not_up_costs_no_etl(
    cluster: LocalCluster, client: AsyncClient, fresh: AsyncEtl
) -> None:
    """What has the name is somebody's who started it before: it stays."""
    await fresh.init("toy:1")
    await fresh.stop()
    cluster.seen.clear()
    cluster.faults.once("PUT *", side="proxy", status=503)
    with pytest.raises(Unavailable):
        await fresh.init("toy:1")

    assert [] == cluster.seen.arrivals("DELETE")
    assert "fresh-etl" in {each.name for each in await client.cluster().list_etls()}


async def test_a_start_whose_answer_is_lost_may_have_been_one(
    cluster: LocalCluster, client: AsyncClient, fresh: AsyncEtl
) -> None:
    """It is not sent again, and the list says."""
    cluster.faults.once("PUT *", side="proxy", lose_answer=True)
    with pytest.raises(AmbiguousWrite):
        await fresh.init("toy:1")

    assert 1 == len(cluster.seen.arrivals("PUT"))
    assert ["Running"] == [each.stage for each in await client.cluster().list_etls() if each.name == "fresh-etl"]


async def test_without_etl_in_the_cluster_nothing_is_deleted(cluster: LocalCluster, fresh: AsyncEtl) -> None:
    """It was built without."""
    cluster.faults.once("PUT *", side="proxy", status=501)
    with pytest.raises(Unsupported):
        await fresh.init("toy:1")

    assert [] == cluster.seen.arrivals("DELETE")


async def test_a_delete_whose_answer_is_lost_has_deleted(cluster: LocalCluster, fresh: AsyncEtl) -> None:
    """The second try finds nothing, and says so to nobody."""
    await fresh.init("toy:1")
    cluster.faults.once("DELETE *", side="proxy", lose_answer=True)
    await fresh.delete()

    assert 2 == len(cluster.seen.arrivals("DELETE"))


@pytest.mark.parametrize("text", ['{"init_msg":1}', "[]", "<html>"])
async def test_details_that_are_none_are_refused(cluster: LocalCluster, push: AsyncEtl, text: str) -> None:
    """As whatever AIS would never say."""
    _answer(cluster, text)
    with pytest.raises(ProtocolError):
        await push.view()


@pytest.mark.parametrize("text", ['[{"target_id":"t","logs":"%"}]', '[{"target_id":"t"}]', "{}"])
async def test_logs_that_are_none_are_refused(cluster: LocalCluster, push: AsyncEtl, text: str) -> None:
    """They come in base64."""
    _answer(cluster, text)
    with pytest.raises(ProtocolError):
        await push.logs()


def _answer(cluster: LocalCluster, text: str) -> None:
    """To the next request."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    cluster.faults.once("GET *", side="proxy", raw=head.encode() + text.encode())
