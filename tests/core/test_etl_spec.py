"""Specifications of ETLs in AIS's own form, and which form a text has."""

from __future__ import annotations

import pytest

from aistore_hl._core.errors import InvalidETL
from aistore_hl._core.etl import Start
from aistore_hl._core.etl_spec import EtlSpec, specification_of
from aistore_hl._core.podspec import PodSpec

SPEC = """\
name: etl-echo
communication: hpull://
argument: fqn
init_timeout: 1m30s
obj_timeout: 500ms
support_direct_put: true
runtime:
  image: me/echo:1
  command: [python, server.py]
  env:
    - name: GREETING
      value: hello
    - name: NODE
      valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
resources:
  requests: {cpu: 500m}
  limits: {memory: 1Gi, cpu: 2}
"""


def test_all_that_can_be_said_is_sent() -> None:
    """By the name of the handle, with variables as they are, and the one that has files given by their paths."""
    spec = specification_of(SPEC)
    start = Start(
        communication=spec.communication,
        init_timeout=spec.init_timeout or 1,
        object_timeout=spec.object_timeout or 1,
        direct_put=spec.direct_put,
        resources=spec.resources,
    )

    assert isinstance(spec, EtlSpec)
    assert {
        "name": "other-name",
        "communication": "hpull://",
        "init_timeout": "90s",
        "obj_timeout": "500ms",
        "support_direct_put": True,
        "runtime": {
            "image": "me/echo:1",
            "command": ["python", "server.py"],
            "env": [
                {"name": "GREETING", "value": "hello"},
                {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
                {"name": "ETL_DIRECT_FQN", "value": "true"},
            ],
        },
        "resources": {"requests": {"cpu": "500m"}, "limits": {"memory": "1Gi", "cpu": "2"}},
    } == spec.message("other-name", start).to_dict()


def test_an_image_is_enough() -> None:
    """What it does not say is left to the caller."""
    spec = specification_of("runtime: {image: me/echo:1}")

    assert ("", None, None, False, {}, False) == (
        spec.communication,
        spec.init_timeout,
        spec.object_timeout,
        spec.direct_put,
        spec.resources,
        spec.is_repaired,
    )
    assert {"name": "an-etl", "runtime": {"image": "me/echo:1"}} == {
        name: value
        for name, value in spec.message("an-etl", Start()).to_dict().items()
        if name in ("name", "runtime", "resources")
    }


def test_what_has_no_runtime_is_that_of_a_pod() -> None:
    """The other form."""
    text = """\
kind: Pod
metadata: {annotations: {wait_timeout: 2m}}
spec:
  containers:
    - image: me/echo:1
      ports: [{name: default, containerPort: 8000}]
      readinessProbe: {httpGet: {path: /health, port: default}}
"""
    spec = specification_of(text)

    assert isinstance(spec, PodSpec)
    assert (120.0, None, {}) == (spec.init_timeout, spec.object_timeout, spec.resources)
    assert "spec" in spec.message("an-etl", Start()).to_dict()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("runtime: me/echo:1", "runtime: no mapping"),
        ("runtime: {}", "runtime.image: none"),
        ("runtime: {image: 1}", "image: no text, but 1"),
        ("runtime: {image: i, command: python server.py}", "runtime.command: a list of words"),
        ("runtime: {image: i, command: [1]}", "runtime.command: a list of words"),
        ("runtime: {image: i, args: [x]}", "runtime.args: there is no such field"),
        ("runtime: {image: i, env: {A: b}}", "runtime.env: a list of variables"),
        ("runtime: {image: i, env: [{value: b}]}", r"runtime.env\[0\]: a variable has a name"),
        ("runtime: {image: i, env: [{name: A, value: 1}]}", r"runtime.env\[0\]: the value of A is a text"),
        ("runtime: {image: i, env: [{name: '1A', value: b}]}", "not a name of a variable: '1A'"),
        ("runtime: {image: i}\ncommunication_type: hpush", "communication_type: there is no such field"),
        ("runtime: {image: i}\nargument: url", "argument: 'fqn' or nothing, not 'url'"),
        ("runtime: {image: i}\ninit_timeout: 5 minutes", "not a length of time: '5 minutes'"),
        ("runtime: {image: i}\nobj_timeout: 5", "obj_timeout: no text, but 5"),
        ("runtime: {image: i}\nsupport_direct_put: 'true'", "support_direct_put: true or false, not 'true'"),
        ("runtime: {image: i}\nresources: {limits: 1}", "resources.limits: no mapping"),
    ],
    ids=lambda value: value if "runtime" not in value[:7] else "",
)
def test_what_ais_would_refuse_or_not_see_is_refused_where_it_stands(text: str, why: str) -> None:
    """Before anything is sent: AIS ignores fields that it does not know."""
    with pytest.raises(InvalidETL, match=why):
        specification_of(text)
