"""`aisx cp` and `mv`: bytes go where they should, and nothing is lost where that fails."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aistore_api.api.objects import put_object

from aistore_hl import Bucket, Client, LocalCluster

from .conftest import Aisx


@pytest.fixture
def other(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """Another bucket, whose checksums are of another type."""
    bucket = client.bucket(bucket_name()).create(props={"checksum": {"type": "md5"}})
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    (tree / "sub/deep").mkdir(parents=True)
    (tree / "a.txt").write_text("a")
    (tree / "empty").touch()
    (tree / "sub/b 'é'%?#.txt").write_text("b")
    (tree / "sub/deep/c.bin").write_bytes(bytes(range(256)) * 10_000)
    return tree


NAMES = ("a.txt", "empty", "sub/b 'é'%?#.txt", "sub/deep/c.bin")


def content(bucket: Bucket, prefix: str = "") -> dict[str, bytes]:
    """Everything in a bucket."""
    found = {}
    for entry in bucket.list_objects(prefix):
        with bucket.object(entry.name).get() as reader:
            found[entry.name] = reader.read_all()
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, what is hidden included."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_file_goes_there_and_back(aisx: Aisx, bucket: Bucket, tree: Path, tmp_path: Path) -> None:
    """Quietly."""
    there = aisx("cp", tree / "a.txt", bucket.ref)
    back = aisx("cp", f"{bucket.ref}/a.txt", tmp_path / "back")

    assert (0, b"", "") == (there.code, there.out, there.told)
    assert (0, b"", "") == (back.code, back.out, back.told)
    assert "a" == (tmp_path / "back").read_text()


def test_tree_goes_there_and_back(aisx: Aisx, bucket: Bucket, tree: Path, tmp_path: Path) -> None:
    """Byte for byte, by the same names, with a line that counts."""
    there = aisx("cp", "-r", tree, f"{bucket.ref}/p")
    back = aisx("cp", "-r", f"{bucket.ref}/p/", tmp_path / "back")

    assert (0, b"") == (there.code, there.out)
    assert "4 copied (2.4 MiB)\n" == there.told == back.told
    assert {f"p/{name}" for name in NAMES} == content(bucket).keys()
    assert files(tree) == files(tmp_path / "back")


def test_stdin_and_stdout(aisx: Aisx, bucket: Bucket) -> None:
    """`-` on either side."""
    data = bytes(range(256)) * 20_000

    assert 0 == aisx("cp", "-", f"{bucket.ref}/x", "--meta", "a=b", given=data).code
    done = aisx("cp", f"{bucket.ref}/x", "-")

    assert (data, "") == (done.out, done.told)
    assert {"a": "b"} == dict(bucket.object("x").head().custom)


def test_filters_choose(aisx: Aisx, bucket: Bucket, tree: Path, tmp_path: Path) -> None:
    """In both directions."""
    assert 0 == aisx("cp", "-r", tree, bucket.ref, "--include", "*.txt", "--exclude", "a*").code
    assert ["sub/b 'é'%?#.txt"] == list(content(bucket))

    aisx("cp", "-r", tree, bucket.ref)
    assert 0 == aisx("cp", "-r", bucket.ref, tmp_path / "back", "--exclude", "sub/*").code
    assert {"a.txt", "empty"} == files(tmp_path / "back").keys()


def test_existing_is_skipped(aisx: Aisx, bucket: Bucket, tree: Path, tmp_path: Path) -> None:
    """By name alone, whatever is in it, in all directions."""
    bucket.object("a.txt").put(b"other")

    assert "3 copied (2.4 MiB), 1 skipped\n" == aisx("cp", "-r", "--skip-existing", tree, bucket.ref).told
    assert "0 copied, 4 skipped\n" == aisx("cp", "-r", "--skip-existing", bucket.ref, tree).told
    assert "0 copied, 1 skipped\n" == aisx("cp", "--skip-existing", f"{bucket.ref}/empty", f"{bucket.ref}/a.txt").told
    assert (b"other", "a") == (content(bucket)["a.txt"], (tree / "a.txt").read_text())


def test_equal_is_skipped(aisx: Aisx, bucket: Bucket, tree: Path) -> None:
    """Same size and checksum; another content of the same size is copied, in both directions, whatever the times."""
    aisx("cp", "-r", tree, bucket.ref)
    os.utime(tree / "a.txt", (1, 1))
    assert "0 copied, 4 skipped\n" == aisx("cp", "-r", "--update", tree, bucket.ref).told
    assert "0 copied, 4 skipped\n" == aisx("cp", "-r", "--update", bucket.ref, tree).told

    (tree / "a.txt").write_text("A")
    assert "1 copied (1 B), 3 skipped\n" == aisx("cp", "-r", "--update", tree, bucket.ref).told
    assert b"A" == content(bucket)["a.txt"]
    (tree / "a.txt").write_text("x")
    assert "1 copied (1 B), 3 skipped\n" == aisx("cp", "-r", "--update", bucket.ref, tree).told
    assert "A" == (tree / "a.txt").read_text()


def test_checksums_of_every_type_are_compared(aisx: Aisx, other: Bucket, tree: Path) -> None:
    """That of the object counts."""
    aisx("cp", "-r", tree, other.ref)

    assert "0 copied, 4 skipped\n" == aisx("cp", "-r", "--update", tree, other.ref).told


def test_dry_run_copies_nothing(aisx: Aisx, bucket: Bucket, tree: Path, tmp_path: Path) -> None:
    """It prints what would be, and makes no folder."""
    bucket.object("p/x").put(b"x")

    up = aisx("cp", "-r", "-n", tree, bucket.ref)
    down = aisx("cp", "-r", "-n", bucket.ref, tmp_path / "back")

    assert {f"copy {tree}/{name} -> {bucket.ref}/{name}" for name in NAMES} == set(up.lines)
    assert [f"copy {bucket.ref}/p/x -> {tmp_path}/back/p/x"] == down.lines
    assert ["p/x"] == list(content(bucket))
    assert not (tmp_path / "back").exists()


def test_outcome_of_each_as_documents(aisx: Aisx, bucket: Bucket, tree: Path) -> None:
    """Done, skipped and failed; the code is that of what failed."""
    (tree / "line\nbreak").write_text("x")
    bucket.object("empty").put(b"there")

    done = aisx("cp", "-r", "--json", "--skip-existing", tree, bucket.ref)

    assert 2 == done.code
    found = {each["source"].removeprefix(f"{tree}/"): each for each in done.documents}
    assert {"a.txt": "done", "empty": "skipped", "line\nbreak": "failed"}.items() <= {
        name: each["outcome"] for name, each in found.items()
    }.items()
    assert "control character" in found["line\nbreak"]["error"]
    assert f"{bucket.ref}/a.txt" == found["a.txt"]["target"]


def test_one_that_fails_does_not_stop_the_others(aisx: Aisx, bucket: Bucket, tree: Path) -> None:
    """It is told by a name that can be read."""
    Path(os.fsdecode(os.fsencode(tree) + b"/\xff")).write_text("x")

    done = aisx("cp", "-r", tree, bucket.ref)

    assert 2 == done.code
    assert set(NAMES) == content(bucket).keys()
    assert f"aisx: copy {tree}/\\xff -> {bucket.ref}/\\xff: not a name to write" in done.told
    assert "4 copied (2.4 MiB), 1 failed\n" in done.told


@pytest.mark.parametrize("name", ["/abs", "a//b", "a\tb", "n" * 300, "\x1b[2J"], ids=lambda name: repr(name[:6]))
def test_object_that_cannot_be_a_file_fails(aisx: Aisx, local: LocalCluster, tmp_path: Path, name: str) -> None:
    """With its name, made visible; the others are there, and nothing is outside of the folder."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        client.raw.answer(put_object.call(bucket.name, name, body=b"x"))
        bucket.object("good").put(b"good")

    done = aisx("cp", "-r", "ais://b", tmp_path / "back", "--endpoint", local.endpoint)

    assert 2 == done.code
    assert "cannot be a file" in done.told
    assert "\x1b" not in done.told
    assert {"back/good": b"good"} == files(tmp_path)


