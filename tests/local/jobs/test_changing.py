"""Jobs that are under way while the cluster map changes: nothing is left out, done twice, or passed over in silence."""

from __future__ import annotations

import asyncio
import io
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.jobs import Job
from tests.local.http import ask, follow, until
from tests.local.jobs.waiting import act, names, over, snapshots, to, total
from tests.local.test_moving import NAMES, fill, get, joining, loop_of, owner, state_of

_IDS: Final = ("t1", "t2", "t3")
_GROUP: Final = {"template": "o{00..23}"}
_MEMBERS: Final = 8
"""The flag of a listing that has the members of archives."""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """Three targets, a bucket without objects, and a folder of which files may become objects."""
    with LocalCluster(dead_after=3600, node_ids=_IDS, promotable=tmp_path) as cluster:
        assert 200 == act(cluster, "POST", "b", "create-bck").status
        yield cluster


@contextmanager
def waiting(cluster: LocalCluster) -> Iterator[None]:
    """Whoever is about to look for names waits, as if an object were between two targets."""
    moves = state_of(cluster).moves

    def hold() -> None:
        moves._in_flight += 1

    def release() -> None:
        moves._in_flight -= 1
        moves._is_done.set()

    cluster._running.call(hold)
    try:
        yield
    finally:
        cluster._running.call(release)


def running(cluster: LocalCluster, kind: str) -> list[Job]:
    """The jobs of a kind that are not over."""
    return [job for job in state_of(cluster).jobs.running() if job.kind.name == kind]


def interrupted(cluster: LocalCluster, kind: str, change: Callable[[], None], start: Callable[[], Any]) -> Any:
    """What is answered to whoever starts a job, during which the map changes: after its first object."""

    async def interrupt() -> None:
        while not any(part.objects for job in running(cluster, kind) for part in job.parts.values()):
            await asyncio.sleep(0)
        change()

    task = asyncio.run_coroutine_threadsafe(interrupt(), loop_of(cluster))
    answer = start()
    task.result(20)
    return answer


@pytest.mark.parametrize("change", ["maintain", "restore"])
def test_a_job_keeps_the_shares_that_it_began_with(cluster: LocalCluster, change: str) -> None:
    """Each object of a range is copied, and counted once, though its target became another one meanwhile."""
    if change == "restore":
        cluster.maintain("t3")
        cluster.settle()
    fill(cluster)
    roster = state_of(cluster).roster
    value = {**_GROUP, "tobck": {"name": "c", "provider": "ais"}}
    answer = interrupted(
        cluster, "copy-listrange", lambda: getattr(roster, change)("t3"),
        lambda: act(cluster, "POST", "b", "copy-listrange", value),
    )  # fmt: skip
    found = over(cluster, answer)
    cluster.settle()

    assert (NAMES, len(NAMES), {""}) == (names(cluster, "c"), total(found, "loc-objs"), {each["err"] for each in found})


_REFUSED: Final[dict[str, tuple[str, str, Any, str]]] = {
    "copy": ("POST", "copy-bck", None, to("c")),
    "copy of a group": ("POST", "copy-listrange", {**_GROUP, "tobck": {"name": "c", "provider": "ais"}}, ""),
    "rename": ("POST", "move-bck", None, to("c")),
    "copies": ("POST", "make-n-copies", 2, ""),
    "rechunk": ("POST", "rechunk", {"objsize-limit": 10, "chunk-size": 10}, ""),
    "archive": ("PUT", "archive", {**_GROUP, "archname": "a.tar", "tobck": {"name": "b", "provider": "ais"}}, ""),
    "delete": ("DELETE", "delete-listrange", _GROUP, ""),
    "summary": ("GET", "summary-bck", {"prefix": ""}, ""),
    "list": ("GET", "list", {}, ""),
}


@pytest.mark.parametrize("wanted", _REFUSED.values(), ids=list(_REFUSED))
def test_nothing_is_begun_while_a_target_of_the_map_is_dead(
    cluster: LocalCluster, wanted: tuple[str, str, Any, str]
) -> None:
    """Its share would be left out: 503, and all is as it was once it is back."""
    fill(cluster)
    cluster.kill_target("t2")
    method, action, value, query = wanted
    refused = act(cluster, method, "b", action, value, query)
    cluster.start_target("t2")
    cluster.settle()

    assert (503, "ErrFailedTo") == (refused.status, refused.tcode)
    assert NAMES == names(cluster, "b")


