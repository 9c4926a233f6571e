"""What is written is in step with its sources, quickly, and as light as promised."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from aistore_api import _provenance

from openapi.codegen.bundle import read
from openapi.codegen.facts import of_all
from openapi.codegen.generate import inputs_digest
from openapi.codegen.media import MediaTypes


@pytest.mark.stress  # the linters ask the same, without a clock
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
