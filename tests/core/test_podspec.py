"""Pod specifications: what is taken, what is mended, and what is refused where."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import yaml

from aistore_hl._core.errors import InvalidETL
from aistore_hl._core.podspec import PodSpec

GOOD = """\
apiVersion: v1
kind: Pod
metadata:
  name: etl-echo
  annotations:
    communication_type: "hpush://"
    wait_timeout: "5m"
spec:
  containers:
    - name: server
      image: repo/echo:latest
      ports: [{ name: default, containerPort: 8000 }]
      command: ["python", "echo_server.py"]
      readinessProbe:
        httpGet: { path: /health, port: default }
"""

LOST = """\
apiVersion: v1
kind: Pod
metadata:
name: etl-echo
annotations:
  communication_type: "hpush://"
  wait_timeout: "5m"
spec:
containers:
  - name: server
    image: repo/echo:latest
    ports: [{ name: default, containerPort: 8000 }]
    command: ["python", "echo_server.py"]
    readinessProbe:
      httpGet: { path: /health, port: default }
"""


def test_what_it_says_of_itself_is_read() -> None:
    """From the annotations; the text is sent as it is."""
    found = PodSpec.parse(GOOD)

    assert (found.communication, found.wait_timeout, found.direct_put) == ("hpush://", "5m", False)
    assert found.text == GOOD
    assert not found.is_repaired


def test_what_is_run_is_read() -> None:
    """Image, command and variables of the one container."""
    more = GOOD.replace(
        "      readinessProbe:",
        '      args: [8000]\n      env: [{ name: A, value: "1" }, { name: B }]\n      readinessProbe:',
    )
    found = PodSpec.parse(more)

    assert (found.image, found.command) == ("repo/echo:latest", ("python", "echo_server.py", "8000"))
    assert found.env == {"A": "1", "B": ""}


def test_direct_put_is_an_annotation() -> None:
    """As AIS reads it."""
    assert PodSpec.parse(GOOD.replace("wait_timeout", "support_direct_put").replace('"5m"', '"true"')).direct_put


def test_lost_indentation_is_made_up() -> None:
    """What stands beside an empty `metadata` or `spec` belongs there."""
    found = PodSpec.parse(LOST)

    assert found.is_repaired
    assert yaml.safe_load(found.text) == yaml.safe_load(GOOD)
    assert found.communication == "hpush://"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("kind: Pod", "kind: Service"), "kind: Pod"),
        (("port: default", "port: 8000"), "readinessProbe.httpGet.port"),
        (("path: /health, ", ""), "readinessProbe.httpGet.path"),
        (("name: default", "name: http"), "ports[0].name"),
        (("ports: [{ name: default, containerPort: 8000 }]", "ports: []"), "ports: one port"),
        (("image: repo/echo:latest", "image:"), "image"),
        (("httpGet: { path: /health, port: default }", "tcpSocket: {}"), "readinessProbe.httpGet: missing"),
        (("  containers:", "  volumes:"), "one container, not 0"),
        (("kind: Pod", "kind: [Pod"), "not YAML"),
        (('["python", "echo_server.py"]', "python"), "spec.containers[0].command: no list"),
        (("  annotations:", "  annotations: 1\n  x:"), "metadata.annotations: no mapping"),
        (
            ("containerPort: 8000", "containerPort: eight"),
            "ports[0].containerPort: a number from 1 to 65535, not 'eight'",
        ),
        (("containerPort: 8000", "containerPort: 80000"), "ports[0].containerPort"),
        (("containerPort: 8000", "hostPort: 8000"), "ports[0].containerPort: a number from 1 to 65535, not None"),
        (("image: repo/echo:latest", "image: 5"), "image: no text, but 5"),
        (("ports:", "env: [5]\n      ports:"), "env[0]: a variable has a name"),
        (("ports:", "env: [{ name: A, value: 1 }]\n      ports:"), "env[0]: the value of A is a text"),
        (("ports:", "env: [{ name: 'A=B' }]\n      ports:"), "not a name of a variable: 'A=B'"),
    ],
)
def test_what_ais_would_refuse_is_refused_where_it_stands(change: tuple[str, str], where: str) -> None:
    """Before anything is sent."""
    assert change[0] in GOOD
    with pytest.raises(InvalidETL) as caught:
        PodSpec.parse(GOOD.replace(*change))

    assert where in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "just words", "metadata: {}\nspec: {}\n"])
def test_what_is_no_specification_is_refused(text: str) -> None:
    """Whatever else it is."""
    with pytest.raises(InvalidETL):
        PodSpec.parse(text)


@pytest.mark.parametrize("given", [None, GOOD.encode(), {"kind": "Pod"}])
def test_a_specification_is_a_text(given: Any) -> None:
    """Not a document, and no bytes."""
    with pytest.raises(TypeError, match=f"a specification must be str, not {type(given).__name__}"):
        PodSpec.parse(given)


def test_annotations_need_not_be_there() -> None:
    """Then nothing is said by them."""
    lines = [line for line in GOOD.splitlines() if not any(word in line for word in ("annotations", "type", "timeout"))]
    found = PodSpec.parse("\n".join(lines))

    assert ("", "", False) == (found.communication, found.wait_timeout, found.direct_put)


def test_what_is_nested_without_end_is_refused() -> None:
    """As any other text that is no specification."""
    with pytest.raises(InvalidETL, match="not YAML"):
        PodSpec.parse("[" * 2_000)


def test_without_its_reader_the_extra_is_named() -> None:
    """YAML is read by a package that comes with it."""
    program = """
import sys
sys.modules["yaml"] = None
from aistore_hl._core.errors import MissingExtra
from aistore_hl._core.podspec import PodSpec
try:
    PodSpec.parse("kind: Pod")
except MissingExtra as exc:
    print(exc)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "aistore-hl[etl]" in done.stdout