def test_link_in_the_way_is_not_followed(aisx: Aisx, bucket: Bucket, tmp_path: Path) -> None:
    """What it leads to stays as it is."""
    bucket.object("link/x").put(b"new")
    bucket.object("y").put(b"y")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x").write_text("old")
    (tmp_path / "back").mkdir()
    (tmp_path / "back/link").symlink_to(tmp_path / "outside")

    done = aisx("cp", "-r", bucket.ref, tmp_path / "back")

    assert 1 == done.code
    assert "back/link is a link" in done.told
    assert "old" == (tmp_path / "outside/x").read_text()
    assert b"y" == (tmp_path / "back/y").read_bytes()


def test_object_and_folder_of_one_name(aisx: Aisx, local: LocalCluster, tmp_path: Path) -> None:
    """Both can be in a bucket, only one of them in a folder: the other fails with its name."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        for name in ("f", "f/x"):
            bucket.object(name).put(b"x")

    done = aisx("cp", "-r", "-j", "1", "ais://b", tmp_path / "back", "--endpoint", local.endpoint)

    assert 1 == done.code
    assert "1 copied (1 B), 1 failed" in done.told
    assert {"f"} == files(tmp_path / "back").keys()


def test_device_is_not_replaced(aisx: Aisx, bucket: Bucket, tmp_path: Path) -> None:
    """A rename over it would: `cp ais://b/x /dev/null` as root."""
    bucket.object("x").put(b"x")
    os.mkfifo(tmp_path / "pipe")

    done = aisx("cp", f"{bucket.ref}/x", tmp_path / "pipe")

    assert 1 == done.code
    assert "is not a file" in done.told
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_link_that_was_named_stays_one(aisx: Aisx, bucket: Bucket, tmp_path: Path) -> None:
    """What it leads to is replaced."""
    bucket.object("x").put(b"new")
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to("file")

    assert 0 == aisx("cp", f"{bucket.ref}/x", tmp_path / "link").code
    assert (tmp_path / "link").is_symlink()
    assert "new" == (tmp_path / "file").read_text()


def test_folder_that_is_not_there_is_told(aisx: Aisx, bucket: Bucket, tmp_path: Path) -> None:
    """By its name, not by that of a temporary file."""
    bucket.object("x").put(b"x")

    done = aisx("cp", f"{bucket.ref}/x", tmp_path / "nowhere/x")

    assert 1 == done.code
    assert f"there is no folder {tmp_path}/nowhere" in done.told


def test_links_in_a_tree(aisx: Aisx, bucket: Bucket, tree: Path) -> None:
    """Left out and told, or followed."""
    (tree / "link").symlink_to("a.txt")

    done = aisx("cp", "-r", tree, bucket.ref)
    assert (0, True) == (done.code, f"{tree}/link: left out, a link; --follow-links takes it" in done.told)
    assert "link" not in content(bucket)

    assert 0 == aisx("cp", "-r", "--follow-links", tree, bucket.ref).code
    assert b"a" == content(bucket)["link"]


def test_copies_within_the_cluster(aisx: Aisx, bucket: Bucket, other: Bucket, tree: Path) -> None:
    """Metadata included; also names that AIS itself would lose."""
    aisx("cp", "-r", tree, bucket.ref, "--meta", "kind=test")

    done = aisx("cp", "-r", bucket.ref, f"{other.ref}/p")

    assert (0, "4 copied\n") == (done.code, done.told)
    assert {f"p/{name}": data for name, data in content(bucket).items()} == content(other)
    assert {"test"} == {other.object(f"p/{name}").head().custom["kind"] for name in NAMES}


def test_move_within_a_bucket_is_a_rename(aisx: Aisx, bucket: Bucket, tree: Path) -> None:
    """Of one, and of a folder; also to names that AIS would lose in a rename."""
    aisx("cp", "-r", tree, bucket.ref)
    before = content(bucket)

    assert 0 == aisx("mv", f"{bucket.ref}/a.txt", f"{bucket.ref}/new/").code
    assert 0 == aisx("mv", f"{bucket.ref}/empty", f"{bucket.ref}/50%").code
    assert "2 moved\n" == aisx("mv", "-r", f"{bucket.ref}/sub", f"{bucket.ref}/bus").told

    assert {
        "new/a.txt": before["a.txt"],
        "50%": b"",
        "bus/b 'é'%?#.txt": before[NAMES[2]],
        "bus/deep/c.bin": before[NAMES[3]],
    } == content(bucket)


def test_move_to_another_bucket(aisx: Aisx, bucket: Bucket, other: Bucket, tree: Path) -> None:
    """Verified, though the checksums are of different types: both are read then."""
    aisx("cp", "-r", tree, bucket.ref)
    before = content(bucket)

    assert (0, "4 moved\n") == ((done := aisx("mv", "-r", bucket.ref, other.ref)).code, done.told)
    assert ({}, before) == (content(bucket), content(other))


def test_move_from_and_to_this_machine(aisx: Aisx, bucket: Bucket, tree: Path, tmp_path: Path) -> None:
    """What was here is there, and back."""
    before = files(tree)

    assert (0, "4 moved (2.4 MiB)\n") == ((done := aisx("mv", "-r", tree, bucket.ref)).code, done.told)
    assert ({}, before) == (files(tree), content(bucket))

    assert 0 == aisx("mv", "-r", bucket.ref, tmp_path / "back").code
    assert (before, {}) == (files(tmp_path / "back"), content(bucket))


@pytest.mark.parametrize("what", ["up", "down", "across"])
def test_source_stays_where_the_copy_cannot_be_verified(
    aisx: Aisx, local: LocalCluster, tmp_path: Path, what: str
) -> None:
    """Nothing is deleted on trust."""
    (tmp_path / "f").write_text("f")
    with Client(local.endpoint) as client:
        one, two = client.bucket("one").create(), client.bucket("two").create()
        one.object("o").put(b"o")
        source = tmp_path / "f" if what == "up" else "ais://one/o"
        target = tmp_path / "o" if what == "down" else two.ref
        local.faults.once("HEAD object", side="target", status=403, tcode="ErrObjectAccessDenied", times=9)

        done = aisx("mv", source, target, "--endpoint", local.endpoint)

        local.faults.clear()
        assert 4 == done.code
        assert "f" == (tmp_path / "f").read_text()
        assert {"o": b"o"} == content(one)


def test_move_tries_without_moving(aisx: Aisx, bucket: Bucket, tree: Path) -> None:
    """`-n`."""
    assert [f"move {tree}/a.txt -> {bucket.ref}/a.txt"] == aisx("mv", "-n", tree / "a.txt", bucket.ref).lines
    assert (tree / "a.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cp", "a"], "from where to where"),
        (["cp", "a", "b"], "one side has to be in the cluster"),
        (["cp", "-r", "nowhere", "ais://b"], "nowhere is not there"),
        (["cp", "-r", "file", "ais://b"], "leave out -r"),
        (["cp", "--include", "x", "file", "ais://b"], "add -r"),
        (["cp", "--update", "--skip-existing", "file", "ais://b"], "one of them"),
        (["cp", "--meta", "x", "file", "ais://b"], "KEY=VALUE"),
        (["cp", "--meta", "x=y", "ais://b/x", "ais://c"], "--meta is for objects that are made from files"),
        (["cp", "--json", "-", "ais://b/x"], "stdin or stdout"),
        (["cp", "ftp://x/y", "ais://b"], "a file of that name is ./ftp://x/y"),
        (["mv", "-", "ais://b/x"], "cannot be moved"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_meant_is_refused(
    aisx: Aisx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    """Before anything is sent."""
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)

    done = aisx(*arguments)

    assert (2, b"", 1) == (done.code, done.out, done.told.count("\n"))
    assert said in done.told


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ais://ais-hl-test-is-not-there/x", "."], 5),
        (["-r", "ais://ais-hl-test-is-not-there", "."], 5),
        (["file", "ais://ais-hl-test-is-not-there"], 5),
        (["nowhere", "ais://ais-hl-test-is-not-there"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_there_is_told(
    aisx: Aisx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    """On stderr, with the code of its kind."""
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)

    done = aisx("cp", *arguments)

    assert (code, b"") == (done.code, done.out)
    assert ["file"] == os.listdir()
