"""Objects that have not moved yet, after the map has changed: a rebalance is held where a test wants it.

What holds it is what holds any: a change that began under the older map, and is not over.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.state import State
from tests.local.http import Answer, ask, follow, until
from tests.local.jobs.waiting import act

NAMES: Final = [f"o{number:02}" for number in range(24)]
_FIRST, _SECOND, _THIRD = _IDS = ("t1", "t2", "t3")
_FLAT: Final = 2048
_ANOTHER: Final = "another content"


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """Three targets and a bucket without objects."""
    folder = None if request.param == "memory" else tmp_path / "kept"
    with LocalCluster(dir=folder, dead_after=3600, node_ids=_IDS) as cluster:
        assert 200 == act(cluster, "POST", "b", "create-bck").status
        yield cluster


def fill(cluster: LocalCluster) -> None:
    """Put 24 objects, each with its own content and metadata."""
    for name in NAMES:
        put(cluster, name, name)


def state_of(cluster: LocalCluster) -> State:
    """What its nodes share."""
    return cluster._running.state


def loop_of(cluster: LocalCluster) -> asyncio.AbstractEventLoop:
    """Its thread's."""
    loop = cluster._running._loop
    assert loop
    return loop


@contextmanager
def held(cluster: LocalCluster) -> Iterator[None]:
    """What the next changes of the map want moved stays where it is, until the end."""
    change = ExitStack()
    cluster._running.call(lambda: change.enter_context(state_of(cluster).moves.commit()))
    try:
        yield
    finally:
        cluster._running.call(change.close)


@contextmanager
def joining(cluster: LocalCluster) -> Iterator[list[str]]:
    """The objects of a target that comes, none of which is there yet; after it each is at its target."""
    cluster.maintain(_THIRD)
    cluster.settle()
    fill(cluster)
    with held(cluster):
        cluster.restore(_THIRD)
        mine = [name for name in NAMES if owner(cluster, name) == _THIRD]
        assert [_THIRD] not in placed(cluster).values()
        yield mine
    cluster.settle()
    assert_placed(cluster)


def assert_placed(cluster: LocalCluster) -> None:
    """There is one of each, at its target."""
    assert {name: [owner(cluster, name)] for name in placed(cluster)} == placed(cluster)


def placed(cluster: LocalCluster, bucket: str = "b") -> dict[str, list[str]]:
    """Which targets hold what of each name, as the store has it."""
    state = state_of(cluster)

    def look() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        number = next(each.number for each in state.buckets if each.address.name == bucket)
        for target in state.nodes:
            for name, _ in state.kept.table(target, number).scan(b"", None):
                found.setdefault(name.decode(), []).append(target)
        return found

    return cluster._running.call(look)


def owner(cluster: LocalCluster, name: str) -> str:
    """The target that the proxy sends to."""
    leads_to = ask(cluster.endpoint, "GET", f"/v1/objects/b/{name}").leads_to
    return next(each.id for each in cluster.targets if each.origin == leads_to)


def put(cluster: LocalCluster, name: str, content: str) -> Answer:
    """Put an object that has its content in its metadata too."""
    fields = [("Ais-Custom-Md", f"c={content}")]
    answer = follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}", content.encode(), fields)
    assert 200 == answer.status
    return answer


def get(cluster: LocalCluster, name: str) -> Answer:
    """Read an object."""
    return follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}")


def seen(cluster: LocalCluster, name: str) -> tuple[bytes, str | None, list[str]]:
    """Content, version and metadata of an object."""
    answer = get(cluster, name)
    assert 200 == answer.status, answer.content
    return answer.content, answer.header("Ais-Version"), sorted(answer.headers("Ais-Custom-Md"))


def listed(cluster: LocalCluster, flags: int = 0) -> list[tuple[str, str, str]]:
    """Names, sizes and versions, as a listing in pages has them."""
    found: list[tuple[str, str, str]] = []
    token = ""
    while True:
        value = {"pagesize": 10, "continuation_token": token, "props": "name,size,version", "flags": str(flags)}
        page = act(cluster, "GET", "b", "list", value).document
        found += [(each["name"], each["size"], each["version"]) for each in page["entries"] or ()]
        token = page["continuation_token"]
        if not token:
            return found