def test_neither_is_what_users_start_by_themselves(cluster: LocalCluster) -> None:
    """On all targets, or on the dead one; on another it is."""

    def start(**value: str) -> int:
        return ask(
            cluster.endpoint, "PUT", "/v1/cluster", {"action": "start", "value": {"kind": "lru", **value}}
        ).status

    cluster.kill_target("t2")

    assert [503, 503, 200] == [start(), start(daemonid="t2"), start(daemonid="t1")]


def test_nor_are_files_promoted(cluster: LocalCluster, tmp_path: Path) -> None:
    """All of them once the target is back."""
    for name in NAMES:
        (tmp_path / name).write_text(name)
    message = {"action": "promote", "name": str(tmp_path), "value": {"src": str(tmp_path)}}
    cluster.kill_target("t2")
    refused = ask(cluster.endpoint, "POST", "/v1/objects/b", message)
    cluster.start_target("t2")
    cluster.settle()
    over(cluster, ask(cluster.endpoint, "POST", "/v1/objects/b", message))

    assert (503, NAMES) == (refused.status, names(cluster, "b"))


def test_a_rename_takes_along_what_is_at_a_target_that_came_meanwhile(cluster: LocalCluster) -> None:
    """Nothing is left in a bucket that is forgotten."""
    with waiting(cluster):
        answer = act(cluster, "POST", "b", "move-bck", None, to("c"))
        cluster.add_target()
        fill(cluster)
    over(cluster, answer)
    cluster.settle()

    assert NAMES == names(cluster, "c")
    assert {name: name.encode() for name in NAMES} == {
        name: follow(cluster.endpoint, "GET", f"/v1/objects/c/{name}").content for name in NAMES
    }
    assert 404 == get(cluster, NAMES[0]).status


def test_a_job_that_is_idle_ends_without_error_when_a_target_leaves(cluster: LocalCluster) -> None:
    """The next request gets another one, at the targets that there are."""
    fill(cluster)
    value = {"objnames": NAMES, "tobck": {"name": "c", "provider": "ais"}}
    first = act(cluster, "POST", "b", "copy-listrange", value)
    over(cluster, first)
    cluster.decommission_target("t3")
    until(lambda: "t3" not in cluster.smap["tmap"])
    cluster.settle()
    ended = snapshots(cluster, first.content.decode())
    second = act(cluster, "POST", "b", "copy-listrange", value)
    found = over(cluster, second)

    assert {("", False)} == {(each["err"], each["end-time"].startswith("0001")) for each in ended}
    assert first.content != second.content
    assert (2, len(NAMES)) == (len(found), total(found, "loc-objs"))


def test_a_job_tells_that_a_target_went_for_good_meanwhile(cluster: LocalCluster) -> None:
    """What that one did not do is an error, and the others finish."""
    fill(cluster)
    with waiting(cluster):
        answer = act(cluster, "POST", "b", "copy-bck", None, to("c"))
        shares = {name: owner(cluster, name) for name in NAMES}
        cluster.decommission_target("t3")
        until(lambda: "t3" not in cluster.smap["tmap"])
    job = answer.content.decode()

    def status() -> Any:
        return ask(cluster.endpoint, "GET", "/v1/cluster?what=status", {"id": job}).document

    until(lambda: bool(status()["end_time"]))

    assert ("t[t3] left the cluster", False) == (status()["err"], status()["aborted"])
    assert [name for name in NAMES if shares[name] != "t3"] == names(cluster, "c")


def test_members_are_listed_once_while_archives_move(cluster: LocalCluster) -> None:
    """Also where a page begins in the middle of one."""
    with joining(cluster) as mine:
        archive = f"{mine[0]}.tar"
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as tar:
            for number in range(5):
                tar.addfile(tarfile.TarInfo(f"m{number}"))
        assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/b/{archive}", content.getvalue()).status
        found: list[str] = []
        token = ""
        while True:
            value = {"pagesize": 2, "continuation_token": token, "flags": str(_MEMBERS), "prefix": mine[0]}
            page = act(cluster, "GET", "b", "list", value).document
            found += [each["name"] for each in page["entries"]]
            token = page["continuation_token"]
            if not token:
                break

    assert [mine[0], archive, *(f"{archive}/m{number}" for number in range(5))] == found
