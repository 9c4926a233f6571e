"""What an image of Python is told, so that it serves a class."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aistore_hl._core.errors import InvalidETL
from aistore_hl._core.etl_runtime import LONGEST, EtlClassOptions, Runtime, check_options, start_of

VERSIONS = {"python": "3.12", "cloudpickle": "3.1.1", "aistore_hl": "0.1.0"}


def test_the_image_has_the_python_that_packed() -> None:
    """And gets the versions that did: a pickle is for no others."""
    runtime = Runtime.of({}, VERSIONS)

    assert "python:3.12-slim" == runtime.image
    assert ["sh", "-c"] == runtime.command[:2]
    assert "'aistore-hl[etl]==0.1.0' 'cloudpickle==3.1.1'" in runtime.command[2]
    assert runtime.command[2].endswith("exec python -m aistore_hl.etlserver\n")


@pytest.mark.parametrize("image", ["python:3.10", "python:3.13-alpine", "quay.io/me/python:3.10.4-slim"])
def test_an_image_of_another_python_is_refused(image: str) -> None:
    """The class could not be read there; of an image that does not say which it has, its start will."""
    with pytest.raises(InvalidETL, match=r"what is packed by Python 3\.12 is read by no other"):
        Runtime.of({"image": image}, VERSIONS)
    for other in ("python:3.12.1-alpine", "me/python", "python:latest", "me/python3:3.10"):
        assert other == Runtime.of({"image": other}, VERSIONS).image


def test_nothing_is_told_that_was_not_said() -> None:
    """But the class."""
    assert {"ETL_CLASS_PAYLOAD": "x"} == Runtime.of({}, VERSIONS).env("x")


def test_what_was_said_is_told() -> None:
    """Packages one a line, as they may have commas in them."""
    options: EtlClassOptions = {
        "dependencies": ["numpy>=2,<3", "pillow"],
        "os_packages": ["ffmpeg", "libmagic1"],
        "image": "registry/own:1",
        "index": "https://packages.example/simple",
        "workers": 4,
    }
    runtime = Runtime.of(options, VERSIONS)

    assert "registry/own:1" == runtime.image
    assert {
        "ETL_CLASS_PAYLOAD": "x",
        "PACKAGES": "numpy>=2,<3\npillow",
        "OS_PACKAGES": "ffmpeg libmagic1",
        "PIP_INDEX_URL": "https://packages.example/simple",
        "NUM_WORKERS": "4",
    } == runtime.env("x")


@pytest.mark.parametrize("tool", ["apk", "apt-get"])
def test_the_command_installs_and_serves(tmp_path: Path, tool: str) -> None:
    """The words that a shell makes of it, on the two kinds of systems that images of Python have."""
    runtime = Runtime.of({"dependencies": ["a>=1,<2", 'b; python_version < "4"'], "os_packages": ["ffmpeg"]}, VERSIONS)
    said, packages = tmp_path / "said", tmp_path / "packages.txt"
    for name in (tool, "python"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho {name} "$@" >> {shlex.quote(str(said))}\n')
        program.chmod(0o755)
    command = [runtime.command[0], runtime.command[1], runtime.command[2].replace("/tmp/packages.txt", str(packages))]
    subprocess.run(["/bin/sh", *command[1:]], env={"PATH": str(tmp_path), **runtime.env("x")}, check=True)
    lines = said.read_text().splitlines()

    assert 'a>=1,<2\nb; python_version < "4"\n' == packages.read_text()
    assert any(line.startswith(tool) and line.endswith("ffmpeg") for line in lines)
    assert lines[-2].startswith("python -m pip install")
    assert lines[-2].endswith("aistore-hl[etl]==0.1.0 cloudpickle==3.1.1")
    assert "python -m aistore_hl.etlserver" == lines[-1]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"dependencies": ["--index-url=x"]}, "not a package that pip takes"),
        ({"dependencies": [" "]}, "not a package that pip takes"),
        ({"dependencies": ["a\n-r /etc/passwd"]}, "not a package that pip takes"),
        ({"os_packages": ["ffmpeg; reboot"]}, "not the name of a package of the system"),
        ({"os_packages": [""]}, "not the name of a package of the system"),
        ({"workers": 0}, "workers must be 1 or more, not 0"),
        ({"workers": "2"}, "workers must be 1 or more, not '2'"),
    ],
)
def test_what_is_no_package_is_refused(options: Any, why: str) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidETL, match=why):
        Runtime.of(options, VERSIONS)


@pytest.mark.parametrize("what", ["dependencies", "os_packages"])
def test_packages_are_a_list(what: Any) -> None:
    """A text is one too, of its letters, and never meant."""
    options: Any = {what: "numpy"}
    with pytest.raises(TypeError, match=f"{what} are a list of names"):
        Runtime.of(options, VERSIONS)


def test_a_class_fits_into_a_variable() -> None:
    """Linux starts no process with a longer one."""
    runtime, room = Runtime.of({}, VERSIONS), LONGEST - len("ETL_CLASS_PAYLOAD=")
    runtime.env("x" * room)
    with pytest.raises(InvalidETL, match="131,072 bytes, of 131,071 at most"):
        runtime.env("x" * (room + 1))


def test_how_it_is_started() -> None:
    """Direct puts are our servers' own; what the runtime is told goes before what the user says."""
    options: EtlClassOptions = {"env": {"A": "1", "PACKAGES": "mine"}, "direct_file_access": True}
    start = start_of(options, {"PACKAGES": "its"})

    assert start.direct_put
    assert {"A": "1", "PACKAGES": "its", "ETL_DIRECT_FQN": "true"} == start.env
    assert ("hpush", 300.0, 45.0) == (start.communication, start.init_timeout, start.object_timeout)
    assert not start_of({"direct_put": False}, {}).direct_put


def test_there_are_no_other_options() -> None:
    """A word that is misspelt is no option."""
    check_options({"dependencies": [], "env": {}})
    with pytest.raises(TypeError, match="no such option of an ETL: dependency, imag"):
        check_options({"imag": "", "dependency": []})
