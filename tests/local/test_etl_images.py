"""What is run for an image: a table of the user's, transformers of AIS's own, and environments with packages."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from aistore_hl import Client
from aistore_hl.errors import EtlNotStarted
from aistore_hl.local import LocalCluster
from aistore_hl.local.answers import Refusal
from aistore_hl.local.etl.images import Images, Run, read_table, write_table
from aistore_hl.local.etl.message import InitMessage
from tests.local.http import ask

TOY = str(Path(__file__).parent / "etl/toy.py")
CONTENT = b"some content"
MD5 = b"9893532233caff98cd083a116b013c0b"
WHEEL = {
    "added_for_tests.py": "WORD = b'added'\n",
    "added_for_tests-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: added-for-tests\nVersion: 1.0\n",
    "added_for_tests-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "added_for_tests-1.0.dist-info/RECORD": "",
}
"""The files of a package that needs no network."""

RUNS = ["sh", "-c", "exec python -m aistore_hl.etlserver"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A cluster that was told nothing about images."""
    with LocalCluster(2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def client(cluster: LocalCluster) -> Iterator[Client]:
    """Its client, and two ETLs that run."""
    with Client(cluster.endpoint) as client:
        bucket = client.bucket("b").create()
        for number in range(8):
            bucket.object(f"o{number}").put(CONTENT)
        client.etl("up-echo").init("aistorage/transformer_echo:latest", direct_put=True)
        client.etl("up-md5").init("aistorage/transformer_md5", direct_put=True)
        yield client


@pytest.mark.parametrize(("name", "result"), [("up-echo", CONTENT), ("up-md5", MD5)], ids=["echo", "md5"])
def test_images_of_ais_run_here(client: Client, name: str, result: bytes) -> None:
    """Those of its examples do what they do there."""
    assert result == client.bucket("b").object("o1").get(etl=name).read_all()


@pytest.mark.stress
def test_images_of_ais_have_any_tag_and_speak_over_websockets(client: Client) -> None:
    """Also the third of them."""
    with client.etl("up-hello").init("aistorage/transformer_hello_world:v1", communication="ws", direct_put=True):
        assert b"Hello World!" == client.bucket("b").object("o1").get(etl="up-hello").read_all()


def test_a_pipeline_goes_from_one_transformer_to_the_next(cluster: LocalCluster, client: Client) -> None:
    """Each has been told where the others are, inline and offline, also those that were started later."""
    inline = client.bucket("b").object("o1").get(etl=client.etl("up-echo") >> client.etl("up-md5")).read_all()
    value = {"id": "up-echo", "pipeline": ["up-md5"], "prepend": "p/"}
    path = "/v1/buckets/b?bck_to=ais/@%23/piped/"
    started = ask(cluster.endpoint, "POST", path, {"action": "etl-bck", "value": value})
    client.job(started.content.decode(), kind="etl-bck").wait(timeout=20)

    assert MD5 == inline
    found = client.bucket("piped")
    assert {f"p/o{n}": MD5 for n in range(8)} == {
        each.name: found.object(each.name).get().read_all() for each in found.list_objects()
    }


def test_a_table_is_read_as_it_was_written() -> None:
    """Commands keep their words."""
    table = {"img:*": ["{python}", "a b.py", "--x=1"], "other": ["run"]}

    assert table == read_table(write_table(table))


@pytest.mark.parametrize("text", ["img", "img=", "=run"])
def test_what_is_no_image_with_a_command_is_refused(text: str) -> None:
    """By its text."""
    with pytest.raises(ValueError, match="IMAGE=COMMAND"):
        read_table([text])


def test_a_command_is_words() -> None:
    """One text would be taken for its letters."""
    with pytest.raises(ValueError, match="list of words"):
        Images.of({"img": "run"})


def run_for(image: str, **env: str) -> Run:
    """What is run for an image, with that environment."""
    told = [{"name": name, "value": value} for name, value in env.items()]
    runtime = {"image": image, "command": ["sh", "-c", "exec python -m aistore_hl.etlserver"], "env": told}
    return Images().run(InitMessage.of(json.dumps({"name": "up-etl", "runtime": runtime}).encode()))


@pytest.mark.parametrize(
    ("image", "packages", "lines"),
    [
        ("python:3-slim", "numpy>=2,<3\npillow; python_version > '3'", ["numpy>=2,<3", "pillow; python_version > '3'"]),
        ("aistorage/runtime_python", "numpy>=2,<3,pillow", ["numpy>=2,<3", "pillow"]),
        ("aistorage/runtime_python", "ray[data,train]==2.9, torch", ["ray[data,train]==2.9", "torch"]),
        ("aistorage/runtime_python:latest", "", []),
        ("aistorage/runtime_python", ",a" * 200_000, ["a"] * 200_000),
    ],
    ids=["ours", "theirs", "extras", "none", "many"],
)
def test_packages_are_read_as_the_client_of_the_image_writes_them(image: str, packages: str, lines: list[str]) -> None:
    """Ours has one in each line, as a file of requirements has; NVIDIA's has commas between them."""
    environment = run_for(image, PACKAGES=packages).environment

    assert environment is not None
    found = [line.strip() for line in environment.packages.splitlines() if line.strip()]
    assert lines == [line for line in found if not line.startswith(("aistore[", "cloudpickle", "gunicorn", "uvicorn["))]


@pytest.mark.parametrize("image", ["python:3-slim", "aistorage/runtime_python"])
@pytest.mark.parametrize("text", ["ffmpeg libmagic1", "ffmpeg,libmagic1"])
def test_packages_of_the_system_are_named_as_not_installed(image: str, text: str) -> None:
    """Nothing of this machine is changed for a transformer; its log says so."""
    said = "[OS_PACKAGES are not installed without an image; this machine has to have them: ffmpeg libmagic1]\n"

    assert said == run_for(image, OS_PACKAGES=text).remark
    assert "" == run_for(image).remark


def test_a_runtime_of_another_python_says_which_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A class that was packed by one Python cannot be loaded by another one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match=r"Python 3\.7 on this machine: no python3\.7 is in PATH"):
        run_for("aistorage/runtime_python:3.7")

    other = tmp_path / "python3.7"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    environment = run_for("aistorage/runtime_python:3.7").environment
    assert environment is not None
    assert str(other) == environment.interpreter


