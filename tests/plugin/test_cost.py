"""A project that does not use the fixtures pays nothing for them."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Pytest

WATCH = """
    import json, pathlib, sys

    def test_tell():
        pathlib.Path("modules").write_text(json.dumps(sorted(sys.modules)))
"""


def test_nothing_is_imported_for_those_who_do_not_use_it(run_pytest: Pytest, tmp_path: Path) -> None:
    """The names of the package, the plugin itself, and no module more than without it."""
    found = []
    for arguments in ((), ("-p", "no:aistore-hl")):
        run = run_pytest(WATCH, *arguments)
        assert 0 == run.code, run.shown
        found.append(set(json.loads((tmp_path / "modules").read_text())))

    assert {"aistore_hl", "aistore_hl.pytest_plugin"} == found[0] - found[1]


def test_no_assertion_of_this_package_is_rewritten(run_pytest: Pytest, tmp_path: Path) -> None:
    """Its modules are loaded by Python itself, also by a conftest: in threads, Python 3.11 fails over syntax trees."""
    (tmp_path / "conftest.py").write_text("import aistore_hl.errors")
    run = run_pytest("""
        import importlib, sys

        def test_loaders():
            importlib.import_module("aistore_hl._core.retry")
            found = {name: module for name, module in sys.modules.items() if "aistore_hl." in name}
            found.pop("aistore_hl.pytest_plugin")
            assert len(found) > 3
            assert {"SourceFileLoader"} == {type(each.__loader__).__name__ for each in found.values()}
    """)

    assert {"passed": 1} == run.outcomes, run.shown


def test_no_cluster_starts_for_those_who_only_look(run_pytest: Pytest) -> None:
    """`--fixtures` names them all, with what they give."""
    run = run_pytest("", "--fixtures", "-q")

    for name in (
        "ais_async_client",
        "ais_bucket",
        "ais_client",
        "ais_cluster",
        "ais_endpoint",
        "ais_etl",
        "ais_faults",
    ):
        assert f"\n{name}" in run.shown
    ours = run.shown.partition("fixtures defined from aistore_hl")[2].partition("fixtures defined from")[0]
    assert "no docstring available" not in ours