def summed(cluster: LocalCluster) -> tuple[str, str]:
    """Objects and bytes, as a summary has them."""
    begun = act(cluster, "GET", "b", "summary-bck", {})
    answers: list[Answer] = []

    def is_known() -> bool:
        answers.append(act(cluster, "GET", "b", "summary-bck", {"uuid": begun.content.decode()}))
        return answers[-1].status == 200

    until(is_known)
    (found,) = answers[-1].document
    return found["ObjCount"]["obj_count_present"], found["TotalSize"]["size_all_present_objs"]


def test_what_has_not_moved_is_read_where_it_is(cluster: LocalCluster) -> None:
    """Whole, in part, its metadata, in lists and sums; and reading moves nothing."""
    with joining(cluster) as mine:
        before = placed(cluster)
        for name in mine:
            assert (name.encode(), "1", [f"c={name}"]) == seen(cluster, name)
            head = follow(cluster.endpoint, "HEAD", f"/v1/objects/b/{name}")
            assert ("3", f"c={name}") == (head.header("Content-Length"), head.header("Ais-Custom-Md"))
            part = follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}", None, [("Range", "bytes=1-2")])
            assert (206, name[1:].encode()) == (part.status, part.content)
        everything = [(name, "3", "1") for name in NAMES]
        assert everything == listed(cluster) == listed(cluster, flags=_FLAT)
        assert ("24", "72") == summed(cluster)
        assert before == placed(cluster)


def test_what_is_put_over_counts_from_what_has_not_moved(cluster: LocalCluster) -> None:
    """Its version and its metadata; there is one of it from then on, at its target, and it stays."""
    with joining(cluster) as mine:
        name, kept = mine[0], mine[1]
        answer = follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}", b"newer")
        assert (200, "2") == (answer.status, answer.header("Ais-Version"))
        assert [owner(cluster, name)] == placed(cluster)[name]
        assert [owner(cluster, kept)] != placed(cluster)[kept]
        assert (b"newer", "2", [f"c={name}"]) == seen(cluster, name)
    assert (b"newer", "2", [f"c={name}"]) == seen(cluster, name)
    assert [(each, *(("5", "2") if each == name else ("3", "1"))) for each in NAMES] == listed(cluster)


def test_what_is_deleted_before_it_moves_stays_deleted(cluster: LocalCluster) -> None:
    """Also in lists and sums; to delete it again is 404."""
    with joining(cluster) as mine:
        assert 200 == follow(cluster.endpoint, "DELETE", f"/v1/objects/b/{mine[0]}").status
        meanwhile = get(cluster, mine[0]).status, len(listed(cluster)), summed(cluster)
    assert (404, 23, ("23", "69")) == meanwhile
    assert (404, 23, ("23", "69")) == (get(cluster, mine[0]).status, len(listed(cluster)), summed(cluster))
    assert 404 == follow(cluster.endpoint, "DELETE", f"/v1/objects/b/{mine[0]}").status


def renamed(cluster: LocalCluster, name: str, onto: str) -> None:
    """Give an object another name."""
    message = {"action": "rename-obj", "name": onto}
    assert 200 == follow(cluster.endpoint, "POST", f"/v1/objects/b/{name}", message).status


def copied(cluster: LocalCluster, name: str, onto: str) -> None:
    """Put a copy of an object under another name."""
    query = f"?object_to=ais/@%23/b/{onto}"
    assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}{query}").status


def test_what_has_not_moved_is_renamed_and_copied(cluster: LocalCluster) -> None:
    """From it and onto it: what was there under the name is gone, wherever it was."""
    with joining(cluster) as mine:
        first, second, third = mine[:3]
        stays = next(name for name in NAMES if name not in mine)
        renamed(cluster, first, second)  # neither has moved
        copied(cluster, stays, third)
        copied(cluster, second, "copied")
        meanwhile = {name: seen(cluster, name)[0].decode() for name in (second, third, stays, "copied")}
        assert 404 == get(cluster, first).status
    expected = {second: first, third: stays, stays: stays, "copied": first}
    assert expected == meanwhile == {name: seen(cluster, name)[0].decode() for name in expected}
    assert sorted({*NAMES, "copied"} - {first}) == [name for name, _, _ in listed(cluster)]


def test_metadata_of_what_has_not_moved_is_changed(cluster: LocalCluster) -> None:
    """What was there is kept, and so is the change when the object moves."""
    with joining(cluster) as mine:
        change = {"value": {"more": "x"}}
        assert 200 == follow(cluster.endpoint, "PATCH", f"/v1/objects/b/{mine[0]}", change).status
        meanwhile = seen(cluster, mine[0])
    assert (mine[0].encode(), "1", [f"c={mine[0]}", "more=x"]) == meanwhile == seen(cluster, mine[0])