@pytest.mark.parametrize("name", ["", "A=B", "A\0"])
def test_a_variable_that_no_process_can_have_is_refused(name: str) -> None:
    """As Kubernetes refuses it; and so is a value with an end in it."""
    with pytest.raises(Refusal, match="environment"):
        run_for("python:3-slim", **{name: "x"})
    with pytest.raises(Refusal, match="environment"):
        run_for("python:3-slim", VALUE="a\0b")


@pytest.mark.stress
def test_transformers_of_a_killed_cluster_end_with_it(tmp_path: Path) -> None:
    """Also where nothing of the cluster could tell them; and its table goes to its process."""
    images = {"toy": ["{python}", TOY, str(tmp_path)]}
    with LocalCluster.process(1, etl_images=images) as cluster, Client(cluster.endpoint) as client:
        client.etl("up-toy").init("toy")
        below = psutil.Process(cluster.pid).children(recursive=True)
        assert any(TOY in each.cmdline() for each in below)

        psutil.Process(cluster.pid).kill()
        _, alive = psutil.wait_procs(below, timeout=10)

    assert [] == [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.stress
def test_packages_are_installed_once_and_a_failure_says_why(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind them are those of the cluster. What pip says of one that is not there is in the error."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    wheel = tmp_path / "added_for_tests-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        for name, text in WHEEL.items():
            made.writestr(name, text)

    from aistore_hl.etlserver import HTTPMultiThreadedServer
    from aistore_hl.etlserver.payload import pack

    class Adds(HTTPMultiThreadedServer):
        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            import added_for_tests  # type: ignore[import-not-found]

            return bytes(added_for_tests.WORD)

    env = {"ETL_CLASS_PAYLOAD": pack(Adds), "PACKAGES": str(wheel)}
    client.etl("up-added").init("python:3-slim", command=RUNS, env=env, init_timeout=120)

    assert b"added" == client.bucket("b").object("o1").get(etl="up-added").read_all()
    assert 1 == len(list((tmp_path / "cache/aistore-hl/etl").glob("*/made")))
    with pytest.raises(EtlNotStarted, match="could not be installed"):
        client.etl("up-none").init("python:3-slim", command=RUNS, env={**env, "PACKAGES": "/no/such.whl"})
    assert 1 == len([each for each in (tmp_path / "cache/aistore-hl/etl").iterdir() if each.is_dir()])
