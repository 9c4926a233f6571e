"""What `start()` makes of a server: many requests at a time, limits, workers, and its end."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import psutil
import pytest
from attrs import frozen
from websockets.sync.client import ClientConnection, connect

from tests.etlserver.conftest import KINDS, PATIENCE, Scene, Served, serve
from tests.etlserver.http import Heard, ask, framed, hear, raw

SHAPES = [(kind, "whole") for kind in KINDS] + [("fastapi", "coroutine")]
ENV = {"AIS_TARGET_URL": "", "HOST": "127.0.0.1", "PORT": "0"}


def until(condition: Callable[[], object]) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(("kind", "shape"), SHAPES)
def test_health_waits_for_no_transform(scene: Scene, kind: str, shape: str) -> None:
    """Eight transforms run at once, and while seven of them cannot end, `/health` is answered."""
    port = scene.ports[kind, shape, "on"]
    with ThreadPoolExecutor(8) as pool:
        stuck = [pool.submit(ask, port, "PUT", "/b/o?etl_args=gather:8", body=b"x") for _ in range(7)]
        healths = [ask(port, "GET", "/health").body for _ in range(20)]
        ended = [each.done() for each in stuck]
        last = ask(port, "PUT", "/b/o?etl_args=gather:8", body=b"x")
        heard = [each.result().body for each in stuck]

    assert [b"Running"] * 20 == healths
    assert not any(ended)
    assert [b"x"] * 8 == [*heard, last.body]


@pytest.mark.stress
@pytest.mark.parametrize(("kind", "shape"), SHAPES)
def test_eight_that_sleep_take_as_long_as_two_at_most(scene: Scene, kind: str, shape: str) -> None:
    """While eight transforms of a second run, `/health` is answered within a fifth of one; all take two at most."""
    port, seconds = scene.ports[kind, shape, "on"], 1.0
    with ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        asleep = [pool.submit(ask, port, "PUT", f"/b/o?etl_args=nap:{seconds}", body=b"x") for _ in range(8)]
        healths: list[float] = []
        while time.monotonic() - began < seconds / 2:
            asked = time.monotonic()
            assert b"Running" == ask(port, "GET", "/health").body
            healths.append(time.monotonic() - asked)
        heard = [each.result().body for each in asleep]
        took = time.monotonic() - began

    assert [b"x"] * 8 == heard
    assert max(healths) <= seconds / 5
    assert took <= 2 * seconds


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_has_many_requests(scene: Scene, kind: str) -> None:
    """Of known length, chunked, refused, with a body that nobody wanted."""
    with socket.create_connection(("127.0.0.1", scene.ports[kind, "whole", "on"]), PATIENCE) as connection:
        heard: list[Heard] = []
        for head, body in (
            (b"PUT /b/o HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\n", b"one"),
            (b"PUT /b/../o HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\n", b"two"),
            (b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n", b""),
            (b"PUT /b/o HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n", framed(b"three")),
            (b"PUT /b/o?etl_args=raise HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\n", b"four"),
            (b"PUT /b/o HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\n", b"five"),
        ):
            connection.sendall(head + body)
            heard.append(hear(connection, "PUT"))

    assert [200, 400, 200, 200, 500, 200] == [each.status for each in heard]
    assert [b"one", b"Running", b"three", b"five"] == [each.body for each in heard if each.status == 200]


@pytest.mark.parametrize("kind", KINDS)
def test_who_waits_to_be_asked_for_a_body_is_asked(scene: Scene, kind: str) -> None:
    """`Expect: 100-continue`: the body comes after the answer to it."""
    with socket.create_connection(("127.0.0.1", scene.ports[kind, "whole", "on"]), PATIENCE) as connection:
        connection.sendall(b"PUT /b/o HTTP/1.1\r\nHost: t\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n")
        invited = connection.recv(100)
        connection.sendall(b"content")
        heard = hear(connection, "PUT")

    assert b"HTTP/1.1 100 Continue\r\n\r\n" == invited
    assert b"content" == heard.body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["whole", "pieces"])
@pytest.mark.parametrize(
    "body", [b"5\r\nabcde\r\n", b"5\r\nabc", b"zz\r\n", b"5\r\nabcdefgh\r\n0\r\n\r\n", b"-1\r\n", b"5", b""]
)
def test_chunks_that_do_not_add_up(scene: Scene, kind: str, shape: str, body: bytes) -> None:
    """Never 200 with a whole answer."""
    opening = b"PUT /b/o HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert raw(scene.ports[kind, shape, "on"], opening + body).status in (0, 400)


@pytest.mark.parametrize("kind", KINDS)
def test_metrics_count(scene: Scene, kind: str) -> None:
    """Objects that were transformed, that failed and that were refused, and how much content; pages are none."""
    port = scene.ports[kind, "whole", "off"]

    def counts() -> dict[str, float]:
        lines = ask(port, "GET", "/metrics").body.decode().splitlines()
        return {line.partition(" ")[0]: float(line.partition(" ")[2]) for line in lines if line[0] != "#"}

    before = counts()
    ask(port, "PUT", "/b/o", body=b"content")
    ask(port, "PUT", "/b/o?etl_args=raise", body=b"content")
    ask(port, "PUT", "/b/o?etl_fqn=x")
    until(lambda: counts()["etl_seconds_count"] >= before["etl_seconds_count"] + 3)
    after = counts()

    changed = {name: after[name] - before[name] for name in after if "requests" in name or "way" in name}
    assert {
        'etl_requests_total{status="2xx"}': 1,
        'etl_requests_total{status="4xx"}': 1,
        'etl_requests_total{status="5xx"}': 1,
        'etl_requests_total{status="broken"}': 0,
        'etl_bytes_total{way="in"}': 14,
    } == {name: value for name, value in changed.items() if "out" not in name}


@pytest.mark.parametrize("kind", KINDS)
def test_each_request_is_a_line_in_the_log(scene: Scene, kind: str) -> None:
    """What was asked for, its way, how it ended, and why; `/health` is none, and no line has the token."""
    served, name = scene.served[kind, "whole", "on"], f"logged-{kind}"
    ask(served.port, "PUT", f"/b/{name}%20%C3%A9", body=b"content")
    ask(served.port, "PUT", f"/b/{name}?etl_args=raise", body=b"content")
    ask(served.port, "PUT", f"/b/{name}?etl_fqn={scene.outside}/{name}")
    ask(served.port, "PUT", f"/b/{name}", body=b"content", node_url=f"logged {kind}")
    ask(served.port, "GET", "/health")

    wanted = [
        rf"INFO PUT 'b/{name} é' body>reply 200 in=7 out=7 [0-9.]+ms$",
        rf"ERROR PUT 'b/{name}' body>reply 500 in=7 out=[0-9]+ [0-9.]+ms transform of 'b/{name}' failed: ValueError",
        rf"INFO PUT 'b/{name}' file>reply 403 in=0 out=[0-9]+ [0-9.]+ms etl_fqn is not below a root$",
        r"INFO PUT '-' - 400 in=[0-9]+ out=[0-9]+ [0-9.]+ms Ais-Node-Url is malformed",
    ]
    until(lambda: all(re.search(line, served.log.read_text(), re.MULTILINE) for line in wanted))
    assert "'health'" not in served.log.read_text()
    assert "the-token" not in served.log.read_text()


@pytest.mark.parametrize(("kind", "shape"), [*((kind, "pieces") for kind in KINDS), ("fastapi", "coroutine pieces")])
def test_who_leaves_in_the_middle_ends_the_transform(scene: Scene, kind: str, shape: str) -> None:
    """It does not go on for nobody, and counts as broken."""
    port = scene.ports[kind, shape, "on"]

    def broken() -> bool:
        page = ask(port, "GET", "/metrics").body.decode()
        return 'etl_requests_total{status="broken"} 0' not in page

    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(b"PUT /b/o?etl_args=big:99999999999999 HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n")
        assert connection.recv(1000)

    until(broken)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "sent",
    [b"PUT", b"PUT /b/o HT", b"PUT /b/o HTTP/1.1\r\nHost: t\r\nX: ", b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n"],
    ids=["method", "line", "field", "idle"],
)
def test_who_says_nothing_more_is_hung_up_on(scene: Scene, kind: str, sent: bytes) -> None:
    """Before a request, in its head, and after one."""
    with socket.create_connection(("127.0.0.1", scene.ports[kind, "hasty", "on"]), PATIENCE) as connection:
        connection.sendall(sent)
        while connection.recv(1000):
            pass

    assert b"Running" == ask(scene.ports[kind, "hasty", "on"], "GET", "/health").body


@pytest.mark.parametrize("kind", KINDS)
def test_a_head_that_comes_slowly_is_given_up(scene: Scene, kind: str) -> None:
    """A byte now and then does not keep a connection."""
    with socket.create_connection(("127.0.0.1", scene.ports[kind, "hasty", "on"]), PATIENCE) as connection:
        connection.sendall(b"PUT /b/o HTTP/1.1\r\nHost: t\r\nX: ")
        connection.settimeout(0.05)
        deadline = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < deadline:
                connection.sendall(b"y")
                try:
                    if not connection.recv(1000):
                        return
                except TimeoutError:
                    continue
        except ConnectionError:
            return
    raise AssertionError("it was kept")


@pytest.mark.parametrize("kind", KINDS)
def test_too_many_connections_do_no_harm(scene: Scene, kind: str) -> None:
    """Those above the limit wait or are refused, and when the others have gone all is well."""
    port = scene.ports[kind, "hasty", "on"]
    crowd = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(20)]
    for each in crowd:
        each.close()

    until(lambda: ask(port, "GET", "/health").body == b"Running")


@frozen
class Troubled:
    """Servers that are killed, and servers that cannot begin."""

    steady: dict[str, tuple[Served, Path]]
    """Of each kind with two workers, and the file in which they note that they are set up."""
    unready: dict[tuple[str, int], Path]
    """Logs, by kind and number of workers."""


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troubled]:
    """Servers with troubles."""
    folder = tmp_path_factory.mktemp("troubled")
    files = [folder / f"{kind}-setups" for kind in KINDS]
    steady = [
        {"kind": kind, "shape": "steady", "env": {**ENV, "SETUPS": str(file)}, "start": {"workers": 2}}
        for kind, file in zip(KINDS, files, strict=True)
    ]
    cases = [(kind, workers) for kind in KINDS for workers in (1, 2)]
    unready = [{"kind": kind, "shape": "unready", "env": ENV, "start": {"workers": workers}} for kind, workers in cases]
    with serve(steady, folder, beside=unready, codes=False) as found:
        logs = [folder / f"{index}.log" for index in range(len(steady), len(steady) + len(unready))]
        yield Troubled(
            dict(zip(KINDS, zip(found, files, strict=True), strict=True)), dict(zip(cases, logs, strict=True))
        )


@pytest.mark.parametrize("kind", KINDS)
def test_metrics_are_of_all_workers(troubled: Troubled, kind: str) -> None:
    """Whichever worker is asked, it tells what each of them has done."""
    port = troubled.steady[kind][0].port
    seen: list[bytes] = []

    def count() -> float:
        lines = ask(port, "GET", "/metrics").body.decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("etl_seconds_count"))

    before = count()
    until(lambda: len(set(seen)) == 2 or seen.append(ask(port, "PUT", "/b/o?etl_args=pid", body=b"").body))
    until(lambda: count() == before + len(seen))

    assert {before + len(seen)} == {count() for _ in range(10)}


@pytest.mark.parametrize("kind", KINDS)
def test_workers(troubled: Troubled, kind: str) -> None:
    """Each is set up once, one that dies is replaced, and none outlives the process that started them."""
    served, setups = troubled.steady[kind]

    def pids() -> list[int]:
        return [int(line) for line in setups.read_text().split()] if setups.exists() else []

    def worker() -> int:
        return int(ask(served.port, "PUT", "/b/o?etl_args=pid", body=b"").body or 0)

    until(lambda: len(pids()) == 2)
    first = pids()
    seen = {worker() for _ in range(20)}
    os.kill(first[0], signal.SIGKILL)
    until(lambda: len(pids()) == 3)
    until(lambda: worker() == pids()[2])
    os.kill(served.pid, signal.SIGKILL)
    until(lambda: not any(lives(pid) for pid in pids()))

    assert seen <= set(first)
    assert 2 == len(set(first))


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_set_up_ends(troubled: Troubled, kind: str, workers: int) -> None:
    """With a code, and the reason in the log."""
    log = troubled.unready[kind, workers]
    code = log.with_name(f"{log.name}.code")
    until(code.exists)

    assert "no model" in log.read_text()
    assert "0" != code.read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_under_way_is_finished(scene: Scene, kind: str, tmp_path: Path) -> None:
    """After SIGTERM: the answer comes whole, and the process ends with 0."""
    served, hold = scene.served[kind, "whole", "ending"], tmp_path / "hold"
    with ThreadPoolExecutor(1) as pool, channel_of(kind, served) as channel:
        heard = pool.submit(ask, served.port, "PUT", f"/b/o?etl_args=hold:{hold}", body=b"content")
        if channel is not None:
            channel.send(f'{{"path": "o", "etl_args": "hold:{hold}-2"}}'.encode())
            channel.send(b"by socket")
            until(lambda: Path(f"{hold}-2.in").exists())
        until(lambda: Path(f"{hold}.in").exists())
        os.kill(served.pid, signal.SIGTERM)
        until(lambda: not answers(served.port))
        Path(f"{hold}-2").touch()
        hold.touch()
        by_socket = None if channel is None else channel.recv(PATIENCE)

    code = served.log.with_name(f"{served.log.name}.code")
    until(code.exists)
    assert b"content" == heard.result().body
    assert by_socket in (None, b"by socket")
    assert "0" == code.read_text()


@pytest.mark.stress
def test_a_transform_that_never_ends_does_not_keep_the_server(tmp_path: Path) -> None:
    """After SIGTERM it has until `grace` is over; then the process ends, and while it runs `/health` is answered."""
    wanted = [{"kind": kind, "shape": "stuck", "env": ENV} for kind in KINDS]
    with serve(wanted, tmp_path, codes=False) as servers, ThreadPoolExecutor(len(KINDS)) as pool:
        heard = [pool.submit(ask, each.port, "PUT", "/b/o?etl_args=forever", body=b"x") for each in servers]
        healths = [ask(each.port, "GET", "/health").body for each in servers]
        for each in servers:
            os.kill(each.pid, signal.SIGTERM)
        codes = [each.log.with_name(f"{each.log.name}.code") for each in servers]
        until(lambda: all(code.exists() for code in codes))

    assert [b"Running"] * len(KINDS) == healths
    assert ["0"] * len(KINDS) == [code.read_text() for code in codes]
    assert [] == [each.result().status for each in heard if each.result().status == 200]


@pytest.mark.stress
@pytest.mark.parametrize("kind", KINDS)
def test_who_takes_nothing_is_hung_up_on(scene: Scene, kind: str) -> None:
    """A client that asks for much and reads nothing of it keeps neither a connection nor memory."""
    served = scene.served[kind, "hasty", "on"]
    process = psutil.Process(served.pid)
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as connection:
        mine = connection.getsockname()[1]

        def holds() -> bool:
            family = (process, *process.children(recursive=True))
            return any(each.raddr and each.raddr.port == mine for one in family for each in one.net_connections("tcp"))

        connection.sendall(b"PUT /b/o?etl_args=big:67108864 HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n")
        until(holds)
        until(lambda: not holds())


def channel_of(kind: str, served: Served) -> AbstractContextManager[ClientConnection | None]:
    """A WebSocket, where there is one."""
    return connect(f"ws://127.0.0.1:{served.port}/ws") if kind == "fastapi" else nullcontext()


def answers(port: int) -> bool:
    """Whether anybody still does."""
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.settimeout(0.2)
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n")
            return connection.recv(100) != b""
    except OSError:
        return False
