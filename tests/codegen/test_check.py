"""`codegen.py --check` on a copy of the project: planted edits are found, and nothing depends on hash seeds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Each run takes 8 s, and some tests take two; on a machine that does other things too, several times that.
pytestmark = pytest.mark.timeout(300)

PROJECT = Path(__file__).parents[2]
SOURCES = ("aistore_hl", "docs", "generated", "openapi", "tests", "README.md")
WRITTEN_TEST = "tests/conformance/_sync/test_bodies.py"


def codegen(root: Path, *options: str, seed: str = "random") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "codegen.py"), "--root", str(root), *options]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy that a test may change; what is written in it is in step, since it is here."""
    root = tmp_path / "project"
    for source in SOURCES:
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, root / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(PROJECT / source, root / source)
    return root


@pytest.mark.stress  # a sample is below: what was written with some seed is written again with another
@pytest.mark.parametrize("seed", ["0", "1", "42"])
def test_the_output_is_the_same_for_every_hash_seed(seed: str) -> None:
    """What was written under some seed is what would be written under this one."""
    done = codegen(PROJECT, "--check", seed=seed)

    assert (0, "") == (done.returncode, done.stderr)
    assert " files are in step (" in done.stdout


def test_every_planted_edit_is_found_and_mended(project: Path) -> None:
    """In the generated client, a sync twin, a written test and the reference; files too many, and too few."""
    before = _contents(project)
    for path in ("generated/aistore_api/api/objects/get_object.py", "aistore_hl/_sync/client.py", WRITTEN_TEST):
        with (project / path).open("a", encoding="utf-8") as file:
            file.write("# planted\n")
    (project / "docs/reference/operations.md").write_text("planted", "utf-8")
    (project / "generated/aistore_api/models/ais_error.py").unlink()
    (project / "generated/aistore_api/api/objects/planted.py").write_text("", "utf-8")
    (project / "aistore_hl/_sync/planted.py").write_text("", "utf-8")

    check = codegen(project, "--check")
    write = codegen(project)

    assert 1 == check.returncode
    assert [
        "orphan: aistore_hl/_sync/planted.py",
        "stale: aistore_hl/_sync/client.py",
        "stale: docs/reference/operations.md",
        "orphan: generated/aistore_api/api/objects/planted.py",
        "stale: generated/aistore_api/api/objects/get_object.py",
        "missing: generated/aistore_api/models/ais_error.py",
        f"stale: {WRITTEN_TEST}",
    ] == sorted(check.stdout.splitlines()[:-1], key=lambda line: _group(line))
    assert "7 things are out of step: run codegen.py (" in check.stdout
    assert 0 == write.returncode
    assert before == _contents(project)


def _contents(root: Path) -> dict[Path, bytes]:
    return {file.relative_to(root): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def _group(line: str) -> tuple[str, str]:
    state, _, path = line.partition(": ")
    folder = path.partition("/")[0]
    return folder, state if folder != "generated" else path.rpartition("/")[0] + state


@pytest.mark.stress  # as the test above, which is of all kinds of files
def test_a_change_of_a_source_makes_what_is_written_from_it_stale(project: Path) -> None:
    """Of the specification, and of an async module."""
    spec = project / "openapi/openapi.yaml"
    spec.write_text(spec.read_text("utf-8").replace("tags:\n", "tags:\n  - {name: planted}\n", 1), "utf-8")
    source = project / "aistore_hl/_async/client.py"
    source.write_text(source.read_text("utf-8") + "\n\nasync def planted() -> None: ...\n", "utf-8")

    done = codegen(project, "--check")

    assert 1 == done.returncode
    assert ["stale: aistore_hl/_sync/client.py", "stale: generated/aistore_api/_provenance.py"] == sorted(
        line for line in done.stdout.splitlines() if line.startswith("stale: ")
    )


@pytest.mark.stress
def test_a_problem_of_one_source_does_not_stop_the_rest(project: Path) -> None:
    """It is told, and the exit status is 1; its twin stays as it was."""
    (project / "aistore_hl/_async/job.py").write_text("x = AsyncPlanted\n", "utf-8")
    stale = project / "generated/aistore_api/py.typed"
    stale.write_text("planted", "utf-8")
    twin = (project / "aistore_hl/_sync/job.py").read_bytes()

    done = codegen(project)

    assert 1 == done.returncode
    assert "aistore_hl/_async/job.py:1: AsyncPlanted has no sync name; " in done.stdout
    assert "" == stale.read_text("utf-8")
    assert twin == (project / "aistore_hl/_sync/job.py").read_bytes()


def test_a_template_that_was_written_against_another_original_is_refused(project: Path) -> None:
    """The generator's templates change between its patch releases."""
    file = project / "openapi/templates/STOCK.sha256"
    text = file.read_text("utf-8")
    file.write_text(text.replace(text.split()[0], "0" * 64), "utf-8")

    done = codegen(project, "--check")

    assert 1 == done.returncode
    assert "openapi/templates/endpoint_module.py.jinja: the generator's own template is not the one" in done.stderr
