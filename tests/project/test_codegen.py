"""What is written is in step with its sources, quickly, and as light as promised."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aistore_api import _provenance
from aistore_api.api.objects import get_object, head_object, put_object

from openapi.codegen.bundle import read
from openapi.codegen.facts import of_all
from openapi.codegen.generate import inputs_digest
from openapi.codegen.media import MediaTypes


def test_everything_written_is_in_step(root: Path) -> None:
    """`codegen.py --check` finds nothing, in less than 10 s of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, str(root / "codegen.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 10


def test_the_client_is_of_this_specification(root: Path) -> None:
    """Which can be seen without the generator."""
    assert inputs_digest(root / "openapi") == _provenance.INPUTS_SHA256


def test_every_operation_has_a_module(root: Path) -> None:
    """Under its tag, and there are no others."""
    facts = of_all(read(root / "openapi"), MediaTypes.load(root / "openapi" / "codegen.yaml"))
    folder = root / "generated" / "aistore_api" / "api"
    modules = {file.relative_to(folder).as_posix() for file in folder.rglob("*.py") if file.name != "__init__.py"}

    assert {f"{fact['tag']}/{name}.py" for name, fact in facts.items()} == modules


def test_no_call_and_no_model_loads_httpx(root: Path) -> None:
    """All of them together."""
    code = (
        "import importlib, pathlib, sys; root = pathlib.Path(sys.argv[1])\n"
        "for file in root.glob('aistore_api/api/*/*.py'):\n"
        "    importlib.import_module('.'.join(file.relative_to(root).with_suffix('').parts))\n"
        "import aistore_api.models as models\n"
        "[getattr(models, name) for name in models.__all__]\n"
        "print([name for name in ('httpx', 'socket', 'ssl', 'asyncio', 'dateutil') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(root / "generated")}
    command = [sys.executable, "-c", code, str(root / "generated")]

    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)

    assert "[]\n" == done.stdout


@pytest.mark.parametrize(
    "call",
    [
        lambda: get_object.call("bucket", "a/name/of/an/object.bin", provider="ais", range_="bytes=0-99"),
        lambda: put_object.call("bucket", "a/name/of/an/object.bin", provider="ais", body=b""),
        lambda: head_object.call("bucket", "a/name/of/an/object.bin", provider="ais"),
    ],
    ids=["get", "put", "head"],
)
def test_building_a_call_takes_less_than_8_microseconds(call: Callable[[], Any]) -> None:
    """2.0 to 3.4 where it was written: the target is put together as text, not by way of a URL of an HTTP library."""
    seconds = min(timeit.repeat(call, number=2_000, repeat=20)) / 2_000

    assert seconds < 8e-6
