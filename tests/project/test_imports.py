"""What is loaded when: importing us is cheap and quiet, and nothing imports in a circle."""

from __future__ import annotations

import graphlib
import json
import pkgutil
import subprocess
import sys

import aistore_api
import grimp
import pytest

HEAVY = ("httpx", "starlette", "uvicorn", "click", "cloudpickle", "h11", "anyio")
LATER = ("dateutil", "google_crc32c", "hashlib", "msgspec", "xxhash")


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after running `code`."""
    report = "import json, sys, threading; assert threading.active_count() == 1; print(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-W", "error", "-c", f"{code}\n{report}"]
    return set(json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=50).stdout))


@pytest.mark.parametrize("heavy", HEAVY)
def test_a_client_loads_only_what_it_speaks_with(client_modules: set[str], heavy: str) -> None:
    """Making both clients loads no HTTP library, server or command line."""
    assert heavy not in client_modules


@pytest.mark.parametrize("library", LATER)
def test_a_client_loads_what_only_some_calls_need_when_they_need_it(client_modules: set[str], library: str) -> None:
    """Checksums, listings and odd times each have a library of their own."""
    assert library not in client_modules


def test_a_client_loads_no_model(client_modules: set[str]) -> None:
    """A schema is loaded when a message of that form is written or read: each costs about a millisecond."""
    assert [] == sorted(name for name in client_modules if name.startswith("aistore_api.models."))


@pytest.mark.parametrize("module", ["asyncio", "ssl", "aistore_hl._wire.aio"])
def test_threads_do_not_load_what_tasks_need(module: str) -> None:
    """Naming the async client costs no event loop, and plain http no TLS: making one loads what it sends with."""
    assert module not in modules_after("from aistore_hl import AsyncClient, Client\nClient('http://127.0.0.1:1')")


@pytest.fixture(scope="module")
def client_modules() -> set[str]:
    return modules_after(
        "from aistore_hl import AsyncClient, Client\nClient('http://127.0.0.1:1')\nAsyncClient('http://127.0.0.1:1')"
    )


def test_the_bare_package_loads_nothing_of_its_own() -> None:
    """`import aistore_hl` holds names only; each is loaded on first use."""
    loaded = {name for name in modules_after("import aistore_hl") if name.startswith("aistore_")}

    assert {"aistore_hl"} == loaded


def test_importing_a_client_sets_up_no_logs() -> None:
    """Where our lines go, and which of them, is the program's to say: no handler, no level."""
    modules_after(
        "import logging\n"
        "from aistore_hl import AsyncClient, Client\n"
        "Client('http://127.0.0.1:1')\n"
        "loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]\n"
        "assert not any(logger.handlers for logger in loggers)\n"
        "assert all(logger.level == 0 and logger.propagate for logger in loggers[1:])"
    )


def test_a_client_needs_no_module_of_unix() -> None:
    """Both clients are made where there are none of those that Windows lacks."""
    modules_after(
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('fcntl', 'grp', 'pwd', 'resource', 'termios')))\n"
        "from aistore_hl import AsyncClient, Client\n"
        "Client('http://127.0.0.1:1')\n"
        "AsyncClient('http://127.0.0.1:1')\n"
        "for name in ('fcntl', 'grp', 'pwd', 'resource', 'termios'): del sys.modules[name]"
    )


def test_generated_calls_load_no_http_library() -> None:
    """All endpoint modules and models together import no httpx: a pure layer may use them."""
    names = [module.name for module in pkgutil.walk_packages(aistore_api.__path__, "aistore_api.")]
    calls = [name for name in names if name.startswith(("aistore_api.api", "aistore_api.models"))]

    assert calls
    assert "httpx" not in modules_after("\n".join(f"import {name}" for name in calls))


def test_nothing_imports_in_a_circle() -> None:
    """Imports made when a module is loaded or a function runs have an order from bottom to top."""
    graph = grimp.build_graph("aistore_hl", "aistore_api", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    order = list(graphlib.TopologicalSorter(imports).static_order())

    assert len(graph.modules) == len(order)