def test_an_upload_is_completed_over_what_has_not_moved(cluster: LocalCluster) -> None:
    """Begun at the former target; its version counts on, and it is what is there in the end."""
    paths = {name: f"/v1/objects/b/{name}" for name in NAMES}
    ids = {
        name: follow(cluster.endpoint, "POST", path, {"action": "mpt-upload"}).content.decode()
        for name, path in paths.items()
    }
    with joining(cluster) as mine:
        name = mine[0]
        upload = f"{paths[name]}?uploadId={ids[name]}"
        assert 200 == follow(cluster.endpoint, "PUT", f"{upload}&partNumber=1", b"in parts").status
        message = {"action": "mpt-complete", "value": [{"part-number": 1, "etag": ""}]}
        assert 200 == follow(cluster.endpoint, "POST", upload, message).status
        meanwhile = seen(cluster, name)[:2]
    assert (b"in parts", "2") == meanwhile == seen(cluster, name)[:2]


def test_a_rebalance_that_another_interrupts_leaves_all_readable(cluster: LocalCluster) -> None:
    """One bucket has moved, the next has not, and then a third target takes no part any more."""
    assert 200 == act(cluster, "POST", "c", "create-bck").status
    cluster.maintain(_THIRD)
    cluster.settle()
    fill(cluster)
    for name in NAMES:
        assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/c/{name}", b"c" + name.encode()).status
    state, change = state_of(cluster), ExitStack()

    async def interrupt() -> None:
        job = state.moves.job
        assert job
        while not sum(part.objects for part in job.parts.values()):
            await asyncio.sleep(0)
        change.enter_context(state.moves.commit())
        state.roster.maintain(_FIRST)

    with held(cluster):
        cluster.restore(_THIRD)
        before = placed(cluster, "c")
        task = asyncio.run_coroutine_threadsafe(interrupt(), loop_of(cluster))
    task.result(20)
    try:
        half = placed(cluster), placed(cluster, "c")
        read = {name: get(cluster, name).content for name in NAMES}
        read |= {f"c{name}": follow(cluster.endpoint, "GET", f"/v1/objects/c/{name}").content for name in NAMES}
        names = [name for name, _, _ in listed(cluster)]
    finally:
        cluster._running.call(change.close)
    cluster.settle()

    assert [_THIRD] in half[0].values()
    assert before == half[1]
    assert [_FIRST] in half[1].values()
    assert {each: each.encode() for name in NAMES for each in (name, f"c{name}")} == read
    assert NAMES == names == [name for name, _, _ in listed(cluster)]
    assert [_FIRST] not in [*placed(cluster).values(), *placed(cluster, "c").values()]
    assert_placed(cluster)


def overwritten(cluster: LocalCluster, source: str, name: str) -> None:
    """Put another version of an object."""
    put(cluster, name, get(cluster, source).content.decode())


@contextmanager
def returned(
    cluster: LocalCluster, write: Callable[[LocalCluster, str, str], None], *, is_home: bool
) -> Iterator[tuple[str, str]]:
    """An object of which a target has a former version still, and another one, from which it was written meanwhile.

    That is older than the former version; and to that target the object belongs, or not.
    """
    fill(cluster)
    source = next(name for name in NAMES if owner(cluster, name) != _THIRD)
    name = next(name for name in reversed(NAMES) if owner(cluster, name) == _THIRD)
    put(cluster, source, _ANOTHER)
    put(cluster, name, name)
    cluster.stop_target(_THIRD)
    cluster.settle()
    write(cluster, source, name)
    with held(cluster):
        cluster.start_target(_THIRD)
        if not is_home:
            cluster.maintain(_THIRD)
        assert 2 == len(placed(cluster)[name])
        yield name, source
    cluster.settle()
    assert_placed(cluster)


@pytest.mark.parametrize(
    ("write", "is_home"), [(overwritten, True), (overwritten, False), (renamed, True), (copied, False)]
)
def test_a_former_version_that_returns_is_never_seen(
    cluster: LocalCluster, write: Callable[[LocalCluster, str, str], None], is_home: bool
) -> None:
    """Not in lists and sums either; nor does it win when the two meet."""
    with returned(cluster, write, is_home=is_home) as (name, source):
        meanwhile = seen(cluster, name)[0], listed(cluster), listed(cluster, _FLAT), summed(cluster)[0]
    after = seen(cluster, name)[0], listed(cluster), listed(cluster, _FLAT), summed(cluster)[0]

    assert _ANOTHER.encode() == after[0]
    assert [each for each in NAMES if write is not renamed or each != source] == [each for each, _, _ in after[1]]
    assert after == meanwhile


@pytest.mark.parametrize("is_home", [True, False])
def test_a_former_version_that_returns_is_gone_with_what_is_changed(cluster: LocalCluster, is_home: bool) -> None:
    """Metadata are those of the newer one; and what is deleted then stays deleted."""
    with returned(cluster, overwritten, is_home=is_home) as (name, _):
        change = {"value": {"more": "x"}}
        assert 200 == follow(cluster.endpoint, "PATCH", f"/v1/objects/b/{name}", change).status
        changed = seen(cluster, name), placed(cluster)[name]
        assert 200 == follow(cluster.endpoint, "DELETE", f"/v1/objects/b/{name}").status
        assert 404 == get(cluster, name).status
    assert ((_ANOTHER.encode(), "1", [f"c={_ANOTHER}", "more=x"]), [owner(cluster, name)]) == changed
    assert 404 == get(cluster, name).status
    assert name not in placed(cluster)


def test_what_a_killed_target_holds_is_refused_and_not_missing(cluster: LocalCluster) -> None:
    """While the map has it: by other targets, which an older map leads to, too; what others hold is read."""
    fill(cluster)
    path = f"/v1/objects/b/{next(name for name in NAMES if owner(cluster, name) == _THIRD)}"
    query = ask(cluster.endpoint, "GET", path).location.partition("?")[2]
    others = [name for name in NAMES if owner(cluster, name) != _THIRD]
    cluster.kill_target(_THIRD)
    answers = [ask(cluster.targets[0].origin, method, f"{path}?{query}", b"x" if method == "PUT" else None)
               for method in ("GET", "HEAD", "PUT", "DELETE")]  # fmt: skip

    with pytest.raises(ConnectionRefusedError):
        follow(cluster.endpoint, "GET", path)
    assert [503] * 4 == [answer.status for answer in answers]
    assert [name.encode() for name in others] == [get(cluster, name).content for name in others]
    cluster.start_target(_THIRD)
    cluster.settle()
    assert {name: (name.encode(), "1") for name in NAMES} == {name: seen(cluster, name)[:2] for name in NAMES}


def after_a_kill(cluster: LocalCluster, folder: Path) -> LocalCluster:
    """A cluster on a copy of another's folder as it is now, which is what a kill would leave."""
    cluster._running.call(lambda: shutil.copytree(folder, folder.with_name("copied")))
    return LocalCluster(dir=folder.with_name("copied"))


@pytest.mark.parametrize("comes", [True, False], ids=["comes", "goes"])
def test_a_cluster_that_is_killed_before_anything_moved_has_all(tmp_path: Path, comes: bool) -> None:
    """What had moved with a request, what had not, and what was put under the map that is forgotten with the kill."""
    with LocalCluster(dir=tmp_path / "kept", node_ids=_IDS) as cluster:
        assert 200 == act(cluster, "POST", "b", "create-bck").status
        fill(cluster)
        with held(cluster):
            if comes:
                cluster.add_target()
            else:
                cluster.maintain(_THIRD)
            new = [name for name in NAMES if [owner(cluster, name)] != placed(cluster)[name]]
            put(cluster, new[0], "newer")
            assert 200 == follow(cluster.endpoint, "DELETE", f"/v1/objects/b/{new[1]}").status
            with after_a_kill(cluster, tmp_path / "kept") as again:
                there = {name: seen(again, name)[0].decode() for name in NAMES if name != new[1]}
                assert 404 == get(again, new[1]).status
                assert_placed(again)

    assert {name: "newer" if name == new[0] else name for name in NAMES if name != new[1]} == there


def test_a_cluster_that_is_killed_with_two_versions_has_the_newer(tmp_path: Path) -> None:
    """Of an object of which a target has a former one still."""
    with LocalCluster(dir=tmp_path / "kept", node_ids=_IDS) as cluster:
        assert 200 == act(cluster, "POST", "b", "create-bck").status
        with (
            returned(cluster, overwritten, is_home=True) as (name, _),
            after_a_kill(cluster, tmp_path / "kept") as again,
        ):
            assert _ANOTHER.encode() == seen(again, name)[0]
            assert_placed(again)
            assert NAMES == [each for each, _, _ in listed(again)]
